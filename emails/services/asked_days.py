"""One mail a person and day asks for what is open: a follow-up of a workshop, or else the digest."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from emails.models import AskedDay
from emails.notices.digest_rules import next_round
from workshops.models import Person, Touchpoint

# Further ahead than anybody has follow-ups in a row: then it goes anyway.
MOST_DAYS: Final = 10
DEFERRED: Final = "Waits for the next working day: one mail a day asks a person for what is open."


def take_day(emails: Collection[str], *, on: date, touchpoint_id: int | None = None) -> set[str]:
    """Which of these addresses, in lower case, this one may ask on that day. Safe to repeat, and at once."""
    AskedDay.objects.bulk_create(
        (AskedDay(email=email, on=on, touchpoint_id=touchpoint_id) for email in sorted(emails)),
        batch_size=1000,
        ignore_conflicts=True,
    )
    taken = AskedDay.objects.filter(email__in=emails, on=on, touchpoint=touchpoint_id)
    return set(taken.values_list("email", flat=True))


def asking_times(
    touchpoint: Touchpoint, person_ids: Collection[int], *, now: datetime
) -> dict[int, datetime]:
    """When the follow-up may go to each of these people: now, or on the next working day that is free."""
    project, zone = touchpoint.workshop.project, touchpoint.workshop.zone
    people = Person.objects.filter(pk__in=person_ids).values_list("pk", "email")
    left = {pk: email.lower() for pk, email in people}
    times: dict[int, datetime] = {}
    at = now
    for _ in range(MOST_DAYS):
        if not left:
            break
        day = at.astimezone(zone).date()
        ours = take_day(set(left.values()), on=day, touchpoint_id=touchpoint.pk)
        times |= {pk: at for pk, email in left.items() if email in ours}
        left = {pk: email for pk, email in left.items() if email not in ours}
        at = next_round(at, zone, project.calendar)
    return times | dict.fromkeys(left, at)
