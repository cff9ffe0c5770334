"""One way of sending the due mails, in a process of its own, whose memory and statements are counted.

Run by `tests.benchmarks.sending`; prints a line of JSON. The ways of others get their texts from our plain
way of composing, with what the mails have in common read once, and keep their rows as they do by default.
"""

import argparse
import json
import os
import smtplib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()

from celery import Celery  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.mail import get_connection  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from emails import services  # noqa: E402
from emails.facts import facts  # noqa: E402
from emails.message.mail import MailContext, PlanMail, compose, recipients  # noqa: E402
from emails.message.values import Recipient  # noqa: E402
from emails.models import Delivery  # noqa: E402
from emails.states import DeliveryState  # noqa: E402
from emails.tasks import tick  # noqa: E402
from tests.benchmarks.database import peak_memory  # noqa: E402
from workshops.models import Participant, Touchpoint  # noqa: E402

app = Celery("benchmark", broker=settings.CELERY_BROKER_URL, set_as_current=True)
app.conf.task_ignore_result = True
# What others left in the broker is not measured.
app.conf.task_default_queue = "benchmark"
app.conf.broker_connection_retry_on_startup = True


def raw(mails: int) -> Callable[[], None]:
    """The reference: one finished mail of ours, sent so often by smtplib over one connection."""
    _, mail = next(composed(mails))
    content = mail.message().as_bytes(linesep="\r\n")

    def run() -> None:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=30) as smtp:
            for n in range(mails):
                smtp.sendmail("commplan@localhost", [f"person{n}@example.org"], content)

    return run


def ours(mails: int) -> Callable[[], None]:
    """The beat's task, until nothing waits: open, reconcile, claim, render, send, settle each."""

    def run() -> None:
        while Delivery.objects.filter(state=DeliveryState.SENT).count() < mails:
            tick()

    return run


def one_task_a_mail(mails: int) -> Callable[[], None]:
    """A Celery task for each mail, which reads its row, sends over a connection of its own, and settles."""
    context = context_of(Touchpoint.objects.get())

    def send(delivery_id: int) -> None:
        delivery = Delivery.objects.select_related("person").get(pk=delivery_id)
        participant = Participant.objects.get(workshop=context.facts.workshop, person=delivery.person)
        participant.person = delivery.person
        to = Recipient(delivery.person, participant)
        compose(context, to, now=timezone.now(), message_id_=delivery.message_id).send()
        delivery.state, delivery.sent_at = DeliveryState.SENT, timezone.now()
        delivery.save(update_fields=["state", "sent_at"])

    task = app.task(send)

    def run() -> None:
        services.open_deliveries(now=timezone.now())
        for delivery_id in list(Delivery.objects.values_list("pk", flat=True)[:mails]):
            task.delay(delivery_id)
        work_off(mails)

    return run


def post_office(mails: int) -> Callable[[], None]:
    """django-post_office as it is by default: a row and an attachment for each mail, then its command."""
    from post_office import mail as office

    def run() -> None:
        for _, mail in composed(mails):
            [(html, _)] = [part for part in mail.alternatives if part[1] == "text/html"]
            [(name, content, mimetype)] = mail.attachments
            file = {"file": _file(content), "mimetype": mimetype}
            office.send(
                mail.to,
                mail.from_email,
                subject=mail.subject,
                message=mail.body,
                html_message=html,
                headers={**mail.extra_headers, "Reply-To": ", ".join(mail.reply_to)},
                attachments={name: file},
            )
        office.send_queued_mail_until_done(lockfile=f"{tempfile.gettempdir()}/post_office_{os.getpid()}")

    return run


def celery_email(mails: int) -> Callable[[], None]:
    """django-celery-email: ten mails a task over a connection, and no rows."""

    def run() -> None:
        backend = get_connection("djcelery_email.backends.CeleryEmailBackend")
        waiting = (mail for _, mail in composed(mails))
        tasks = 0
        while chunk := list(islice(waiting, 100)):
            # It returns its tasks, not their number.
            tasks += len(cast(list[Any], backend.send_messages(chunk)))
        work_off(tasks)

    return run


WAYS = {
    "raw": raw,
    "ours": ours,
    "one task a mail": one_task_a_mail,
    "post_office": post_office,
    "celery_email": celery_email,
}


def composed(mails: int) -> Iterator[tuple[Recipient, PlanMail]]:
    context: MailContext = context_of(Touchpoint.objects.get())
    ids = list(Participant.objects.order_by("pk").values_list("person_id", flat=True)[:mails])
    for at in range(0, len(ids), 500):
        for to in recipients(context.facts.workshop.pk, ids[at : at + 500]).values():
            yield to, compose(context, to, now=timezone.now())


def context_of(touchpoint: Touchpoint) -> MailContext:
    return MailContext(touchpoint, facts(touchpoint.workshop_id))


def work_off(tasks: int) -> None:
    """A Celery worker, until it has done so many tasks."""
    from celery.signals import task_postrun
    from celery.worker import state as worker_state

    done = 0

    def count(**kwargs: Any) -> None:
        nonlocal done
        done += 1
        if done == tasks:
            worker_state.should_stop = 0  # type: ignore[assignment]  # an exit code, by its own account

    task_postrun.connect(count, weak=False)
    worker = app.Worker(pool="solo", loglevel="ERROR", without_mingle=True, without_gossip=True)
    worker.start()


def _file(content: bytes) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--mails", type=int, required=True)
    parser.add_argument("--counted", action="store_true", help="count the statements, which takes time")
    arguments = parser.parse_args()
    statements = 0

    def count(execute: Any, *details: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*details)

    # A worker has been there for a while: what is read once for all is read.
    next(composed(1))
    run = WAYS[arguments.way](arguments.mails)
    if arguments.counted:
        connection.execute_wrappers.append(count)
    begin, begin_cpu = time.perf_counter(), time.process_time()
    run()
    seconds, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
    # Celery's worker has turned sys.stdout into a logger.
    answer = {"seconds": seconds, "cpu": cpu, "statements": statements, "megabytes": peak_memory()}
    print(json.dumps(answer), file=sys.__stdout__)


if __name__ == "__main__":
    main()
