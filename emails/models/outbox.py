"""Mail kept in the database: the local default, where nothing leaves the machine."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from emails.models.delivery import Delivery
from emails.models.notice import Notice
from workshops.models.project import project_ids
from workshops.models.workshop import OfWorkshopQuerySet
from workshops.states import Role

if TYPE_CHECKING:
    from workshops.models import User


class OutboxMessageQuerySet(OfWorkshopQuerySet):
    project_path = "delivery__touchpoint__workshop__project"

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """The mails of the projects that the user manages, and those to the user.

        A mail holds its recipient's own link to answer: another member would answer for them.
        """
        if not user.is_authenticated:
            return self.none()
        projects = project_ids(user, [Role.MANAGER])
        return self.filter(
            Q(**{f"{self.project_path}__in": projects})
            | Q(notice__in=_notices_within(projects))
            | Q(recipient__iexact=user.email)
        )


def _notices_within(projects: QuerySet[Any, Any]) -> QuerySet[Notice]:
    """Those that speak of these projects and of no other one."""
    spoken_of = Notice.projects.through.objects.filter(notice=OuterRef("pk"))
    within = Q(Exists(spoken_of.filter(project__in=projects)))
    return Notice.objects.filter(within & ~Q(Exists(spoken_of.exclude(project__in=projects)))).order_by()


class OutboxMessage(models.Model):
    at = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, null=True, blank=True, related_name="outbox_messages"
    )
    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, null=True, blank=True, related_name="outbox_messages"
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
