from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.review import review_of
from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.models import Workshop
from workshops.states import Audience, Daypart, PartStat, TouchpointKind, TouchpointState, WorkshopState

# Between the windows of a week and of three days before the workshop.
MIDWAY = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def draft(project) -> Workshop:
    """A draft with one participant and three mails before the workshop."""
    workshop = WorkshopFactory(project=project, draft=True, code="4")
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    add_touchpoint(workshop, "Save the date", -7, -5)
    add_touchpoint(workshop, "Agenda", -3, -3)
    add_touchpoint(workshop, "Reminder", 0, 0, daypart=Daypart.MORNING)
    return workshop


def add_touchpoint(workshop, name, first_day, last_day, **columns):
    columns = {
        "state": TouchpointState.DRAFT,
        "opens_at": None,
        "closes_at": None,
        "expires_at": None,
    } | columns
    return TouchpointFactory(workshop=workshop, name=name, first_day=first_day, last_day=last_day, **columns)


def url(workshop: Workshop) -> str:
    return reverse("emails:review", args=[workshop.pk])


def test_each_mail_stands_with_its_exact_time_and_its_audience_by_name(draft, manager_client):
    page = manager_client.get(url(draft)).content.decode()

    assert "Mon 7 Dec 2026, 09:00 (Europe/Berlin)" in page
    assert "Fri 11 Dec 2026, 09:00 (Europe/Berlin)" in page
    assert "Mon 14 Dec 2026, 08:00 (Europe/Berlin)" in page
    assert page.count("Ada Quill") == 3
    assert "3 later" in page


def test_mails_stand_in_the_order_of_their_time(draft, manager_client):
    add_touchpoint(draft, "Early word", -10, -10)

    review = manager_client.get(url(draft)).context["review"]

    assert [row.status.touchpoint.name for row in review.rows] == [
        "Early word",
        "Save the date",
        "Agenda",
        "Reminder",
    ]


def test_what_is_past_is_skipped_and_what_is_open_goes_at_once(draft, manager_client, at):
    at(datetime(2026, 12, 11, 12, 0, tzinfo=UTC))

    page = manager_client.get(url(draft))

    rows = page.context["review"].rows
    assert [row.outcome for row in rows] == ["skipped", "now", "later"]
    assert "It is skipped: its time was over before it could be sent." in page.content.decode()
    assert "It goes at once: its time has come." in page.content.decode()
    assert ["1 at once" in page.content.decode(), "1 skipped" in page.content.decode()] == [True, True]


def test_what_lacks_something_is_not_counted_as_leaving_at_once(draft, manager_client, at):
    draft.location = ""
    draft.save()
    at(datetime(2026, 12, 11, 12, 0, tzinfo=UTC))

    page = manager_client.get(url(draft))

    review = page.context["review"]
    assert [review.at_once, review.held, review.later] == [0, 1, 1]
    assert ["1 held" in page.content.decode(), "at once" in page.content.decode()] == [True, False]


def test_what_the_manager_skipped_stays_skipped(draft, manager, manager_client):
    touchpoint = draft.touchpoints.get(name="Agenda")
    services.skip_touchpoint(touchpoint_id=touchpoint.pk, reason="We meet anyway", by=manager, now=MIDWAY)

    page = manager_client.get(url(draft))

    assert [row.outcome for row in page.context["review"].rows] == ["later", "skipped", "later"]
    assert "We meet anyway" in page.content.decode()


def test_what_is_missing_leads_to_where_it_is_mended(draft, manager_client):
    draft.location = ""
    draft.save()

    page = manager_client.get(url(draft)).content.decode()

    slot = reverse("workshops:slot", args=[draft.pk])
    assert f'<a href="{slot}">The place or link of the workshop is not set.</a>' in page
    assert "3 to complete" in page


def test_what_several_mails_wait_for_is_said_once_for_all(draft, manager_client):
    draft.location = ""
    draft.save()
    draft.touchpoints.filter(name="Agenda").update(body="See <link>")

    page = manager_client.get(url(draft))

    shared = [(reason.text, count) for reason, count in page.context["review"].shared_reasons]
    assert shared == [("The place or link of the workshop is not set.", 3)]
    assert "Several mails wait for this:" in page.content.decode()


def test_follow_up_with_nothing_open_says_that_it_will_be_skipped(draft, manager_client):
    body = "{{ followup.open_questions }}"
    add_touchpoint(draft, "Follow-up", 3, 3, kind=TouchpointKind.FOLLOW_UP, body=body)

    page = manager_client.get(url(draft)).content.decode()

    assert "As things stand it will be skipped: no design question is open" in page


def test_recap_that_comes_in_its_own_time_is_nothing_to_complete(draft, manager_client):
    add_touchpoint(
        draft, "Recap", 0, 1, kind=TouchpointKind.RECAP, is_after=True, body="{{ recap.sections }}"
    )

    page = manager_client.get(url(draft)).content.decode()

    assert "The recap is not recorded yet." in page
    assert "Nothing to complete now" in page


def test_who_has_not_answered_is_named_where_the_mail_is_for_the_confirmed(draft, manager_client):
    draft.touchpoints.filter(name="Agenda").update(audience=Audience.CONFIRMED)
    ParticipantFactory(workshop=draft, person__name="Bo Finch", partstat=PartStat.ACCEPTED)

    page = manager_client.get(url(draft))

    agenda = page.context["review"].rows[1].status
    assert [person.name for person in agenda.people] == ["Bo Finch"]
    assert [person.name for person in agenda.awaited] == ["Ada Quill"]
    assert "Asked to answer; they get it as soon as they accept:" in page.content.decode()


def test_groups_and_copies_are_named_beside_the_audience(draft, manager_client):
    touchpoint = draft.touchpoints.get(name="Agenda")
    group = StakeholderGroupFactory(project=draft.project, name="Sponsors")
    PersonFactory(project=draft.project, name="Cy Moss", groups=[group])
    touchpoint.cc_groups.add(group)

    page = manager_client.get(url(draft)).content.decode()

    assert "all participants; copy to Sponsors:" in page
    assert "Cy Moss" in page


def test_confirming_schedules_and_leads_to_the_workshop(draft, manager_client):
    answer = manager_client.post(url(draft))

    draft.refresh_from_db()
    assert answer.url == draft.get_absolute_url()
    assert draft.state == WorkshopState.SCHEDULED
    assert draft.history.get(kind="scheduled").at == datetime(2026, 12, 6, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("Room 2", "Scheduled. From now on the mails leave by themselves."),
        (
            "",
            "Scheduled. From now on the mails leave by themselves. "
            "One is due now and lacks something: below it says what.",
        ),
    ],
)
def test_scheduling_tells_of_a_mail_that_is_due_and_stays_behind(draft, manager_client, at, location, told):
    draft.location = location
    draft.save()
    at(datetime(2026, 12, 11, 12, 0, tzinfo=UTC))

    page = manager_client.post(url(draft), follow=True)

    assert [str(message) for message in page.context["messages"]] == [told]


def test_looking_schedules_nothing(draft, manager_client):
    manager_client.get(url(draft))

    draft.refresh_from_db()
    assert draft.is_draft


def test_draft_without_a_date_says_what_to_do_and_cannot_be_scheduled(project, manager_client):
    draft = WorkshopFactory(project=project, draft=True, start=None, organizer=None)
    add_touchpoint(draft, "Save the date", -7, -5)

    page = manager_client.get(url(draft)).content.decode()
    tried = manager_client.post(url(draft))

    draft.refresh_from_db()
    assert "Set the date and time." in page
    assert "Schedule workshop" not in page
    assert draft.is_draft
    assert "Set the date and time. Name an organizer" in tried.content.decode()


def test_plan_without_a_touchpoint_says_so(project, manager_client):
    draft = WorkshopFactory(project=project, draft=True)

    page = manager_client.get(url(draft)).content.decode()

    assert "This plan has no touchpoint: nobody is told anything." in page
    assert "Schedule workshop" not in page


def test_scheduled_workshop_shows_how_things_stand_and_offers_no_button(draft, manager_client, at):
    manager_client.post(url(draft))
    at(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))

    page = manager_client.get(url(draft))

    assert [row.status.status for row in page.context["review"].rows] == ["open", "next", "upcoming"]
    assert "Schedule workshop" not in page.content.decode()
    assert "Times and audiences" in page.content.decode()


def test_scheduling_twice_says_that_it_is_scheduled_already(draft, manager_client):
    manager_client.post(url(draft))

    again = manager_client.post(url(draft))

    assert "This workshop is scheduled already." in again.content.decode()
    assert draft.history.filter(kind="scheduled").count() == 1


def test_cancelled_workshop_shows_that_nothing_leaves(draft, manager, manager_client):
    manager_client.post(url(draft))
    services.cancel(
        workshop_id=draft.pk, reason="Moved", by=manager, now=datetime(2026, 12, 6, 9, tzinfo=UTC)
    )

    page = manager_client.get(url(draft))

    assert [row.is_skipped for row in page.context["review"].rows] == [True, True, True]
    assert "This workshop is cancelled." in page.content.decode()
    assert reverse("workshops:slot", args=[draft.pk]) not in page.content.decode()


def test_review_asks_the_database_no_more_for_three_rows_than_for_one(project, manager_client):
    counts = []
    for number in (1, 3):
        draft = WorkshopFactory(project=project, draft=True)
        for place in range(number):
            group = StakeholderGroupFactory(project=project)
            ParticipantFactory(workshop=draft, person__groups=[group])
            add_touchpoint(draft, f"Mail {place}", -7, -5).groups.add(group)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(url(draft))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_review_of_a_draft_is_a_function_of_the_instant(draft):
    before = review_of(draft, now=datetime(2026, 12, 1, tzinfo=UTC))
    late = review_of(draft, now=datetime(2026, 12, 14, 8, 30, tzinfo=UTC))

    assert [before.later, before.at_once, before.skipped] == [3, 0, 0]
    assert [late.later, late.at_once, late.skipped] == [0, 1, 2]
