"""What managers are told about constraints that participants flag."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.models import DigestRound, Notice, OutboxMessage, Suppression
from emails.services.ticks import follow_through
from tests.factories.workshops import (
    ConstraintFactory,
    MembershipFactory,
    ParticipantFactory,
    ProjectFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops import services

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 20, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def workshop(project):
    DigestRound.objects.create(project=project, next_at=NOW + timedelta(days=9))
    return WorkshopFactory(project=project)


@pytest.fixture
def participant(workshop):
    return ParticipantFactory(workshop=workshop)


def flag(participant, text, now=NOW):
    return services.flag_constraint(participant_id=participant.pk, text=text, now=now)


def tell(now=NOW):
    return follow_through(now=now, limit=100)


def test_what_is_flagged_reaches_organizer_and_managers_at_once(workshop, participant, manager, mailoutbox):
    flag(participant, "No deployments in December")

    tell()

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
        [
            f'"{manager}" <{manager.email}>',
            f'"{workshop.organizer.name}" <{workshop.organizer.email}>',
        ]
    )
    mail = mailoutbox[0]
    assert mail.subject == f"[{workshop.project.name}] A constraint flagged: {workshop}"
    assert "No deployments in December" in mail.body
    assert f"{participant.person.name}, Mon 7 Dec 2026, 21:00 (Europe/Berlin)" in mail.body
    assert f"/workshops/{workshop.pk}/registers/#register-constraint" in mail.body


def test_it_is_told_once(participant, mailoutbox):
    flag(participant, "No deployments in December")

    told = [tell(NOW + number * MINUTE) for number in range(3)]

    assert told == [2, 0, 0]


def test_more_of_them_wait_for_the_hour_and_come_together(participant, mailoutbox):
    flag(participant, "First")
    tell()
    flag(participant, "Second", NOW + MINUTE)
    flag(participant, "Third", NOW + 2 * MINUTE)
    within = tell(NOW + 5 * MINUTE)

    after = tell(NOW + 61 * MINUTE)

    assert (within, after) == (0, 2)
    assert mailoutbox[-1].subject.count("2 constraints flagged") == 1
    assert "First" not in mailoutbox[-1].body


def test_point_5_what_a_participant_typed_is_inert(participant, mailoutbox):
    typed = "<b>x</b> [y](javascript:alert(1)) {{ person.name }} https://evil.example"
    flag(participant, typed)

    tell()

    html = mailoutbox[0].alternatives[0].content
    assert typed in mailoutbox[0].body
    assert "<b>x</b>" not in html
    assert 'href="javascript' not in html
    assert 'href="https://evil.example' not in html


def test_what_a_manager_wrote_down_is_no_news_to_the_managers(workshop, manager, participant, mailoutbox):
    ConstraintFactory(workshop=workshop, flagged_by=participant.person, added_by=manager, at=NOW)

    assert tell() == 0


def test_what_is_answered_before_the_mail_leaves_is_not_told(participant, mailoutbox, settings):
    constraint = flag(participant, "First")
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    tell()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    constraint.state = "answered"
    constraint.save()

    tell(NOW + 10 * MINUTE)

    assert mailoutbox == []
    assert set(Notice.objects.values_list("state", flat=True)) == {"cancelled"}


def test_blocked_address_gets_none(workshop, participant, manager, mailoutbox):
    Suppression.objects.create(project=workshop.project, email=manager.email, reason="bounced", at=NOW)
    flag(participant, "First")

    tell()

    assert [mail.to[0] for mail in mailoutbox] == [
        f'"{workshop.organizer.name}" <{workshop.organizer.email}>'
    ]
    assert Notice.objects.get(email=manager.email).state == "suppressed"


def test_questions_asked_do_not_grow_with_the_constraints(workshop, participant):
    def asked(now):
        with CaptureQueriesContext(connection) as queries:
            tell(now)
        return len(queries)

    flag(participant, "First")
    one = asked(NOW)
    for text in ("Second", "Third", "Fourth"):
        flag(participant, text)

    assert asked(NOW + 61 * MINUTE) == one


def test_outbox_shows_it_to_who_manages_all_that_it_speaks_of(workshop, participant, manager, settings):
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    other = ProjectFactory(manager=manager)
    half = UserFactory()
    MembershipFactory(project=workshop.project, user=half)
    flag(participant, "First")
    tell()
    to_organizer = OutboxMessage.objects.filter(recipient=workshop.organizer.email)
    alone = [to_organizer.visible_to(user).count() for user in (manager, half)]
    Notice.objects.get(email=workshop.organizer.email).projects.add(other)

    both = [to_organizer.visible_to(user).count() for user in (manager, half)]

    assert (alone, both) == ([1, 1], [1, 0])
