"""The pre-work of a workshop as its editor writes it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from workshops.edit_tags import prework_tag
from workshops.models import EarlierTick, PreWork, PreWorkTick, User, Workshop
from workshops.services.errors import EditedMeanwhile
from workshops.services.history import record_sitting


@dataclass(frozen=True, slots=True)
class PreWorkEntry:
    audience: str
    group_id: int | None
    text: str

    @classmethod
    def of(cls, item: PreWork) -> "PreWorkEntry":
        return cls(item.audience, item.group_id, item.text)


@transaction.atomic
def save_prework(
    *,
    workshop_id: int,
    items: Sequence[PreWorkEntry],
    by: User | None,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Replace the pre-work by these items, in this order.

    What people ticked stays ticked as long as its words stay: other words are another thing to do. Words that
    come back find their ticks again.
    `seen` is the tag (`edit_tags.prework_tag`) of the pre-work that was changed. Raises EditedMeanwhile where
    it is another one by now, and ValidationError; nothing is lost then.
    """
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("project")
    workshop: Workshop = rows.get(pk=workshop_id)
    known = set(workshop.project.groups.values_list("pk", flat=True))
    wanted = [replace(item, group_id=item.group_id if item.group_id in known else None) for item in items]
    kept = list(workshop.prework.all())
    before = [PreWorkEntry.of(row) for row in kept]
    if before == wanted:
        return
    if seen is not None and seen != prework_tag(before):
        raise EditedMeanwhile("Somebody else changed this pre-work in the meantime.")
    for position, item in enumerate(wanted):
        row = next((row for row in kept if _words(row.text) == _words(item.text)), None)
        if row is None:
            row = PreWork(workshop=workshop)
        else:
            kept.remove(row)
        is_new = row.pk is None
        row.position, row.audience, row.group_id, row.text = position, item.audience, item.group_id, item.text
        row.full_clean(validate_constraints=False)
        row.save()
        if is_new:
            _find_ticks(row)
    _remove(kept)
    count = f"{len(items)} {'item' if len(items) == 1 else 'items'}"
    record_sitting(workshop, "pre-work changed", by=by, now=now, detail=count)


def _words(text: str) -> str:
    return " ".join(text.split())


def _remove(rows: Sequence[PreWork]) -> None:
    """The rows go; what was ticked of them is set aside."""
    gone = PreWorkTick.objects.filter(prework__in=rows).select_related("prework")
    EarlierTick.objects.bulk_create(
        [
            EarlierTick(participant_id=tick.participant_id, words=_words(tick.prework.text), at=tick.at)
            for tick in gone
        ]
    )
    PreWork.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _find_ticks(row: PreWork) -> None:
    """What was set aside of the same words is ticked again."""
    earlier = EarlierTick.objects.filter(participant__workshop=row.workshop, words=_words(row.text))
    first = {tick.participant_id: tick.at for tick in earlier.order_by("-at")}
    PreWorkTick.objects.bulk_create(
        [PreWorkTick(participant_id=pk, prework=row, at=at) for pk, at in first.items()]
    )
    earlier.delete()
