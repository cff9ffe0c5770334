import pytest

from workshops.registers.kinds import PlanWords, asked_for, next_key, writer_for

ALWAYS = {"decision", "constraint", "question", "approval"}


def test_a_plan_gets_the_registers_that_it_speaks_of():
    plan = PlanWords(
        ("Pipelines and schedules\nhow often each runs", "Risks are visible"),
        ("Agree on dependencies and capacity",),
    )

    assert asked_for(plan) == ALWAYS | {"pipeline", "risk", "dependency", "capacity"}


def test_a_plan_without_pipelines_has_no_register_of_them():
    plan = PlanWords(("Goals and measures",), ("How the sales pipeline looks today", "An independent test"))

    assert asked_for(plan) == ALWAYS


@pytest.mark.parametrize(
    ("keys", "key"),
    [([], "R-1"), (["R-2", "R-10", "D-40"], "R-11"), (["r07"], "R-8"), (["Risk 3", "R-x"], "R-1")],
)
def test_the_next_key_counts_on_from_the_highest(keys, key):
    assert next_key("R", keys) == key


@pytest.mark.parametrize(
    ("heading", "writer"),
    [
        ("Pipelines and schedules", "pipeline"),
        ("Non–functional requirements", "requirements"),
        ("Ownership of pipelines", "ownership"),
        ("Roles & responsibilities", "ownership"),
        ("Decisions", "decision"),
        ("Top risks", "risk"),
        ("Next steps", ""),
    ],
)
def test_a_recap_section_is_written_by_what_its_heading_names(heading, writer):
    assert writer_for(heading) == writer
