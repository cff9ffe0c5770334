"""What a provider's API means by its errors, in Anymail's words and those of what it builds on.

These are imported only once an error of theirs is there: a worker that sends by SMTP does without their 6 MB.
"""

from collections.abc import Mapping
from typing import Any, Final

# 402 is an account without credit.
_OURS: Final = frozenset({401, 402, 403, 404, 408, 425, 429})
_ABOUT_THE_KEY: Final = frozenset({401, 403})
# What Amazon SES does not want of a mail; its other refusals are about the account.
_REFUSED_BY_SES: Final = frozenset({"MessageRejected", "BadRequestException"})
# What Postmark does not want of a mail: an address that is none, or that it blocks. Its other refusals, which
# come with the same 422, are about the account.
_REFUSED_BY_POSTMARK: Final = frozenset({300, 406})
# boto's words for a request that left without an answer; boto itself is there only where SES is used.
_UNANSWERED_BY_BOTO: Final = frozenset({"ReadTimeoutError", "ConnectionClosedError", "HTTPClientError"})
# In Anymail's words: an answer without the id of a mail that was taken.
_UNREAD_OF_SES: Final = "parsing Amazon SES send result"


def is_of_provider(error: Exception) -> bool:
    """Whether Anymail raised it. All else that is asked here is asked of such an error alone."""
    return any(ancestor.__module__ == "anymail.exceptions" for ancestor in type(error).__mro__)


def is_refusal(error: Exception) -> bool:
    """Whether the provider does not want this very mail."""
    from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

    if isinstance(error, AnymailAPIError):
        if told := _told_by_boto(error):
            return told.get("Error", {}).get("Code") in _REFUSED_BY_SES
        if told_by_postmark := _code_of_postmark(error):
            return told_by_postmark in _REFUSED_BY_POSTMARK
        status = _status(error)
        return 400 <= status < 500 and status not in _OURS
    return isinstance(error, AnymailRecipientsRefused)


def is_about_key(error: Exception) -> bool:
    """Whether the provider does not let us in."""
    from anymail.exceptions import AnymailAPIError

    return isinstance(error, AnymailAPIError) and _status(error) in _ABOUT_THE_KEY


def is_unanswered(error: Exception) -> bool:
    """Whether the provider may have got the mail, and no answer came, or none that can be read."""
    from anymail.exceptions import AnymailAPIError
    from requests.exceptions import ChunkedEncodingError, ConnectTimeout, ProxyError, SSLError, Timeout
    from requests.exceptions import ConnectionError as RequestConnectionError

    if not isinstance(error, AnymailAPIError):
        return False
    if error.response is not None:
        # Without a cause the answer was understood, and says no.
        return 200 <= _status(error) < 300 and error.__cause__ is not None
    if type(error.__cause__).__name__ in _UNANSWERED_BY_BOTO or _UNREAD_OF_SES in str(error):
        return True
    if not isinstance(error, (RequestConnectionError, Timeout, ChunkedEncodingError)):
        return False
    return not (isinstance(error, (ConnectTimeout, ProxyError, SSLError)) or _never_connected(error))


def _status(error: Any) -> int:
    """HTTP's."""
    told: int | None = _told_by_boto(error).get("ResponseMetadata", {}).get("HTTPStatusCode")
    return told or error.status_code or 0


def _told_by_boto(error: Any) -> Mapping[str, Any]:
    """Its answer is no response of HTTP's; empty where it is another provider's."""
    return error.response if isinstance(error.response, Mapping) else {}


def _code_of_postmark(error: Any) -> int:
    """Its own number for what is wrong; 0 where there is none."""
    if getattr(error.backend, "esp_name", "") != "Postmark":
        return 0
    try:
        told = error.response.json()
    except (AttributeError, ValueError):
        return 0
    code = told.get("ErrorCode") if isinstance(told, dict) else None
    return code if isinstance(code, int) else 0


def _never_connected(error: Exception) -> bool:
    """requests tells it only by what urllib3 gave up for."""
    from urllib3.exceptions import NewConnectionError

    inner = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)
