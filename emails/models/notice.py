"""Mails that belong to no touchpoint: what is somebody's and still open, and flagged constraints."""

from datetime import date, datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Q

from emails.models.literals import is_in
from emails.states import FAILED_FOR_GOOD, WAITING, DeliveryState, NoticeKind, Rhythm
from workshops.models import Constraint, Project, Touchpoint, Workshop
from workshops.models.people import new_key

# One that a worker claimed is due again when its time is over: then the worker is gone.
_MOVING: Final = (*WAITING, DeliveryState.CLAIMED)
# Later none is put off by a clock that is right.
LONGEST_PAUSE: Final = timedelta(hours=2)


class Reader(models.Model):
    """An address that is reminded of what is theirs, in all projects together; how often, it chooses."""

    # In lower case: an address is the same however it is written.
    email = models.CharField(max_length=254, unique=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.AS_DUE)
    rhythm_at = models.DateTimeField("chosen at", null=True, blank=True)
    # Part of the signed link to choose: a new key revokes every link given out before.
    link_key = models.CharField(max_length=16, default=new_key, editable=False)

    def __str__(self) -> str:
        return self.email


class DigestRound(models.Model):
    """When a project's people are looked through next: with it, an idle tick asks one question."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="digest_round")
    next_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="digest_round_next")]

    def __str__(self) -> str:
        return f"{self.project} at {self.next_at}"


class AskedDay(models.Model):
    """A day on which an address is asked for what is open, by a follow-up or else by a digest.

    The row is the claim to ask: one mail a person and day, for all workshops of all projects together.
    """

    # In lower case.
    email = models.CharField(max_length=254)
    on = models.DateField()
    # Without one it is the digest that asks.
    touchpoint = models.ForeignKey(
        Touchpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="asked_days"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["email", "on"], name="asked_once_a_day")]

    def __str__(self) -> str:
        return f"{self.email} on {self.on}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: datetime) -> Self:
        """Its time has come, or was set by a clock that was far ahead."""
        has_come = Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_PAUSE)
        return self.filter(has_come, is_in(*_MOVING))

    def failed_since(self, day: date) -> Self:
        """Reminders that reached nobody, and are not tried again."""
        return self.filter(is_in(*FAILED_FOR_GOOD), kind=NoticeKind.DIGEST, on__gte=day)


class Notice(models.Model):
    """One such mail to one address. The constraint lets each be made once, however many ticks run."""

    kind = models.CharField(max_length=12, choices=NoticeKind)
    # In lower case.
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    # What it is about: the day of a digest, or the workshop and the first constraint.
    key = models.CharField(max_length=64)
    on = models.DateField()
    workshop = models.ForeignKey(
        Workshop, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    # The projects that it speaks of, as of when it was sent: who manages all of them may read it.
    projects = models.ManyToManyField(Project, blank=True, related_name="notices")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    # Not tried before this instant; of a claimed one, the end of the lease.
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # How often the connection was lost when the server may have taken the mail already. Workers of the
    # version before, which may still run beside this one, know nothing of it.
    doubts = models.PositiveSmallIntegerField(default=0, db_default=0)
    lease = models.UUIDField(null=True, blank=True)
    message_id = models.CharField("Message-ID", max_length=200)
    # Under which name the provider speaks of it, where that is not our Message-ID.
    provider_id = models.CharField("provider's id", max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "email", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state__in=_MOVING), name="notice_moving"),
            models.Index(fields=["kind", "on"], condition=Q(state__in=FAILED_FOR_GOOD), name="notice_failed"),
            models.Index(fields=["message_id"], name="notice_message_id"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="notice_provider_id"),
            models.Index(fields=["email", "kind", "-on"], name="notice_last_of_email"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.email}, {self.on}"


class ToldConstraint(models.Model):
    """A constraint that the managers have been told of; the row is the claim to tell it."""

    constraint = models.OneToOneField(Constraint, on_delete=models.CASCADE, related_name="told")
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="told_constraints")
    # Of the notices that tell it.
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["key"], name="told_constraint_key"),
            models.Index(fields=["workshop", "-at"], name="told_constraint_last"),
        ]

    def __str__(self) -> str:
        return str(self.constraint)
