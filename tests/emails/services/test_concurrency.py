"""Several ticks at once, each with a database connection of its own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from emails.models import Delivery
from emails.services import dispatch_due, open_deliveries
from tests.emails.scenes import SAVE_THE_DATE_AT, add_person, scheduled_plan, told


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
