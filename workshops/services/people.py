"""Projects, the people in them, and who may do what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from workshops.models import Membership, Person, Project, StakeholderGroup, User
from workshops.models.people import group_key
from workshops.people_csv import PersonRow, WrongRow, read_people
from workshops.services.errors import ServiceError
from workshops.services.participants import enroll
from workshops.states import Role


@transaction.atomic
def create_project(
    *, name: str, time_zone: str, working_days: str, country: str, by: User | None, now: datetime
) -> Project:
    """A new project, managed by who made it. Raises ValidationError."""
    project = Project(name=name, time_zone=time_zone, working_days=working_days, country=country)
    project.full_clean()
    project.save()
    if by:
        Membership.objects.create(project=project, user=by, role=Role.MANAGER)
    return project


@transaction.atomic
def remove_member(*, membership_id: int, by: User | None, now: datetime) -> None:
    """Take a role away. Raises ServiceError for the last manager: nobody could give it back."""
    membership = Membership.objects.select_for_update().get(pk=membership_id)
    membership.delete()
    keep_a_manager(membership.project_id)


def keep_a_manager(project_id: int) -> None:
    """Raises ServiceError, in the caller's transaction, where the project has no manager any more."""
    # Two managers who leave at once take turns here: the second one sees that the first is gone.
    Project.objects.select_for_update().get(pk=project_id)
    if not Membership.objects.filter(project_id=project_id, role=Role.MANAGER).exists():
        raise ServiceError("A project needs a manager: make somebody else manager first.")


@transaction.atomic
def save_group(*, project_id: int, group_id: int | None = None, name: str) -> StakeholderGroup:
    """Add or rename a stakeholder group. Raises ServiceError where the name is taken."""
    group = (
        StakeholderGroup.objects.get(pk=group_id, project_id=project_id)
        if group_id
        else StakeholderGroup(project_id=project_id)
    )
    group.name = name.strip()
    group.full_clean(exclude=["key"])
    namesake = StakeholderGroup.objects.filter(project_id=project_id, key=group_key(group.name))
    if namesake.exclude(pk=group.pk).exists():
        raise ServiceError(f"There is a group “{group.name}” already.")
    group.save()
    return group


@transaction.atomic
def delete_group(*, group_id: int) -> None:
    StakeholderGroup.objects.get(pk=group_id).delete()


@transaction.atomic
def save_person(
    *,
    project_id: int,
    person_id: int | None = None,
    name: str,
    email: str,
    group_ids: Iterable[int],
    by: User | None,
    now: datetime,
) -> Person:
    """Add or change a person; new groups bring them into the workshops that invite these groups."""
    person = (
        Person.objects.select_for_update().get(pk=person_id, project_id=project_id)
        if person_id
        else Person(project_id=project_id)
    )
    person.name, person.email = name.strip(), email.strip().lower()
    person.full_clean()
    person.save()
    person.groups.set(StakeholderGroup.objects.filter(project_id=project_id, pk__in=list(group_ids)))
    enroll(project_id=project_id, now=now)
    return person


@transaction.atomic
def delete_person(*, person_id: int, by: User | None, now: datetime) -> None:
    """Remove a person and the record of their mails. Raises ServiceError for the organizer of a workshop."""
    person = Person.objects.select_for_update().get(pk=person_id)
    workshop = person.organized_workshops.first()
    if workshop:
        raise ServiceError(f"{person.name} organizes “{workshop}”: name another organizer there first.")
    person.delete()


@dataclass(frozen=True, slots=True)
class PeopleImport:
    """What a list of people did."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    wrong: list[WrongRow] = field(default_factory=list)
    # The groups that were not there before, by name: a misspelt one is found by it.
    made: list[str] = field(default_factory=list)


@transaction.atomic
def import_people(
    *, project_id: int, text: str, group_ids: Iterable[int] = (), by: User | None, now: datetime
) -> PeopleImport:
    """Take a list `name,email,groups` (groups separated by `;`); a bad row is named, the good ones are kept.

    People are told apart by their address. Groups are added to those a person has; unknown ones are made.
    Everybody on the list comes into the groups of `group_ids` as well.
    """
    rows, wrong = read_people(text)
    people = {person.email.lower(): person for person in Person.objects.filter(project_id=project_id)}
    groups = {group.key: group for group in StakeholderGroup.objects.filter(project_id=project_id)}
    for_all = {group.pk for group in groups.values()} & set(group_ids)
    known = set(groups)
    through = Person.groups.through
    pairs = through.objects.filter(person__project_id=project_id)
    memberships = set(pairs.values_list("person_id", "stakeholdergroup_id"))
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for row in rows:
        try:
            outcome, person = _save_row(project_id, row, people)
            wanted = for_all | {_group(project_id, name, groups).pk for name in row.groups}
        except ValidationError as error:
            wrong.append(WrongRow(row.line, " ".join(error.messages)))
            continue
        added = {(person.pk, group_id) for group_id in wanted} - memberships
        through.objects.bulk_create(through(person_id=p, stakeholdergroup_id=g) for p, g in added)
        memberships |= added
        counts["changed" if added and outcome == "unchanged" else outcome] += 1
    enroll(project_id=project_id, now=now)
    return PeopleImport(
        **counts,
        wrong=sorted(wrong, key=lambda bad: bad.line),
        made=[group.name for key, group in groups.items() if key not in known],
    )


def _save_row(project_id: int, row: PersonRow, people: dict[str, Person]) -> tuple[str, Person]:
    person = people.get(row.email)
    if person is None:
        person = Person(project_id=project_id, name=row.name, email=row.email)
        # The address is not known, as `people` shows: the constraint need not be asked for each row.
        person.full_clean(validate_constraints=False)
        person.save()
        people[row.email] = person
        return "new", person
    if person.name == row.name or not row.is_named:
        return "unchanged", person
    person.name = row.name
    person.full_clean(validate_constraints=False)
    person.save(update_fields=["name"])
    return "changed", person


def _group(project_id: int, name: str, groups: dict[str, StakeholderGroup]) -> StakeholderGroup:
    key = group_key(name)
    if key not in groups:
        group = StakeholderGroup(project_id=project_id, name=name)
        group.full_clean(exclude=["key"])
        group.save()
        groups[key] = group
    return groups[key]
