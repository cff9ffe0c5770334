"""The signed link of an invitation: bound to it and to this purpose, for one use, until it ends.

It ends when it was used, after its week, when it is taken back, and when it is sent anew: `link_key` changes.
"""

from datetime import datetime

from django.conf import settings
from django.core.signing import Signer

from workshops.addresses import JOIN, address
from workshops.links import unsigned
from workshops.models import Invitation

PURPOSE = "workshops.invitation"


def invitation_token(invitation: Invitation) -> str:
    return Signer(salt=PURPOSE).sign(f"{invitation.pk}.{invitation.link_key}")


def invitation_url(invitation: Invitation) -> str:
    """The absolute link, built from SITE_URL and never from a request's Host."""
    return settings.SITE_URL + address(JOIN, invitation_token(invitation))


def invitation_of(token: str, *, now: datetime) -> Invitation | None:
    """Whose invitation it is; None for every token that is forged, cut, used, revoked or past its time."""
    number, key = unsigned(token, PURPOSE, parts=2)
    if not number:
        return None
    rows = Invitation.objects.open().select_related("project", "invited_by")
    invitation: Invitation | None = rows.filter(pk=int(number), link_key=key, expires_at__gt=now).first()
    return invitation
