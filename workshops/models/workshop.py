"""The workshop: its slot, who takes part, what is prepared, and the plan document it came from."""

import secrets
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from workshops.models.people import Person, StakeholderGroup
from workshops.models.people import new_key as new_key  # the first migration looks for it here
from workshops.models.project import InProjectQuerySet, Project
from workshops.states import Attendance, PartStat, Presence, WorkshopState
from workshops.validators import one_line, plain_text, time_zone


def new_uid() -> str:
    """A calendar UID (RFC 7986, 5.3): random, so that it tells nothing."""
    return f"{secrets.token_hex(16)}@commplan"


class WorkshopQuerySet(InProjectQuerySet):
    def scheduled(self) -> Self:
        return self.filter(state=WorkshopState.SCHEDULED)


class Workshop(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="workshops")
    code = models.CharField(max_length=20, blank=True, validators=[one_line])
    title = models.CharField(max_length=200, validators=[one_line])
    state = models.CharField(
        max_length=10, choices=WorkshopState, default=WorkshopState.DRAFT, editable=False
    )
    start = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[time_zone])
    duration_min = models.PositiveSmallIntegerField("shortest duration", default=60, help_text="minutes")
    duration_max = models.PositiveSmallIntegerField("longest duration", default=60, help_text="minutes")
    location = models.CharField(max_length=300, blank=True, validators=[one_line])
    organizer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="organized_workshops"
    )
    objectives = models.JSONField(default=list, blank=True)
    preparation = models.JSONField("come prepared with", default=list, blank=True)
    groups = models.ManyToManyField(
        StakeholderGroup, through="WorkshopGroup", related_name="workshops", blank=True
    )
    # Registers that the manager wants here though the plan does not speak of them.
    more_registers = models.JSONField(default=list, blank=True, editable=False)
    uid = models.CharField(max_length=80, default=new_uid, unique=True, editable=False)
    # RFC 5545, 3.8.7.4: counts up with each change of the slot that people are told.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = [F("start").asc(nulls_last=True), "code", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration_max__gte=F("duration_min")), name="workshop_duration_ordered"
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=False) | Q(state=WorkshopState.DRAFT),
                name="workshop_scheduled_has_start",
            ),
        ]
        indexes = [models.Index(fields=["project", "start"], name="workshop_project_start")]

    def __str__(self) -> str:
        return f"Workshop {self.code}: {self.title}" if self.code else self.title

    def get_absolute_url(self) -> str:
        return reverse("workshops:workshop", args=[self.pk])

    def clean(self) -> None:
        if (self.duration_max or 0) < (self.duration_min or 0):
            raise ValidationError({"duration_max": "The longest duration is shorter than the shortest."})

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def end(self) -> datetime | None:
        """The end of the slot that people are asked to hold, in UTC."""
        return self.start + timedelta(minutes=self.duration_max) if self.start else None

    @property
    def local_start(self) -> datetime | None:
        return self.start.astimezone(self.zone) if self.start else None

    @property
    def local_end(self) -> datetime | None:
        return self.end.astimezone(self.zone) if self.end else None

    @property
    def duration_text(self) -> str:
        if self.duration_min == self.duration_max:
            return f"{self.duration_max} minutes"
        return f"{self.duration_min}–{self.duration_max} minutes"  # a range, as people write it

    @property
    def is_draft(self) -> bool:
        return self.state == WorkshopState.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.state == WorkshopState.CANCELLED


class OfWorkshopQuerySet(InProjectQuerySet):
    project_path = "workshop__project"


class WorkshopGroup(models.Model):
    """A stakeholder group as this workshop's plan names it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="workshop_groups")
    group = models.ForeignKey(StakeholderGroup, on_delete=models.CASCADE, related_name="workshop_groups")
    position = models.PositiveSmallIntegerField(default=0)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.REQUIRED)
    note = models.CharField(max_length=500, blank=True, validators=[one_line])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "group"], name="workshop_group_once")]

    def __str__(self) -> str:
        return self.group.name


class ParticipantQuerySet(OfWorkshopQuerySet):
    def active(self) -> Self:
        return self.filter(removed_at=None)

    def confirmed(self) -> Self:
        return self.active().filter(partstat__in=[PartStat.ACCEPTED, PartStat.TENTATIVE])

    def not_declined(self) -> Self:
        return self.active().exclude(partstat=PartStat.DECLINED)

    def unanswered(self) -> Self:
        return self.active().filter(partstat=PartStat.NEEDS_ACTION)


class Participant(models.Model):
    """A person who is asked to come. A removed one keeps the row, so that no group brings them back."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="participations")
    attendance = models.CharField(
        max_length=10,
        choices=[choice for choice in Attendance.choices if choice[0] != Attendance.INFORMED],
        default=Attendance.REQUIRED,
    )
    partstat = models.CharField(
        "answer", max_length=12, choices=PartStat, default=PartStat.NEEDS_ACTION, editable=False
    )
    comment = models.CharField(max_length=500, blank=True, validators=[one_line])
    # Said in or after the meeting; what was answered before is only what to expect.
    presence = models.CharField(max_length=10, choices=Presence, blank=True, default=Presence.UNKNOWN)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Part of the signed link: a new key revokes every link given out before.
    link_key = models.CharField(max_length=16, default=new_key, editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "person"], name="participant_once")]
        indexes = [models.Index(fields=["workshop", "partstat"], name="participant_answers")]

    def __str__(self) -> str:
        return self.person.name

    @property
    def expected_presence(self) -> str:
        """Whether they were there; as long as nobody says so, what their answer lets expect."""
        if self.presence:
            return self.presence
        return {
            PartStat.ACCEPTED.value: Presence.ATTENDED.value,
            PartStat.DECLINED.value: Presence.ABSENT.value,
        }.get(self.partstat, Presence.UNKNOWN.value)


class AgendaItem(models.Model):
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300, validators=[one_line])
    minutes_min = models.PositiveSmallIntegerField("from", null=True, blank=True)
    minutes_max = models.PositiveSmallIntegerField("to", null=True, blank=True)
    # In the words of the manager or the plan: a guest is nobody of the project.
    presenter = models.CharField(max_length=120, blank=True, validators=[one_line])

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.minutes_min and self.minutes_max and self.minutes_max < self.minutes_min:
            raise ValidationError({"minutes_max": "“To” is less than “from”."})


class PreWork(models.Model):
    """What somebody does before the workshop; without a group it is for all."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="prework")
    position = models.PositiveSmallIntegerField(default=0)
    audience = models.CharField("for", max_length=200, blank=True, validators=[one_line])
    group = models.ForeignKey(
        StakeholderGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="prework"
    )
    text = models.TextField(validators=[plain_text])

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "pre-work"

    def __str__(self) -> str:
        return self.text[:80]


class PreWorkTick(models.Model):
    """A participant says that they did it; without the row they have not."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="prework_ticks")
    prework = models.ForeignKey(PreWork, on_delete=models.CASCADE, related_name="ticks")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prework", "participant"], name="prework_tick_once"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.prework}"


class Artifact(models.Model):
    """A document that the plan names."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="artifacts")
    position = models.PositiveSmallIntegerField(default=0)
    path = models.CharField(max_length=500, validators=[one_line])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["workshop", "path"], name="artifact_once")]

    def __str__(self) -> str:
        return self.path


class PlanCheckPoint(models.Model):
    """One point of the plan's own checklist."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="check_points")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    # Who says that it holds, and when, where the program cannot know.
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    ticked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfWorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ticked(self) -> bool:
        return self.ticked_at is not None


class PlanSource(models.Model):
    """The plan document as it came, so that what nobody changed goes out to the letter."""

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="plan_source")
    text = models.TextField()
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Plan document of {self.workshop}"
