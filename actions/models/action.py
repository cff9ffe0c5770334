"""The action log: who does what until when, and how it came to be so."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower

from actions.states import CLOSED, ActionState
from workshops.models import Person, Project, Risk, Workshop
from workshops.models.people import group_key
from workshops.models.project import InProjectQuerySet
from workshops.validators import one_line, plain_text


class ActionItemQuerySet(InProjectQuerySet):
    def open(self) -> Self:
        """Not yet done and not cancelled."""
        return self.exclude(state__in=CLOSED)

    def written_owners(self) -> Self:
        """Whose owner is words: a role, a team, somebody who is not among the people."""
        return self.filter(owner=None).exclude(owner_text="")

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)


class ActionItem(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="action_items")
    workshop = models.ForeignKey(
        Workshop, on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    # What the team calls it (`A-7`), kept over export and import.
    key = models.CharField("id", max_length=40, validators=[one_line])
    action = models.CharField(max_length=500, validators=[one_line])
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="action_items"
    )
    # The owner as written, where no person of the project is meant by it: a role, a team.
    owner_text = models.CharField("owner as written", max_length=200, blank=True, validators=[one_line])
    # The same without case and kinds of dash, to find the group of that name; empty beside a person.
    owner_key = models.CharField(max_length=200, blank=True, editable=False)
    due_on = models.DateField("due", null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionState, default=ActionState.OPEN)
    blocked_reason = models.CharField("what blocks it", max_length=500, blank=True, validators=[one_line])
    depends_on = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="needed_by")
    # What it makes less likely, or less bad.
    risks = models.ManyToManyField(Risk, blank=True, related_name="action_items")
    source = models.CharField(max_length=300, blank=True, validators=[one_line])
    notes = models.TextField(blank=True, validators=[plain_text])
    # Cells of an uploaded table that we have no field for: [["Effort", "3 d"], …], in the order of the file.
    extra = models.JSONField("other columns", default=list, blank=True, editable=False)
    # Counts changes: who saves over a newer version is told.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="action_key_once_per_project")]
        indexes = [
            models.Index(fields=["project", "state", "due_on", "id"], name="action_by_state"),
            models.Index(fields=["project", "due_on", "id"], name="action_by_due"),
            models.Index(F("project"), Length("key"), F("key"), F("id"), name="action_by_key"),
            models.Index(F("project"), Lower("action"), F("id"), name="action_by_words"),
            models.Index(
                fields=["project", "owner_text"],
                condition=Q(owner=None) & ~Q(owner_text=""),
                name="action_by_written_owner",
            ),
            models.Index(
                fields=["project", "owner_key", "due_on"],
                condition=Q(owner=None) & ~Q(owner_key=""),
                name="action_by_role",
            ),
            # What the log sorts and filters by stands in the index itself: no row is read to sort them.
            models.Index(fields=["project", "workshop", "due_on", "id", "state"], name="action_by_workshop"),
            models.Index(
                fields=["project", "owner", "due_on", "id", "state", "owner_text"], name="action_by_owner"
            ),
            models.Index(
                fields=["owner", "due_on"], condition=~Q(state__in=CLOSED), name="action_open_by_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.action}"

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.owner_key = "" if self.owner_id else group_key(self.owner_text)
        super().save(*args, **kwargs)

    def give_to(self, owner: Person | None, text: str) -> None:
        """The person, or without one the words: a role, a team, nobody."""
        self.owner = owner
        self.owner_text = "" if owner else text
        self.owner_key = "" if owner else group_key(text)

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.owner_text

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < today


class ByUserOrPerson(models.Model):
    """Who wrote it: somebody with an account, or a person by their own link."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def who(self) -> str:
        """The name to show; CommPlan itself where nobody did it by hand."""
        return str(self.by or self.person or "CommPlan")


class ActionEvent(ByUserOrPerson):
    """One change of one action."""

    action_item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="history")
    # {"state": ["open", "done"]}: field -> [before, after], as text.
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["action_item", "-at"], name="action_event_newest")]

    def __str__(self) -> str:
        return f"{self.action_item.key} at {self.at:%Y-%m-%d %H:%M}"


class ActionComment(ByUserOrPerson):
    """A word to the team about one action; it stays as it was said."""

    action_item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(validators=[plain_text])

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["action_item", "at"], name="action_comment_in_turn")]

    def __str__(self) -> str:
        return f"{self.who} on {self.action_item.key}"
