"""A reschedule or a cancel while its mails are leaving: what is handed over after its commit tells it."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from emails.models import Delivery
from tests.faults.scene import due_now
from tests.faults.smtp_server import Mail, SmtpServer
from workshops import services
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = 30
TOLD_BEFORE = 12


def text_of(mail: Mail) -> str:
    part = message_from_bytes(mail.data, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


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
    noticed = {mail.recipient for mail in after if new_day in text_of(mail)}
    assert {mail.recipient for mail in before} <= noticed


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
