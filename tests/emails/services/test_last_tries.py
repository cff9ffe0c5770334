"""How long a mail is tried, and what a clock that was wrong leaves behind."""

from datetime import timedelta

import pytest

from emails.models import Delivery
from emails.services import dispatch_due, moves, open_deliveries
from emails.states import DeliveryState
from tests.emails.scenes import DAY, MINUTE, SAVE_THE_DATE_AT, Scene, scheduled_plan
from tests.emails.services.test_dispatch import Recorder, queued
from workshops.models import Touchpoint

pytestmark = pytest.mark.django_db

NOW = SAVE_THE_DATE_AT
HOUR = 60 * MINUTE


class Busy(Recorder):
    """A server that wants all mails later."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("busy")


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def states() -> set[str]:
    return set(Delivery.objects.values_list("state", flat=True))


def pass_at(now, connection) -> None:
    open_deliveries(now=now)
    dispatch_due(now=now, limit=10, connection=connection)


def test_mail_whose_pause_would_outlast_its_deadline_is_tried_shortly_before_it(scene):
    queued(scene)
    Touchpoint.objects.update(expires_at=NOW + 2 * HOUR)
    is_well_from = NOW + 65 * MINUTE
    recorder = Recorder()

    for minute in range(121):
        now = NOW + minute * MINUTE
        pass_at(now, Busy() if now < is_well_from else recorder)

    assert (states(), len(recorder.taken)) == ({"sent"}, 2)


def test_mail_without_a_deadline_is_given_up_five_days_after_its_first_try(scene):
    queued(scene)
    Touchpoint.objects.update(expires_at=None)

    dispatch_due(now=NOW, limit=10, connection=Busy())
    assert states() == {"retry"}

    dispatch_due(now=NOW + 5 * DAY + MINUTE, limit=10, connection=Busy())
    assert states() == {"dead"}
    assert all(row.error.startswith("Given up after five days.") for row in Delivery.objects.all())


def test_days_for_which_a_mail_was_held_or_the_machine_was_off_are_no_tries(scene):
    queued(scene)
    Touchpoint.objects.update(expires_at=None)

    dispatch_due(now=NOW + 6 * DAY, limit=10, connection=Busy())

    assert states() == {"retry"}


def test_mail_that_was_queued_anew_is_tried_for_another_five_days(scene):
    queued(scene)
    Touchpoint.objects.update(expires_at=None)
    dispatch_due(now=NOW, limit=10, connection=Busy())
    again = NOW + 6 * DAY
    moves.requeue(Delivery.objects.all(), cause="Once more.", by="Ada", now=again)

    dispatch_due(now=again, limit=10, connection=Busy())

    assert states() == {"retry"}


def test_what_a_worker_with_a_clock_far_ahead_left_behind_is_taken_over(scene):
    queued(scene)
    moves.claim(limit=10, now=NOW + 12 * HOUR)

    pass_at(NOW + MINUTE, recorder := Recorder())

    assert (states(), len(recorder.taken)) == ({"sent"}, 2)


def test_lease_of_a_worker_whose_clock_is_a_little_ahead_holds(scene):
    queued(scene)
    moves.claim(limit=10, now=NOW + 90 * MINUTE)

    pass_at(NOW + MINUTE, recorder := Recorder())

    assert (states(), recorder.taken) == ({"claimed"}, [])


def test_try_that_a_clock_far_ahead_put_off_comes_when_it_is_right_again(scene):
    queued(scene)
    Touchpoint.objects.update(expires_at=None)
    dispatch_due(now=NOW + 3 * DAY, limit=10, connection=Busy())

    pass_at(NOW + MINUTE, recorder := Recorder())

    assert (states(), len(recorder.taken)) == ({"sent"}, 2)
    causes = set(Delivery.objects.values_list("events__cause", flat=True))
    assert "It was put off by a clock that was ahead." in causes


def test_longest_pause_is_longer_than_any_that_is_set(scene):
    queued(scene)
    Delivery.objects.update(attempts=20)

    dispatch_due(now=NOW, limit=10, connection=Busy())

    assert all(row.not_before - NOW < moves.LONGEST_PAUSE for row in Delivery.objects.all())
    assert timedelta(hours=1) < moves.LONGEST_PAUSE
    assert Delivery.objects.filter(state=DeliveryState.RETRY).count() == 2
