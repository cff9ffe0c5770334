"""A project, its calendar of working days, and who may do what in it."""

from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from workshops.states import Role
from workshops.timing import WorkCalendar, work_calendar
from workshops.validators import one_line, time_zone

if TYPE_CHECKING:
    from workshops.models.user import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def managed_by(self, user: "User | AnonymousUser") -> Self:
        return self._with_role(user, [Role.MANAGER])

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self._with_role(user, [Role.MANAGER, Role.MEMBER])

    def _with_role(self, user: "User | AnonymousUser", roles: list[Role]) -> Self:
        return self.filter(pk__in=project_ids(user, roles))


def project_ids(user: "User | AnonymousUser", roles: list[Role]) -> models.QuerySet[Any, Any]:
    """The ids of the projects in which `user` has one of `roles`, as a subquery."""
    if not user.is_authenticated:
        return Membership.objects.none().values("project_id")
    return Membership.objects.filter(user=user, role__in=roles).values("project_id")


class InProjectQuerySet(models.QuerySet[Any]):
    """Rows with a path to their project; a foreign project's rows are simply not there."""

    project_path = "project"

    def managed_by(self, user: "User | AnonymousUser") -> Self:
        return self.filter(**{f"{self.project_path}__in": project_ids(user, [Role.MANAGER])})

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(**{f"{self.project_path}__in": project_ids(user, [Role.MANAGER, Role.MEMBER])})


class Project(models.Model):
    name = models.CharField(max_length=120, unique=True, validators=[one_line])
    time_zone = models.CharField(max_length=64, default="UTC", validators=[time_zone])
    working_days = models.CharField(
        max_length=13, default="1,2,3,4,5", help_text="ISO weekdays, 1 is Monday: 1,2,3,4,5"
    )
    country = models.CharField(
        max_length=2, blank=True, help_text="ISO code; its public holidays are no working days"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workshops:project", args=[self.pk])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def weekdays(self) -> frozenset[int]:
        return frozenset(int(day) for day in self.working_days.split(",") if day)

    @property
    def calendar(self) -> WorkCalendar:
        return work_calendar(self.weekdays, self.country)


class Membership(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey("workshops.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="membership_once")]
        indexes = [models.Index(fields=["user", "role"], name="membership_user_role")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role}) in {self.project}"
