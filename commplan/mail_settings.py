"""What the settings of mail mean: plain functions, which the settings themselves use."""

from collections.abc import Mapping
from typing import Any, Final

_ANYMAIL: Final = "anymail.backends."
# These keep or show a mail, and nothing leaves.
_STAYS: Final = (
    "emails.backends.OutboxBackend",
    "anymail.backends.console.EmailBackend",
    "anymail.backends.test.EmailBackend",
    *(
        f"django.core.mail.backends.{name}.EmailBackend"
        for name in ("console", "dummy", "filebased", "locmem")
    ),
)


def leaves(backend: str) -> bool:
    """Whether mail goes out to people."""
    return backend not in _STAYS


def is_provider(backend: str) -> bool:
    """Whether mail goes out through a provider's API, whose events come back to us."""
    return backend.startswith(_ANYMAIL) and leaves(backend)


def webhook_secrets(anymail: Mapping[str, Any]) -> list[str]:
    """Every `name:password` that a provider may come with; while one replaces another there are two."""
    given = anymail.get("WEBHOOK_SECRET") or []
    return [given] if isinstance(given, str) else [str(secret) for secret in given]


def asked_once(anymail: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """The same, where a provider's API that says nothing is waited for so long, and asked once.

    By itself boto waits for a minute and asks three times: copies that nobody knows of, and a lease run out.
    """
    ses = dict(anymail.get("AMAZON_SES_CLIENT_PARAMS") or {})
    careful = {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"total_max_attempts": 1}}
    ses["config"] = careful | dict(ses.get("config") or {})
    return {"REQUESTS_TIMEOUT": seconds, **anymail, "AMAZON_SES_CLIENT_PARAMS": ses}
