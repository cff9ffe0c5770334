"""A project's calendar, on which the times of all its touchpoints hang."""

from datetime import datetime

from django.db import transaction

from workshops.models import Project, User
from workshops.services.timing import retime, settle_states
from workshops.states import WorkshopState


@transaction.atomic
def update_project(
    *,
    project_id: int,
    name: str,
    time_zone: str,
    working_days: str,
    country: str,
    by: User | None,
    now: datetime,
) -> Project:
    """Change a project; what is still to be sent moves to its new working days. Raises ValidationError."""
    project = Project.objects.select_for_update().get(pk=project_id)
    calendar_before = project.calendar
    project.name, project.time_zone = name, time_zone
    project.working_days, project.country = working_days, country
    project.full_clean()
    project.save(update_fields=["name", "time_zone", "working_days", "country"])
    if project.calendar != calendar_before:
        _retime_all(project, now)
    return project


def _retime_all(project: Project, now: datetime) -> None:
    workshops = project.workshops.exclude(start=None).exclude(state=WorkshopState.CANCELLED)
    for workshop in workshops.select_for_update(of=("self",)).select_related("project"):
        retime(workshop)
        if not workshop.is_draft:
            settle_states(workshop, now=now)
