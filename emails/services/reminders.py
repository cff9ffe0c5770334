"""One mail a day to those who can mend what is held."""

import logging
from collections.abc import Iterable
from datetime import datetime, time
from email.utils import format_datetime
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from emails.mail import PlanMail, named_address, own_address, own_message_id
from emails.models import Delivery, Hold, HoldNotice
from emails.rendering import Button, Layout, escape_markdown, link, render_mail
from emails.states import WAITING
from workshops.models import Touchpoint, User, Workshop
from workshops.placeholders import escape
from workshops.states import Role, TouchpointState

logger = logging.getLogger(__name__)

# What is held at midnight can wait for the morning.
FROM_HOUR: Final = time(8)


def remind_managers(*, now: datetime) -> int:
    """Tell organizer and managers, once a day and workshop, what is held or late; how many mails left."""
    sent = 0
    for workshop in _workshops_in_trouble(now):
        local = now.astimezone(workshop.zone)
        if local.time() < FROM_HOUR:
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


def _in_trouble(now: datetime) -> Q:
    waiting = Delivery.objects.filter(touchpoint=OuterRef("pk"), state__in=WAITING)
    return Q(state=TouchpointState.PLANNED) & (
        Q(Exists(Hold.objects.filter(touchpoint=OuterRef("pk"))))
        | (Q(closes_at__lte=now) & Q(Exists(waiting)))
    )


def _workshops_in_trouble(now: datetime) -> Iterable[Workshop]:
    troubled = Touchpoint.objects.filter(_in_trouble(now)).values("workshop")
    return Workshop.objects.filter(pk__in=troubled).select_related("project", "organizer")


def _send(workshop: Workshop, now: datetime) -> int:
    touchpoints = Touchpoint.objects.filter(_in_trouble(now), workshop=workshop).select_related("hold")
    rows = list(touchpoints.order_by("opens_at", "pk"))
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


def _body(touchpoints: list[Touchpoint], now: datetime) -> str:
    parts = ["These mails should be on their way, and wait for something:"]
    for touchpoint in touchpoints:
        hold = getattr(touchpoint, "hold", None)
        reasons = hold.reasons if hold else ["The mail server has not taken all of them yet."]
        late = " (late)" if touchpoint.is_late(now) else ""
        page = settings.SITE_URL + reverse("workshops:touchpoint-edit", args=[touchpoint.pk])
        lines = [f"**{escape_markdown(touchpoint.name)}**{late}: {link(page)}", ""]
        parts.append("\n".join([*lines, *(f"- {escape_markdown(reason)}" for reason in reasons)]))
    # A reason may name a placeholder: in this mail it is only a word.
    return escape("\n\n".join(parts))
