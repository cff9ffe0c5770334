"""What changes while mails are leaving: what is handed over after its commit tells it."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from emails.models import Delivery
from emails.services.suppressions import block_address
from emails.states import SuppressionReason
from tests.factories.workshops import StakeholderGroupFactory
from tests.faults.scene import due_now
from tests.faults.smtp_server import Answer, Mail, SmtpServer, Stage
from workshops import services
from workshops.models import Person, Touchpoint, Workshop
from workshops.services.errors import ServiceError
from workshops.services.merging import merge_people

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 30
TOLD_BEFORE = 12


def text_of(mail: Mail) -> str:
    part = message_from_bytes(mail.data, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def subject_of(mail: Mail) -> str:
    return str(message_from_bytes(mail.data, policy=policy.default)["Subject"])


def change_after(server: SmtpServer, change: Callable[[], object]) -> None:
    """Commit the change when the server has so many mails, and before it says so to the worker."""

    def commit_it() -> None:
        try:
            change()
        finally:
            connection.close()

    def on_taken(mail: Mail) -> None:
        if len(server.mails) == TOLD_BEFORE:
            # In a thread beside the server's event loop, where Django would refuse its ORM.
            thread = Thread(target=commit_it)
            thread.start()
            thread.join()

    server.on_taken = on_taken


def test_after_a_reschedule_nobody_is_told_the_old_day(server, start_worker):
    now = timezone.now()
    workshop_id = due_now(MAILS, now=now)
    workshop = Workshop.objects.get(pk=workshop_id)
    assert workshop.start is not None
    new = workshop.start + timedelta(days=3)
    old_day, new_day = (f"{day.astimezone(workshop.zone):%-d %B %Y}" for day in (workshop.start, new))

    def reschedule() -> None:
        services.set_slot(
            workshop_id=workshop_id,
            start=new,
            time_zone=workshop.time_zone,
            duration_min=90,
            duration_max=120,
            location="Room Heron",
            by=None,
            now=timezone.now(),
        )

    change_after(server, reschedule)
    worker = start_worker()

    worker.go()
    worker.finish()

    before, after = server.mails[:TOLD_BEFORE], server.mails[TOLD_BEFORE:]
    assert all(old_day in text_of(mail) for mail in before)
    assert after
    assert [text_of(mail) for mail in after if old_day in text_of(mail)] == []
    assert all(new_day in text_of(mail) for mail in after)
    # Whoever knew the old day is told of the change, and nobody else.
    noticed = [mail.recipient for mail in after if "Changed: " in subject_of(mail)]
    assert sorted(noticed) == sorted(mail.recipient for mail in before)


def test_after_a_cancel_only_those_who_were_told_are_told_of_it(server, start_worker):
    workshop_id = due_now(MAILS, now=timezone.now())
    change_after(
        server,
        lambda: services.cancel(workshop_id=workshop_id, reason="No data yet.", by=None, now=timezone.now()),
    )
    worker = start_worker()

    for _ in ("what was queued", "the notices"):
        worker.go()
        worker.finish()

    before, after = server.mails[:TOLD_BEFORE], server.mails[TOLD_BEFORE:]
    assert sorted(mail.recipient for mail in after) == sorted(mail.recipient for mail in before)
    assert all("METHOD:CANCEL" in mail.data.decode() for mail in after)
    assert Delivery.objects.filter(state="cancelled").count() == MAILS - TOLD_BEFORE


NEXT = f"bo{TOLD_BEFORE}@example.org"


def remove(person: Person) -> None:
    participant = person.participations.get()
    services.remove_participant(participant_id=participant.pk, by=None, now=timezone.now())


def block(person: Person) -> None:
    block_address(
        person.project_id,
        person.email,
        SuppressionReason.BOUNCED,
        detail="550 no such mailbox",
        at=timezone.now(),
        now=timezone.now(),
    )


@pytest.mark.parametrize(
    ("change", "state"), [(remove, "cancelled"), (block, "suppressed")], ids=["removed", "blocked"]
)
def test_who_is_taken_out_while_the_mail_before_is_taken_gets_none(server, start_worker, change, state):
    due_now(MAILS, now=timezone.now())
    # The next one's mail is written already, and its envelope may be on the way.
    change_after(server, lambda: change(Person.objects.get(email=NEXT)))
    worker = start_worker()

    worker.go()

    assert worker.finish() == 0
    # The managers are told of one that was kept back.
    told = {mail.recipient for mail in server.mails if mail.recipient.startswith("bo")}
    assert told == {f"bo{n}@example.org" for n in range(MAILS)} - {NEXT}
    assert Delivery.objects.get(person__email=NEXT).state == state


def test_people_are_not_merged_while_a_mail_to_one_of_them_is_on_its_way(server, start_worker):
    due_now(MAILS, now=timezone.now())
    refusals: list[str] = []

    def merge() -> None:
        kept, gone = Person.objects.get(email="bo0@example.org"), Person.objects.get(email=NEXT)
        try:
            merge_people(
                kept_id=kept.pk,
                gone_id=gone.pk,
                name=kept.name,
                email=gone.email,
                by=None,
                now=timezone.now(),
            )
        except ServiceError as error:
            refusals.append(str(error))

    change_after(server, merge)
    worker = start_worker()

    worker.go()
    assert worker.finish() == 0
    merge()

    assert refusals == ["A mail to one of the two is being sent right now. Try again in a minute."]
    assert len(server.mails) == len(server.copies) == MAILS
    assert Delivery.objects.filter(person__email=NEXT).count() == 1


def test_text_and_group_that_change_while_mails_leave_count_within_seconds(server, start_worker):
    due_now(MAILS, now=timezone.now())
    touchpoint = Touchpoint.objects.get()
    group = StakeholderGroupFactory(project=touchpoint.workshop.project)
    group.people.set(Person.objects.filter(email__startswith="bo"))
    touchpoint.groups.set([group])
    Touchpoint.objects.update(audience="groups")
    pause, left = 0.3, 24

    def slowly(stage: Stage, recipient: str) -> Answer | None:
        return Answer("250 taken", after=pause, takes=True) if stage == "end" else None

    def change() -> None:
        Touchpoint.objects.update(body="Said anew for {{ person.first_name }}.")
        gone = [f"bo{n}@example.org" for n in range(left, MAILS)]
        group.people.remove(*Person.objects.filter(email__in=gone))

    server.script = slowly
    change_after(server, change)
    worker = start_worker()

    worker.go()

    assert worker.finish() == 0
    assert len(server.mails) == left
    stale = [mail for mail in server.mails[TOLD_BEFORE:] if "Said anew" not in text_of(mail)]
    # What was read two seconds ago still counts, and one mail is written ahead.
    assert len(stale) <= 2 / pause + 2
