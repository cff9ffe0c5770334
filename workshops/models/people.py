"""Who is told: people and the stakeholder groups they stand in."""

import re
import secrets
import unicodedata

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from workshops.models.project import InProjectQuerySet, Project
from workshops.names import first_name
from workshops.validators import one_line, plain_address


def new_key() -> str:
    """Part of a signed link: with a new one the links given out before are worth nothing."""
    return secrets.token_hex(8)


def group_key(name: str) -> str:
    """What two spellings of one group name share: case, kinds of dash and white space do not count."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return re.sub(r"\s*([/&-])\s*", r"\1", " ".join(text.split()))[:200]


class StakeholderGroup(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200, validators=[one_line])
    key = models.CharField(max_length=200, editable=False)

    objects = InProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="group_once_per_project")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.key = group_key(self.name)
        super().save(*args, **kwargs)


class Person(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=120, validators=[one_line])
    email = models.CharField(max_length=254, validators=[plain_address])
    groups = models.ManyToManyField(StakeholderGroup, related_name="people", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Part of the signed link to what is theirs in the project: a new key revokes every link given out before.
    link_key = models.CharField(max_length=16, default=new_key, editable=False)

    objects = InProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint("project", Lower("email"), name="person_once_per_project"),
        ]
        # Somebody is found by address across all projects, to be reminded in one mail.
        indexes = [models.Index(Lower("email"), name="person_by_address")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workshops:person", args=[self.pk])

    @property
    def first_name(self) -> str:
        return first_name(self.name)
