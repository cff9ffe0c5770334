"""The mail while it is written: beside the editor, and as a test to the manager."""

import re
from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.models import Delivery
from emails.services.testing import MOST, WITHIN
from tests.emails.views.conftest import DAY_BEFORE
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops.models import Touchpoint
from workshops.states import TouchpointKind


@pytest.fixture
def touchpoint(workshop) -> Touchpoint:
    """A mail to Ada and Bo."""
    for name in ("Ada Quill", "Bo Finch"):
        ParticipantFactory(workshop=workshop, person__name=name)
    return TouchpointFactory(workshop=workshop)


def post(client, page, touchpoint, /, *, htmx=True, **changes):
    fields = {
        "touchpoint": touchpoint.pk or "", "name": touchpoint.name, "first_day": -7, "last_day": -5,
        "audience": "all", "subject": touchpoint.subject, "body": touchpoint.body,
    } | changes  # fmt: skip
    url = reverse(f"emails:draft-{page}", args=[touchpoint.workshop_id])
    return client.post(url, fields, headers={"HX-Request": "true"} if htmx else {})


def text_of(response) -> str:
    return response.content.decode()


def test_words_that_are_not_saved_are_shown_as_the_chosen_person_gets_them(touchpoint, manager_client):
    bo = touchpoint.workshop.participants.get(person__name="Bo Finch").person
    typed = {"subject": "For {{ person.first_name }}", "body": "Dear **{{ person.name }}**", "as": bo.pk}

    beside = text_of(post(manager_client, "preview", touchpoint, **typed))
    frame = text_of(post(manager_client, "frame", touchpoint, **typed))

    saved = Touchpoint.objects.get()
    assert "<strong>For Bo</strong>" in beside
    assert "Bo Finch</strong>" in frame
    assert (saved.subject, saved.body) == (touchpoint.subject, touchpoint.body)
    assert not Delivery.objects.exists()


def test_mail_of_a_touchpoint_that_is_new_is_shown_too(workshop, manager_client):
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")

    frame = post(manager_client, "frame", Touchpoint(workshop=workshop), name="", body="Hi {{ person.name }}")

    assert "Hi Ada Quill" in text_of(frame)
    assert not Touchpoint.objects.exists()


def test_person_of_the_project_who_does_not_take_part_can_be_chosen(touchpoint, manager_client):
    cy = PersonFactory(project=touchpoint.workshop.project, name="Cy Moss")

    beside = post(manager_client, "preview", touchpoint, **{"as": cy.pk})

    assert "Cy Moss" in text_of(beside)


@pytest.mark.parametrize("nonsense", ["x", "0", "-1", "9" * 30, ""])
def test_nonsense_chooses_the_first_participant(nonsense, touchpoint, manager_client):
    beside = post(manager_client, "preview", touchpoint, **{"as": nonsense})

    assert beside.context["person"].name == "Ada Quill"


def test_point_25_person_of_another_project_is_not_chosen(touchpoint, manager_client):
    foreign = PersonFactory(name="Ada Elsewhere")

    beside = post(manager_client, "preview", touchpoint, **{"as": foreign.pk})

    assert "Ada Elsewhere" not in text_of(beside)


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "0"])
def test_touchpoint_that_is_not_the_workshops_is_a_404(number, touchpoint, manager_client):
    assert post(manager_client, "preview", touchpoint, touchpoint=number).status_code == 404
    foreign = TouchpointFactory()
    assert post(manager_client, "preview", touchpoint, touchpoint=foreign.pk).status_code == 404


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Hi {{ person.nam", "opens a placeholder that is not closed"),
        ("Hi {{ person.nam }}", "Did you mean {{ person.name }}?"),
        ("At <time>", "The gap &lt;time&gt; is still to be filled"),
    ],
)
def test_what_cannot_be_filled_in_is_told_beside_its_field_and_stands_as_typed(
    body, told, touchpoint, manager_client
):
    response = post(manager_client, "preview", touchpoint, body=body)
    frame = post(manager_client, "frame", touchpoint, body=body)

    page = text_of(response)
    beside_body = page[page.index('id="problems-body"') :]
    assert told in beside_body.replace("&#x27;", "'")
    assert frame.status_code == 200


@pytest.mark.parametrize("subject", ["", "   ", "a\r\nBcc: eve@example.org", "a\x00b"])
@pytest.mark.parametrize("page", ["preview", "frame", "test"])
def test_subject_of_any_kind_is_no_server_error(subject, page, touchpoint, manager_client, mailoutbox):
    response = post(manager_client, page, touchpoint, subject=subject)

    assert response.status_code in (200, 404)
    assert not [mail for mail in mailoutbox if "\n" in str(mail.subject)]


def test_very_long_text_is_shown_in_part_and_says_so(touchpoint, manager_client):
    page = text_of(post(manager_client, "preview", touchpoint, body="word " * 20_000))

    assert "Only the first 60,000 characters are shown." in page


def test_what_else_is_missing_is_told_with_where_to_mend_it(project, manager_client):
    workshop = WorkshopFactory(project=project, draft=True, start=None)
    ParticipantFactory(workshop=workshop)

    page = text_of(post(manager_client, "preview", Touchpoint(workshop=workshop), body="B", subject="S"))

    assert "Held back as things stand" in page
    assert reverse("workshops:slot", args=[workshop.pk]) in page


def test_project_without_people_says_whom_to_add(project, manager_client):
    workshop = WorkshopFactory(project=project, organizer=None)

    page = text_of(post(manager_client, "preview", Touchpoint(workshop=workshop), body="B"))
    frame = post(manager_client, "frame", Touchpoint(workshop=workshop), body="B")
    test = text_of(post(manager_client, "test", Touchpoint(workshop=workshop), body="B"))

    assert "Nobody is in the project yet." in page
    assert frame.status_code == 404
    assert "Add a person to the project first" in test


@pytest.mark.parametrize("page", ["preview", "test"])
def test_without_script_the_way_back_keeps_what_was_typed(page, touchpoint, manager_client):
    shown = post(manager_client, page, touchpoint, htmx=False, body="Half a sen")
    fields = dict(shown.context["fields"])

    back = manager_client.post(touchpoint.get_absolute_url(), fields | {"resume": "1"})

    touchpoint.refresh_from_db()
    assert "Back to the text" in text_of(shown)
    assert "Half a sen</textarea>" in text_of(back)
    assert "Half a sen" not in touchpoint.body


def test_point_7_frame_uses_the_sanitizer_and_its_policy(touchpoint, manager_client):
    body = "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://e.example/x.png)"

    answer = post(manager_client, "frame", touchpoint, body=body)

    page = text_of(answer)
    assert "<script" not in page
    assert 'href="javascript:' not in page
    assert "<img" not in page
    assert "sandbox allow-popups" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Cache-Control"] == "no-store"


def test_test_mail_goes_to_the_manager_alone_and_is_marked(touchpoint, manager, manager_client, mailoutbox):
    said = text_of(
        post(manager_client, "test", touchpoint, body="Hi {{ person.name }}: {{ rsvp.link }}", subject="New")
    )

    [mail] = mailoutbox
    assert f"on its way to {manager.email}" in said
    assert [parseaddr(address)[1] for address in mail.recipients()] == [manager.email]
    assert mail.subject == "[Test] New"
    assert "Hi Ada Quill" in mail.body
    assert [kind for _, kind in mail.alternatives] == ["text/html"]
    assert mail.attachments == []
    assert not Delivery.objects.exists()


def test_links_of_a_test_mail_answer_for_nobody(touchpoint, manager_client, client, mailoutbox):
    post(manager_client, "test", touchpoint, body="{{ rsvp.link }}")

    [path, *_] = re.findall(r"/p/[^/\s]+/", mailoutbox[0].body)
    assert "This is a preview" in client.post(path, {"answer": "declined"}).content.decode()


def test_test_mail_stands_in_the_history(touchpoint, manager, manager_client, mailoutbox):
    post(manager_client, "test", touchpoint)

    event = touchpoint.workshop.history.get()
    assert (event.kind, event.by, event.detail) == ("test mail sent", manager, "Save the date, as Ada Quill")


def test_text_with_a_hole_is_not_sent_as_a_test(touchpoint, manager_client, mailoutbox):
    said = text_of(post(manager_client, "test", touchpoint, body="{{ nonsense }}"))

    assert "Mend the text first" in said
    assert mailoutbox == []
    assert not touchpoint.workshop.history.exists()


def test_tests_are_throttled_and_go_on_later(touchpoint, manager_client, mailoutbox, at):
    for _ in range(MOST):
        post(manager_client, "test", touchpoint)

    said = text_of(post(manager_client, "test", touchpoint))
    sent = len(mailoutbox)
    at(DAY_BEFORE + WITHIN + timedelta(seconds=1))
    post(manager_client, "test", touchpoint)

    assert "Wait a little." in said
    assert (sent, len(mailoutbox)) == (MOST, MOST + 1)


def test_server_that_refuses_is_told_and_recorded(touchpoint, manager_client, settings):
    settings.EMAIL_BACKEND = "tests.emails.views.test_drafts.RefusingBackend"

    said = text_of(post(manager_client, "test", touchpoint))

    assert "The mail server did not take it: no room" in said
    assert "test mail failed" in [event.kind for event in touchpoint.workshop.history.all()]


class RefusingBackend:
    def __init__(self, **kwargs) -> None:
        """As Django makes it."""

    def open(self) -> None:
        """There is a server, and it is full."""

    def close(self) -> None:
        """Nothing was opened."""

    def send_messages(self, messages) -> int:
        raise OSError("no room")


def test_mail_that_the_program_writes_is_shown_with_its_own_two_fields(touchpoint, manager_client):
    Touchpoint.objects.filter(pk=touchpoint.pk).update(kind=TouchpointKind.CANCELLATION)

    frame = post(manager_client, "frame", touchpoint, subject="Off", body="It is off.")

    assert "It is off." in text_of(frame)


def test_preview_asks_the_database_no_more_for_three_rows_than_for_one(project, manager_client):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        for _ in range(number):
            group = StakeholderGroupFactory(project=project)
            participant = ParticipantFactory(workshop=workshop, person__groups=[group])
            ActionItemFactory(project=project, owner=participant.person)
        touchpoint = TouchpointFactory(workshop=workshop)
        with CaptureQueriesContext(connection) as queries:
            post(manager_client, "preview", touchpoint)
        counts.append(len(queries))

    assert counts[0] == counts[1]
