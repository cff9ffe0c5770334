"""Where a page leads to when its work is done."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from actions.models import ActionItem


def next_page(request: HttpRequest) -> str:
    """The page that the form was sent from, as it says itself; nothing where that is not one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def log_of(item: ActionItem) -> str:
    return reverse("actions:action-log", args=[item.project_id])
