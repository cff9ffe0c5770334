"""Whether the web process answers, for whatever watches over it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 without touching the database: a slow database must not make the watcher kill the web process."""
    return HttpResponse("ok\n", content_type="text/plain")
