"""Who changed what of a workshop, and when."""

from django.conf import settings
from django.db import models

from workshops.models.workshop import OfWorkshopQuerySet, Workshop


class WorkshopEvent(models.Model):
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)
    detail = models.CharField(max_length=500, blank=True)
    # The row of a register that the line is about, as `risk:12`.
    subject = models.CharField(max_length=40, blank=True, editable=False)

    objects = OfWorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["workshop", "-at"], name="workshop_event_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}".strip()
