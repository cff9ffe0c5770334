"""The texts of a recap that were marked as ready, and the correction that tells what a new one changes."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from workshops.models import Recap, RecapVersion, Touchpoint, User
from workshops.placeholders import escape
from workshops.recap_changes import SectionChange, as_markdown
from workshops.selectors.recap import changes_since
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.slot import add_own
from workshops.states import Audience, TouchpointKind, TouchpointState

# Until when a correction should be out; later it is late, and still goes.
CORRECTION_WINDOW: Final = timedelta(days=1)
CORRECTION_SUBJECT: Final = "Corrected: recap of {{ workshop.title }}"
CORRECTION_BODY: Final = """Hi {{ person.first_name }},

the recap of the workshop **{{ workshop.title }}** that you got was corrected. This is what changed:

[changes]

All the rest stays as you have it.

Best regards,
{{ organizer.name }}"""


def keep_version(recap: Recap, *, by: User | None, now: datetime) -> RecapVersion:
    """Keep the text as it is, in the caller's transaction; the same text again is the same version."""
    sections = _kept(recap)
    last: RecapVersion | None = recap.versions.last()
    if last and last.sections == sections:
        if last.withdrawn_at:
            last.withdrawn_at = None
            last.save(update_fields=["withdrawn_at"])
        return last
    number = last.number + 1 if last else 1
    return RecapVersion.objects.create(recap=recap, number=number, at=now, by=by, sections=sections)


def _kept(recap: Recap) -> list[dict[str, Any]]:
    return [
        {"heading": row.heading, "text": row.text.strip(), "lists_actions": row.lists_actions}
        for row in recap.sections.all()
    ]


def withdraw_untold(recap: Recap, *, now: datetime) -> None:
    """What is taken back before its mail could leave is shown to nobody but the managers."""
    mails = recap.workshop.touchpoints.filter(kind=TouchpointKind.RECAP, opens_at__lte=now)
    if mails.filter(state__in=[TouchpointState.PLANNED, TouchpointState.DONE]).exists():
        return
    last = recap.versions.last()
    if last and last.withdrawn_at is None:
        last.withdrawn_at = now
        last.save(update_fields=["withdrawn_at"])


def draft_correction(version: RecapVersion, changes: list[SectionChange]) -> Touchpoint:
    """The mail that would tell the changes, for a preview; it is not saved."""
    return Touchpoint(workshop=version.recap.workshop, **_values(changes))


def _values(changes: list[SectionChange]) -> dict[str, Any]:
    body = escape(as_markdown(changes))
    return {
        "kind": TouchpointKind.ADDENDUM,
        "name": TouchpointKind.ADDENDUM.label,
        "is_after": True,
        "audience": Audience.RECEIVED,
        "subject": CORRECTION_SUBJECT,
        "body": CORRECTION_BODY.replace("[changes]", body),
    }


@transaction.atomic
def send_correction(
    *, workshop_id: int, since: int, version: int, by: User | None, now: datetime
) -> Touchpoint:
    """Tell those who got version `since` what version `version` changes; it leaves at the next tick.

    Raises ServiceError where the recap is being changed, another version is the newest by now, nothing
    changed, or the correction is on its way already.
    """
    recap = Recap.objects.select_for_update(of=("self",)).select_related("workshop").get(workshop=workshop_id)
    newest: RecapVersion | None = recap.versions.select_related("addendum").last()
    if recap.workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled: nothing more is sent.")
    if not recap.is_ready or newest is None:
        raise ServiceError("The recap is being changed: mark it as ready first.")
    if newest.number != version:
        raise ServiceError("The recap was changed again in the meantime. Look at what would be sent now.")
    if newest.is_told:
        raise ServiceError("This correction is on its way already.")
    changes = changes_since(recap.versions.get(number=since), newest)
    if not changes:
        raise ServiceError("Nothing changed: there is nothing to correct.")
    notice = add_own(recap.workshop, TouchpointKind.ADDENDUM, audience=Audience.RECEIVED)
    for name, value in _values(changes).items():
        setattr(notice, name, value)
    notice.opens_at, notice.closes_at = now, now + CORRECTION_WINDOW
    notice.state = TouchpointState.PLANNED
    notice.save()
    newest.addendum = notice
    newest.save(update_fields=["addendum"])
    detail = f"version {since} → version {version}"
    record(recap.workshop, "recap corrected", by=by, now=now, detail=detail)
    return notice
