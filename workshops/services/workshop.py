"""What stands in the plan beside the touchpoints: details, agenda, groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from workshops.edit_tags import agenda_tag
from workshops.models import AgendaItem, Artifact, StakeholderGroup, User, Workshop, WorkshopGroup
from workshops.services.errors import EditedMeanwhile, ServiceError
from workshops.services.history import record, record_sitting
from workshops.services.participants import enroll


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    title: str
    minutes_min: int | None = None
    minutes_max: int | None = None
    presenter: str = ""

    @classmethod
    def of(cls, item: AgendaItem) -> "AgendaEntry":
        return cls(item.title, item.minutes_min, item.minutes_max, item.presenter)


@transaction.atomic
def update_details(
    *,
    workshop_id: int,
    title: str,
    code: str,
    organizer_id: int | None,
    objectives: list[str],
    preparation: list[str],
    artifacts: list[str],
    by: User | None,
    now: datetime,
) -> Workshop:
    """Change what the workshop is about. Raises ValidationError, and ServiceError for a foreign organizer."""
    workshop = _locked(workshop_id)
    if organizer_id and not workshop.project.people.filter(pk=organizer_id).exists():
        raise ServiceError("Choose an organizer out of this project's people.")
    workshop.title, workshop.code, workshop.organizer_id = title, code, organizer_id
    workshop.objectives, workshop.preparation = objectives, preparation
    workshop.full_clean()
    workshop.save()
    workshop.artifacts.all().delete()
    _add_all(
        Artifact(workshop=workshop, position=position, path=path)
        for position, path in enumerate(dict.fromkeys(artifacts))
    )
    record(workshop, "details changed", by=by, now=now)
    return workshop


@transaction.atomic
def save_agenda(
    *, workshop_id: int, items: Sequence[AgendaEntry], by: User | None, now: datetime, seen: str | None = None
) -> None:
    """Replace the agenda by these items, in this order.

    The notes of an item follow its title, else its place; those of an item that is gone stay without it.
    `seen` is the tag (`edit_tags.agenda_tag`) of the agenda that was changed. Raises EditedMeanwhile where it
    is another one by now, and ValidationError; nothing is lost then.
    """
    workshop = _locked(workshop_id)
    kept = list(workshop.agenda_items.all())
    before = [AgendaEntry.of(item) for item in kept]
    if before == list(items):
        return
    if seen is not None and seen != agenda_tag(before):
        raise EditedMeanwhile("Somebody else changed this agenda in the meantime.")
    rows = _paired(kept, [item.title for item in items])
    for position, (item, row) in enumerate(zip(items, rows, strict=True)):
        row = row or AgendaItem(workshop=workshop)
        row.position, row.title, row.presenter = position, item.title, item.presenter
        row.minutes_min, row.minutes_max = item.minutes_min, item.minutes_max
        row.full_clean(validate_constraints=False)
        row.save()
    used = {row.pk for row in rows if row}
    AgendaItem.objects.filter(pk__in=[row.pk for row in kept if row.pk not in used]).delete()
    count = f"{len(items)} {'item' if len(items) == 1 else 'items'}"
    record_sitting(workshop, "agenda changed", by=by, now=now, detail=count)


def _paired(kept: Sequence[AgendaItem], titles: Sequence[str]) -> list[AgendaItem | None]:
    """For each title the row that it continues: the one of the same title, else the one of the same place."""
    free = list(kept)
    found: list[AgendaItem | None] = []
    for title in titles:
        row = next((row for row in free if row.title == title), None)
        if row:
            free.remove(row)
        found.append(row)
    for position, row in enumerate(found):
        if row is None and position < len(kept) and kept[position] in free:
            found[position] = kept[position]
            free.remove(kept[position])
    return found


@transaction.atomic
def set_groups(
    *, workshop_id: int, groups: Sequence[tuple[int, str]], by: User | None, now: datetime
) -> None:
    """Say which groups the workshop invites or informs, each with its attendance."""
    workshop = _locked(workshop_id)
    known = set(StakeholderGroup.objects.filter(project=workshop.project).values_list("pk", flat=True))
    wanted = {group_id: attendance for group_id, attendance in groups if group_id in known}
    workshop.workshop_groups.exclude(group_id__in=wanted).delete()
    for position, (group_id, attendance) in enumerate(wanted.items()):
        WorkshopGroup.objects.update_or_create(
            workshop=workshop,
            group_id=group_id,
            defaults={"attendance": attendance, "position": position},
        )
    enroll(project_id=workshop.project_id, now=now)
    record(workshop, "groups changed", by=by, now=now)


def _add_all(rows) -> None:  # type: ignore[no-untyped-def]
    for row in rows:
        row.full_clean(validate_constraints=False)
        row.save()


def _locked(workshop_id: int) -> Workshop:
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("project")
    workshop: Workshop = rows.get(pk=workshop_id)
    return workshop
