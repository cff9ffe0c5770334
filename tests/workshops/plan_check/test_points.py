from dataclasses import replace

import pytest

from tests.workshops.plan_check.plans import ACTION, INVITATION, RISK, START, WHOLE, checked, point
from workshops.plan_check import Neighbour, PointFacts, SectionFacts

OTHER_MAIL = replace(INVITATION, text="Nothing is asked.")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("Constraints are clear", "", "Asked for, and recorded before the workshop: 1."),
        ("Every action has an owner", "", "The one thing recorded has an owner."),
        ("Risks are visible", "", "Recorded with owner and action: 1."),
        ("Artifacts are linked", "", "Linked from a mail: docs/flows.md."),
        ("Nothing is assumed", "SLAs and alerting", "The recap speaks of SLAs, alerting."),
        (
            "It fits the roadmap",
            "",
            "Before it: Workshop 3: Model. After it: Workshop 5: Rollout.",
        ),
    ],
)
def test_point_that_the_program_can_know_holds_in_a_whole_plan(name, text, message):
    assert point(name, text) == [("ok", message)]


@pytest.mark.parametrize(
    ("name", "changes", "messages"),
    [
        (
            "Limitations",
            {"mails": (OTHER_MAIL,)},
            ["No mail before the workshop asks for constraints."],
        ),
        ("Limitations", {"constraints": (START,)}, ["No constraint was recorded before the workshop."]),
        (
            "Responsibilities",
            {"owned": (ACTION, replace(ACTION, name="Call the vendor", owner=""))},
            ["The action “Call the vendor” has no owner."],
        ),
        (
            "Responsibilities",
            {"owned": ()},
            ["Nothing is recorded yet that somebody could own: no pipeline and no action."],
        ),
        ("Risks", {"risks": ()}, ["No risk is recorded."]),
        (
            "Risks",
            {"risks": (RISK, replace(RISK, owner="", action=""))},
            ["The risk “Night loads run long” has no owner and no action."],
        ),
        ("Artifacts", {"artifacts": ("docs/x.md",)}, ["No mail links docs/x.md."]),
        ("Artifacts", {"artifacts": ()}, ["The plan names no document that a mail could link."]),
        (
            "Non-functional requirements",
            {"sections": (SectionFacts("SLAs", "", "", "Nightly by 06:00."),)},
            ["The recap does not say yet: monitoring, alerting."],
        ),
        (
            "Non-functional requirements",
            {"sections": (SectionFacts("SLA, monitoring, alerting", "", "As agreed.", "As agreed."),)},
            ["The recap does not say yet: SLAs, monitoring, alerting."],
        ),
        (
            "Roadmap",
            {"neighbours": ()},
            [f"The project has no workshop {w} this one." for w in ("before", "after")],
        ),
        (
            "Roadmap",
            {"neighbours": (Neighbour("Workshop 5", False),)},
            ["The project has no workshop before this one."],
        ),
    ],
)
def test_point_says_what_is_missing(name, changes, messages):
    assert point(name, **changes) == [("gap", message) for message in messages]


def test_point_that_names_documents_is_about_these():
    found = point("Artifacts are linked", "The mails name `docs/flows.md` and `docs/RUNBOOK.md`.")

    assert found == [("gap", "No mail links docs/RUNBOOK.md.")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("The tone is friendly", "People like to read it."),
        # The text speaks of two things at once, and the name of neither.
        ("Everybody was heard", "Risks and constraints came up."),
        ("The overview is short", "As in `docs/risks.md`."),
    ],
)
def test_point_that_only_a_person_can_tell_is_to_tick(name, text):
    assert point(name, text) == [("manual", "Only a person can tell: tick it when it is so.")]


def test_ticked_point_holds_and_says_by_whom():
    told = PointFacts(21, "The tone is friendly", ticked="by Robin Vale on 1 December 2026")

    report = checked(WHOLE, points=(told,))

    assert [(each.state, each.message, each.url) for each in report.findings[:1]] == [
        ("ok", "Ticked by Robin Vale on 1 December 2026.", "/workshops/7/check/")
    ]


def test_tick_hides_no_gap_that_the_program_sees():
    ticked = PointFacts(21, "Risks are visible", ticked="by Robin Vale on 1 December 2026")

    report = checked(WHOLE, points=(ticked,), risks=())

    assert [each.state for each in report.findings if each.point_id] == ["gap"]


def test_name_decides_before_the_text():
    found = point("Fits the roadmap", "It feeds training and monitoring.", neighbours=())

    assert [message.split(" this")[0] for _, message in found] == [
        "The project has no workshop before",
        "The project has no workshop after",
    ]


def test_first_theme_of_a_name_is_its_theme():
    assert point("Risks have owners", owned=()) == [("ok", "Recorded with owner and action: 1.")]


@pytest.mark.parametrize(
    ("name", "register"), [("Limitations", "constraint"), ("Risks", "risk"), ("Responsibilities", "pipeline")]
)
def test_gap_of_a_register_leads_to_it(name, register):
    report = checked(WHOLE, points=(PointFacts(21, name),), constraints=(), risks=(), owned=())

    assert [each.url for each in report.gaps] == [f"/workshops/7/registers/#register-{register}"]
