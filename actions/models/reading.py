"""How people follow the log: filters saved under a name, and due dates in a calendar of their own."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models

from workshops.models import Person, Project, User
from workshops.models.project import InProjectQuerySet
from workshops.validators import one_line


class SavedFilterQuerySet(InProjectQuerySet):
    def of(self, user: User) -> Self:
        """One's own, in the projects that one still sees."""
        return self.visible_to(user).filter(user=user)


class SavedFilter(models.Model):
    """An address of the log that one user comes back to."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="saved_filters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, validators=[one_line])
    # The part of the address after the question mark.
    query = models.CharField(max_length=1000, blank=True, validators=[one_line])

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "name"], name="saved_filter_name_once")
        ]

    def __str__(self) -> str:
        return self.name


def new_feed_key() -> str:
    return secrets.token_hex(8)


class DueFeed(models.Model):
    """The calendar of one person's due dates; another key makes an address of before worthless."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="due_feeds")
    key = models.CharField(max_length=16, default=new_feed_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Due dates of {self.person}"
