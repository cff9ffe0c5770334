"""A touchpoint that is due and not fit to go, and what the manager was told about it."""

from django.db import models

from workshops.models import Touchpoint, Workshop


class Hold(models.Model):
    """Exists as long as the touchpoint is held."""

    touchpoint = models.OneToOneField(Touchpoint, on_delete=models.CASCADE, related_name="hold")
    reasons = models.JSONField(default=list)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.touchpoint}: {'; '.join(self.reasons)}"


class HoldNotice(models.Model):
    """One mail a day about what is held in a workshop; the row is the claim to queue it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="hold_notices")
    on = models.DateField()
    # Written by code that sent the mails at once: kept while its workers may run beside the new ones.
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workshop", "on"], name="hold_notice_once_a_day")]

    def __str__(self) -> str:
        return f"{self.workshop} on {self.on}"
