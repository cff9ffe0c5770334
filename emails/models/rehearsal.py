"""What a plan's last rehearsal came to, to look through as often as one likes. None of it is ever sent."""

from django.db import models

from workshops.models import Person, Workshop


class KeptRehearsal(models.Model):
    """One a workshop: each play takes the place of the one before."""

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="kept_rehearsal")
    rsvp = models.CharField("who has not answered", max_length=12)
    played_at = models.DateTimeField()
    # Lists of {"touchpoint", "reasons"}.
    held = models.JSONField(default=list)
    skipped = models.JSONField(default=list)

    class Meta:
        verbose_name = "rehearsal"

    def __str__(self) -> str:
        return f"Rehearsal of {self.workshop}"


class KeptMail(models.Model):
    """A mail as it would have left; no delivery stands behind it, so nothing finds it to send."""

    rehearsal = models.ForeignKey(KeptRehearsal, on_delete=models.CASCADE, related_name="mails")
    number = models.PositiveIntegerField()
    touchpoint = models.TextField()
    # Who is deleted takes these along.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.TextField()
    email = models.CharField(max_length=254)
    at = models.DateTimeField()
    sender = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()

    class Meta:
        ordering = ["number"]
        verbose_name = "mail of a rehearsal"
        verbose_name_plural = "mails of rehearsals"
        constraints = [
            models.UniqueConstraint(fields=["rehearsal", "number"], name="kept_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.email}"
