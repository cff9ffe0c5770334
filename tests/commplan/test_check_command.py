import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.factories.workshops import (
    ParticipantFactory,
    PlanCheckPointFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.plan_document import parse
from workshops.states import TouchpointKind


def run(name, *args):
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def workshop(db):
    workshop = WorkshopFactory(title="Tide Tables", code="3")
    PlanCheckPointFactory(workshop=workshop, name="The tone is friendly")
    ParticipantFactory(workshop=workshop)
    TouchpointFactory(workshop=workshop, kind=TouchpointKind.AGENDA, written_to={"to": ["All"]})
    return workshop


def test_json_is_a_list_of_findings(workshop):
    found = json.loads(run("check_plan", str(workshop.pk), "--json"))

    assert found[0] == {
        "check": "The tone is friendly",
        "state": "manual",
        "message": "Only a person can tell: tick it when it is so.",
        "url": f"/workshops/{workshop.pk}/check/",
    }
    assert {each["state"] for each in found} == {"ok", "gap", "manual"}
    assert [list(each) for each in found] == [["check", "state", "message", "url"]] * len(found)


def test_words_tell_the_score_and_each_finding(workshop):
    lines = run("check_plan", str(workshop.pk)).splitlines()

    assert lines[0] == (
        "Workshop 3: Tide Tables: 5 of 7 points met, 1 with a gap, 1 to be ticked by a person."
    )
    assert f"gap     no-empty-section: The agenda has no items.  /workshops/{workshop.pk}/agenda/" in lines


@pytest.mark.parametrize("command", ["check_plan", "export_plan"])
def test_unknown_workshop_is_a_clear_error(db, command):
    with pytest.raises(CommandError, match=r"^There is no workshop 99\.$"):
        run(command, "99")


def test_export_takes_the_check_along_on_demand_alone(workshop):
    plain = run("export_plan", str(workshop.pk))
    checked = run("export_plan", str(workshop.pk), "--with-check")

    assert plain == services.export_plan(workshop=workshop)
    assert checked.startswith(f"{plain}\n---\n\n## Result of the plan check on ")


def test_exported_plan_with_its_check_is_the_same_plan(workshop):
    plain = parse(run("export_plan", str(workshop.pk))).to_json()
    checked = parse(run("export_plan", str(workshop.pk), "--with-check")).to_json()

    assert plain | {"unparsed": []} == checked | {"unparsed": []}
