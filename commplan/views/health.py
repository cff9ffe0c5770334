"""Whether the program answers and does its work, for whatever watches over it."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from commplan.metrics import exposition
from commplan.readiness import readiness

# By any of these a proxy says that it asks for somebody else.
_FORWARDED: Final = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
    "Via",
)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 without touching the database: a slow database must not make the watcher kill the web process."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while mails leave, else 503 with the reasons: database, broker, a missing tick, a stuck queue."""
    state = readiness(timezone.now())
    answer = {
        "ready": state.is_ready,
        "reasons": state.reasons,
        "tick_age_seconds": _seconds(state.tick_age),
        "oldest_overdue_seconds": _seconds(state.oldest_overdue),
    }
    return JsonResponse(answer, status=200 if state.is_ready else 503)


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus; a 404 for all who have no business with them."""
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(exposition(timezone.now()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read_metrics(request: HttpRequest) -> bool:
    """With the token from anywhere; where none is set, from this machine itself and not through a proxy."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    return _is_loopback(request.META.get("REMOTE_ADDR", "")) and not is_forwarded


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:  # a socket in the file system has no address
        return False


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration.total_seconds(), 1)
