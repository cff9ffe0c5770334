"""Where providers tell what became of a mail: Anymail's own views, behind the secret."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import anymail.urls
from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailImproperlyInstalled
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

# What a parser trips over that was written for the provider's own posts alone.
_MALFORMED = (AnymailError, AttributeError, KeyError, TypeError, ValueError)


class MalformedIsBadRequest:
    """A post that is not in the provider's form is answered with 400: sending it again would not mend it."""

    def run_validators(self, request: HttpRequest) -> None:
        _or_bad_request(super().run_validators, request)  # type: ignore[misc]

    def parse_events(self, request: HttpRequest) -> list[Any]:
        events: list[Any] = _or_bad_request(super().parse_events, request)  # type: ignore[misc]
        return events


def _or_bad_request(read: Callable[[HttpRequest], Any], request: HttpRequest) -> Any:
    try:
        return read(request)
    except SuspiciousOperation:
        raise
    except _MALFORMED as error:
        raise BadRequest("This is not an event in the provider's form.") from error


def tracking_patterns() -> Iterator[URLPattern]:
    """One address a provider, as Anymail names them; mail that comes in is none of our business."""
    for known in anymail.urls.urlpatterns:
        if "inbound" not in known.name:
            yield path(f"anymail/{known.pattern}", _guarded(known.callback.view_class), name=known.name)


def _guarded(view_class: type[Any]) -> Callable[..., HttpResponse]:
    tolerant: Any = type(view_class.__name__, (MalformedIsBadRequest, view_class), {})
    view = tolerant.as_view()

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
            raise Http404
        try:
            answer: HttpResponse = view(request)
        except (AnymailConfigurationError, AnymailImproperlyInstalled) as error:
            # Its keys or its package are missing here: mail goes out by another provider.
            raise Http404 from error
        return answer

    return guarded
