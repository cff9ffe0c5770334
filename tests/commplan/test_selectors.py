from datetime import date, timedelta
from typing import Any

from commplan.selectors import Need, dashboard
from emails.states import DeliveryState
from tests.factories.actions import ActionItemFactory
from tests.factories.emails import DeliveryFactory, HoldFactory, NoticeFactory
from tests.factories.workshops import (
    START,
    ConstraintFactory,
    ParticipantFactory,
    PersonFactory,
    ProjectFactory,
    RecapFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.states import PartStat, RecapState, TouchpointKind, TouchpointState, WorkshopState

LATER = START + timedelta(hours=3)


def recap_touchpoint(workshop):
    return TouchpointFactory(
        workshop=workshop,
        kind=TouchpointKind.RECAP,
        name="Recap",
        opens_at=START + timedelta(hours=2),
        closes_at=START + timedelta(days=1),
        expires_at=None,
    )


def test_held_mail_is_told_with_what_is_missing(manager, project):
    workshop = WorkshopFactory(project=project, code="4", title="Pipeline Design")
    touchpoint = TouchpointFactory(workshop=workshop)
    HoldFactory(touchpoint=touchpoint, reasons=["The agenda has no items."])

    needs = dashboard(manager, touchpoint.opens_at).needs

    assert needs == [
        Need(
            "held",
            "Held",
            "Save the date: Workshop 4: Pipeline Design",
            "workshops:workshop",
            workshop.pk,
            "Mend it",
            ("The agenda has no items.",),
            project_id=project.pk,
        )
    ]


def test_held_mail_past_its_window_is_late(manager, project):
    touchpoint = TouchpointFactory(workshop__project=project)
    HoldFactory(touchpoint=touchpoint)

    needs = dashboard(manager, touchpoint.closes_at + timedelta(seconds=1)).needs

    assert [(need.status, need.word) for need in needs] == [("late", "Late")]


def test_flagged_constraints_wait_for_an_answer(manager, project):
    workshop = WorkshopFactory(project=project, code="4", title="Pipeline Design")
    flagged = ConstraintFactory(workshop=workshop, text="No deployment in June")
    ConstraintFactory(workshop=workshop, text="Two environments", flagged_by=None)
    ConstraintFactory(workshop=workshop, state="answered", answer="Fine")
    ConstraintFactory(text="Of another project")

    needs = dashboard(manager, START - timedelta(days=30)).needs

    assert [(need.text, need.details, need.pk, need.query) for need in needs] == [
        (
            "2 constraints: Workshop 4: Pipeline Design",
            (f"{flagged.flagged_by}: No deployment in June", "Somebody: Two environments"),
            workshop.pk,
            "#constraints",
        )
    ]


def test_held_recap_leads_to_the_recap(manager, project):
    workshop = WorkshopFactory(project=project)
    RecapFactory(workshop=workshop)
    HoldFactory(touchpoint=recap_touchpoint(workshop))

    needs = dashboard(manager, LATER).needs

    assert [(need.view, need.pk) for need in needs] == [("workshops:recap", workshop.pk)]


def test_recap_is_asked_for_once_the_workshop_is_over(manager, project):
    workshop = WorkshopFactory(project=project, title="Pipeline Design", code="")
    RecapFactory(workshop=workshop)
    recap_touchpoint(workshop)

    during, after = dashboard(manager, START + timedelta(hours=1)), dashboard(manager, LATER)

    assert during.needs == []
    assert [need.text for need in after.needs] == ["Recap of Pipeline Design"]


def test_recap_that_is_ready_is_not_asked_for(manager, project):
    workshop = WorkshopFactory(project=project)
    RecapFactory(workshop=workshop, state=RecapState.READY)
    recap_touchpoint(workshop)

    assert dashboard(manager, LATER).needs == []


def test_failed_mails_are_counted_by_touchpoint(manager, project):
    touchpoint = TouchpointFactory(workshop__project=project, workshop__title="Pipeline Design")
    DeliveryFactory.create_batch(2, touchpoint=touchpoint, state=DeliveryState.DEAD)
    DeliveryFactory(touchpoint=touchpoint, state=DeliveryState.SENT)

    needs = dashboard(manager, LATER).needs

    assert [(need.text, need.details, need.pk) for need in needs] == [
        (f"Save the date: {touchpoint.workshop}", ("2 mails could not be delivered.",), touchpoint.pk)
    ]


def test_reminder_that_failed_for_good_asks_for_a_right_address(manager, project):
    ada = PersonFactory(project=project, name="Ada Quill", email="Ada@example.org")
    NoticeFactory(email="ada@example.org", project=project)

    needs = dashboard(manager, LATER + timedelta(days=1)).needs

    assert needs == [
        Need(
            "late",
            "Failed",
            "Reminder to Ada Quill",
            "workshops:person",
            ada.pk,
            "Mend the address",
            (
                "The mail of Tue 15 Dec 2026 to ada@example.org could not be delivered.",
                "550 No such user",
            ),
            project_id=project.pk,
        )
    ]


def test_reminder_to_a_manager_that_came_back_leads_to_the_members(manager, project):
    NoticeFactory(email=manager.email.lower(), project=project, state="bounced")

    needs = dashboard(manager, LATER + timedelta(days=1)).needs

    assert [(need.view, need.pk) for need in needs] == [("workshops:members", project.pk)]
    assert "came back" in needs[0].details[0]


def test_reminder_asks_for_nobody_once_it_got_through_or_the_address_is_another_or_days_passed(
    manager, project
):
    for email in ("told@example.org", "left@example.org", "old@example.org"):
        NoticeFactory(email=email, project=project)
        PersonFactory(project=project, email=email)
    NoticeFactory(email="told@example.org", project=project, state="sent", on=date(2026, 12, 16))
    project.people.filter(email="left@example.org").update(email="new@example.org")
    NoticeFactory(email="tried@example.org", project=project, state="retry")
    PersonFactory(project=project, email="tried@example.org")
    elsewhere = ProjectFactory()
    NoticeFactory(email="else@example.org", project=elsewhere)
    PersonFactory(project=project, email="else@example.org")

    soon = dashboard(manager, LATER + timedelta(days=2)).needs
    later = dashboard(manager, LATER + timedelta(days=9)).needs

    assert len(soon) == 1
    assert "to old@example.org could not be delivered" in soon[0].details[0]
    assert later == []


def test_action_is_overdue_when_its_day_is_over_in_the_project(manager):
    ahead = ProjectFactory(manager=manager, name="Ahead", time_zone="Pacific/Kiritimati")
    behind = ProjectFactory(manager=manager, name="Behind", time_zone="Pacific/Pago_Pago")
    for project in (ahead, behind):
        ActionItemFactory(project=project, due_on=date(2026, 12, 14))
        ActionItemFactory(project=project, due_on=date(2026, 12, 14), state="done")

    # 15 December on Kiritimati, 14 December on Samoa.
    needs = dashboard(manager, START + timedelta(hours=2)).needs

    assert [(need.text, need.pk, need.query) for need in needs] == [
        ("1 overdue action: Ahead", ahead.pk, "?overdue=on")
    ]


def test_unanswered_invitations_are_told_once_a_mail_went_out(manager, project):
    announced, quiet = WorkshopFactory.create_batch(2, project=project)
    for workshop in (announced, quiet):
        ParticipantFactory(workshop=workshop)
        ParticipantFactory(workshop=workshop, partstat=PartStat.ACCEPTED)
        ParticipantFactory(workshop=workshop, removed_at=START)
    DeliveryFactory(touchpoint__workshop=announced, state=DeliveryState.SENT)

    needs = dashboard(manager, START - timedelta(days=2)).needs

    assert [need.text for need in needs] == [f"1 of 2 have not answered: {announced}"]


def test_unanswered_invitations_no_longer_matter_after_the_start(manager, project):
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop)
    DeliveryFactory(touchpoint__workshop=workshop, state=DeliveryState.SENT)

    assert dashboard(manager, LATER).needs == []


def test_member_is_not_asked_to_do_the_manager_s_work(project):
    member = UserFactory()
    project.memberships.create(user=member, role="member")
    touchpoint = TouchpointFactory(workshop__project=project)
    HoldFactory(touchpoint=touchpoint)
    DeliveryFactory(touchpoint=touchpoint, state=DeliveryState.DEAD)
    ActionItemFactory(project=project, due_on=date(2026, 12, 1))

    page = dashboard(member, touchpoint.opens_at)

    assert [need.word for need in page.needs] == ["Overdue"]
    assert [row.workshop for row in page.workshops] == [touchpoint.workshop]


def test_other_projects_do_not_show(manager, project):
    touchpoint = TouchpointFactory()
    HoldFactory(touchpoint=touchpoint)
    DeliveryFactory(touchpoint=touchpoint, state=DeliveryState.DEAD)
    ActionItemFactory(due_on=date(2026, 12, 1))

    page = dashboard(manager, touchpoint.opens_at - timedelta(hours=1))

    assert (page.needs, page.leaving, page.workshops) == ([], [], [])


def test_leaving_shows_the_next_seven_days(manager, project):
    soon = TouchpointFactory(workshop__project=project)
    TouchpointFactory(workshop__project=project, opens_at=soon.opens_at + timedelta(days=8))
    TouchpointFactory(workshop__project=project, state=TouchpointState.SKIPPED)

    page = dashboard(manager, soon.opens_at - timedelta(hours=1))

    assert page.leaving == [soon]


def test_workshops_show_their_state_in_the_order_of_the_calendar(manager, project):
    states: dict[str, dict[str, Any]] = {
        "drafted": {"start": None, "draft": True},
        "coming": {"start": LATER + timedelta(days=1)},
        "over": {"start": START},
        "off": {"start": LATER + timedelta(days=2), "state": WorkshopState.CANCELLED},
        "long ago": {"start": START - timedelta(days=15)},
    }
    for title, fields in states.items():
        WorkshopFactory(project=project, title=title, code="", **fields)

    rows = dashboard(manager, LATER).workshops

    assert [(row.workshop.title, row.status) for row in rows] == [
        ("over", "done"),
        ("coming", "next"),
        ("off", "skipped"),
        ("drafted", "draft"),
    ]
