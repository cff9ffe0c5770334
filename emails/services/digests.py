"""Each working morning: who in a project is to be reminded of what is theirs, one mail a person and day."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Lower

from actions.models import ActionItem
from emails.message.identity import own_message_id
from emails.models import Delivery, DigestRound, Notice, Reader
from emails.notices.digest_content import Item, begins_on, items_of, point
from emails.notices.digest_rules import (
    LATE_FOR_MANAGERS,
    Point,
    ends_at,
    is_awake,
    is_wanted,
    next_round,
    stage,
)
from emails.selectors.notices import due_rounds, is_round_due, managers_of
from emails.services.asked_days import take_day
from emails.states import DeliveryState, NoticeKind, Rhythm
from workshops.models import Person, Project, Touchpoint
from workshops.states import TouchpointKind, TouchpointState
from workshops.timing import at_wall_clock

logger = logging.getLogger(__name__)

# Of these the reader heard nothing.
_UNTOLD: Final = (DeliveryState.EXPIRED, DeliveryState.CANCELLED)


def plan_digests(*, now: datetime) -> int:
    """Queue the digests of the projects whose working day has begun; how many. Safe to repeat."""
    planned = 0
    for project in due_rounds(now):
        try:
            planned += _plan(project, now)
        except Exception:  # the one broad catch: one project's fault must not silence the others
            logger.exception("the digests of project %s could not be planned", project.pk)
    return planned


def _plan(project: Project, now: datetime) -> int:
    zone, calendar = project.zone, project.calendar
    following = next_round(now, zone, calendar)
    today = now.astimezone(zone).date()
    # Read first: where there is much to read, nobody waits for a lock meanwhile.
    names = _wanted(project, today, now) if is_awake(now, zone, calendar) else {}
    with transaction.atomic():
        if not _take(project, following, now) or not names:
            return 0
        ours = take_day(list(names), on=today)
        return _queue({email: names[email] for email in names if email in ours}, today, project, now)


def _wanted(project: Project, today: date, now: datetime) -> dict[str, str]:
    """Whom to remind today: address in lower case -> name."""
    items = items_of(project.people.all())
    people = project.people.in_bulk(items)
    managers = managers_of([project.pk])[project.pk]
    names = managers | {person.email.lower(): person.name for person in people.values()}
    last = _last_on(names, today)
    points: dict[str, list[Point]] = defaultdict(list)
    own = {people[pk].email.lower(): theirs for pk, theirs in items.items() if pk in people}
    for email, found in _own_points(project, own, last, today):
        points[email].append(found)
    for email, found in _late_points(project, managers, last, today):
        points[email].append(found)
    rhythms = dict(Reader.objects.filter(email__in=points).values_list("email", "rhythm"))
    wanted = [
        email
        for email, theirs in points.items()
        if is_wanted(theirs, rhythm=rhythms.get(email, Rhythm.AS_DUE), today=today, last_on=last.get(email))
    ]
    if not wanted:
        return {}
    followed_up = _followed_up(project, now)
    return {email: names[email] for email in wanted if email not in followed_up}


def _take(project: Project, following: datetime, now: datetime) -> bool:
    """Of two ticks at the same moment one gets the round."""
    row, is_new = DigestRound.objects.get_or_create(project=project, defaults={"next_at": following})
    if is_new:
        return True
    return DigestRound.objects.filter(is_round_due(now), pk=row.pk).update(next_at=following) == 1


def _last_on(emails: Collection[str], today: date) -> dict[str, date]:
    """When each address was last told, by a digest of whatever project; not by a clock that was ahead."""
    told = Notice.objects.filter(kind=NoticeKind.DIGEST, email__in=emails, on__lte=today)
    told = told.exclude(state__in=_UNTOLD)
    return dict(told.order_by().values_list("email").annotate(last=Max("on")))


def _own_points(
    project: Project, items: dict[str, list[Item]], last: dict[str, date], today: date
) -> Iterator[tuple[str, Point]]:
    workshops = begins_on({item.workshop_id for rows in items.values() for item in rows if item.workshop_id})
    for email, theirs in items.items():
        for item in theirs:
            begins = workshops[item.workshop_id][1] if item.workshop_id else None
            yield email, point(item, project, today=today, last_on=last.get(email), begins=begins)


def _late_points(
    project: Project, managers: Collection[str], last: dict[str, date], today: date
) -> Iterator[tuple[str, Point]]:
    """Each action that is late enough, to each manager."""
    overdue = ActionItem.objects.overdue(today).filter(project=project)
    for due_on in overdue.order_by().values_list("due_on", flat=True).distinct():
        late = Point(stage(due_on, today, project.calendar), least_stage=LATE_FOR_MANAGERS)
        for email in managers:
            before = last.get(email)
            yield email, replace(late, stage_before=stage(due_on, before, project.calendar) if before else 0)


def _followed_up(project: Project, now: datetime) -> set[str]:
    """Who gets a follow-up today, of whatever project: one mail a day that asks is enough."""
    today = now.astimezone(project.zone).date()
    begin = at_wall_clock(today, time(0), project.zone)
    end = begin + timedelta(days=1)
    sent = Delivery.objects.filter(
        touchpoint__kind=TouchpointKind.FOLLOW_UP, created_at__gte=begin, created_at__lt=end
    )
    opening = Touchpoint.objects.filter(
        kind=TouchpointKind.FOLLOW_UP,
        state=TouchpointState.PLANNED,
        opens_at__gte=begin,
        opens_at__lt=end,
    )
    invited = Q(participations__workshop__touchpoints__in=opening, participations__removed_at=None)
    people = Person.objects.filter(Q(pk__in=sent.values("person")) | invited).order_by()
    return set(people.annotate(address=Lower("email")).values_list("address", flat=True))


def _queue(names: dict[str, str], today: date, project: Project, now: datetime) -> int:
    """One row an address and day: the constraint keeps it, whatever else plans at the same moment."""
    Reader.objects.bulk_create((Reader(email=email) for email in names), ignore_conflicts=True)
    rows = [
        Notice(
            kind=NoticeKind.DIGEST,
            email=email,
            name=name[:200],
            key=today.isoformat(),
            on=today,
            not_before=now,
            expires_at=ends_at(now, project.zone),
            created_at=now,
            message_id=own_message_id("digest", f"{email}/{today}"),
        )
        for email, name in names.items()
    ]
    Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)
