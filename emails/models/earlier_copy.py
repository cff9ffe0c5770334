"""What went out of a delivery before its newest copy."""

from django.db import models

from emails.models.delivery import Delivery


class EarlierCopy(models.Model):
    """A mail that was handed over, and that another one took the place of: by it, what a provider tells of it
    later finds the address that it went to. A mail that leaves once has none."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="earlier_copies")
    message_id = models.CharField("Message-ID", max_length=200, blank=True)
    provider_id = models.CharField("provider's id", max_length=200, blank=True)
    email = models.CharField("sent to", max_length=254)
    # Not known where its worker was lost.
    sent_at = models.DateTimeField(null=True, blank=True)
    # When it was decided to send another one, perhaps under the same ids; none where it was the mail of a
    # person who became one with another, as that had ids of its own.
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "earlier copies"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["message_id"], name="earlier_copy_message_id"),
            # Whole: from a bound value SQLite cannot tell that a partial one holds the row.
            models.Index(fields=["provider_id"], name="earlier_copy_provider_id"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}, at {self.email}"
