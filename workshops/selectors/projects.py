"""What the pages of this room read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from workshops.models import Invitation, Membership, Person, Project, StakeholderGroup, User, Workshop

# Asks for the people whom no group brings into a workshop.
NO_GROUP = "none"


def is_manager(project: Project, user: User) -> bool:
    return Project.objects.managed_by(user).filter(pk=project.pk).exists()


def workshops_of_project(project: Project) -> QuerySet[Workshop]:
    """In order of their start, each with the number of its participants."""
    active = Count("participants", filter=Q(participants__removed_at=None))
    order = Workshop._meta.ordering or ()  # counting drops the model's own order
    workshops: QuerySet[Workshop] = project.workshops.annotate(participant_count=active).order_by(*order)
    return workshops


def groups_of_project(project: Project) -> QuerySet[Any]:
    """By name, each with the number of its people."""
    return project.groups.annotate(people_count=Count("people")).order_by("name")


def members_of_project(project: Project) -> QuerySet[Membership]:
    return project.memberships.select_related("user").order_by("role", "user__email")


def invitations_of_project(project: Project) -> QuerySet[Invitation]:
    """Those who are asked and not in yet, by address."""
    rows: QuerySet[Invitation] = Invitation.objects.open().filter(project=project)
    return rows.order_by("email")


def people_of_project(project: Project, *, query: str = "", group: str = "") -> QuerySet[Person]:
    """By name with their groups; `query` searches name and address, `group` is a group's id or NO_GROUP."""
    people: QuerySet[Person] = project.people.prefetch_related(
        Prefetch("groups", queryset=StakeholderGroup.objects.order_by("name"))
    )
    if query:
        # A name cannot hold a NUL, and PostgreSQL refuses to look for one.
        words = query.replace("\x00", "")
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if group == NO_GROUP:
        people = people.filter(groups=None)
    # Longer than any id of a row: a number made up.
    elif group.isdecimal() and len(group) < 19:
        people = people.filter(groups=int(group))
    return people


@dataclass(frozen=True, slots=True)
class Use:
    """What hangs on a row that is about to be deleted."""

    count: int
    what: str


def uses_of_draft(workshop: Workshop) -> list[Use]:
    """What goes with a workshop that was never scheduled."""
    return _uses(
        (workshop.touchpoints.count(), "touchpoint with its text", "touchpoints with their texts"),
        (workshop.agenda_items.count(), "agenda item", "agenda items"),
        (workshop.meeting_notes.count(), "note of the meeting", "notes of the meeting"),
        (workshop.prework.count(), "piece of pre-work", "pieces of pre-work"),
        (workshop.participants.active().count(), "participation", "participations"),
        (workshop.open_questions.count(), "open question", "open questions"),
        (workshop.approvals.count(), "approval", "approvals"),
        (workshop.constraints.count(), "constraint", "constraints"),
        (workshop.pipelines.count(), "pipeline", "pipelines"),
        (workshop.decisions.count(), "decision", "decisions"),
        (workshop.risks.count(), "risk", "risks"),
        (workshop.dependencies.count(), "dependency", "dependencies"),
        (workshop.capacity_needs.count(), "need of capacity", "needs of capacity"),
    )


def uses_of_group(group: StakeholderGroup) -> list[Use]:
    return _uses(
        (group.people.count(), "person is no longer in it", "people are no longer in it"),
        (group.workshops.count(), "workshop no longer invites it", "workshops no longer invite it"),
        (group.touchpoints.count(), "mail no longer goes to it", "mails no longer go to it"),
    )


def _uses(*counted: tuple[int, str, str]) -> list[Use]:
    return [Use(count, one if count == 1 else many) for count, one, many in counted if count]
