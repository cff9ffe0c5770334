"""What came out of a workshop: the recap, constraints, open questions and approvals."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from workshops.models.people import Person
from workshops.models.traced import Traced
from workshops.models.workshop import OfWorkshopQuerySet, Workshop
from workshops.states import ApprovalState, ConstraintState, QuestionState, RecapState
from workshops.validators import one_line, plain_text


class Recap(models.Model):
    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="recap")
    state = models.CharField(max_length=10, choices=RecapState, default=RecapState.DRAFT, editable=False)
    ready_at = models.DateTimeField(null=True, blank=True, editable=False)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = OfWorkshopQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Recap of {self.workshop}"

    @property
    def is_ready(self) -> bool:
        return self.state == RecapState.READY


class RecapSection(models.Model):
    recap = models.ForeignKey(Recap, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=0)
    heading = models.CharField(max_length=200, validators=[one_line])
    # What the plan asks for here; shown beside the field, never sent.
    prompt = models.TextField(blank=True)
    text = models.TextField(blank=True, validators=[plain_text])
    # What the plan gave as the section's text, to tell what was written since.
    plan_text = models.TextField(blank=True, editable=False)
    # The actions are listed under this section.
    lists_actions = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.heading


class ConstraintQuerySet(OfWorkshopQuerySet):
    def open(self) -> Self:
        return self.filter(state=ConstraintState.OPEN)


class Constraint(Traced):
    """What a participant says that the workshop has to reckon with; the manager answers it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="constraints")
    text = models.CharField("constraint", max_length=500, validators=[one_line])
    flagged_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="constraints"
    )
    at = models.DateTimeField("flagged at")
    state = models.CharField(max_length=10, choices=ConstraintState, default=ConstraintState.OPEN)
    answer = models.TextField(blank=True, validators=[plain_text])

    objects = ConstraintQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["workshop"],
                condition=models.Q(state=ConstraintState.OPEN),
                name="constraint_open",
            )
        ]

    def __str__(self) -> str:
        return self.text


class OpenQuestionQuerySet(OfWorkshopQuerySet):
    def open(self) -> Self:
        return self.filter(state=QuestionState.OPEN)


class OpenQuestion(Traced):
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="open_questions")
    text = models.CharField("question", max_length=500, validators=[one_line])
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="open_questions"
    )
    due_on = models.DateField("due", null=True, blank=True)
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    answer = models.TextField(blank=True, validators=[plain_text])
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The owner by their own link, or a manager: as a name, which stays when either is gone.
    answered_by = models.CharField(max_length=200, blank=True, editable=False)

    objects = OpenQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["owner"], condition=models.Q(state=QuestionState.OPEN), name="question_open_by_owner"
            )
        ]

    def __str__(self) -> str:
        return self.text


class ApprovalQuerySet(OfWorkshopQuerySet):
    def pending(self) -> Self:
        return self.filter(state=ApprovalState.PENDING)


class Approval(Traced):
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="approvals")
    text = models.CharField("what is to be approved", max_length=500, validators=[one_line])
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="approvals"
    )
    due_on = models.DateField("due", null=True, blank=True)
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.PENDING)
    reason = models.TextField(blank=True, validators=[plain_text])
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The approver by their own link, or a manager: as a name, which stays when either is gone.
    decided_by = models.CharField(max_length=200, blank=True, editable=False)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["owner"],
                condition=models.Q(state=ApprovalState.PENDING),
                name="approval_pending_by_owner",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        if self.state == ApprovalState.REJECTED and not self.reason.strip():
            raise ValidationError({"reason": "Say why it is rejected: nobody can act on a bare no."})
