"""The address of somebody's calendar of due dates: signed, theirs alone, good until it is taken back."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse

from actions.models import DueFeed
from workshops.links import unsigned

PURPOSE = "actions.due-feed"


def feed_url(feed: DueFeed) -> str:
    """The absolute address, built from SITE_URL and never from a request's Host."""
    token = Signer(salt=PURPOSE).sign(f"{feed.pk}.{feed.key}")
    return f"{settings.SITE_URL}{reverse('actions:due-feed', args=[token])}"


def subscribe_url(feed: DueFeed) -> str:
    """The same in the scheme that opens a calendar program."""
    return "webcal://" + feed_url(feed).partition("://")[2]


def feed_of(token: str) -> DueFeed | None:
    """Whose calendar it is; None for every token that is forged, cut or taken back."""
    number, key = unsigned(token, PURPOSE, parts=2)
    if not number:
        return None
    rows = DueFeed.objects.select_related("person__project")
    return rows.filter(pk=int(number), key=key).first()


def host() -> str:
    """What makes an entry's identity ours, however often the address of the site's pages is written."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
