"""A touchpoint that a person holds by hand."""

import pytest
from django.core.exceptions import ValidationError

from emails.models import Delivery
from emails.services import moves, open_deliveries
from emails.transport.errors import InDoubt
from tests.emails.scenes import (
    AGENDA_AT,
    BEFORE,
    DAY,
    MINUTE,
    SAVE_THE_DATE_AT,
    Scene,
    run_tick,
    scheduled_plan,
    told,
)
from tests.factories.workshops import UserFactory
from workshops import services
from workshops.models import Touchpoint, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


@pytest.fixture
def robin() -> User:
    return UserFactory(first_name="Robin", last_name="")


def hold(scene: Scene, by: User | None = None, now=BEFORE, reason="The room is not sure") -> Touchpoint:
    touchpoint = scene.touchpoint("save-the-date")
    return services.hold_touchpoint(touchpoint_id=touchpoint.pk, reason=reason, by=by, now=now)


def release(scene: Scene, by: User | None = None, now=SAVE_THE_DATE_AT) -> None:
    services.release_touchpoint(touchpoint_id=scene.touchpoint("save-the-date").pk, by=by, now=now)


def test_held_touchpoint_sends_nothing_until_it_is_released(scene, robin, mailoutbox):
    hold(scene, robin)
    run_tick(SAVE_THE_DATE_AT)
    touchpoint = scene.touchpoint("save-the-date")
    held = (touchpoint.hold.reasons, [mail for mail in told(mailoutbox) if mail[1] == "Save the date"])

    release(scene, robin)
    run_tick(SAVE_THE_DATE_AT + MINUTE)

    assert held == (["Held by Robin: The room is not sure."], [])
    assert [mail for mail in told(mailoutbox) if mail[1] == "Save the date"] == [
        ("ada", "Save the date"),
        ("bo", "Save the date"),
    ]
    assert not hasattr(scene.touchpoint("save-the-date"), "hold")


def test_each_is_recorded_with_who_did_it(scene, robin):
    hold(scene, robin)
    release(scene, robin)

    lines = scene.workshop.history.filter(by=robin).order_by("pk").values_list("kind", "detail")
    assert list(lines) == [
        ("touchpoint held", "Save the date: The room is not sure"),
        ("touchpoint released", "Save the date"),
    ]


def test_what_waits_already_is_neither_tried_nor_moved_while_held(scene, mailoutbox):
    hold(scene)
    run_tick(SAVE_THE_DATE_AT)
    release(scene)
    run_tick(SAVE_THE_DATE_AT)
    Delivery.objects.update(state="retry", sent_at=None)
    hold(scene, now=SAVE_THE_DATE_AT)
    mailoutbox.clear()
    before = Delivery.objects.values_list("events", flat=True).count()

    run_tick(SAVE_THE_DATE_AT + MINUTE)

    assert [mail for mail in told(mailoutbox) if mail[1] == "Save the date"] == []
    assert Delivery.objects.values_list("events", flat=True).count() == before


def test_touchpoint_held_until_its_time_is_over_is_skipped_with_who_held_it(scene, robin):
    hold(scene, robin)
    run_tick(SAVE_THE_DATE_AT)

    run_tick(AGENDA_AT)

    skipped = scene.touchpoint("save-the-date")
    assert (skipped.state, "Held by Robin: The room is not sure" in skipped.state_reason) == ("skipped", True)


def test_what_a_killed_worker_had_of_a_held_touchpoint_is_missed_with_it(scene):
    open_deliveries(now=SAVE_THE_DATE_AT)
    moves.claim(limit=10, now=SAVE_THE_DATE_AT)
    hold(scene, now=SAVE_THE_DATE_AT)

    run_tick(AGENDA_AT + MINUTE)

    deliveries = scene.touchpoint("save-the-date").deliveries
    assert list(deliveries.for_a_person().values_list("state", flat=True)) == ["expired", "expired"]


def test_doubt_about_a_mail_of_a_held_touchpoint_waits_for_a_person_in_the_end(scene):
    open_deliveries(now=SAVE_THE_DATE_AT)
    claimed = moves.claim(limit=10, now=SAVE_THE_DATE_AT)
    for delivery in claimed:
        moves.settle_failed(delivery, error=InDoubt("lost"), now=AGENDA_AT - MINUTE)
    hold(scene, now=AGENDA_AT - MINUTE)

    for minutes in (1, 15):
        run_tick(AGENDA_AT + minutes * MINUTE)

    deliveries = scene.touchpoint("save-the-date").deliveries
    assert list(deliveries.for_a_person().values_list("state", flat=True)) == ["uncertain", "uncertain"]


def test_what_waits_of_a_held_touchpoint_ends_when_it_is_skipped(scene, robin, mailoutbox):
    open_deliveries(now=SAVE_THE_DATE_AT)
    pk = hold(scene, robin, now=SAVE_THE_DATE_AT).pk
    services.skip_touchpoint(touchpoint_id=pk, reason="Told by phone.", by=robin, now=SAVE_THE_DATE_AT)

    run_tick(SAVE_THE_DATE_AT + MINUTE)

    states = scene.touchpoint("save-the-date").deliveries.values_list("state", flat=True)
    assert (list(states), told(mailoutbox)) == (["cancelled", "cancelled"], [])


def test_held_twice_or_released_twice_is_refused(scene):
    hold(scene)

    with pytest.raises(services.ServiceError, match="is held already"):
        hold(scene)
    release(scene)
    with pytest.raises(services.ServiceError, match="is not held"):
        release(scene)


def test_what_is_done_cannot_be_held(scene):
    run_tick(SAVE_THE_DATE_AT)
    run_tick(AGENDA_AT)

    with pytest.raises(services.ServiceError, match="is done already"):
        hold(scene, now=AGENDA_AT)


@pytest.mark.parametrize("reason", ["two\nlines", "x" * 301])
def test_reason_is_one_line_that_fits(scene, reason):
    with pytest.raises(ValidationError):
        hold(scene, reason=reason)


def test_reminder_of_the_day_tells_what_is_held_by_hand(scene, robin, mailoutbox):
    hold(scene, robin)
    run_tick(SAVE_THE_DATE_AT)

    run_tick(SAVE_THE_DATE_AT + DAY)

    assert "Held by Robin: The room is not sure" in mailoutbox[-1].body
