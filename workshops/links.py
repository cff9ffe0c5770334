"""Signed links that need no sign-in.

A link is bound to one purpose, the salt, and to one participant (so to person and workshop) or to one person
of a project. It ends 60 days after the workshop, or after the day on which it was given out, and when the
`link_key` changes; keys in SECRET_KEY_FALLBACKS stay good.
"""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode

from workshops.addresses import ANSWER, ANSWER_RECAP, MINE, address
from workshops.models import Participant, Person

PURPOSE = "workshops.answer"
PERSON_PURPOSE = "workshops.mine"
LIFETIME = timedelta(days=60)
# The key of links in mails that are only looked at: no participant has it, so that nobody answers by them.
PREVIEW_KEY = "preview"
# Longer than any token of ours: a page of text is not worth a signature check.
MAX_TOKEN = 200


def participant_token(participant: Participant) -> str:
    """The token of the participant's own page."""
    return _signed(f"{participant.pk}.{participant.link_key}", PURPOSE)


def _signed(value: str, purpose: str) -> str:
    """As Django's `Signer` signs it, three times as fast: one is in every mail."""
    signature = hmac.digest(_key(purpose, settings.SECRET_KEY), value.encode(), "sha256")
    return f"{value}:{b64_encode(signature).decode()}"


@cache
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"{purpose}signer{secret}".encode()).digest()


def participant_path(participant: Participant) -> str:
    return address(ANSWER, participant_token(participant))


def participant_url(participant: Participant) -> str:
    """The absolute link, built from SITE_URL and never from a request's Host."""
    return f"{settings.SITE_URL}{participant_path(participant)}"


def recap_url(participant: Participant) -> str:
    """The absolute link to the recap as the participant may read and print it."""
    return settings.SITE_URL + address(ANSWER_RECAP, participant_token(participant))


def participant_of(token: str, *, now: datetime) -> Participant | None:
    """Whose page it is; None for every token that is forged, cut, revoked or past its time."""
    number, key = unsigned(token, PURPOSE, parts=2)
    if not number or key == PREVIEW_KEY:
        return None
    participant = (
        Participant.objects.active()
        .select_related("workshop__project", "workshop__organizer", "person")
        .filter(pk=int(number), link_key=key)
        .first()
    )
    if participant is None or _has_ended(participant, now):
        return None
    return participant


def is_preview(token: str) -> bool:
    """Whether it is the link of a preview, a rehearsal or a test mail."""
    return PREVIEW_KEY in (unsigned(token, PURPOSE, parts=2)[1], unsigned(token, PERSON_PURPOSE, parts=3)[1])


def unsigned(token: str, purpose: str, *, parts: int) -> list[str]:
    """What was signed for this purpose, taken apart at its dots; empty texts where the token is not ours."""
    nothing = [""] * parts
    if len(token) > MAX_TOKEN:
        return nothing
    try:
        found = Signer(salt=purpose).unsign(token).split(".")
    except BadSignature:
        return nothing
    return found if len(found) == parts else nothing


def _has_ended(participant: Participant, now: datetime) -> bool:
    end = participant.workshop.end
    return end is not None and now > end + LIFETIME


def person_token(person: Person, *, on: date) -> str:
    """The token of the page of what is the person's in their project, given out on that day."""
    return _signed(f"{person.pk}.{person.link_key}.{on.toordinal()}", PERSON_PURPOSE)


def person_path(person: Person, *, on: date) -> str:
    return address(MINE, person_token(person, on=on))


def person_url(person: Person, *, on: date) -> str:
    """The absolute link, built from SITE_URL and never from a request's Host."""
    return f"{settings.SITE_URL}{person_path(person, on=on)}"


def person_of(token: str, *, now: datetime) -> Person | None:
    """Whose page it is; None for every token that is forged, cut, revoked or past its time."""
    number, key, day = unsigned(token, PERSON_PURPOSE, parts=3)
    if not number or key == PREVIEW_KEY:
        return None
    if now.astimezone(UTC).date() > date.fromordinal(int(day)) + LIFETIME:
        return None
    people = Person.objects.select_related("project")
    return people.filter(pk=int(number), link_key=key).first()
