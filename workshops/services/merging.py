"""Making one person of two. Every room's rows move; what both have once becomes one, and nothing is lost.

Which rows point to a person is found by looking at the models. A room that has more to say than "it now
belongs to the other one" says so when the program starts: `resolve`, `before` and `on_move`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, QuerySet

from workshops.models import Participant, Person, PreWorkTick, User, Workshop
from workshops.relations import hanging_on, relations_to
from workshops.selectors.person import decisive
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.participants import enroll
from workshops.states import Attendance, Presence

# (the row that stays, the row that goes): bring what the second knows into the first, and save it.
Resolver = Callable[[Any, Any], None]
# (the person who stays, the one who goes): raise ServiceError where it cannot be now.
Check = Callable[[Person, Person], None]
# (rows that are about to move, the person who stays, the one who goes, who does it, when).
OnMove = Callable[[QuerySet[Any], Person, Person, User | None, datetime], None]

_RESOLVERS: Final[dict[type[Model], Resolver]] = {}
_CHECKS: Final[list[Check]] = []
_ON_MOVE: Final[dict[type[Model], OnMove]] = {}


def resolve(model: type[Model], resolver: Resolver) -> None:
    """What becomes of two rows of which there may be one only. By default the first stays as it is."""
    _RESOLVERS[model] = resolver


def before(check: Check) -> None:
    """Looked at before anything moves, under the lock of both people."""
    if check not in _CHECKS:
        _CHECKS.append(check)


def on_move(model: type[Model], hook: OnMove) -> None:
    """Called with the rows that point straight to the person who goes, before they move."""
    _ON_MOVE[model] = hook


@transaction.atomic
def merge_people(
    *, kept_id: int, gone_id: int, name: str, email: str, by: User | None, now: datetime
) -> Person:
    """Everything of the second person belongs to the first, who gets the name and address given; the second
    is deleted. Name and address are those of one of the two. Raises ServiceError.
    """
    # In the order of their ids: two merges of the same two, the other way round, wait for each other.
    people = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[kept_id, gone_id])}
    if len(people) != 2:
        raise ServiceError("One of the two is not there any more.")
    kept, gone = people[kept_id], people[gone_id]
    _check(kept, gone, name, email)
    detail = f"{gone.name} <{gone.email}> into {kept.name} <{kept.email}>"
    for workshop in Workshop.objects.filter(participants__person=gone):
        record(workshop, "people merged", by=by, now=now, detail=detail)
    for relation in relations_to(Person):
        if hook := _ON_MOVE.get(relation.model):
            hook(relation.rows(gone), kept, gone, by, now)
    _absorb(kept, gone)
    if left := hanging_on(gone):
        # A kind of row that cannot be moved: better no merge than a loss.
        raise ServiceError(f"This cannot be moved: {', '.join(kind.text for kind in left)}.")
    gone.delete()
    kept.name, kept.email = name, email
    kept.full_clean()
    kept.save(update_fields=["name", "email"])
    enroll(project_id=kept.project_id, now=now)
    return kept


def _check(kept: Person, gone: Person, name: str, email: str) -> None:
    if kept.project_id != gone.project_id:
        raise ServiceError("The two are in different projects.")
    if name not in (kept.name, gone.name) or email not in (kept.email, gone.email):
        raise ServiceError("Choose the name and the address of one of the two.")
    for check in _CHECKS:
        check(kept, gone)


def _absorb(kept: Model, gone: Model) -> None:
    """Point to `kept` what points to `gone`; of two rows in each other's way one takes in the other."""
    for relation in relations_to(type(gone)):
        if not relation.uniques:
            relation.rows(gone).update(**{relation.field: kept})
            continue
        for row in relation.rows(gone):
            twin = relation.twin(row, kept)
            if twin is None:
                relation.rows(gone).filter(pk=row.pk).update(**{relation.field: kept})
                continue
            if resolver := _RESOLVERS.get(relation.model):
                resolver(twin, row)
            _absorb(twin, row)
            row.delete()


_SEEN: Final = [Presence.UNKNOWN.value, Presence.ABSENT.value, Presence.ATTENDED.value]


def _one_participant(kept: Participant, gone: Participant) -> None:
    """Invited and required where one of the two was; the answer given last counts."""
    answer = decisive(kept, gone)
    kept.partstat, kept.comment, kept.answered_at = answer.partstat, answer.comment, answer.answered_at
    if Attendance.REQUIRED in (kept.attendance, gone.attendance):
        kept.attendance = Attendance.REQUIRED
    if kept.removed_at and not gone.removed_at:
        kept.removed_at = None
    # Whoever was seen was there, under whichever name.
    kept.presence = max(kept.presence, gone.presence, key=_SEEN.index)
    columns = ["partstat", "comment", "answered_at", "attendance", "removed_at", "presence"]
    kept.save(update_fields=columns)


def _first_tick(kept: PreWorkTick, gone: PreWorkTick) -> None:
    kept.at = min(kept.at, gone.at)
    kept.save(update_fields=["at"])


resolve(Participant, _one_participant)
resolve(PreWorkTick, _first_tick)
