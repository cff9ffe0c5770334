"""kill -9 of a worker that sends the program's own mails: to managers, owners and whoever is invited."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from emails.models import Notice
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    InvitationFactory,
    MembershipFactory,
    ParticipantFactory,
    ProjectFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from tests.faults.smtp_server import TAKE_AND_HANG_UP, Answer, Mail, SmtpServer, Stage
from workshops import services
from workshops.models import Invitation

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def next_tuesday_noon() -> datetime:
    """A moment at which everybody is told what there is to tell."""
    today = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(1 - today.weekday()) % 7 + 7)


def scene(now: datetime) -> set[tuple[str, str]]:
    """A plan in which each of the program's own mails is due; to whom, and what its subject says."""
    manager = UserFactory(email="robin@example.org")
    project = ProjectFactory(time_zone="UTC", manager=manager)
    MembershipFactory(project=project, user=UserFactory(email="kim@example.org"), role="manager")
    workshop = WorkshopFactory(project=project, time_zone="UTC", start=now + 90 * DAY)
    workshop.organizer.email = "sam@example.org"
    workshop.organizer.save()
    TouchpointFactory(
        workshop=workshop,
        body="{{ workshop.prize }}",
        opens_at=now - DAY,
        closes_at=now + 60 * DAY,
        expires_at=now + 80 * DAY,
    )
    bo = ParticipantFactory(workshop=workshop, person__email="bo@example.org")
    services.flag_constraint(participant_id=bo.pk, text="No deployments in December", now=now)
    ActionItemFactory(project=project, owner=bo.person, due_on=now.date())
    InvitationFactory(
        project=project, email="ada@example.org", asked_at=now, expires_at=now + 7 * DAY, mail_due_at=now
    )
    responsible = ("robin@example.org", "kim@example.org", "sam@example.org")
    return {
        *((email, "waiting") for email in responsible),
        *((email, "constraint") for email in responsible),
        ("bo@example.org", "Yours"),
        ("ada@example.org", "Invitation"),
    }


def told(mails: list[Mail]) -> Counter[tuple[str, str]]:
    """Who was told what, how often."""
    words = ("waiting", "constraint", "Yours", "Invitation")
    heads = [(mail.recipient, mail.data.partition(b"\r\n\r\n")[0].decode()) for mail in mails]
    return Counter(
        (recipient, next(word for word in words if word in head.partition("Subject:")[2]))
        for recipient, head in heads
    )


def minutes_until(moment: datetime) -> str:
    return f"--minutes-ahead={(moment - timezone.now()) / timedelta(minutes=1)}"


def test_killed_after_each_mail_is_taken_costs_a_copy_of_it_and_loses_none(server, start_worker, report):
    now = next_tuesday_noon()
    wanted = scene(now)
    worker = start_worker(minutes_until(now))
    server.on_taken = lambda mail: worker.kill() if server.copies[mail.message_id] == 1 else None

    worker.go()
    kills = 0
    while worker.finish() != 0:
        kills += 1
        worker.go()

    assert kills == len(wanted)
    assert told(server.mails) == dict.fromkeys(wanted, 2)
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert Invitation.objects.get().mailed_at is not None
    report(f"{kills} kills after acceptance of the program's own mails: 0 lost, {kills} extra copies")


def test_killed_before_each_mail_is_taken_costs_nothing(server, start_worker):
    now = next_tuesday_noon()
    wanted = scene(now)
    worker = start_worker(minutes_until(now))
    doomed = set[str]()

    def kill(stage: Stage, recipient: str) -> Answer | None:
        if stage == "data" and recipient not in doomed:
            doomed.add(recipient)
            worker.kill()
        return None

    server.script = kill
    worker.go()
    while worker.finish() != 0:
        worker.go()

    assert doomed == {email for email, _ in wanted}
    assert told(server.mails) == dict.fromkeys(wanted, 1)


def test_lost_after_each_mail_is_taken_sends_each_twice_at_most(server: SmtpServer, start_worker):
    now = next_tuesday_noon()
    wanted = scene(now)
    worker = start_worker(minutes_until(now))
    server.script = lambda stage, recipient: TAKE_AND_HANG_UP if stage == "end" else None

    worker.go()

    assert worker.finish() == 0
    assert told(server.mails) == dict.fromkeys(wanted, 2)
    assert set(Notice.objects.values_list("state", flat=True)) == {"uncertain"}
    assert Invitation.objects.get().mail_error.startswith("Perhaps sent: ")


def test_refusal_before_the_line_was_lost_costs_no_second_try(server: SmtpServer, start_worker):
    now = next_tuesday_noon()
    scene(now)
    worker = start_worker(minutes_until(now))
    answers = [Answer("451 greylisted"), TAKE_AND_HANG_UP]
    server.script = lambda stage, recipient: (
        answers.pop(0) if (stage, recipient) == ("end", "bo@example.org") and answers else None
    )

    worker.go()

    assert worker.finish() == 0
    assert told(server.mails)["bo@example.org", "Yours"] == 2
    assert Notice.objects.get(email="bo@example.org").state == "sent"
