"""Deliveries and what is kept of them."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from emails import models
from emails.states import DeliveryState, NoticeKind, SuppressionReason
from tests.factories.workshops import PersonFactory, ProjectFactory, TouchpointFactory


class DeliveryFactory(DjangoModelFactory[models.Delivery]):
    """Queued when its touchpoint opened; `state="sent"` for one that has left."""

    class Meta:
        model = models.Delivery

    touchpoint = factory.SubFactory(TouchpointFactory)
    person = factory.SubFactory(PersonFactory, project=factory.SelfAttribute("..touchpoint.workshop.project"))
    revision = factory.SelfAttribute("touchpoint.revision")
    state = DeliveryState.QUEUED
    created_at = factory.SelfAttribute("touchpoint.opens_at")
    not_before = factory.SelfAttribute("created_at")
    email = factory.SelfAttribute("person.email")
    message_id = factory.Sequence(lambda n: f"<{n}@example.org>")
    sent_at = factory.LazyAttribute(
        lambda o: o.created_at + timedelta(seconds=1) if o.state == DeliveryState.SENT else None
    )
    sequence = factory.LazyAttribute(
        lambda o: o.touchpoint.workshop.sequence if o.state == DeliveryState.SENT else None
    )


class EarlierCopyFactory(DjangoModelFactory[models.EarlierCopy]):
    """A copy that was sent with an id of its own, before the newest one."""

    class Meta:
        model = models.EarlierCopy

    delivery = factory.SubFactory(DeliveryFactory, state=DeliveryState.SENT)
    message_id = factory.Sequence(lambda n: f"<copy{n}@example.org>")
    email = factory.SelfAttribute("delivery.email")
    sent_at = factory.SelfAttribute("delivery.created_at")
    superseded_at = factory.SelfAttribute("delivery.created_at")


class HoldFactory(DjangoModelFactory[models.Hold]):
    class Meta:
        model = models.Hold

    touchpoint = factory.SubFactory(TouchpointFactory)
    reasons = ["The place or link of the workshop is not set."]
    since = factory.SelfAttribute("touchpoint.opens_at")


class OutboxMessageFactory(DjangoModelFactory[models.OutboxMessage]):
    class Meta:
        model = models.OutboxMessage

    at = factory.SelfAttribute("delivery.created_at")
    delivery = factory.SubFactory(DeliveryFactory, state=DeliveryState.SENT)
    recipient = factory.SelfAttribute("delivery.person.email")
    subject = "Pipeline Design: hold the date"
    raw = b"Subject: Pipeline Design: hold the date\r\n\r\nPlease hold the date.\r\n"


class SuppressionFactory(DjangoModelFactory[models.Suppression]):
    """An address that bounced."""

    class Meta:
        model = models.Suppression

    project = factory.SubFactory(ProjectFactory)
    email = factory.Sequence(lambda n: f"gone{n}@example.org")
    reason = SuppressionReason.BOUNCED
    detail = "550 no such mailbox"
    at = datetime(2026, 12, 7, 8, 5, tzinfo=UTC)


class NoticeFactory(DjangoModelFactory[models.Notice]):
    """A reminder that the mail server refused; `project` is the one that it speaks of."""

    class Meta:
        model = models.Notice
        skip_postgeneration_save = True

    kind = NoticeKind.DIGEST
    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    on = date(2026, 12, 15)
    key = factory.LazyAttribute(lambda o: o.on.isoformat())
    state = DeliveryState.DEAD
    error = "550 No such user"
    attempts = 1
    message_id = factory.Sequence(lambda n: f"<notice{n}@example.org>")
    created_at = factory.LazyAttribute(lambda o: datetime(o.on.year, o.on.month, o.on.day, 8, tzinfo=UTC))
    not_before = factory.SelfAttribute("created_at")

    @factory.post_generation
    def project(self, create, extracted, **kwargs) -> None:
        if extracted:
            self.projects.add(extracted)
