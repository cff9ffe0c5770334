"""The mail of the day to those who can mend what is held, and decide about what did not arrive."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from emails.addresses import DELIVERIES
from emails.gates import RECAP_NOT_READY
from emails.message.rendering import Button, Layout, RenderedMail, escape_markdown, link, render_mail
from emails.selectors.held import Told, is_for_recap
from emails.selectors.troubles import Unreached
from workshops.addresses import MEMBERS, PERSON, RECAP, TOUCHPOINT, WORKSHOP, address
from workshops.models import Touchpoint, Workshop
from workshops.placeholders import escape


def render_held(workshop: Workshop, told: Told, now: datetime) -> RenderedMail:
    """What waits for a person in the workshop, with why, and where it is mended."""
    page = settings.SITE_URL + address(WORKSHOP, workshop.pk)
    return render_mail(
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


def _body(told: Told, now: datetime) -> str:
    parts = []
    if told.waiting:
        parts.append("These mails should be on their way or are due today, and wait for something:")
    for touchpoint in told.waiting:
        late = " (late)" if touchpoint.is_late(now) else ""
        parts.append(_entry(touchpoint.name, late, _reasons(touchpoint, now), _page(touchpoint, now)))
    if told.troubles:
        parts.append("These did not reach everybody. Send them again, or leave them as they are:")
    for trouble in told.troubles:
        page = address(DELIVERIES, trouble.touchpoint.pk)
        parts.append(_entry(trouble.touchpoint.name, "", trouble.details, page))
    if told.unreached:
        parts.append(
            "Reminders of what is theirs do not reach these people. Mend their address, or call them:"
        )
    for row in told.unreached:
        parts.append(_entry(row.name, "", row.details, _page_of(row)))
    # A reason may name a placeholder: in this mail it is only a word.
    return escape("\n\n".join(parts))


def _entry(name: str, mark: str, reasons: Iterable[str], page: str) -> str:
    lines = [f"**{escape_markdown(name)}**{mark}: {link(settings.SITE_URL + page)}", ""]
    return "\n".join([*lines, *(f"- {escape_markdown(reason)}" for reason in reasons)])


def _page(touchpoint: Touchpoint, now: datetime) -> str:
    """Where it is mended."""
    if is_for_recap(touchpoint, now):
        return address(RECAP, touchpoint.workshop_id)
    return address(TOUCHPOINT, touchpoint.pk)


def _page_of(row: Unreached) -> str:
    """Of who is nobody of the project's people, the page of those who manage it."""
    if row.person_id is None:
        return address(MEMBERS, row.project_id)
    return address(PERSON, row.person_id)


def _reasons(touchpoint: Touchpoint, now: datetime) -> list[str]:
    hold = getattr(touchpoint, "hold", None)
    if hold is not None:
        return list(hold.reasons)
    if is_for_recap(touchpoint, now):
        return [RECAP_NOT_READY]
    return ["The mail server has not taken all of them yet."]
