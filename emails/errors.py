"""What a failed hand-over means: worth another try or not, and what to tell the manager."""

import smtplib
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from requests.exceptions import ConnectionError as RequestConnectionError
from requests.exceptions import ConnectTimeout, ProxyError, SSLError, Timeout
from urllib3.exceptions import NewConnectionError

# After the first failures soon, as most troubles are short; then hourly.
BACKOFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
# So that what failed together is not tried again all at once.
JITTER: Final = 0.2
# RFC 5321, 4.5.4.1: give up after four to five days.
GIVE_UP_AFTER: Final = timedelta(days=5)

# Refusals that are about us, not about this one mail: they pass when our settings are mended.
_OURS: Final = (smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError)
_OURS_BY_STATUS: Final = frozenset({401, 403, 404, 408, 425, 429})


# boto's words for a request that left without an answer; boto itself is there only where SES is used.
_UNANSWERED_BY_BOTO: Final = frozenset({"ReadTimeoutError", "ConnectionClosedError", "HTTPClientError"})


class InDoubt(Exception):
    """The connection was lost when the server may have taken the mail already."""


class NothingTaken(Exception):
    """The mail server raised no error, and took no mail."""


def is_in_doubt(error: Exception) -> bool:
    """Whether the other side may have taken the mail, of which no answer came."""
    if isinstance(error, InDoubt):
        return True
    if not isinstance(error, AnymailAPIError) or error.response is not None:
        return False
    if type(error.__cause__).__name__ in _UNANSWERED_BY_BOTO:
        return True
    if not isinstance(error, (RequestConnectionError, Timeout)):
        return False
    return not (isinstance(error, (ConnectTimeout, ProxyError, SSLError)) or _never_connected(error))


def _never_connected(error: Exception) -> bool:
    """requests tells it only by what urllib3 gave up for."""
    inner = error.__cause__.args[0] if error.__cause__ and error.__cause__.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def is_permanent(error: Exception) -> bool:
    """Whether another try with the same mail would fail the same way."""
    if isinstance(error, AnymailRecipientsRefused):
        return True
    if isinstance(error, AnymailAPIError):
        status = error.status_code or 0
        return 400 <= status < 500 and status not in _OURS_BY_STATUS
    if isinstance(error, (smtplib.SMTPSenderRefused, *_OURS)):
        return False
    return 500 <= (smtp_code(error) or 0) < 600


def is_connection_lost(error: Exception) -> bool:
    """Whether the server was not reached, or is gone: nothing is wrong with the mail."""
    if isinstance(error, (smtplib.SMTPServerDisconnected, *_OURS)):
        return True
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


def smtp_code(error: Exception) -> int | None:
    """The server's answer to the one recipient, or to the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def describe(error: Exception) -> str:
    """The reason in one line, as the server gave it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [f"{code} {_decoded(answer)}" for code, answer in error.recipients.values()]
        text = f"The server refused the address: {'; '.join(answers)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        text = f"The server answered: {error.smtp_code} {_decoded(error.smtp_error)}"
    elif isinstance(error, InDoubt):
        text = f"Perhaps sent: {error}"
    elif is_connection_lost(error):
        text = f"The mail server could not be reached: {error}"
    else:
        text = f"{type(error).__name__}: {error}"
    return printable(text)


def printable(text: str) -> str:
    """A stranger's words in one line, with nothing in them that a database or a page could trip over."""
    return "".join(char if char.isprintable() else " " for char in text[:500])


def next_try(attempts: int, *, key: str, now: datetime) -> datetime:
    """When to try again after so many tries; the same key gives the same instant."""
    pause = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    share = int.from_bytes(sha256(f"{key}/{attempts}".encode()).digest()[:4], "big") / 0xFFFFFFFF
    return now + pause * (1 - JITTER + 2 * JITTER * share)


def _decoded(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def is_expected(error: Exception) -> bool:
    """Whether a mail server's answer explains it; all else deserves a traceback."""
    return is_connection_lost(error) or isinstance(error, OSError) or is_in_doubt(error)
