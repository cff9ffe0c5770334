"""Mail kept in the database: the local default, where nothing leaves the machine."""

from django.db import models

from emails.models.delivery import Delivery
from workshops.models.workshop import OfWorkshopQuerySet


class OutboxMessageQuerySet(OfWorkshopQuerySet):
    # Mail that belongs to no delivery (to managers) shows to nobody but the administrator.
    project_path = "delivery__touchpoint__workshop__project"


class OutboxMessage(models.Model):
    at = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, null=True, blank=True, related_name="outbox_messages"
    )
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=998)
    raw = models.BinaryField()

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="outbox_newest"),
            models.Index(fields=["recipient", "-at"], name="outbox_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient}"
