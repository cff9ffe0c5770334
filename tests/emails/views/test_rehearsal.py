import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.models import Delivery, KeptRehearsal, OutboxMessage
from emails.services import tick
from tests.factories.workshops import ParticipantFactory, TouchpointFactory, WorkshopFactory
from workshops import services
from workshops.links import PREVIEW_KEY
from workshops.models import Workshop
from workshops.states import Audience, PartStat, TouchpointKind, TouchpointState

NOT_YET = {"state": TouchpointState.DRAFT, "opens_at": None, "closes_at": None, "expires_at": None}
# In place of a mail's number.
NONSENSE = ("x", "-1", "99", "²", "1e3", "", "9" * 40)


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


def play(client, workshop: Workshop, rsvp: str = "accepted"):
    """The page that the button leads to."""
    return client.post(url(workshop), {"rsvp": rsvp}, follow=True)


def sendings(page) -> list[tuple[str, datetime, list[str]]]:
    return [
        (sending.touchpoint, sending.at, [mail.name for mail in sending.mails])
        for sending in page.context["sendings"]
    ]


def test_mails_stand_by_their_time_with_who_gets_them(draft, manager_client):
    page = play(manager_client, draft)

    assert sendings(page) == [
        ("Save the date", datetime(2026, 12, 7, 8, tzinfo=UTC), ["Ada Quill"]),
        ("Agenda", datetime(2026, 12, 11, 8, tzinfo=UTC), ["Ada Quill"]),
    ]
    assert "Fri 11 Dec 2026, 09:00 (Europe/Berlin)" in page.content.decode()


def test_who_never_answers_gets_the_request_and_not_the_agenda(draft, manager_client):
    page = play(manager_client, draft, "needs-action")

    assert [touchpoint for touchpoint, _, _ in sendings(page)] == ["Save the date", "Request to answer"]
    assert '<option value="needs-action" selected>' in page.content.decode()


def test_unknown_choice_is_the_usual_one(draft, manager_client):
    page = play(manager_client, draft, "<script>")

    assert page.context["rsvp"] == "accepted"


def test_recap_that_is_not_recorded_is_held_with_its_reason(draft, manager_client):
    page = play(manager_client, draft).content.decode()

    assert '<span class="state state-held">Held</span> <strong>Recap</strong>' in page
    assert "The recap is not recorded yet." in page


def test_skipped_mail_is_listed_with_its_reason(draft, manager, manager_client):
    agenda = draft.touchpoints.get(name="Agenda")
    services.skip_touchpoint(
        touchpoint_id=agenda.pk, reason="Sent by hand", by=manager, now=datetime(2026, 12, 6, 8, tzinfo=UTC)
    )

    page = play(manager_client, draft).content.decode()

    assert '<span class="state state-skipped">Skipped</span> <strong>Agenda</strong>' in page
    assert "Sent by hand" in page


def test_one_mail_can_be_opened(draft, manager_client):
    play(manager_client, draft)

    page = manager_client.get(url(draft), {"mail": "1"}).content.decode()
    frame = manager_client.get(url(draft, "rehearsal-frame"), {"mail": "1"})

    assert page.count("<iframe") == 1
    assert f'src="{url(draft, "rehearsal-frame")}?mail=1"' in page
    assert "<dt>Subject</dt><dd>The agenda</dd>" in page
    assert "Hi Ada," in frame.content.decode()


def test_mail_that_is_not_there_is_not_opened(draft, manager_client):
    play(manager_client, draft)

    answers = {
        nonsense: (
            manager_client.get(url(draft), {"mail": nonsense}).context["opened"],
            manager_client.get(url(draft, "rehearsal-frame"), {"mail": nonsense}).status_code,
        )
        for nonsense in NONSENSE
    }

    assert answers == dict.fromkeys(NONSENSE, (None, 404))


def test_rehearsal_has_no_effect(draft, manager_client, mailoutbox):
    columns = ("state", "opens_at", "state_reason", "revision")
    before = list(draft.touchpoints.values_list("pk", *columns))

    play(manager_client, draft)
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

    page = play(manager_client, draft)

    assert sendings(page) == []
    assert "The workshop has no organizer, to whom replies would go." in page.content.decode()


def test_plan_that_addresses_nobody_offers_to_add_participants(project, manager_client):
    workshop = WorkshopFactory(project=project, draft=True)
    TouchpointFactory(workshop=workshop, **NOT_YET)

    page = play(manager_client, workshop).content.decode()

    assert "No mail would leave: everything is held." in page
    assert reverse("workshops:participants", args=[workshop.pk]) in page


def test_many_recipients_open_on_demand(draft, manager_client):
    ParticipantFactory.create_batch(12, workshop=draft)
    play(manager_client, draft)

    page = manager_client.get(url(draft), {"mail": "0"}).content.decode()

    assert "<details open><summary>13 people</summary>" in page
    assert "<details><summary>13 people</summary>" in page


def test_looking_asks_the_database_no_more_for_many_mails_than_for_few(draft, manager_client):
    counts = []
    for more in (0, 2):
        ParticipantFactory.create_batch(more, workshop=draft)
        play(manager_client, draft)
        with CaptureQueriesContext(connection) as shown:
            manager_client.get(url(draft), {"mail": "0"})
        counts.append(len(shown))

    assert counts[0] == counts[1] < 12


def test_plan_that_was_not_played_is_played_by_the_button_and_by_no_look(draft, manager_client):
    page = manager_client.get(url(draft)).content.decode()

    assert "Not played yet." in page
    assert ">Play the plan</button>" in page
    assert not KeptRehearsal.objects.exists()


def test_page_shows_the_last_play_says_as_of_when_and_that_something_changed_since(
    draft, manager, manager_client
):
    play(manager_client, draft)
    KeptRehearsal.objects.update(played_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    before = manager_client.get(url(draft)).content.decode()
    agenda = draft.touchpoints.get(name="Agenda")
    services.skip_touchpoint(
        touchpoint_id=agenda.pk, reason="By hand", by=manager, now=datetime(2026, 12, 2, 9, tzinfo=UTC)
    )

    changed = manager_client.get(url(draft))

    assert "As of Tue 1 Dec 2026, 10:00 (Europe/Berlin)" in before
    assert "Changed since" not in before
    assert "Changed since" in changed.content.decode()
    assert [touchpoint for touchpoint, _, _ in sendings(changed)] == ["Save the date", "Agenda"]
    assert [touchpoint for touchpoint, _, _ in sendings(play(manager_client, draft))] == ["Save the date"]
    assert KeptRehearsal.objects.count() == 1


def test_what_a_play_kept_is_never_sent(draft, manager_client, mailoutbox):
    play(manager_client, draft)

    tick(now=datetime(2026, 12, 12, 9, tzinfo=UTC))

    assert mailoutbox == []
    assert KeptRehearsal.objects.get().mails.count() == 2


def test_who_is_deleted_leaves_no_mail_in_a_kept_play(draft, manager_client):
    play(manager_client, draft)

    draft.participants.get().person.delete()

    assert KeptRehearsal.objects.get().mails.count() == 0


def test_play_that_is_refused_leaves_the_last_one_and_says_why(draft, manager, manager_client):
    play(manager_client, draft)
    Workshop.objects.update(start=None)

    page = play(manager_client, draft).content.decode()

    assert page.count("The workshop has no date yet: set its slot first.") == 2
    assert KeptRehearsal.objects.get().mails.count() == 2


def test_links_to_answer_in_a_rehearsal_are_nobodys(draft, client, manager_client):
    play(manager_client, draft)

    mails = KeptRehearsal.objects.get().mails.all()
    paths = {path for mail in mails for path in re.findall(r"/p/[^/\s\"]+/", mail.text + mail.html)}
    assert paths
    assert all("This is a preview" in client.get(path).content.decode() for path in paths)
    assert Workshop.objects.get().participants.get().link_key != PREVIEW_KEY
