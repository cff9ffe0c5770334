"""Who is asking, for the sign-in throttle."""

from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The peer's address; X-Forwarded-For is anybody's to write, so it does not count."""
    return str(request.META.get("REMOTE_ADDR", ""))
