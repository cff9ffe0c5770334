"""What a provider's API means by its errors, in Anymail's words and those of what it builds on.

These are imported only once an error of theirs is there: a worker that sends by SMTP does without their 6 MB.
"""

from typing import Final

_OURS: Final = frozenset({401, 403, 404, 408, 425, 429})
_ABOUT_THE_KEY: Final = frozenset({401, 403})
# boto's words for a request that left without an answer; boto itself is there only where SES is used.
_UNANSWERED_BY_BOTO: Final = frozenset({"ReadTimeoutError", "ConnectionClosedError", "HTTPClientError"})


def is_of_provider(error: Exception) -> bool:
    """Whether Anymail raised it. All else that is asked here is asked of such an error alone."""
    return any(ancestor.__module__ == "anymail.exceptions" for ancestor in type(error).__mro__)


def is_refusal(error: Exception) -> bool:
    """Whether the provider does not want this very mail."""
    from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

    if isinstance(error, AnymailAPIError):
        status = error.status_code or 0
        return 400 <= status < 500 and status not in _OURS
    return isinstance(error, AnymailRecipientsRefused)


def is_about_key(error: Exception) -> bool:
    """Whether the provider does not let us in."""
    from anymail.exceptions import AnymailAPIError

    return isinstance(error, AnymailAPIError) and error.status_code in _ABOUT_THE_KEY


def is_unanswered(error: Exception) -> bool:
    """Whether the provider may have got the mail, and no answer came."""
    from anymail.exceptions import AnymailAPIError
    from requests.exceptions import ConnectionError as RequestConnectionError
    from requests.exceptions import ConnectTimeout, ProxyError, SSLError, Timeout

    if not isinstance(error, AnymailAPIError) or error.response is not None:
        return False
    if type(error.__cause__).__name__ in _UNANSWERED_BY_BOTO:
        return True
    if not isinstance(error, (RequestConnectionError, Timeout)):
        return False
    return not (isinstance(error, (ConnectTimeout, ProxyError, SSLError)) or _never_connected(error))


def _never_connected(error: Exception) -> bool:
    """requests tells it only by what urllib3 gave up for."""
    from urllib3.exceptions import NewConnectionError

    inner = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)
