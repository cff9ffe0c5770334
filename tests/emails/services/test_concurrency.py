"""Several ticks at once, each with a database connection of its own."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from emails.models import Delivery, DeliveryEvent, Notice, Suppression
from emails.services import dispatch_due, open_deliveries, take_event
from emails.services.ticks import follow_through
from tests.emails.scenes import SAVE_THE_DATE_AT, add_person, scheduled_plan, told
from tests.factories.emails import DeliveryFactory
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
def test_event_told_many_times_at_once_counts_once():
    deliveries = [DeliveryFactory(state="sent", message_id=f"<{n}@example.org>") for n in range(2)]
    barrier, counted = Barrier(8), list[bool]()

    def tell(number: int) -> None:
        try:
            barrier.wait(timeout=30)
            counted.append(
                take_event(
                    message_id=deliveries[number % 2].message_id,
                    kind="bounced",
                    event_id="1",
                    at=SAVE_THE_DATE_AT,
                    reason="550 no such mailbox",
                    now=SAVE_THE_DATE_AT,
                )
            )
        finally:
            connection.close()

    posts = [Thread(target=tell, args=(number,)) for number in range(8)]
    for thread in posts:
        thread.start()
    for thread in posts:
        thread.join(timeout=60)

    assert sorted(counted) == [False] * 6 + [True] * 2
    assert list(Delivery.objects.values_list("state", flat=True)) == ["bounced"] * 2
    assert DeliveryEvent.objects.filter(to_state="bounced").count() == 2
    assert Suppression.objects.count() == 2


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
