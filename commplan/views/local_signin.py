"""The local run's sign-in link: it opens nothing unless `manage.py up` made a token in this process."""

import ipaddress
import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@dataclass(frozen=True)
class _Pass:
    token: str
    user_id: int
    bind: str


# In memory only: it ends with the process, and no other process knows it.
_current: _Pass | None = None


def allow(*, token: str, user_id: int, bind: str) -> None:
    """From now on the token signs this user in, from the machine that serves at the address `bind`."""
    global _current
    _current = _Pass(token, user_id, bind)


def forbid() -> None:
    """From now on no token signs anybody in."""
    global _current
    _current = None


def is_this_machine(remote: str, bind: str) -> bool:
    """Whether a request came from the machine that serves it."""
    try:
        return remote == bind or ipaddress.ip_address(remote).is_loopback
    except ValueError:
        return False


@login_not_required
@require_GET
@never_cache
def local_signin(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by the link on the terminal; for anybody else the page does not exist.

    A GET signs in, since a person clicks it where it was printed and no mail scanner ever sees it.
    """
    if (
        _current is None
        or not secrets.compare_digest(token.encode(), _current.token.encode())
        or not is_this_machine(request.META.get("REMOTE_ADDR", ""), _current.bind)
    ):
        raise Http404
    user = get_object_or_404(get_user_model(), pk=_current.user_id, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    response = redirect("/")
    response["Referrer-Policy"] = "no-referrer"
    return response
