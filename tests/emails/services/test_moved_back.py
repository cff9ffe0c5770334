"""A touchpoint that is moved to a later time, and back again before its mails left."""

from datetime import datetime
from typing import Any

import pytest

from emails.models import Delivery
from emails.services.asked_days import DEFERRED
from emails.services.opening import open_deliveries
from tests.emails.scenes import (
    DAY,
    MINUTE,
    SAVE_THE_DATE_AT,
    START_AT,
    Scene,
    run_tick,
    scheduled_plan,
    told,
)
from workshops import services
from workshops.models import Touchpoint

pytestmark = pytest.mark.django_db

NOW = SAVE_THE_DATE_AT
FIELDS = ("name", "purpose", "first_day", "last_day", "is_after", "daypart", "audience", "subject", "body")


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def edit(touchpoint: Touchpoint, *, at: datetime, **changes: Any) -> None:
    values = {name: getattr(touchpoint, name) for name in (*FIELDS, "sender")} | changes
    services.update_touchpoint(
        touchpoint_id=touchpoint.pk, values=values, group_ids=[], cc_group_ids=[], by=None, now=at
    )


def test_its_mails_leave_at_the_next_tick(scene, mailoutbox):
    touchpoint = scene.touchpoint("save-the-date")
    open_deliveries(now=NOW)
    edit(touchpoint, at=NOW, first_day=-5, last_day=-5)
    run_tick(NOW + MINUTE)
    edit(touchpoint, at=NOW + 2 * MINUTE, first_day=-7, last_day=-5)

    run_tick(NOW + 3 * MINUTE)

    assert sorted(told(mailoutbox)) == [("ada", "Save the date"), ("bo", "Save the date")]
    causes = list(Delivery.objects.values_list("events__cause", flat=True))
    assert causes.count("Its touchpoint was moved back to an earlier time.") == 2


def test_so_it_is_with_the_day_of_the_workshop(scene, mailoutbox):
    open_deliveries(now=NOW)
    scene.move(START_AT + 2 * DAY, NOW)
    run_tick(NOW + MINUTE)
    scene.move(START_AT, NOW + 2 * MINUTE)

    run_tick(NOW + 3 * MINUTE)

    assert {name for name, subject in told(mailoutbox) if subject == "Save the date"} == {"ada", "bo"}


def test_mail_that_is_put_off_to_the_next_day_by_the_rule_of_one_a_day_waits_for_it(scene, mailoutbox):
    open_deliveries(now=NOW)
    Delivery.objects.update(not_before=NOW + DAY, error=DEFERRED)

    run_tick(NOW + MINUTE)

    assert set(Delivery.objects.values_list("not_before", flat=True)) == {NOW + DAY}
    assert told(mailoutbox) == []
