import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails.models import OutboxMessage
from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, OutboxMessageFactory
from tests.factories.workshops import ParticipantFactory, ProjectFactory, TouchpointFactory, WorkshopFactory
from workshops.links import participant_url


@pytest.fixture
def message(workshop, keep) -> OutboxMessage:
    """The save the date as Ada got it."""
    participant = ParticipantFactory(workshop=workshop, person__name="Ada Quill")
    touchpoint = TouchpointFactory(workshop=workshop)
    return keep(DeliveryFactory(touchpoint=touchpoint, person=participant.person, state=DeliveryState.SENT))


def url(name: str, *args: int) -> str:
    return reverse(f"emails:{name}", args=args)


def subjects(page) -> list[str]:
    return [row.subject for row in page.context["page"]]


def test_outbox_lists_the_mails_with_the_newest_first(workshop, manager_client):
    touchpoint = TouchpointFactory(workshop=workshop)
    older, newer = (
        OutboxMessageFactory(
            delivery__touchpoint=touchpoint, subject=subject, at=touchpoint.opens_at + timedelta(hours=hours)
        )
        for subject, hours in (("Older", 0), ("Newer", 1))
    )

    page = manager_client.get(url("outbox"))

    assert subjects(page) == ["Newer", "Older"]
    assert "Mon 7 Dec 2026, 09:00 (Europe/Berlin)" in page.content.decode()
    assert url("outbox-message", older.pk) in page.content.decode()
    assert newer.delivery.person.name in page.content.decode()


def test_outbox_shows_one_person_or_one_workshop(project, manager_client):
    first, second = (
        OutboxMessageFactory(delivery__touchpoint__workshop__project=project, subject=subject)
        for subject in ("To the first", "To the second")
    )

    by_person = manager_client.get(url("outbox"), {"person": first.delivery.person_id})
    by_workshop = manager_client.get(url("outbox"), {"workshop": second.delivery.touchpoint.workshop_id})
    by_both = manager_client.get(
        url("outbox"),
        {"person": first.delivery.person_id, "workshop": second.delivery.touchpoint.workshop_id},
    )

    assert subjects(by_person) == ["To the first"]
    assert subjects(by_workshop) == ["To the second"]
    assert subjects(by_both) == []
    assert "No mail matches." in by_both.content.decode()


@pytest.mark.parametrize("nonsense", ["x", "-1", "²", "9" * 30, ""])
def test_filter_that_makes_no_sense_filters_nothing(nonsense, message, manager_client):
    page = manager_client.get(url("outbox"), {"person": nonsense, "workshop": nonsense})

    assert len(subjects(page)) == 1


def test_workshops_of_several_projects_are_told_apart(project, manager, manager_client):
    other = ProjectFactory(name="Zenith", manager=manager)
    for each in (other, project):
        WorkshopFactory(project=each, code="4", title="Flows")

    page = manager_client.get(url("outbox")).content.decode()

    offered = re.findall(r'<optgroup label="([^"]*)"><option value="\d+">([^<]*)<', page)
    assert offered[:2] == [(project.name, "Workshop 4: Flows"), ("Zenith", "Workshop 4: Flows")]


def test_empty_outbox_says_when_mails_appear(project, manager_client):
    page = manager_client.get(url("outbox")).content.decode()

    assert "No mail yet." in page


def test_further_pages_keep_the_filter(workshop, manager_client):
    touchpoint = TouchpointFactory(workshop=workshop)
    OutboxMessageFactory.create_batch(51, delivery__touchpoint=touchpoint)

    page = manager_client.get(url("outbox"), {"workshop": workshop.pk})

    assert len(subjects(page)) == 50
    assert f'href="?workshop={workshop.pk}&amp;page=2"' in page.content.decode()


def test_notice_to_the_manager_is_listed_for_the_manager(manager, manager_client):
    OutboxMessageFactory(
        delivery=None, recipient=manager.email.upper(), subject="Held", at="2026-12-07T08:00Z"
    )
    OutboxMessageFactory(delivery=None, recipient="other@example.org", subject="Else", at="2026-12-07T08:00Z")

    page = manager_client.get(url("outbox"))

    assert subjects(page) == ["Held"]


def test_notice_without_a_delivery_opens_with_its_time_in_utc(manager, manager_client):
    notice = OutboxMessageFactory(
        delivery=None, recipient=manager.email, subject="Held", at="2026-12-07T08:00Z"
    )

    page = manager_client.get(url("outbox-message", notice.pk)).content.decode()

    assert f"To {manager.email}" in page
    assert "Mon 7 Dec 2026, 08:00 (UTC)" in page


def test_outbox_asks_the_database_no_more_for_three_rows_than_for_one(project, manager_client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            OutboxMessageFactory(delivery__touchpoint__workshop__project=project)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(url("outbox"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_mail_is_shown_with_text_headers_calendar_and_attachment(message, manager_client):
    page = manager_client.get(url("outbox-message", message.pk)).content.decode()

    assert "Hi Ada," in page
    assert "<dt>Reply-To</dt>" in page
    assert "METHOD:REQUEST" in page
    assert "invite.ics" in page
    assert f'src="{url("outbox-html", message.pk)}"' in page


def test_link_to_answer_works_out_of_both_forms_of_the_mail(message, manager_client):
    participant = message.delivery.touchpoint.workshop.participants.get()

    page = manager_client.get(url("outbox-message", message.pk)).content.decode()
    frame = manager_client.get(url("outbox-html", message.pk)).content.decode()

    assert f'<a href="{participant_url(participant)}"' in page
    assert f'href="{participant_url(participant)}"' in frame
    assert '<base target="_blank">' in frame


def test_raw_mail_comes_back_byte_for_byte(message, manager_client):
    answer = manager_client.get(url("outbox-raw", message.pk))

    assert answer.content == bytes(message.raw)
    assert answer["Content-Type"] == "message/rfc822"
    parsed = message_from_bytes(answer.content, policy=policy.default)
    assert parsed["To"].addresses[0].display_name == "Ada Quill"


def test_attachment_comes_back_as_a_file(message, manager_client):
    answer = manager_client.get(url("outbox-attachment", message.pk, 0))

    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert answer["Content-Disposition"] == 'attachment; filename="invite.ics"'


def test_mail_without_html_or_attachment_is_shown_as_it_is(project, manager_client):
    message = OutboxMessageFactory(delivery__touchpoint__workshop__project=project)

    page = manager_client.get(url("outbox-message", message.pk)).content.decode()
    frame = manager_client.get(url("outbox-html", message.pk))
    attachment = manager_client.get(url("outbox-attachment", message.pk, 0))

    assert "Please hold the date." in page
    assert "<iframe" not in page
    assert [frame.status_code, attachment.status_code] == [404, 404]


def test_mail_that_is_no_mail_is_shown_without_an_error(project, manager_client):
    message = OutboxMessageFactory(
        delivery__touchpoint__workshop__project=project, raw=b"\xff\xfe\x00 nonsense\r\n\r\n\xff"
    )

    page = manager_client.get(url("outbox-message", message.pk))

    assert page.status_code == 200


def test_workshop_zones_differ_in_one_list(project, manager_client):
    for zone in ("Asia/Tokyo", "America/New_York"):
        workshop = WorkshopFactory(project=project, time_zone=zone)
        OutboxMessageFactory(delivery__touchpoint__workshop=workshop)

    page = manager_client.get(url("outbox")).content.decode()

    assert "Mon 7 Dec 2026, 17:00 (Asia/Tokyo)" in page
    assert "Mon 7 Dec 2026, 03:00 (America/New_York)" in page
