"""One mail a day to those who can mend what is held."""

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from emails.gates import RECAP_NOT_READY, RECAP_REASONS
from emails.mail import PlanMail, named_address, own_address, own_message_id
from emails.models import Delivery, Hold, HoldNotice
from emails.rendering import Button, Layout, escape_markdown, link, render_mail
from emails.states import WAITING
from workshops.models import Touchpoint, User, Workshop
from workshops.placeholders import escape
from workshops.states import RecapState, Role, TouchpointKind, TouchpointState

logger = logging.getLogger(__name__)

# What is held at midnight can wait for the morning.
FROM_HOUR: Final = time(8)
# Until the morning after the workshop nobody is late with its recap.
RECAP_FROM: Final = time(9)
# A recap whose mail opens in the course of that day is asked for in its morning too.
RECAP_AHEAD: Final = timedelta(hours=15)


def remind_managers(*, now: datetime) -> int:
    """Tell organizer and managers, once a day and workshop, what is held or late; how many mails left."""
    sent = 0
    for workshop in _workshops_in_trouble(now):
        local = now.astimezone(workshop.zone)
        if local.time() < FROM_HOUR or not _is_pressing(workshop, now):
            continue
        notice, is_ours = HoldNotice.objects.get_or_create(workshop=workshop, on=local.date())
        if not is_ours:
            continue
        try:
            sent += _send(workshop, now)
        except Exception:  # one workshop's fault must not silence the others
            logger.exception("the notice about workshop %s could not be sent", workshop.pk)
            notice.delete()
        else:
            notice.sent_at = now
            notice.save(update_fields=["sent_at"])
    return sent


def _is_pressing(workshop: Workshop, now: datetime) -> bool:
    """Whether anything but the recap waits; the recap itself does from nine on the day after the workshop."""
    if workshop.local_start is None:
        return True
    day = workshop.local_start.date() + timedelta(days=1)
    if now >= datetime.combine(day, RECAP_FROM, tzinfo=workshop.zone):
        return True
    return any(not _is_for_recap(touchpoint, now) for touchpoint in _troubled(workshop, now))


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


def _in_trouble(now: datetime) -> Q:
    waiting = Delivery.objects.filter(touchpoint=OuterRef("pk"), state__in=WAITING)
    return Q(state=TouchpointState.PLANNED) & (
        Q(Exists(Hold.objects.filter(touchpoint=OuterRef("pk"))))
        | (Q(closes_at__lte=now) & Q(Exists(waiting)))
        | _lacks_recap(now)
    )


def _workshops_in_trouble(now: datetime) -> Iterable[Workshop]:
    troubled = Touchpoint.objects.filter(_in_trouble(now)).values("workshop")
    return Workshop.objects.filter(pk__in=troubled).select_related("project", "organizer")


def _troubled(workshop: Workshop, now: datetime) -> list[Touchpoint]:
    touchpoints = Touchpoint.objects.filter(_in_trouble(now), workshop=workshop).select_related("hold")
    return list(touchpoints.order_by("opens_at", "pk"))


def _send(workshop: Workshop, now: datetime) -> int:
    rows = _troubled(workshop, now)
    addresses = _addresses(workshop)
    connection = get_connection()
    mails = [_mail(workshop, rows, name, address, now) for address, name in addresses.items()]
    try:
        for mail in mails:
            connection.send_messages([mail])
    finally:
        connection.close()
    return len(mails)


def _addresses(workshop: Workshop) -> dict[str, str]:
    """The organizer and the project's managers, each address once."""
    managers = User.objects.filter(
        memberships__project=workshop.project_id, memberships__role=Role.MANAGER, is_active=True
    )
    found = {user.email.lower(): str(user) for user in managers.order_by("email")}
    if workshop.organizer:
        found[workshop.organizer.email.lower()] = workshop.organizer.name
    return found


def _mail(
    workshop: Workshop, touchpoints: list[Touchpoint], name: str, address: str, now: datetime
) -> PlanMail:
    page = settings.SITE_URL + workshop.get_absolute_url()
    rendered = render_mail(
        subject=escape(f"{len(touchpoints)} waiting: {workshop}"),
        body=_body(touchpoints, now),
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


def _body(touchpoints: list[Touchpoint], now: datetime) -> str:
    parts = ["These mails should be on their way or are due today, and wait for something:"]
    for touchpoint in touchpoints:
        late = " (late)" if touchpoint.is_late(now) else ""
        page = settings.SITE_URL + _page(touchpoint, now)
        reasons = _reasons(touchpoint, now)
        lines = [f"**{escape_markdown(touchpoint.name)}**{late}: {link(page)}", ""]
        parts.append("\n".join([*lines, *(f"- {escape_markdown(reason)}" for reason in reasons)]))
    # A reason may name a placeholder: in this mail it is only a word.
    return escape("\n\n".join(parts))
