"""One planned communication: when, to whom, what."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from workshops.models.people import StakeholderGroup
from workshops.models.workshop import OfWorkshopQuerySet, Workshop
from workshops.states import OWN_KINDS, Audience, Daypart, TouchpointKind, TouchpointState
from workshops.timing import MINUTES_OF_A_DAY, Window, format_offset
from workshops.validators import one_line, plain_text


class TouchpointQuerySet(OfWorkshopQuerySet):
    def open(self, now: datetime) -> Self:
        """Planned, its window has opened, and it still makes sense."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now), state=TouchpointState.PLANNED, opens_at__lte=now
        )

    def missed(self, now: datetime) -> Self:
        """Planned, but what it says no longer makes sense."""
        return self.filter(state=TouchpointState.PLANNED, expires_at__lte=now)

    def of_plan(self) -> Self:
        """Those that a plan document can hold."""
        return self.exclude(kind__in=OWN_KINDS)


class Touchpoint(models.Model):
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="touchpoints")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=16, choices=TouchpointKind, default=TouchpointKind.OTHER)
    name = models.CharField(max_length=200, validators=[one_line])
    label = models.CharField(max_length=100, blank=True, validators=[one_line])
    purpose = models.TextField(blank=True, validators=[plain_text])
    is_optional = models.BooleanField(default=False)

    # Window, in days relative to T, the workshop's local date.
    first_day = models.SmallIntegerField("first day", default=0)
    last_day = models.SmallIntegerField("last day", default=0)
    daypart = models.CharField("time of day", max_length=10, choices=Daypart, blank=True, default=Daypart.ANY)
    is_after = models.BooleanField("after the workshop", default=False)
    # An hour in place of the part of the day; or minutes before the workshop starts, or after it ends.
    at_time = models.TimeField("exact time", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("minutes from the workshop", null=True, blank=True)
    in_working_days = models.BooleanField("counted in working days", default=False, db_default=False)

    sender = models.CharField(max_length=120, blank=True, validators=[one_line])
    audience = models.CharField(max_length=12, choices=Audience, blank=True, default=Audience.NOT_DECLINED)
    groups = models.ManyToManyField(StakeholderGroup, related_name="touchpoints", blank=True)
    cc_groups = models.ManyToManyField(StakeholderGroup, related_name="cc_touchpoints", blank=True)
    # To and Cc as the plan writes them: {"to": [...], "cc": [...]}.
    written_to = models.JSONField(default=dict, blank=True, editable=False)

    # Subject and body with placeholders; Markdown. An empty body holds the touchpoint.
    subject = models.CharField(max_length=300, blank=True, validators=[one_line])
    body = models.TextField(blank=True, validators=[plain_text])
    # False where subject and body are the program's own, for a plan that gives none.
    has_own_text = models.BooleanField(default=True, editable=False)
    # The user's words that became placeholders: {"subject": [[placeholder, words]], "body": [...]}.
    originals = models.JSONField(default=dict, blank=True, editable=False)

    state = models.CharField(
        max_length=10, choices=TouchpointState, default=TouchpointState.DRAFT, editable=False
    )
    state_reason = models.CharField(max_length=300, blank=True, editable=False)
    # Who skipped it. Nobody where the program did, its time being over: that comes back with a new slot.
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # Held by hand: nothing of it leaves until somebody releases it.
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    held_reason = models.CharField(max_length=300, blank=True, editable=False, validators=[one_line])
    # What is sent anew under the same touchpoint (a reminder of a moved day) is a new revision.
    revision = models.PositiveSmallIntegerField(default=1, editable=False)
    # A request to answer opens and expires with the touchpoint that it precedes.
    follows = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="followers", editable=False
    )

    # When a manager opened the window before its time.
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Computed from slot and window (workshops.timing), UTC.
    opens_at = models.DateTimeField(null=True, blank=True, editable=False)
    closes_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        ordering = ["workshop_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="touchpoint_window_ordered"
            ),
            models.CheckConstraint(
                condition=Q(minutes=None)
                | Q(minutes__lt=MINUTES_OF_A_DAY, first_day=0, last_day=0, at_time=None),
                name="touchpoint_minutes_from_workshop",
                violation_error_message="Minutes count from the workshop itself: no other day or hour.",
            ),
            models.CheckConstraint(
                condition=~Q(state=TouchpointState.PLANNED) | Q(opens_at__isnull=False),
                name="touchpoint_planned_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opens_at"], condition=Q(state=TouchpointState.PLANNED), name="touchpoint_planned"
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state=TouchpointState.SKIPPED), name="touchpoint_skipped"
            ),
            # Few: a tick asks whose mails are to wait.
            models.Index(fields=["held_at"], condition=Q(held_at__isnull=False), name="touchpoint_held"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workshops:touchpoint-edit", args=[self.pk])

    @property
    def window(self) -> Window:
        return Window(
            self.first_day,
            self.last_day,
            self.daypart,
            self.is_after,
            in_working_days=self.in_working_days,
            at=self.at_time,
            minutes=self.minutes,
        )

    @property
    def offset_text(self) -> str:
        return self.label or format_offset(self.window)

    @property
    def is_own(self) -> bool:
        """Written by the program, not by the plan."""
        return self.kind in OWN_KINDS

    @property
    def is_held(self) -> bool:
        """By a person's hand; what the program holds for a lack is a matter of the mails."""
        return self.held_at is not None

    @property
    def hold_text(self) -> str:
        """Who holds it, and why, in a sentence."""
        who = f"Held by {self.held_by}" if self.held_by else "Held by hand"
        said = f"{who}: {self.held_reason}" if self.held_reason else who
        return said if said.endswith((".", "!", "?", "…")) else f"{said}."

    def is_late(self, now: datetime) -> bool:
        return self.state == TouchpointState.PLANNED and self.closes_at is not None and now > self.closes_at
