"""One mail a day to those who can mend what is held, and decide about what did not arrive."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from emails.errors import is_in_doubt, is_permanent
from emails.gates import RECAP_NOT_READY, RECAP_REASONS
from emails.handover import PlainHandover, way_out
from emails.identity import own_address, own_message_id
from emails.mail import PlanMail, named_address
from emails.models import Delivery, Hold, HoldNotice, Notice
from emails.rendering import Button, Layout, escape_markdown, link, render_mail
from emails.states import WAITING, DeliveryState
from emails.trouble_selectors import TOLD_FOR, Trouble, Unreached, missed, troubles, unreached
from workshops.models import Touchpoint, User, Workshop
from workshops.placeholders import escape
from workshops.states import RecapState, Role, TouchpointKind, TouchpointState

logger = logging.getLogger(__name__)

DAY: Final = timedelta(days=1)
# What is held at midnight can wait for the morning.
FROM_HOUR: Final = time(8)
# Until the morning after the workshop nobody is late with its recap.
RECAP_FROM: Final = time(9)
# A recap whose mail opens in the course of that day is asked for in its morning too.
RECAP_AHEAD: Final = timedelta(hours=15)


class _Unreachable(Exception):
    """No mail server answers."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a mail of the day is about."""

    waiting: list[Touchpoint]
    troubles: list[Trouble]
    unreached: list[Unreached]

    def __len__(self) -> int:
        touchpoints = {row.pk for row in self.waiting} | {row.touchpoint.pk for row in self.troubles}
        return len(touchpoints) + len(self.unreached)


def remind_managers(*, now: datetime) -> int:
    """Tell organizer and managers, once a day and workshop, what is held or late; how many mails left."""
    sent = 0
    # A day's notices are those of the two days on which it is now somewhere.
    told = set(HoldNotice.objects.filter(on__gte=now.date() - DAY).values_list("workshop_id", "on"))
    unreached_in = _unreached_by_workshop(now)
    way = way_out()
    for workshop in _workshops_in_trouble(unreached_in, now):
        local = now.astimezone(workshop.zone)
        if (workshop.pk, local.date()) in told or local.time() < FROM_HOUR:
            continue
        told_now = _told(workshop, unreached_in.get(workshop.pk, []), now)
        if not _is_pressing(workshop, told_now, now):
            continue
        notice, is_ours = HoldNotice.objects.get_or_create(workshop=workshop, on=local.date())
        if not is_ours:
            continue
        try:
            sent += _send(workshop, told_now, way, now)
        except _Unreachable as error:  # nor would the other workshops' leave: the next tick tries again
            logger.warning("the mail server could not be reached: %s", error)
            notice.delete()
            break
        except Exception:  # one workshop's fault must not silence the others
            logger.exception("the notice about workshop %s could not be sent", workshop.pk)
            notice.delete()
        else:
            notice.sent_at = now
            notice.save(update_fields=["sent_at"])
    way.close()
    return sent


def _is_pressing(workshop: Workshop, told: _Told, now: datetime) -> bool:
    """Whether anything but the recap waits; the recap itself does from nine on the day after the workshop."""
    if workshop.local_start is None:
        return True
    day = workshop.local_start.date() + timedelta(days=1)
    if now >= datetime.combine(day, RECAP_FROM, tzinfo=workshop.zone):
        return True
    return bool(told.troubles or told.unreached) or any(
        not _is_for_recap(touchpoint, now) for touchpoint in told.waiting
    )


def _is_for_recap(touchpoint: Touchpoint, now: datetime) -> bool:
    """Whether the touchpoint waits for the recap, and for nothing else."""
    hold = getattr(touchpoint, "hold", None)
    if hold is None:
        return touchpoint.opens_at is not None and touchpoint.opens_at > now
    return set(hold.reasons) <= RECAP_REASONS


def _lacks_recap(now: datetime) -> Q:
    """A recap's mail that opens later today, and whose text is not ready."""
    return Q(
        kind=TouchpointKind.RECAP,
        opens_at__gt=now,
        opens_at__lte=now + RECAP_AHEAD,
        workshop__start__lte=now,
        workshop__recap__state=RecapState.DRAFT,
    )


def _is_waiting(now: datetime) -> Q:
    """Should be on its way, and waits for something."""
    waiting = Delivery.objects.filter(touchpoint=OuterRef("pk"), state__in=WAITING)
    # Put off on purpose: somebody is asked for what is open once a day.
    waiting = waiting.exclude(
        state=DeliveryState.QUEUED, not_before__gt=now, touchpoint__kind=TouchpointKind.FOLLOW_UP
    )
    return Q(state=TouchpointState.PLANNED) & (
        Q(Exists(Hold.objects.filter(touchpoint=OuterRef("pk"))))
        | (Q(closes_at__lte=now) & Q(Exists(waiting)))
        | _lacks_recap(now)
    )


def _in_trouble(now: datetime) -> Q:
    undecided = Delivery.objects.for_a_person().values("touchpoint")
    return _is_waiting(now) | Q(pk__in=undecided) | missed(now)


def _unreached_by_workshop(now: datetime) -> dict[int, list[Unreached]]:
    """Whom reminders do not reach, by the workshop whose mail tells it: the project's last one so far."""
    failed = Notice.objects.failed_since((now - TOLD_FOR).date())
    projects = set(failed.exclude(projects=None).values_list("projects", flat=True))
    if not projects:
        return {}
    last: dict[int, int] = {}
    for pk, project_id, start in (
        Workshop.objects.scheduled()
        .filter(project__in=projects)
        .order_by("start", "pk")
        .values_list("pk", "project_id", "start")
    ):
        if start <= now or project_id not in last:
            last[project_id] = pk
    found: dict[int, list[Unreached]] = {}
    for row in unreached(projects, now):
        if row.project_id in last:
            found.setdefault(last[row.project_id], []).append(row)
    return found


def _workshops_in_trouble(unreached_in: Collection[int], now: datetime) -> Iterable[Workshop]:
    troubled = Touchpoint.objects.filter(_in_trouble(now)).values("workshop")
    rows = Workshop.objects.filter(Q(pk__in=troubled) | Q(pk__in=unreached_in))
    return rows.select_related("project", "organizer")


def _told(workshop: Workshop, unreached_here: list[Unreached], now: datetime) -> _Told:
    touchpoints = Touchpoint.objects.filter(workshop=workshop)
    waiting = touchpoints.filter(_is_waiting(now)).select_related("hold", "held_by")
    found = list(waiting.order_by("opens_at", "pk"))
    return _Told(found, troubles(touchpoints, now), unreached_here)


def _send(workshop: Workshop, told: _Told, way: PlainHandover, now: datetime) -> int:
    """How many mails left. A fault in one holds up no other, nor has those who got theirs told again.

    Raises the last fault where none left and another try may help, and _Unreachable where no server answers.
    """
    mails = [_mail(workshop, told, name, address, now) for address, name in _addresses(workshop).items()]
    left, faults = 0, list[Exception]()
    for mail in mails:
        try:
            way.open()
        except Exception as error:
            faults.append(_Unreachable(str(error)))
            break
        try:
            way.send(mail)
        except Exception as error:  # the one broad catch: see above
            logger.warning("the notice about workshop %s to one of its managers: %s", workshop.pk, error)
            way.close()
            if not is_permanent(error):
                faults.append(error)
            left += is_in_doubt(error)
        else:
            left += 1
    if faults and not left:
        raise faults[-1]
    return left


def _addresses(workshop: Workshop) -> dict[str, str]:
    """The organizer and the project's managers, each address once."""
    managers = User.objects.filter(
        memberships__project=workshop.project_id, memberships__role=Role.MANAGER, is_active=True
    )
    found = {user.email.lower(): str(user) for user in managers.order_by("email")}
    if workshop.organizer:
        found[workshop.organizer.email.lower()] = workshop.organizer.name
    return found


def _mail(workshop: Workshop, told: _Told, name: str, address: str, now: datetime) -> PlanMail:
    page = settings.SITE_URL + workshop.get_absolute_url()
    rendered = render_mail(
        subject=escape(f"{len(told)} waiting: {workshop}"),
        body=_body(told, now),
        values={},
        blocks={},
        layout=Layout(
            project_name=workshop.project.name,
            heading=str(workshop),
            buttons=(Button("Open the workshop", page),),
            footer=("You get this mail once a day, as long as something waits for you.",),
        ),
    )
    key = f"{workshop.pk}/{now.astimezone(workshop.zone).date()}/{address}"
    mail = PlanMail(
        subject=rendered.subject,
        body=rendered.text,
        from_email=named_address("CommPlan", own_address()),
        to=[named_address(name, address)],
        headers={
            "Message-ID": own_message_id("hold-notice", key),
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(rendered.html, "text/html")
    return mail


def _page(touchpoint: Touchpoint, now: datetime) -> str:
    """Where it is mended."""
    if _is_for_recap(touchpoint, now):
        return reverse("workshops:recap", args=[touchpoint.workshop_id])
    return reverse("workshops:touchpoint-edit", args=[touchpoint.pk])


def _reasons(touchpoint: Touchpoint, now: datetime) -> list[str]:
    hold = getattr(touchpoint, "hold", None)
    if hold is not None:
        return list(hold.reasons)
    if _is_for_recap(touchpoint, now):
        return [RECAP_NOT_READY]
    return ["The mail server has not taken all of them yet."]


def _body(told: _Told, now: datetime) -> str:
    parts = []
    if told.waiting:
        parts.append("These mails should be on their way or are due today, and wait for something:")
    for touchpoint in told.waiting:
        late = " (late)" if touchpoint.is_late(now) else ""
        parts.append(_entry(touchpoint.name, late, _reasons(touchpoint, now), _page(touchpoint, now)))
    if told.troubles:
        parts.append("These did not reach everybody. Send them again, or leave them as they are:")
    for trouble in told.troubles:
        page = reverse("emails:touchpoint-deliveries", args=[trouble.touchpoint.pk])
        parts.append(_entry(trouble.touchpoint.name, "", trouble.details, page))
    if told.unreached:
        parts.append(
            "Reminders of what is theirs do not reach these people. Mend their address, or call them:"
        )
    for row in told.unreached:
        parts.append(_entry(row.name, "", row.details, _page_of(row)))
    # A reason may name a placeholder: in this mail it is only a word.
    return escape("\n\n".join(parts))


def _page_of(row: Unreached) -> str:
    """Of who is nobody of the project's people, the page of those who manage it."""
    if row.person_id is None:
        return reverse("workshops:members", args=[row.project_id])
    return reverse("workshops:person", args=[row.person_id])


def _entry(name: str, mark: str, reasons: Iterable[str], page: str) -> str:
    lines = [f"**{escape_markdown(name)}**{mark}: {link(settings.SITE_URL + page)}", ""]
    return "\n".join([*lines, *(f"- {escape_markdown(reason)}" for reason in reasons)])
