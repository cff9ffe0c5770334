"""Somebody asked by address to work on a project; what the mail's link opens, and what became of it."""

from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from workshops.models.people import new_key
from workshops.models.project import InProjectQuerySet, Project
from workshops.states import Role
from workshops.validators import plain_address

# Later no mail is put off by a clock that is right.
LONGEST_PAUSE: Final = timedelta(hours=1)


class InvitationQuerySet(InProjectQuerySet):
    def open(self) -> Self:
        """Neither accepted nor taken back; it may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)

    def mail_due(self, now: datetime) -> Self:
        """Whose mail should have left by now, or was put off by a clock that was far ahead. One that ran out
        is not worth a mail."""
        has_come = Q(mail_due_at__lte=now) | Q(mail_due_at__gt=now + LONGEST_PAUSE)
        return self.open().filter(has_come, expires_at__gt=now)


class Invitation(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    # In lower case, as users' addresses are.
    email = models.CharField(max_length=254, validators=[plain_address])
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Part of the signed link: a new key revokes the link given out before.
    link_key = models.CharField(max_length=16, default=new_key, editable=False)
    asked_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When its mail is to leave; nothing where it has left.
    mail_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)
    mail_error = models.CharField(max_length=300, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="invitation_mail_due"
            ),
            models.Index(fields=["project", "asked_at"], name="invitation_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.project}"
