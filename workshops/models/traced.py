"""Where a register's row came from, and which version of it somebody looks at."""

from django.conf import settings
from django.db import models

from workshops.models.workshop import AgendaItem, OfWorkshopQuerySet, Workshop


class Traced(models.Model):
    # Counts changes: who saves over a newer version is told.
    version = models.PositiveIntegerField(default=1, editable=False)
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="came up under",
    )
    added_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class CarriedPoint(models.Model):
    """Something still open that another workshop's agenda takes up; the row stays where it came from."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="carried_points")
    agenda_item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, related_name="carried_points"
    )
    # The row, as `question:12` or `action:7`.
    subject = models.CharField(max_length=40)
    # What it said when it was taken up.
    text = models.CharField(max_length=600)
    came_from = models.ForeignKey(Workshop, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = OfWorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "subject"], name="carried_once_per_workshop")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_action(self) -> bool:
        """Of the action log, which is another room's."""
        return self.subject.startswith("action:")

    @property
    def row_id(self) -> str:
        return self.subject.partition(":")[2]
