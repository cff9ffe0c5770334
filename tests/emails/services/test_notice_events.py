"""What providers tell about reminders."""

from datetime import UTC, datetime, timedelta

import pytest

from emails.models import Notice, Suppression
from emails.services import take_event
from tests.factories.workshops import ProjectFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def notice(project):
    row = Notice.objects.create(
        kind="digest",
        email="ada@example.org",
        key="2026-12-21",
        on=NOW.date(),
        state="sent",
        attempts=1,
        not_before=NOW,
        created_at=NOW,
        sent_at=NOW,
        message_id="<digest-1@example.org>",
        provider_id="provider-7",
    )
    row.projects.set([project, ProjectFactory()])
    return row


def tell(kind, message_id="<digest-1@example.org>", **values):
    return take_event(
        message_id=message_id, kind=kind, event_id=kind, at=NOW, reason="550 no such box", now=NOW, **values
    )


@pytest.mark.parametrize("kind", ["delivered", "bounced", "complained"])
def test_word_of_the_provider_moves_the_reminder(notice, kind):
    is_news = [tell(kind), tell(kind)]

    notice.refresh_from_db()
    assert (is_news, notice.state) == ([True, False], kind)


def test_it_is_known_by_the_providers_own_id_too(notice):
    assert tell("delivered", "provider-7")


@pytest.mark.parametrize("kind", ["bounced", "complained"])
def test_address_is_blocked_in_every_project_that_the_mail_spoke_of(notice, kind):
    tell(kind)

    found = Suppression.objects.active().values_list("project_id", "email", "reason")
    assert sorted(found) == sorted((project.pk, "ada@example.org", kind) for project in notice.projects.all())


def test_bounce_for_a_while_blocks_nothing(notice):
    tell("bounced", is_lasting=False)

    assert Suppression.objects.count() == 0


def test_delay_and_unknown_mails_change_nothing(notice):
    before = Notice.objects.values().get()

    told = [
        tell("deferred"),
        tell("bounced", "<other@example.org>"),
        tell("bounced", "\x00"),
        tell("bounced", ""),
    ]

    assert told == [False] * 4
    assert Notice.objects.values().get() == before


def test_word_from_before_a_release_blocks_nothing_again(notice, project):
    Suppression.objects.create(
        project=project,
        email=notice.email,
        reason="bounced",
        at=NOW - timedelta(days=1),
        released_at=NOW + timedelta(hours=1),
    )

    tell("bounced")

    assert not Suppression.objects.active().filter(project=project).exists()
