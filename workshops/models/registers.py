"""The registers of a workshop: pipelines, decisions, risks, dependencies and needs of capacity."""

from django.db import models

from workshops.models.people import Person
from workshops.models.traced import Traced
from workshops.models.workshop import OfWorkshopQuerySet, Workshop
from workshops.states import (
    CapacityState,
    DecisionState,
    DependencyState,
    Layer,
    Level,
    PipelineState,
    RiskState,
)
from workshops.validators import one_line, plain_text


def short_text(label: str, *, length: int = 300) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=length, blank=True, validators=[one_line])


class Entry(Traced):
    """What every register's row has: what it says, whose it is, and the workshop that it came from."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE)
    # What the team calls it (`R-3`), counted through the project and kept over export and import.
    key = models.CharField("id", max_length=40, validators=[one_line], editable=False)
    text = models.CharField(max_length=500, validators=[one_line])
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True)
    # The owner as written, where no person of the project is meant by it: a role, a team.
    owner_text = short_text("owner as written", length=200)
    # Who brought it up; `added_by` only wrote it down.
    raised_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="raised by"
    )
    # Columns of the team's own table that have no place here: heading -> cell, to come out again.
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = OfWorkshopQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "key"], name="%(class)s_key_once_per_workshop")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_text


class Pipeline(Entry):
    state = models.CharField(max_length=12, choices=PipelineState, default=PipelineState.PROPOSED)
    source = short_text("reads from")
    starts_in = models.CharField("first layer", max_length=10, choices=Layer, default=Layer.SOURCE)
    ends_in = models.CharField("last layer", max_length=10, choices=Layer, default=Layer.SEMANTIC)
    schedule = short_text("schedule or frequency")
    depends_on = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="needed_by", verbose_name="depends on"
    )
    environments = short_text("environments")
    sla = short_text("SLA")
    monitoring = short_text("monitoring")
    alerting = short_text("alerting")
    error_handling = short_text("error handling and reprocessing", length=500)
    on_call = short_text("on-call")

    class Meta(Entry.Meta):
        default_related_name = "pipelines"

    @property
    def gaps(self) -> list[str]:
        """What a pipeline cannot be run without, and nobody has said yet."""
        needed = {"owner": self.owner_name, "SLA": self.sla, "alerting": self.alerting}
        return [name for name, value in needed.items() if not value]


class Decision(Entry):
    state = models.CharField(max_length=12, choices=DecisionState, default=DecisionState.DECIDED)
    rationale = models.TextField("why", blank=True, validators=[plain_text])
    decided_on = models.DateField("decided on", null=True, blank=True)
    artifacts = short_text("artifacts touched", length=500)

    class Meta(Entry.Meta):
        default_related_name = "decisions"


class Risk(Entry):
    state = models.CharField(max_length=12, choices=RiskState, default=RiskState.OPEN)
    impact = models.CharField(max_length=6, choices=Level, blank=True)
    likelihood = models.CharField(max_length=6, choices=Level, blank=True)
    mitigation = models.TextField(blank=True, validators=[plain_text])

    class Meta(Entry.Meta):
        default_related_name = "risks"


class Dependency(Entry):
    state = models.CharField(max_length=12, choices=DependencyState, default=DependencyState.OPEN)
    due_on = models.DateField("needed by", null=True, blank=True)
    note = models.TextField(blank=True, validators=[plain_text])

    class Meta(Entry.Meta):
        default_related_name = "dependencies"
        verbose_name_plural = "dependencies"


class CapacityNeed(Entry):
    state = models.CharField(max_length=12, choices=CapacityState, default=CapacityState.OPEN)
    amount = short_text("how much", length=200)
    due_on = models.DateField("from when", null=True, blank=True)
    note = models.TextField(blank=True, validators=[plain_text])

    class Meta(Entry.Meta):
        default_related_name = "capacity_needs"
