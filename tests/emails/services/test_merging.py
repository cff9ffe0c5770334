"""Mails of two people who become one."""

from datetime import timedelta

import pytest

from emails.models import Delivery, DeliveryEvent, EarlierCopy, Suppression
from emails.services import take_event
from emails.states import DeliveryState
from tests.emails.scenes import MINUTE, SAVE_THE_DATE_AT, run_tick, scheduled_plan
from tests.factories.emails import DeliveryFactory, EarlierCopyFactory, OutboxMessageFactory
from tests.factories.workshops import PersonFactory, TouchpointFactory
from workshops.services import ServiceError, merge_people


def merge(kept, gone):
    return merge_people(
        kept_id=kept.pk,
        gone_id=gone.pk,
        name=kept.name,
        email=kept.email,
        by=None,
        now=SAVE_THE_DATE_AT + timedelta(hours=1),
    )


@pytest.fixture
def pair(project):
    return (
        PersonFactory(project=project, email="ada@example.org"),
        PersonFactory(project=project, email="quill@example.com"),
    )


def test_mails_of_one_alone_move_with_their_stories(project, pair):
    kept, gone = pair
    delivery = DeliveryFactory(touchpoint__workshop__project=project, person=gone, state="sent")
    message = OutboxMessageFactory(delivery=delivery)

    merge(kept, gone)

    delivery.refresh_from_db()
    message.refresh_from_db()
    assert (delivery.person, delivery.email, message.delivery) == (kept, "quill@example.com", delivery)


@pytest.mark.parametrize(
    ("of_kept", "of_gone", "stays"),
    [
        ("queued", "sent", "quill@example.com"),
        ("dead", "delivered", "quill@example.com"),
        ("sent", "delivered", "ada@example.org"),
        ("sent", "queued", "ada@example.org"),
        ("queued", "bounced", "ada@example.org"),
    ],
)
def test_of_the_same_mail_to_both_the_one_that_arrived_counts(project, pair, of_kept, of_gone, stays):
    kept, gone = pair
    touchpoint = TouchpointFactory(workshop__project=project)
    for person, state in ((kept, of_kept), (gone, of_gone)):
        row = DeliveryFactory(touchpoint=touchpoint, person=person, state=state)
        DeliveryEvent.objects.create(delivery=row, at=row.created_at, to_state=state, by="tick")
        OutboxMessageFactory(delivery=row)

    merge(kept, gone)

    delivery = Delivery.objects.get(touchpoint=touchpoint)
    state = of_kept if stays == kept.email else of_gone
    assert (delivery.person, delivery.email, delivery.state) == (kept, stays, state)
    assert sorted(event.by for event in delivery.events.all()) == ["merge", "tick", "tick"]
    assert delivery.outbox_messages.count() == 2


@pytest.mark.parametrize(
    ("of_kept", "of_gone", "told"),
    [
        (("sent", 1), ("sent", 0), 0),
        (("sent", 0), ("sent", 1), 0),
        # A lost worker had the one in its hands.
        (("queued", 0), ("sent", 1), 0),
        (("sent", 1), ("queued", 0), 0),
        (("queued", None), ("queued", 0), 0),
        (("queued", None), ("sent", 1), 1),
        # What came back told nobody.
        (("bounced", 0), ("sent", 1), 1),
        (("sent", 1), ("bounced", 0), 1),
    ],
)
def test_of_the_slots_that_the_two_were_told_the_older_one_counts(project, pair, of_kept, of_gone, told):
    touchpoint = TouchpointFactory(workshop__project=project)
    for person, (state, sequence) in zip(pair, (of_kept, of_gone), strict=True):
        DeliveryFactory(touchpoint=touchpoint, person=person, state=state, sequence=sequence)

    merge(*pair)

    assert Delivery.objects.get(touchpoint=touchpoint).sequence == told


@pytest.mark.parametrize(
    ("of_kept", "of_gone", "lost"),
    [
        ("sent", "sent", "quill@example.com"),
        ("sent", "bounced", "quill@example.com"),
        ("bounced", "delivered", "ada@example.org"),
    ],
)
def test_word_about_the_mail_that_does_not_count_blocks_its_address(project, pair, of_kept, of_gone, lost):
    touchpoint = TouchpointFactory(workshop__project=project)
    at = SAVE_THE_DATE_AT
    rows = [
        DeliveryFactory(touchpoint=touchpoint, person=person, state=state, attempts=1, sent_at=at)
        for person, state in zip(pair, (of_kept, of_gone), strict=True)
    ]
    told = next(row for row in rows if row.email == lost)
    merge(*pair)
    before = Delivery.objects.get(touchpoint=touchpoint)

    is_news, again = [
        take_event(
            message_id=told.message_id, kind="complained", event_id="1", at=at, reason="", now=at + MINUTE
        )
        for _ in range(2)
    ]

    delivery = Delivery.objects.get(touchpoint=touchpoint)
    assert (is_news, again, delivery.state) == (True, False, before.state)
    assert [row.email for row in Suppression.objects.all()] == [lost]
    last = delivery.events.last()
    assert last is not None
    assert last.cause == f"Marked as spam, the copy to {lost}"


def test_copies_of_the_mail_that_does_not_count_are_kept(project, pair):
    kept, gone = pair
    touchpoint = TouchpointFactory(workshop__project=project)
    stays = DeliveryFactory(touchpoint=touchpoint, person=kept, state="sent")
    goes = DeliveryFactory(touchpoint=touchpoint, person=gone, state="sent")
    earlier = EarlierCopyFactory(delivery=goes)

    merge(kept, gone)

    copies = EarlierCopy.objects.filter(delivery=stays).order_by("pk")
    assert [copy.message_id for copy in copies] == [earlier.message_id, goes.message_id]


def test_of_a_mail_that_was_never_tried_no_copy_is_kept(project, pair):
    touchpoint = TouchpointFactory(workshop__project=project)
    for person, state in zip(pair, ("sent", "queued"), strict=True):
        DeliveryFactory(touchpoint=touchpoint, person=person, state=state)

    merge(*pair)

    assert not EarlierCopy.objects.exists()


def test_nobody_is_merged_while_a_mail_is_handed_over(project, pair):
    kept, gone = pair
    DeliveryFactory(touchpoint__workshop__project=project, person=gone, state=DeliveryState.CLAIMED)

    with pytest.raises(ServiceError, match="being sent right now"):
        merge(kept, gone)

    assert gone.deliveries.exists()


def test_who_got_it_under_the_other_address_gets_it_once(project, mailoutbox):
    scene = scheduled_plan(project)
    run_tick(SAVE_THE_DATE_AT)
    mailoutbox.clear()

    merge(scene.ada.person, scene.bo.person)
    run_tick(SAVE_THE_DATE_AT + 90 * MINUTE)

    assert mailoutbox == []
