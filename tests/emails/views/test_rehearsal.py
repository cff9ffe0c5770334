import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.models import Delivery, OutboxMessage
from emails.rehearsal import rehearse
from tests.factories.workshops import ParticipantFactory, TouchpointFactory, WorkshopFactory
from workshops import services
from workshops.links import PREVIEW_KEY
from workshops.models import Workshop
from workshops.states import Audience, PartStat, TouchpointKind, TouchpointState

NOT_YET = {"state": TouchpointState.DRAFT, "opens_at": None, "closes_at": None, "expires_at": None}


@pytest.fixture
def draft(project) -> Workshop:
    """A draft for Ada, who has not answered: a save the date, an agenda for the confirmed, a recap."""
    workshop = WorkshopFactory(project=project, draft=True, code="4")
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    TouchpointFactory(workshop=workshop, **NOT_YET)
    TouchpointFactory(
        workshop=workshop,
        name="Agenda",
        first_day=-3,
        last_day=-3,
        audience=Audience.CONFIRMED,
        subject="The agenda",
        **NOT_YET,
    )
    TouchpointFactory(
        workshop=workshop,
        name="Recap",
        kind=TouchpointKind.RECAP,
        first_day=0,
        last_day=1,
        is_after=True,
        body="{{ recap.sections }}",
        **NOT_YET,
    )
    return workshop


def url(workshop: Workshop, page: str = "rehearsal") -> str:
    return reverse(f"emails:{page}", args=[workshop.pk])


def sendings(page) -> list[tuple[str, datetime, list[str]]]:
    return [
        (sending.touchpoint, sending.at, [row.mail.person for row in sending.mails])
        for sending in page.context["sendings"]
    ]


def test_mails_stand_by_their_time_with_who_gets_them(draft, manager_client):
    page = manager_client.get(url(draft))

    assert sendings(page) == [
        ("Save the date", datetime(2026, 12, 7, 8, tzinfo=UTC), ["Ada Quill"]),
        ("Agenda", datetime(2026, 12, 11, 8, tzinfo=UTC), ["Ada Quill"]),
    ]
    assert "Fri 11 Dec 2026, 09:00 (Europe/Berlin)" in page.content.decode()


def test_who_never_answers_gets_the_request_and_not_the_agenda(draft, manager_client):
    page = manager_client.get(url(draft), {"rsvp": "needs-action"})

    assert [touchpoint for touchpoint, _, _ in sendings(page)] == ["Save the date", "Request to answer"]
    assert '<option value="needs-action" selected>' in page.content.decode()


def test_unknown_choice_is_the_usual_one(draft, manager_client):
    page = manager_client.get(url(draft), {"rsvp": "<script>"})

    assert page.context["rsvp"] == "accepted"


def test_recap_that_is_not_recorded_is_held_with_its_reason(draft, manager_client):
    page = manager_client.get(url(draft)).content.decode()

    assert '<span class="state state-held">Held</span> <strong>Recap</strong>' in page
    assert "The recap is not recorded yet." in page


def test_skipped_mail_is_listed_with_its_reason(draft, manager, manager_client):
    agenda = draft.touchpoints.get(name="Agenda")
    services.skip_touchpoint(
        touchpoint_id=agenda.pk, reason="Sent by hand", by=manager, now=datetime(2026, 12, 6, 8, tzinfo=UTC)
    )

    page = manager_client.get(url(draft)).content.decode()

    assert '<span class="state state-skipped">Skipped</span> <strong>Agenda</strong>' in page
    assert "Sent by hand" in page


def test_one_mail_can_be_opened(draft, manager_client):
    page = manager_client.get(url(draft), {"mail": "1"}).content.decode()
    frame = manager_client.get(url(draft, "rehearsal-frame"), {"mail": "1"})

    assert page.count("<iframe") == 1
    assert f'src="{url(draft, "rehearsal-frame")}?rsvp=accepted&amp;mail=1"' in page
    assert "<dt>Subject</dt><dd>The agenda</dd>" in page
    assert "Hi Ada," in frame.content.decode()


@pytest.mark.parametrize("nonsense", ["x", "-1", "99", "²", "1e3", ""])
def test_mail_that_is_not_there_is_not_opened(nonsense, draft, manager_client):
    page = manager_client.get(url(draft), {"mail": nonsense})
    frame = manager_client.get(url(draft, "rehearsal-frame"), {"mail": nonsense})

    assert page.context["opened"] is None
    assert frame.status_code == 404


def test_rehearsal_has_no_effect(draft, manager_client, mailoutbox):
    columns = ("state", "opens_at", "state_reason", "revision")
    before = list(draft.touchpoints.values_list("pk", *columns))

    manager_client.get(url(draft))
    manager_client.get(url(draft, "rehearsal-frame"), {"mail": "0"})

    draft.refresh_from_db()
    assert draft.is_draft
    assert list(draft.touchpoints.values_list("pk", *columns)) == before
    assert draft.participants.get().partstat == PartStat.NEEDS_ACTION
    assert not Delivery.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not draft.history.exists()
    assert mailoutbox == []


def test_workshop_without_a_date_says_what_to_do(project, manager_client):
    workshop = WorkshopFactory(project=project, draft=True, start=None)

    page = manager_client.get(url(workshop)).content.decode()
    frame = manager_client.get(url(workshop, "rehearsal-frame"), {"mail": "0"})

    assert "The workshop has no date yet: set its slot first." in page
    assert reverse("workshops:slot", args=[workshop.pk]) in page
    assert frame.status_code == 404


def test_cancelled_workshop_says_that_nothing_is_sent(workshop, manager, manager_client):
    TouchpointFactory(workshop=workshop)
    services.cancel(workshop_id=workshop.pk, reason="", by=manager, now=datetime(2026, 12, 6, 8, tzinfo=UTC))

    page = manager_client.get(url(workshop)).content.decode()

    assert "The workshop is cancelled: nothing of its plan is sent any more." in page


def test_plan_without_an_organizer_is_held_and_says_so(draft, manager_client):
    draft.organizer = None
    draft.save()

    page = manager_client.get(url(draft))

    assert sendings(page) == []
    assert "The workshop has no organizer, to whom replies would go." in page.content.decode()


def test_plan_that_addresses_nobody_offers_to_add_participants(project, manager_client):
    workshop = WorkshopFactory(project=project, draft=True)
    TouchpointFactory(workshop=workshop, **NOT_YET)

    page = manager_client.get(url(workshop)).content.decode()

    assert "No mail would leave: everything is held." in page
    assert reverse("workshops:participants", args=[workshop.pk]) in page


def test_many_recipients_open_on_demand(draft, manager_client):
    ParticipantFactory.create_batch(12, workshop=draft)

    page = manager_client.get(url(draft), {"mail": "0"}).content.decode()

    assert "<details open><summary>13 people</summary>" in page
    assert "<details><summary>13 people</summary>" in page


def test_page_around_the_play_asks_the_database_nothing_for_a_mail(draft, manager_client):
    # The play itself settles each mail on its own, as in earnest; the page adds nothing to that.
    counts = []
    for more in (0, 2):
        ParticipantFactory.create_batch(more, workshop=draft)
        with CaptureQueriesContext(connection) as played:
            rehearse(draft.pk)
        with CaptureQueriesContext(connection) as shown:
            manager_client.get(url(draft))
        counts.append(len(shown) - len(played))

    assert counts[0] == counts[1]


def test_links_to_answer_in_a_rehearsal_are_nobodys(draft, client):
    mails = rehearse(draft.pk).mails

    paths = {path for mail in mails for path in re.findall(r"/p/[^/\s]+/", str(mail.message.body))}
    assert paths
    assert all("This is a preview" in client.get(path).content.decode() for path in paths)
    assert Workshop.objects.get().participants.get().link_key != PREVIEW_KEY
