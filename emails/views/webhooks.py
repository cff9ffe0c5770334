"""Where providers tell what became of a mail: Anymail's own views, behind the secret."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)

# Anymail is imported where it is used: with `requests`, and boto where it is installed, it takes as much
# memory as all views of ours, and who sends by SMTP needs none of it.


@csrf_exempt
@login_not_required
def tracking(request: HttpRequest, address: str) -> HttpResponse:
    """An event of a provider's, at the address that Anymail gives it."""
    from anymail.exceptions import AnymailConfigurationError, AnymailImproperlyInstalled

    if not settings.ANYMAIL.get("WEBHOOK_SECRET") or address not in _views():
        raise Http404
    try:
        return _views()[address](request)
    except (AnymailConfigurationError, AnymailImproperlyInstalled) as error:
        # Its keys or its package are missing here: mail goes out by another provider.
        raise Http404 from error


@cache
def _views() -> dict[str, Callable[[HttpRequest], HttpResponse]]:
    """One a provider; mail that comes in is none of our business."""
    from anymail.urls import urlpatterns

    return {
        str(known.pattern): _tolerant(known.callback.view_class)
        for known in urlpatterns
        if "inbound" not in known.name
    }


def _tolerant(view_class: type[Any]) -> Callable[[HttpRequest], HttpResponse]:
    tolerant: Any = type(view_class.__name__, (MalformedIsBadRequest, view_class), {})
    view: Callable[[HttpRequest], HttpResponse] = tolerant.as_view()
    return view


class MalformedIsBadRequest:
    """A post that is not in the provider's form is answered with 400: sending it again would not mend it.

    Of several events in one post those are taken that can be read; where none can, it is the post that is
    refused.
    """

    def run_validators(self, request: HttpRequest) -> None:
        _or_bad_request(super().run_validators, request)  # type: ignore[misc]

    def parse_events(self, request: HttpRequest) -> list[Any]:
        self._refused: BadRequest | None = None
        events: list[Any] = _or_bad_request(super().parse_events, request)  # type: ignore[misc]
        readable = [event for event in events if event is not None]
        if self._refused and not readable:
            raise self._refused
        if self._refused:
            logger.warning("%s of %s events could not be read", len(events) - len(readable), len(events))
        return readable

    def esp_to_anymail_event(self, *told: Any) -> Any:
        """One event of a post; None where it cannot be read."""
        try:
            return _or_bad_request(super().esp_to_anymail_event, *told)  # type: ignore[misc]
        except BadRequest as error:
            self._refused = error
            return None


def _or_bad_request(read: Callable[..., Any], *told: Any) -> Any:
    from anymail.exceptions import AnymailError

    try:
        return read(*told)
    except SuspiciousOperation:
        raise
    # What a parser trips over that was written for the provider's own posts alone: times that no calendar has
    # are an OverflowError or an OSError, and what is nested a thousand times a RecursionError.
    except (
        AnymailError,
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise BadRequest("This is not an event in the provider's form.") from error
