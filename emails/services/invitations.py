"""The mails that ask people to work on a project. Each is a row that the tick finds, like everything sent."""

import logging
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from emails.message.identity import own_address, own_message_id
from emails.message.mail import PlanMail
from emails.message.mailboxes import named_address, recipient_address
from emails.message.rendering import Button, Layout, escape_markdown, render_mail
from emails.services.sessions import reconnecting
from emails.storage import ensure_room
from emails.transport.errors import PERHAPS_SENT, describe, is_expected, is_in_doubt, is_permanent
from emails.transport.handover import PlainHandover, connect
from workshops.invitation_links import invitation_url
from workshops.models import Invitation
from workshops.placeholders import escape
from workshops.services.invitations import claim_invitation_mail, settle_invitation_mail

logger = logging.getLogger(__name__)

# Far more than a project asks in an hour; the rest waits for the next tick.
MOST_A_TICK: Final = 50
_claim = reconnecting(claim_invitation_mail)
_settle = reconnecting(settle_invitation_mail)


def send_invitations(*, now: datetime) -> int:
    """Send what is due, each at least once; how many left."""
    rows = Invitation.objects.mail_due(now).select_related("project", "invited_by")
    due = list(rows.order_by("mail_due_at", "pk")[:MOST_A_TICK])
    if not due:
        return 0
    way = PlainHandover(connect())
    sent = 0
    try:
        for invitation in due:
            # Where the server is not reached, nor would the others be: they are tried in their turn.
            if not _reach(invitation, way, now):
                break
            sent += _send(invitation, way, now)
    finally:
        way.close()
    return sent


def _reach(invitation: Invitation, way: PlainHandover, now: datetime) -> bool:
    try:
        way.open()
    except Exception as error:
        logger.warning("the mail server could not be reached: %s", error)
        if _claim(invitation, now=now):
            _settle(invitation, now=now, error=describe(error), will_retry=True)
        return False
    return True


def _send(invitation: Invitation, way: PlainHandover, now: datetime) -> bool:
    ensure_room()
    if not _claim(invitation, now=now):
        return False
    try:
        way.send(invitation_mail(invitation, now=now))
    except Exception as error:  # the one broad catch: a fault in one mail must not hold the rest
        logger.warning(
            "the mail of invitation %s failed: %s", invitation.pk, error, exc_info=not is_expected(error)
        )
        will_retry = not is_permanent(error) and not _is_in_doubt_again(invitation, error)
        _settle(invitation, now=now, error=describe(error), will_retry=will_retry)
        # After an error nobody knows what the server waits for: the next mail gets a fresh connection.
        way.close()
        return False
    _settle(invitation, now=now)
    return True


def _is_in_doubt_again(invitation: Invitation, error: Exception) -> bool:
    """Perhaps sent twice by now: the page says so, and a person may send it anew."""
    return is_in_doubt(error) and invitation.mail_error.startswith(PERHAPS_SENT)


def invitation_mail(invitation: Invitation, *, now: datetime) -> PlanMail:
    """The mail with the invitation's link; it says the same whether the address is known or not."""
    host, project = invitation.invited_by, invitation.project
    rendered = render_mail(
        subject=escape(f"Invitation to work on {project.name}"),
        body=_body(invitation),
        values={},
        blocks={},
        layout=Layout(
            project_name=project.name,
            heading=f"Work on {project.name}",
            buttons=(Button("Join the project", invitation_url(invitation)),),
            footer=(
                "You get this mail because somebody gave your address. If you know nothing of it, "
                "leave it alone: nothing happens.",
            ),
        ),
    )
    mail = PlanMail(
        subject=rendered.subject,
        body=rendered.text,
        from_email=named_address("CommPlan", own_address()),
        to=[recipient_address("", invitation.email)],
        reply_to=[named_address(str(host), host.email)] if host else [],
        headers={
            "Message-ID": own_message_id("invitation", f"{invitation.pk}/{invitation.link_key}"),
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(rendered.html, "text/html")
    return mail


def _body(invitation: Invitation) -> str:
    host = escape_markdown(str(invitation.invited_by)) if invitation.invited_by else "Somebody"
    project = escape_markdown(invitation.project.name)
    until = invitation.expires_at.astimezone(invitation.project.zone)
    last = f"{until:%A}, {until.day} {until:%B %Y, %H:%M} ({invitation.project.time_zone})"
    role = invitation.get_role_display().lower()
    text = (
        f"Hello,\n\n{host} invites you to work on **{project}** as a {role}. "
        "CommPlan carries out the communication plans of its workshops.\n\n"
        f"The link works once, until {escape_markdown(last)}."
    )
    # A name may look like a placeholder: in this mail it is only a word.
    return escape(text)
