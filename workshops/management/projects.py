"""The project that a command works in."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from workshops import services
from workshops.models import Membership, Project, User
from workshops.states import Role


def project_named(name: str) -> Project:
    """Raises CommandError that lists the known projects."""
    project = Project.objects.filter(name__iexact=name.strip()).first()
    if project is None:
        known = ", ".join(f"“{project}”" for project in Project.objects.all()) or "none yet"
        raise CommandError(f"There is no project “{name}”. Known projects: {known}.")
    return project


def project_to_fill(name: str, *, time_zone: str, organizer_email: str, now: datetime) -> Project:
    """The project of that name, made where it is new: administrators and the organizer manage it."""
    project = Project.objects.filter(name__iexact=name.strip()).first()
    if project is not None:
        return project
    try:
        project = services.create_project(
            name=name.strip(),
            time_zone=time_zone or "UTC",
            working_days="1,2,3,4,5",
            country="",
            by=None,
            now=now,
        )
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    users = User.objects.filter(is_active=True)
    managers = users.filter(is_superuser=True) | users.filter(email=organizer_email.strip().lower())
    for user in managers.distinct():
        Membership.objects.create(project=project, user=user, role=Role.MANAGER)
    return project
