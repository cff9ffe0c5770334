"""An address that a project sends nothing to any more."""

from django.db import models
from django.db.models import Q

from emails.models.delivery import Delivery
from emails.states import SuppressionReason
from workshops.models import Project
from workshops.models.project import InProjectQuerySet


class SuppressionQuerySet(InProjectQuerySet):
    def active(self) -> "SuppressionQuerySet":
        return self.filter(released_at=None)


class Suppression(models.Model):
    """Lasts until somebody releases it; what was released stays as the record of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="suppressions")
    # In lower case: an address is the same however it is written.
    email = models.CharField(max_length=254)
    reason = models.CharField(max_length=10, choices=SuppressionReason)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, blank=True, related_name="suppressions"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=120, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"], condition=Q(released_at=None), name="suppression_once"
            )
        ]

    def __str__(self) -> str:
        return self.email
