from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, EarlierCopyFactory
from tests.factories.workshops import ParticipantFactory, PersonFactory, TouchpointFactory, WorkshopFactory
from workshops.models import Touchpoint
from workshops.states import Audience, TouchpointKind, TouchpointState

OPENED = datetime(2026, 12, 7, 8, 5, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def touchpoint(workshop) -> Touchpoint:
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    return TouchpointFactory(workshop=workshop)


def panel(workshop) -> str:
    return reverse("emails:deliveries-panel", args=[workshop.pk])


def story(touchpoint) -> str:
    return reverse("emails:touchpoint-deliveries", args=[touchpoint.pk])


def deliver(touchpoint, **columns):
    return DeliveryFactory(touchpoint=touchpoint, **columns)


def test_panel_is_a_fragment_for_htmx_and_a_page_without(touchpoint, manager_client):
    fragment = manager_client.get(panel(touchpoint.workshop), headers=HTMX)
    page = manager_client.get(panel(touchpoint.workshop))

    assert fragment.content.decode().lstrip().startswith("<ol")
    assert "<html" in page.content.decode()
    assert "Save the date" in page.content.decode()
    assert [answer["Vary"] for answer in (fragment, page)] == ["HX-Request, Cookie"] * 2


def test_fragment_brings_the_time_line_of_what_was_really_sent(touchpoint, manager_client, at):
    ada = touchpoint.workshop.participants.get().person
    deliver(touchpoint, person=ada, state=DeliveryState.SENT, sent_at=OPENED)
    at(OPENED)

    fragment = manager_client.get(panel(touchpoint.workshop), headers=HTMX).content.decode()

    assert '<div id="timeline-drawing" hx-swap-oob="true">' in fragment
    assert "T-7 to T-5 Save the date: sent" in fragment


def test_mail_that_left_after_its_planned_time_stands_on_the_time_line_where_it_left(
    touchpoint, manager_client, at
):
    ada = touchpoint.workshop.participants.get().person
    deliver(touchpoint, person=ada, state=DeliveryState.SENT, sent_at=OPENED + timedelta(days=2))
    at(OPENED + timedelta(days=3))

    response = manager_client.get(panel(touchpoint.workshop), headers=HTMX)

    (mark,) = response.context["time_line"].marks
    assert (mark.point.when, round(mark.point.days)) == ("Wed 9 Dec, 09:05", -5)
    assert "Save the date: sent, Wed 9 Dec, 09:05" in response.content.decode()


def test_mail_that_somebody_got_later_tells_the_first_time_and_the_last(touchpoint, manager_client, at):
    ada = touchpoint.workshop.participants.get().person
    deliver(touchpoint, person=ada, state=DeliveryState.SENT, sent_at=OPENED)
    deliver(touchpoint, state=DeliveryState.SENT, sent_at=OPENED + timedelta(days=1))
    at(OPENED + timedelta(days=2))

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    first, last = "Mon 7 Dec 2026, 09:05 (Europe/Berlin)", "Tue 8 Dec 2026, 09:05 (Europe/Berlin)"
    assert f"{first} · 2 days ago, the last one {last}" in page


def test_time_line_does_not_look_as_if_all_were_well_where_mails_failed(touchpoint, manager_client, at):
    ada = touchpoint.workshop.participants.get().person
    deliver(touchpoint, person=ada, state=DeliveryState.SENT, sent_at=OPENED)
    deliver(touchpoint, person=PersonFactory(project=touchpoint.workshop.project), state=DeliveryState.DEAD)
    at(OPENED)

    fragment = manager_client.get(panel(touchpoint.workshop), headers=HTMX).content.decode()

    assert "T-7 to T-5 Save the date: sent, 1 failed" in fragment
    assert "timeline-late" in fragment
    assert '<span class="state state-late">1 failed</span>' in fragment


def test_what_the_mails_of_a_draft_lack_together_is_said_once(project, manager_client):
    workshop = WorkshopFactory(project=project, draft=True, start=None, location="")
    ParticipantFactory(workshop=workshop)
    not_yet = {"state": TouchpointState.DRAFT, "opens_at": None, "closes_at": None, "expires_at": None}
    TouchpointFactory(workshop=workshop, **not_yet)
    TouchpointFactory(workshop=workshop, name="Agenda", body="{{ workshop.location }}", **not_yet)

    page = manager_client.get(panel(workshop), headers=HTMX).content.decode()

    assert "Before these can go" in page
    assert page.count("date and time are not set") == 1


def test_panel_tells_when_the_next_mail_leaves_and_to_whom(touchpoint, manager_client):
    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert '<span class="state state-next">Next</span>' in page
    assert "Mon 7 Dec 2026, 09:00 (Europe/Berlin) · in 24 hours" in page
    assert "Ada Quill" in page


def test_panel_counts_what_was_sent_is_on_the_way_and_failed(touchpoint, manager_client, at):
    for state in (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.RETRY, DeliveryState.DEAD):
        deliver(touchpoint, state=state)
    at(OPENED)

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert "2 sent, 1 on the way" in page
    assert "1 failed" in page
    assert story(touchpoint) in page


def test_panel_says_what_a_held_mail_waits_for(touchpoint, manager_client, member_client, member_at):
    touchpoint.workshop.location = ""
    touchpoint.workshop.save()

    pages = [
        client.get(panel(touchpoint.workshop)).content.decode() for client in (manager_client, member_client)
    ]

    reason = "The place or link of the workshop is not set."
    slot = reverse("workshops:slot", args=[touchpoint.workshop_id])
    assert all('<span class="state state-held">Held</span>' in page for page in pages)
    assert f'<a href="{slot}">{reason}</a>' in pages[0]
    assert f"<li>{reason}</li>" in pages[1]


@pytest.fixture
def member_at(at, project, member_client):
    """The clock stands when the mail is due, for the member too."""
    at(OPENED)
    member_client.force_login(project.memberships.get(role="member").user)


def test_panel_tells_a_late_mail(touchpoint, manager_client, at):
    at(touchpoint.closes_at + timedelta(minutes=1))

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert '<span class="state state-late">Late</span>' in page


@pytest.mark.parametrize(
    ("state", "word"), [(TouchpointState.SKIPPED, "Skipped"), (TouchpointState.CANCELLED, "Cancelled")]
)
def test_panel_says_why_a_mail_does_not_leave(state, word, touchpoint, manager_client):
    Touchpoint.objects.filter(pk=touchpoint.pk).update(state=state, state_reason="We met them yesterday.")

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert f'<span class="state state-skipped">{word}</span>' in page
    assert "We met them yesterday." in page
    assert "Ada Quill" not in page


def test_panel_leaves_out_a_request_that_goes_to_nobody(touchpoint, manager_client):
    agenda = TouchpointFactory(workshop=touchpoint.workshop, name="Agenda", audience=Audience.NOT_DECLINED)
    TouchpointFactory(
        workshop=touchpoint.workshop,
        kind=TouchpointKind.RSVP_REQUEST,
        name="Request to answer",
        audience=Audience.UNANSWERED,
        follows=agenda,
    )

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert "Request to answer" not in page


@pytest.fixture
def request_to_answer(touchpoint) -> Touchpoint:
    """Of a workshop whose agenda only those get who accepted."""
    agenda = TouchpointFactory(workshop=touchpoint.workshop, name="Agenda", audience=Audience.CONFIRMED)
    return TouchpointFactory(
        workshop=touchpoint.workshop,
        kind=TouchpointKind.RSVP_REQUEST,
        name="Request to answer",
        subject="Will you come to {{ workshop.title }}?",
        audience=Audience.UNANSWERED,
        follows=agenda,
    )


def test_request_to_answer_is_looked_at_held_and_skipped_like_the_others(request_to_answer, manager_client):
    page = manager_client.get(panel(request_to_answer.workshop)).content.decode()

    names = ("emails:touchpoint-preview", "workshops:touchpoint-hold", "workshops:touchpoint-skip")
    assert all(reverse(name, args=[request_to_answer.pk]) in page for name in names)
    assert f'<a href="{request_to_answer.get_absolute_url()}">Request to answer</a>' in page
    # It leaves with the mail that it precedes, and not alone before it.
    assert reverse("emails:send-now", args=[request_to_answer.pk]) not in page


def test_request_that_everybody_has_offers_nothing_to_change(request_to_answer, manager_client, at):
    ada = request_to_answer.workshop.participants.get().person
    deliver(request_to_answer, person=ada, state=DeliveryState.SENT, sent_at=OPENED)
    at(OPENED)

    page = manager_client.get(panel(request_to_answer.workshop)).content.decode()

    assert "Request to answer" in page
    assert reverse("workshops:touchpoint-skip", args=[request_to_answer.pk]) not in page


def test_skipped_request_is_planned_again_and_a_replaced_notice_is_not(
    request_to_answer, manager_client, manager
):
    skipped = Touchpoint.objects.filter(pk=request_to_answer.pk)
    again = f'<a href="{request_to_answer.get_absolute_url()}">Plan it again'
    pages = []
    for by in (manager, None):
        skipped.update(state=TouchpointState.SKIPPED, skipped_by=by)
        pages.append(manager_client.get(panel(request_to_answer.workshop)).content.decode())

    assert [again in page for page in pages] == [True, False]


def test_member_sees_the_panel_without_its_buttons(touchpoint, member_client):
    page = member_client.get(panel(touchpoint.workshop)).content.decode()

    assert "Save the date" in page
    assert "/touchpoints/" not in page


def test_plan_without_touchpoints_says_that_nothing_is_sent(workshop, manager_client):
    page = manager_client.get(panel(workshop)).content.decode()

    assert "This plan has no touchpoints: nothing is sent." in page


def test_long_list_of_names_opens_on_demand(touchpoint, manager_client):
    ParticipantFactory.create_batch(7, workshop=touchpoint.workshop)

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert "<summary>8 people: " in page


def test_panel_asks_the_database_no_more_for_three_rows_than_for_one(project, manager_client):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        for _ in range(number):
            ParticipantFactory(workshop=workshop)
            deliver(TouchpointFactory(workshop=workshop), state=DeliveryState.SENT)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(panel(workshop), headers=HTMX)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_each_delivery_tells_its_story(touchpoint, manager_client):
    delivery = deliver(touchpoint, person__name="Bo Finch", state=DeliveryState.SENT)
    delivery.events.create(
        at=OPENED, from_state="claimed", to_state="sent", cause="after 1 try", by="the program"
    )

    page = manager_client.get(story(touchpoint)).content.decode()

    assert "Bo Finch" in page
    assert '<span class="state state-sent">Sent</span>' in page
    assert "Mon 7 Dec 2026, 09:05 (Europe/Berlin)</span>: sent – after 1 try" in page


def test_each_copy_is_told_with_the_address_that_it_went_to(touchpoint, manager_client):
    delivery = deliver(touchpoint, state=DeliveryState.SENT)
    EarlierCopyFactory(delivery=delivery, email="typo@example.org", sent_at=OPENED)
    EarlierCopyFactory(delivery=delivery, email="lost@example.org", sent_at=None)
    pages = [story(touchpoint), reverse("emails:person-mails", args=[delivery.person_id])]

    for page in pages:
        shown = manager_client.get(page).content.decode()
        assert "An earlier copy went to typo@example.org: Mon 7 Dec 2026, 09:05 (Europe/Berlin)</p>" in shown
        assert "An earlier copy went to lost@example.org</p>" in shown


def test_mail_that_waits_tells_its_next_try_and_the_reason(touchpoint, manager_client):
    deliver(touchpoint, state=DeliveryState.RETRY, error="451 try later", not_before=OPENED)

    page = manager_client.get(story(touchpoint)).content.decode()

    assert "Next try: Mon 7 Dec 2026, 09:05 (Europe/Berlin)" in page
    assert "451 try later" in page


def test_touchpoint_that_has_not_opened_says_when_it_leaves(touchpoint, manager_client):
    page = manager_client.get(story(touchpoint)).content.decode()

    assert "Nobody has it yet. It leaves on Mon 7 Dec 2026, 09:00 (Europe/Berlin)." in page


def test_long_lists_have_pages(touchpoint, manager_client):
    people = PersonFactory.create_batch(51, project=touchpoint.workshop.project)
    for person in people:
        deliver(touchpoint, person=person)

    first = manager_client.get(story(touchpoint))
    last = manager_client.get(story(touchpoint), {"page": "2"})
    nonsense = manager_client.get(story(touchpoint), {"page": "x"})

    assert [len(page.context["page"]) for page in (first, last, nonsense)] == [50, 1, 50]
    assert "Page 1 of 2" in first.content.decode()


def test_story_asks_the_database_no_more_for_three_rows_than_for_one(workshop, manager_client):
    counts = []
    for number in (1, 3):
        touchpoint = TouchpointFactory(workshop=workshop)
        for _ in range(number):
            delivery = deliver(touchpoint, state=DeliveryState.DEAD)
            delivery.events.create(at=OPENED, to_state="dead")
            EarlierCopyFactory(delivery=delivery)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(story(touchpoint))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DeliveryState.DEAD, "2 mails could not be delivered."),
        (DeliveryState.BOUNCED, "2 mails came back."),
        (DeliveryState.SUPPRESSED, "2 mails kept back, as the address is blocked."),
        (DeliveryState.EXPIRED, "2 mails not sent, as their time was over."),
    ],
)
def test_panel_tells_what_needs_a_person(state, words, touchpoint, manager_client):
    for _ in range(2):
        deliver(touchpoint, state=state)

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert "Needs a person" in page
    assert words in page


def test_panel_tells_of_doubt_once_the_second_try_ended_in_it_too(touchpoint, manager_client):
    deliver(touchpoint, state=DeliveryState.UNCERTAIN, doubts=1)
    before = manager_client.get(panel(touchpoint.workshop)).content.decode()
    deliver(touchpoint, state=DeliveryState.UNCERTAIN, doubts=2)

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert "Needs a person" not in before
    assert "1 mail perhaps sent: nobody knows whether it arrived." in page


def test_panel_tells_a_mail_that_missed_its_time(touchpoint, manager_client, at):
    reason = "Missed: its time was over before it could be sent."
    Touchpoint.objects.filter(pk=touchpoint.pk).update(state="skipped", state_reason=reason)
    at(touchpoint.expires_at + timedelta(days=1))

    page = manager_client.get(panel(touchpoint.workshop)).content.decode()

    assert '<span class="state state-late">Missed</span> <strong>Save the date</strong>' in page


@pytest.mark.parametrize("columns", [{"revision": 9}, {"left_at": OPENED}])
def test_panel_leaves_out_what_nobody_has_to_decide(columns, touchpoint, manager_client):
    deliver(touchpoint, state=DeliveryState.DEAD, **columns)

    assert "Needs a person" not in manager_client.get(panel(touchpoint.workshop)).content.decode()


def test_mails_that_need_a_person_come_first(touchpoint, manager_client):
    deliver(touchpoint, person__name="Ada Quill", state=DeliveryState.SENT)
    deliver(touchpoint, person__name="Zoe Brook", state=DeliveryState.DEAD)

    rows = manager_client.get(story(touchpoint)).context["page"]

    assert [row.person.name for row in rows] == ["Zoe Brook", "Ada Quill"]
