"""Plan documents in and out of the database."""

from dataclasses import replace

import pytest

from tests.factories.workshops import PersonFactory, StakeholderGroupFactory
from workshops import playbooks, services
from workshops.models import Workshop
from workshops.plan_document import PlanError, parse
from workshops.services import AgendaEntry
from workshops.states import Attendance, Audience, TouchpointKind, WorkshopState

PLAN = """\
# Communication Plan – Workshop 2a: Harbour Tide Model

## Objectives
- Agree on the **tide model**.

## Stakeholder Groups
- **Tide Modellers** (owners of the model)
- **Harbour Pilots** (as needed)

## Timeline
- **T–7 to T–5:** Invitation.
- **T–3:** Agenda and pre-work.
- **T-0 morning:** Reminder.
- **T+0 / T+1:** Recap and actions.
- **T+3:** Follow-up on open questions.
- **T+30:** Look at how the model does.

## Save the Date (T–7 to T–5)
**From:** Harbour Lead
**To:** Tide modellers; pilots
**Subject:** `[Harbour Tide] Tide Model – hold the date`

Hi all,

please hold this time.

**Slot:** Week X, Day Y – 60–90 minutes

Harbour Lead

## Agenda & Pre-work (T–3)
**From:** Harbour Lead
**To:** Confirmed participants
**Subject:** `[Harbour Tide] Tide Model – agenda`

Hi all,

**When:** Week X, Day Y
**Where:** `<room>`

**Agenda**
1. Look back (10–15 min)
2. The model (50–70 min)

**Pre-work**
- **Pilots:** Note the last three surprises.
- **All:** Read `docs/tides.md`.

Harbour Lead

## Recap (T+0 / T+1)
**From:** Harbour Lead
**To:** Participants; harbour board
**Subject:** `[Harbour Tide] Tide Model – recap`

Hi all,

**1. Model**
- `<what was agreed>`

**2. Actions**
- See the log.

Harbour Lead
"""


@pytest.mark.parametrize(
    ("agenda", "minutes"),
    [
        ("1. Look back (10–15 min)\n2. The model (50–70 min)\n", (60, 85)),
        ("1. Look back\n2. Talk\n", (60, 60)),
    ],
)
def test_workshop_without_a_duration_is_as_long_as_its_agenda(project, manager, early, agenda, minutes):
    text = f"# Communication Plan – Tides\n\n## Agenda\n\n{agenda}\n## Timeline\n\n- T-3: Agenda\n"

    workshop = services.import_plan(text=text, project=project, by=manager, now=early)

    assert (workshop.duration_min, workshop.duration_max) == minutes


@pytest.fixture
def workshop(project, manager, early) -> Workshop:
    return services.import_plan(text=PLAN, project=project, by=manager, now=early)


def test_import_makes_a_draft_with_all_that_the_plan_says(workshop, project):
    assert (workshop.code, workshop.title, workshop.state) == (
        "2a",
        "Harbour Tide Model",
        WorkshopState.DRAFT,
    )
    assert (workshop.duration_min, workshop.duration_max) == (60, 90)
    assert workshop.time_zone == project.time_zone
    assert workshop.objectives == ["Agree on the **tide model**."]
    items = workshop.agenda_items.values_list("title", "minutes_min", "minutes_max")
    assert list(items) == [("Look back", 10, 15), ("The model", 50, 70)]
    assert [(row.audience, row.group and row.group.name) for row in workshop.prework.all()] == [
        ("Pilots", "Harbour Pilots"),
        ("All", None),
    ]
    assert [artifact.path for artifact in workshop.artifacts.all()] == ["docs/tides.md"]


def test_import_tells_the_kinds_of_touchpoint_by_window_and_words(workshop):
    assert list(workshop.touchpoints.values_list("kind", flat=True)) == [
        TouchpointKind.SAVE_THE_DATE,
        TouchpointKind.AGENDA,
        TouchpointKind.REMINDER,
        TouchpointKind.RECAP,
        TouchpointKind.FOLLOW_UP,
        TouchpointKind.OTHER,
    ]


def test_import_matches_audiences_to_groups(workshop):
    save_the_date, agenda, _, recap, *_ = workshop.touchpoints.all()

    assert (save_the_date.audience, agenda.audience, recap.audience) == (
        Audience.NOBODY,
        Audience.CONFIRMED,
        Audience.NOT_DECLINED,
    )
    assert sorted(group.name for group in save_the_date.groups.all()) == ["Harbour Pilots", "Tide Modellers"]
    assert [group.name for group in recap.groups.all()] == ["harbour board"]


def test_group_of_a_recap_is_informed_and_not_invited(workshop):
    rows = {row.group.name: row.attendance for row in workshop.workshop_groups.all()}

    assert rows == {
        "Tide Modellers": Attendance.REQUIRED,
        "Harbour Pilots": Attendance.OPTIONAL,
        "harbour board": Attendance.INFORMED,
    }


@pytest.mark.parametrize(
    "note",
    [
        "told afterwards",
        "for information only",
        "kept informed",
        "Informed",
        "Role: I",
        "not invited",
        "is told the outcome",
        "gets only the recap",
    ],
)
def test_group_that_the_plan_only_informs_is_not_invited(project, early, note):
    text = PLAN.replace("(as needed)", f"({note})")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    row = workshop.workshop_groups.get(group__name="Harbour Pilots")
    assert row.attendance == Attendance.INFORMED


def test_touchpoint_without_text_gets_ours_where_we_know_what_to_say(workshop):
    *_, follow_up, later = workshop.touchpoints.all()

    assert "{{ followup.open_questions }}" in follow_up.body
    assert not follow_up.has_own_text
    assert (later.subject, later.body) == ("", "")


def test_recap_has_the_sections_of_the_plan(workshop):
    sections = workshop.recap.sections.values_list("heading", "prompt", "lists_actions")

    assert list(sections) == [("Model", "what was agreed", False), ("Actions", "", True)]


def test_import_takes_groups_of_the_project_in_any_spelling(project, early):
    group = StakeholderGroupFactory(project=project, name="tide  modellers")
    person = PersonFactory(project=project, groups=[group])

    workshop = services.import_plan(text=PLAN, project=project, by=None, now=early)

    assert group in workshop.groups.all()
    assert [row.person for row in workshop.participants.all()] == [person]


def test_organizer_is_found_or_made_by_address(project, manager, early):
    manager.first_name, manager.last_name = "Ana", "Roth"
    manager.save()

    workshop = services.import_plan(
        text=PLAN, project=project, by=None, now=early, organizer_email=manager.email.upper()
    )

    organizers = project.people.filter(organized_workshops=workshop)
    assert list(organizers.values_list("name", "email")) == [("Ana Roth", manager.email)]


def test_text_without_a_plan_saves_nothing(project, early):
    with pytest.raises(PlanError):
        services.import_plan(text="Dear diary, it rained.", project=project, by=None, now=early)

    assert not Workshop.objects.exists()


def test_unchanged_plan_is_exported_to_the_letter(workshop):
    assert services.export_plan(workshop=workshop) == PLAN


def test_export_and_import_again_gives_the_same_plan(workshop):
    assert services.plan_of(workshop) == parse(PLAN)


def test_changed_agenda_is_exported_in_the_mail_and_all_else_to_the_letter(workshop, early):
    services.save_agenda(
        workshop_id=workshop.pk,
        items=[AgendaEntry("Look back", 10, 15), AgendaEntry("Storm surges", 30, 30)],
        by=None,
        now=early,
    )

    text = services.export_plan(workshop=workshop)

    plan = parse(text)
    assert [(item.title, item.min, item.max) for item in plan.agenda] == [
        ("Look back", 10, 15),
        ("Storm surges", 30, 30),
    ]
    assert "The model (50–70 min)" not in text
    assert plan.prework == parse(PLAN).prework
    assert plan.touchpoints[0] == parse(PLAN).touchpoints[0]


def test_changed_window_audience_and_text_are_exported(workshop, early):
    agenda = workshop.touchpoints.get(kind=TouchpointKind.AGENDA)
    services.update_touchpoint(
        touchpoint_id=agenda.pk,
        values={"first_day": -4, "last_day": -2, "audience": Audience.NOT_DECLINED, "subject": "The agenda"},
        group_ids=[],
        cc_group_ids=[],
        by=None,
        now=early,
    )

    plan = parse(services.export_plan(workshop=workshop))

    before, changed = parse(PLAN).touchpoints[1], plan.touchpoints[1]
    assert before.email is not None
    assert (changed.opens_day, changed.closes_day) == (-4, -2)
    assert changed.email == replace(before.email, subject="The agenda", to=("Participants",))


@pytest.mark.parametrize("playbook", playbooks.available(), ids=lambda playbook: playbook.slug)
def test_every_playbook_can_be_started_scheduled_and_exported(playbook, project, early):
    workshop = services.import_plan(
        text=playbook.text,
        project=project,
        by=None,
        now=early,
        start=early.replace(month=12, day=14),
        location="Room Mole 2",
        organizer_email="robin@example.org",
    )

    services.schedule(workshop_id=workshop.pk, by=None, now=early)

    assert services.export_plan(workshop=workshop) == playbook.text
    assert workshop.touchpoints.exclude(state="planned").count() == 0


def test_points_below_an_agenda_item_go_into_the_agenda_and_come_out_where_they_stood(project, early):
    text = PLAN.replace(
        "2. The model (50–70 min)", "2. The model (50–70 min)\n   - Presenter: Ada\n   - its limits"
    )
    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    item = workshop.agenda_items.last()
    assert item
    assert (item.title, item.presenter) == ("The model: its limits", "Ada")
    assert services.export_plan(workshop=workshop) == text
    entries = [AgendaEntry.of(row) for row in workshop.agenda_items.all()]
    added = [*entries, AgendaEntry("Next steps", 5, 5)]
    services.save_agenda(workshop_id=workshop.pk, items=added, by=None, now=early)
    exported = services.export_plan(workshop=Workshop.objects.get(pk=workshop.pk))
    assert "   - Presenter: Ada\n   - its limits\n3. Next steps (5 min)" in exported


def test_length_that_only_the_agenda_tells_does_not_change_the_document(project, early):
    text = PLAN.replace(" – 60–90 minutes", "")
    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    assert (workshop.duration_min, workshop.duration_max) == (60, 85)
    assert services.export_plan(workshop=workshop) == text


@pytest.mark.parametrize(
    ("audience", "base", "groups"),
    [
        ("Harbour Pilots", "", ["Harbour Pilots"]),
        ("confirmed", "confirmed", []),
        ("all", "all", []),
        ("Harbour Pilots; tide modellers", "", ["Harbour Pilots", "Tide Modellers"]),
        ("Harbour Pilots / tide modellers", "", ["Harbour Pilots", "Tide Modellers"]),
        ("somebody", "", []),
        ("TBD", "not-declined", []),
    ],
)
def test_row_without_a_mail_goes_to_whom_it_names(audience, base, groups, project, early):
    row = f"- **T–1:** Look at the tide (Audience: {audience}; Channel: mail)."
    text = PLAN.replace("- **T-0 morning:**", f"{row}\n- **T-0 morning:**")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    touchpoint = workshop.touchpoints.get(first_day=-1)
    assert (touchpoint.audience, sorted(group.name for group in touchpoint.groups.all())) == (base, groups)


def test_mail_without_a_to_line_goes_to_whom_its_row_names(project, early):
    text = PLAN.replace("- **T–3:** Agenda and pre-work.", "- **T–3:** Agenda (To: Harbour Pilots).")
    text = text.replace("**To:** Confirmed participants\n", "")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    touchpoint = workshop.touchpoints.get(first_day=-3)
    assert [group.name for group in touchpoint.groups.all()] == ["Harbour Pilots"]
    assert touchpoint.audience == Audience.NOBODY
    assert services.export_plan(workshop=workshop) == text


def test_row_without_a_mail_is_sent_by_whom_it_names(project, early):
    text = PLAN.replace("Look at how the model does.", "Look at how the model does (Owner: Clerk).")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    assert workshop.touchpoints.get(first_day=30).sender == "Clerk"


def test_window_in_working_days_stays_one_until_a_manager_changes_it(project, early):
    text = PLAN.replace("**T+30:**", "**T+20 working days:**")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    look = workshop.touchpoints.get(first_day=20)
    assert look.in_working_days
    assert services.export_plan(workshop=workshop) == text
    look.last_day, look.label = 22, ""
    look.save()
    plan = parse(services.export_plan(workshop=Workshop.objects.get(pk=workshop.pk)))
    last = plan.touchpoints[-1]
    assert (last.opens_day, last.closes_day, last.in_working_days) == (20, 22, True)


def test_reminder_on_the_day_before_does_not_say_today(project, early):
    text = PLAN.replace("- **T-0 morning:** Reminder.", "- **T-1:** Reminder.\n- **T-0 morning:** Reminder.")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    ahead, on_the_day = workshop.touchpoints.filter(kind=TouchpointKind.REMINDER)
    assert "today" not in ahead.subject + ahead.body
    assert "{{ workshop.when }}" in ahead.body
    assert on_the_day.subject == "Reminder – {{ workshop.title }} is today"


def test_blind_copy_goes_to_its_groups_and_is_exported_as_one(project, early):
    mail = "To: Pilots\nBcc: Clerks\nSubject: x\n\nHi\n"
    text = f"# Tides\n\n## Groups\n\n- Pilots\n- Clerks\n\n## Invite (T-7)\n\n{mail}"
    workshop = services.import_plan(text=text, project=project, by=None, now=early)
    touchpoint = workshop.touchpoints.get()

    services.update_touchpoint(
        touchpoint_id=touchpoint.pk,
        values={"audience": Audience.ALL},
        group_ids=[],
        cc_group_ids=[group.pk for group in touchpoint.cc_groups.all()],
        by=None,
        now=early,
    )

    assert [group.name for group in touchpoint.cc_groups.all()] == ["Clerks"]
    assert services.export_plan(workshop=workshop) == text.replace(
        "To: Pilots\nBcc: Clerks\nSubject: x", "**To:** Everyone  \n**Bcc:** Clerks  \n**Subject:** `x`"
    )


def test_all_stakeholders_after_the_workshop_are_also_those_who_are_only_informed(project, early):
    head = "# Tides\n\n## Groups\n\n- Pilots\n- Board (informed only)\n\n"
    text = (
        f"{head}## Invite (T-7)\n\nTo: All stakeholders\nSubject: x\n\nHi\n\n"
        "## Recap (T+1)\n\nTo: All stakeholders\nSubject: y\n\nHi\n\n"
        "## Follow-up (T+3)\n\nTo: Everyone\nSubject: z\n\nHi\n"
    )

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    found = [[group.name for group in row.groups.all()] for row in workshop.touchpoints.order_by("position")]
    assert found == [[], ["Board"], []]
    assert services.export_plan(workshop=workshop) == text


def test_everybody_but_one_group_is_all_the_others_and_is_exported_to_the_letter(project, early):
    text = PLAN.replace("**To:** Participants; harbour board", "**To:** All participants except pilots")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    recap = workshop.touchpoints.get(kind=TouchpointKind.RECAP)
    assert (recap.audience, [group.name for group in recap.groups.all()]) == ("", ["Tide Modellers"])
    assert services.export_plan(workshop=workshop) == text
    assert services.plan_of(workshop) == parse(text)


def test_prework_for_more_than_one_group_is_for_all_of_them(project, early):
    text = PLAN.replace("- **Pilots:** Note", "- **Pilots and the crew:** Note")

    workshop = services.import_plan(text=text, project=project, by=None, now=early)

    work = workshop.prework.get(position=0)
    assert (work.audience, work.group) == ("Pilots and the crew", None)
