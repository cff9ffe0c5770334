"""What Celery's beat wakes."""

import pytest
import time_machine

from emails.tasks import tick
from tests.emails.scenes import SAVE_THE_DATE_AT, add_person, scheduled_plan, told

pytestmark = pytest.mark.django_db


def test_long_list_leaves_at_one_beat_however_small_a_batch_is(mailoutbox, settings):
    scene = scheduled_plan()
    for name in ("Cy", "Di", "Eve"):
        add_person(scene, name)
    settings.EMAILS_BATCH_SIZE = 2

    with time_machine.travel(SAVE_THE_DATE_AT, tick=False):
        tick()

    assert sorted(name for name, _ in told(mailoutbox)) == ["ada", "bo", "cy", "di", "eve"]
