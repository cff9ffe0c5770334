"""One touchpoint's email to one person, and everything that happened to it."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from emails.models.literals import is_in
from emails.states import FOR_A_PERSON, MAY_HAVE_ARRIVED, WAITING, DeliveryState
from workshops.models import Person, Touchpoint
from workshops.models.workshop import OfWorkshopQuerySet
from workshops.states import TouchpointState

# A mail whose fate is unknown is sent once more by itself; when that ends in doubt too, a person decides.
DOUBTS: Final = 2
# By a clock that is right a lease lasts minutes; another machine's may be an hour off.
LONGEST_LEASE: Final = timedelta(hours=2)
# The `sequence` of a mail of which nobody knows what it told, if it went out: lower than that of any slot to
# which a workshop was moved.
PERHAPS: Final = 0


class DeliveryQuerySet(OfWorkshopQuerySet):
    project_path = "touchpoint__workshop__project"

    def waiting(self) -> Self:
        """To be sent, now or later."""
        return self.filter(is_in(*WAITING))

    def due(self, now: datetime) -> Self:
        """Waits, its time has come, and nobody holds its touchpoint by hand.

        What waits of a touchpoint that has ended is to be ended too, whoever held it.
        """
        held = Touchpoint.objects.filter(held_at__isnull=False, state=TouchpointState.PLANNED)
        return self.waiting().filter(~Q(touchpoint__in=held.order_by().values("pk")), not_before__lte=now)

    def refused(self) -> Self:
        """Was tried, and waits for its next try."""
        return self.waiting().filter(state=DeliveryState.RETRY)

    def abandoned(self, now: datetime) -> Self:
        """Claimed by a worker that did not settle them in its time; or by one whose clock was far ahead."""
        is_over = Q(lease_until__lte=now) | Q(lease_until__gt=now + LONGEST_LEASE)
        return self.filter(is_over, is_in(DeliveryState.CLAIMED))

    def in_doubt(self) -> Self:
        """Perhaps sent, and to be sent once more by itself if no word of the provider comes."""
        return self.filter(is_in(DeliveryState.UNCERTAIN), doubts__lt=DOUBTS)

    def kept_back(self) -> Self:
        return self.filter(state=DeliveryState.SUPPRESSED)

    def may_have_arrived(self) -> Self:
        """The person may have read it, whatever became of it later: who is told of a change."""
        was_out = (Q(sent_at__isnull=False) | Q(sequence__isnull=False)) & ~Q(state=DeliveryState.BOUNCED)
        return self.filter(Q(state__in=MAY_HAVE_ARRIVED) | was_out)

    def for_a_person(self) -> Self:
        """What the program cannot mend by itself, and nobody has decided to leave as it is.

        A mail for an earlier date does not count, nor what a person called off with its touchpoint.
        """
        by_hand = Q(touchpoint__state=TouchpointState.SKIPPED, touchpoint__skipped_by__isnull=False)
        return (
            self.filter(is_in(*FOR_A_PERSON), left_at=None, revision=F("touchpoint__revision"))
            .exclude(state=DeliveryState.UNCERTAIN, doubts__lt=DOUBTS)
            .exclude(touchpoint__state=TouchpointState.CANCELLED)
            .exclude(by_hand)
        )


class Delivery(models.Model):
    # An index below begins with each of the two: one more would be read by nobody, and written four times a
    # mail, which for a key that ten thousand rows share takes PostgreSQL as long as for all the others.
    touchpoint = models.ForeignKey(
        Touchpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    revision = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    # Not sent before this instant: a retry is this column, not a message in the broker.
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often the connection was lost when the server may have taken the mail already.
    doubts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    email = models.CharField("sent to", max_length=254, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, blank=True)
    # Under which name the provider speaks of it, where that is not our Message-ID.
    provider_id = models.CharField("provider's id", max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # SEQUENCE (RFC 5545, 3.8.7.4) of the slot that its mail told, the lowest where it went out again. PERHAPS
    # where a worker was lost with the mail in its hands, None as long as it has told nothing.
    sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # Written by workers of the version before, which may still run beside this one; nothing here reads it.
    is_recorded = models.BooleanField(default=True, db_default=True, editable=False)
    error = models.CharField(max_length=500, blank=True)
    # When a person decided that what went wrong is to stay as it is.
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField()

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["touchpoint", "revision", "person"], name="delivery_once_per_person"
            )
        ]
        indexes = [
            # In the order in which they are claimed: else PostgreSQL sorts all that wait for each batch.
            models.Index(
                fields=["not_before", "id"], condition=Q(state__in=WAITING), name="delivery_waiting"
            ),
            # Whether any mail of a touchpoint waits: by the index above, all that wait would be looked at.
            models.Index(
                fields=["touchpoint", "revision"],
                condition=Q(state__in=WAITING),
                name="delivery_waiting_of",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state=DeliveryState.CLAIMED),
                name="delivery_claimed",
            ),
            models.Index(fields=["person", "-sent_at"], name="delivery_person"),
            models.Index(fields=["message_id"], name="delivery_message_id"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="delivery_provider_id"),
            models.Index(
                fields=["not_before"],
                condition=Q(state=DeliveryState.UNCERTAIN),
                name="delivery_uncertain",
            ),
            # With the revision: else SQLite takes the unique index, and reads every delivery there is.
            models.Index(
                fields=["touchpoint", "revision"],
                condition=Q(state__in=FOR_A_PERSON, left_at=None),
                name="delivery_for_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.touchpoint} to {self.person}"


class Claimed(NamedTuple):
    """A delivery that a worker holds, and what sending it needs: as a model's row it takes twice the time of
    reading it."""

    pk: int
    touchpoint_id: int
    revision: int
    person_id: int
    doubts: int
    message_id: str
    # With this try.
    attempts: int
    # Whose it is: only who knows it settles the delivery.
    lease: UUID


class DeliveryEvent(models.Model):
    """One move of a delivery, with its time, its cause and who or what made it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, choices=DeliveryState)
    cause = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120, blank=True)
    # By what a provider's event is told from another; empty for what we did ourselves.
    key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "key"], condition=~Q(key=""), name="delivery_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
