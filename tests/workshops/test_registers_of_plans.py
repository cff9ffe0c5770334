"""Which registers and recap sections a workshop shows comes from its plan: plans of three kinds."""

import pytest

from tests.factories.workshops import ProjectFactory
from workshops.playbooks import available
from workshops.registers.kinds import writer_for
from workshops.selectors.register import panels_of
from workshops.services.plans import import_plan

TEST_PLAN = """\
# Communication Plan: Acceptance Test of the Tide Model

## Objectives

- Agree on which cases are tested, by whom, and when the result counts as accepted.
- See the risks of a late defect and the capacity that the testers need.

## Timeline

- **T-3:** Agenda and test cases
- **T+1:** Recap with results

## Email – Agenda (T-3)

**From:** Test Lead
**To:** Testers
**Subject:** `Acceptance test: cases`

Please read the cases.

**Agenda**
1. Cases and data (20 min)
2. Defects and severities (20 min)

## Email – Recap (T+1)

**From:** Test Lead
**To:** Testers
**Subject:** `Acceptance test: results`

**Test cases passed**
- <which, and on which data>

**Risks**
- <what may still fail>

**Sign-off**
- <who accepted>

**Actions**
- <owner and due date>
"""


@pytest.fixture
def imported(db, early):
    """Imports a plan and gives its registers, and what each of its recap's sections is written by."""

    def shown(text):
        workshop = import_plan(text=text, project=ProjectFactory(), by=None, now=early)
        writers = {section.heading: writer_for(section.heading) for section in workshop.recap.sections.all()}
        return [panel.kind.slug for panel in panels_of(workshop)], writers

    return shown


def playbook(name):
    return next(book.text for book in available() if book.slug == name)


def test_a_test_plan_has_sections_of_its_own_and_no_pipelines(imported):
    registers, writers = imported(TEST_PLAN)

    assert registers == ["decision", "risk", "capacity", "constraint", "question", "approval"]
    assert writers == {"Test cases passed": "", "Risks": "risk", "Sign-off": "approval", "Actions": ""}


def test_a_kickoff_has_no_pipelines(imported):
    registers, _ = imported(playbook("kickoff"))

    assert "pipeline" not in registers


def test_a_pipeline_workshop_has_the_pipelines_and_what_is_written_from_them(imported):
    registers, writers = imported(playbook("etl-pipeline-design"))

    assert registers[0] == "pipeline"
    assert {"pipeline", "requirements", "ownership"} <= set(writers.values())
