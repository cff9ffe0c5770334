"""Several ticks at once, each with a database connection of its own."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from emails.models import Delivery, Notice
from emails.services import dispatch_due, open_deliveries
from emails.services.ticks import follow_through
from tests.emails.scenes import SAVE_THE_DATE_AT, add_person, scheduled_plan, told
from tests.factories.workshops import OpenQuestionFactory, PersonFactory, WorkshopFactory


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_send_each_mail_once(mailoutbox):
    scene = scheduled_plan()
    for number in range(20):
        add_person(scene, f"Person{number}")
    barrier = Barrier(3)

    def beat() -> None:
        try:
            barrier.wait(timeout=30)
            open_deliveries(now=SAVE_THE_DATE_AT)
            while Delivery.objects.filter(state="queued").exists():
                dispatch_due(now=SAVE_THE_DATE_AT, limit=3)
        finally:
            connection.close()

    beats = [Thread(target=beat) for _ in range(3)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join(timeout=60)

    assert len(told(mailoutbox)) == len(set(told(mailoutbox))) == 22
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_the_same_moment_remind_each_person_once(mailoutbox):
    workshop = WorkshopFactory()
    for _ in range(10):
        OpenQuestionFactory(workshop=workshop, owner=PersonFactory(project=workshop.project))
    monday = datetime(2026, 12, 21, 7, 5, tzinfo=UTC)
    barrier = Barrier(3)

    def beat() -> None:
        try:
            barrier.wait(timeout=30)
            follow_through(now=monday, limit=100)
        finally:
            connection.close()

    beats = [Thread(target=beat) for _ in range(3)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join(timeout=60)
    # What one of them left to another that had ended already.
    follow_through(now=monday, limit=100)

    told = [mail.to[0] for mail in mailoutbox]
    assert len(told) == len(set(told)) == 10
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
