"""Who is asking, for the sign-in throttle."""

from typing import Any

from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The peer's address; X-Forwarded-For is anybody's to write, so it does not count."""
    return str(request.META.get("REMOTE_ADDR", ""))


def account(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The address as the user's row has it: another spelling of it is no fresh set of tries."""
    given = (credentials or request.POST).get("username")
    return str(given or "").strip().lower()
