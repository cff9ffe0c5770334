"""Every text of a recap that was marked as ready, kept as it was."""

from django.conf import settings
from django.db import models

from workshops.models.outcomes import Recap
from workshops.models.project import InProjectQuerySet
from workshops.models.touchpoint import Touchpoint
from workshops.states import TouchpointState


class RecapVersionQuerySet(InProjectQuerySet):
    project_path = "recap__workshop__project"


class RecapVersion(models.Model):
    """`sections` holds, in order, `{"heading", "text", "lists_actions"}` of each."""

    recap = models.ForeignKey(Recap, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sections = models.JSONField(default=list)
    # Taken back before anybody could get it: participants are not shown it.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # The mail that tells what this version changes.
    addendum = models.OneToOneField(
        Touchpoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="recap_version"
    )

    objects = RecapVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["recap", "number"], name="recap_version_number_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of the recap of {self.recap.workshop}"

    @property
    def is_told(self) -> bool:
        """It went out as a correction, or is about to; one that was skipped told nobody."""
        off = (TouchpointState.SKIPPED, TouchpointState.CANCELLED)
        return self.addendum is not None and self.addendum.state not in off
