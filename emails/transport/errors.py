"""What a failed hand-over means: worth another try or not, and what to tell the manager."""

import smtplib
import ssl
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from emails.message.mailboxes import UnusableAddress
from emails.transport.errors_of_providers import is_about_key, is_of_provider, is_refusal, is_unanswered

# After the first failures soon, as most troubles are short; then hourly.
BACKOFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
# So that what failed together is not tried again all at once.
JITTER: Final = 0.2
# So long before a deadline, and up to twice as long, what failed is tried a last time.
LAST_TRY: Final = timedelta(minutes=5)
# RFC 5321, 4.5.4.1: give up after four to five days.
GIVE_UP_AFTER: Final = timedelta(days=5)

# What is about us and no single mail passes when our settings or the server are mended. With these words
# its reason begins; to each, what whoever runs the program can do about it.
UNREACHED: Final = "The mail server could not be reached"
NOT_LET_IN: Final = "The mail server does not talk to us"
NOT_TRUSTED: Final = "The mail server's certificate cannot be trusted"
SIGN_IN_REFUSED: Final = "The mail server refuses our sign-in"
SENDER_REFUSED: Final = "The mail server does not send for our address"
NOT_PASSED_ON: Final = "The mail server does not pass our mails on to others"
KEY_REFUSED: Final = "The mail provider refuses our key"
# With these begins what is about a single mail, and nobody knows.
PERHAPS_SENT: Final = "Perhaps sent"
_ADVICE: Final[dict[str, str]] = {
    UNREACHED: "Whoever runs CommPlan checks host and port in EMAIL_URL, and whether the mail server runs.",
    NOT_LET_IN: "Whoever runs CommPlan checks host, port and encryption in EMAIL_URL.",
    NOT_TRUSTED: "Whoever runs CommPlan gives EMAIL_URL the host name that stands in the certificate, and "
    "has it mended where it ran out or comes of nobody whom this machine knows.",
    SIGN_IN_REFUSED: "Whoever runs CommPlan mends user name and password in EMAIL_URL.",
    SENDER_REFUSED: "Whoever runs CommPlan sets DEFAULT_FROM_EMAIL to an address of the mail account's own.",
    NOT_PASSED_ON: "Whoever runs CommPlan gives EMAIL_URL an account that may send to anybody.",
    KEY_REFUSED: "Whoever runs CommPlan mends the key in ANYMAIL.",
}
# RFC 4954, 6: to sign in is missing, or failed.
_SIGN_IN_CODES: Final = frozenset({530, 534, 535, 538})
# RFC 1870, 6.1: said of the mail's size before it is sent.
_TOO_LARGE: Final = 552
# RFC 5321, 4.2.2: about what was said before, and not about the mail.
BAD_SEQUENCE: Final = 503
# RFC 5321, 3.8: the server ends the session.
_GOODBYE: Final = 421

_LOST: Final = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
)


class InDoubt(Exception):
    """The connection was lost when the server may have taken the mail already."""


class CalledBack(Exception):
    """What the mail says changed, or another worker has it, while the server took its time: nothing of it
    left."""


class NothingTaken(Exception):
    """The mail server raised no error, and took no mail."""


def is_in_doubt(error: Exception) -> bool:
    """Whether the other side may have taken the mail, of which no answer came."""
    return isinstance(error, InDoubt) or (is_of_provider(error) and is_unanswered(error))


def took_leave(error: Exception) -> bool:
    """Whether the mail server ended the session, with a word or without, and had not taken the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == _GOODBYE for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPServerDisconnected) or getattr(error, "smtp_code", 0) == _GOODBYE


def is_permanent(error: Exception) -> bool:
    """Whether another try with the same mail would fail the same way."""
    if isinstance(error, UnusableAddress):
        return True
    if is_of_provider(error):
        return is_refusal(error)
    return _is_refusal(error) and not _fault_of_ours(error)


def advice(reason: str) -> str:
    """What to do about a reason as `describe` gives it; empty where it is about a single mail."""
    return next((text for fault, text in _ADVICE.items() if reason.startswith(fault)), "")


def _is_refusal(error: Exception) -> bool:
    # smtplib's own, for an answer that makes no sense, has no subclass.
    if type(error) is smtplib.SMTPResponseException or smtp_code(error) == BAD_SEQUENCE:
        return False
    return 500 <= (smtp_code(error) or 0) < 600


def _fault_of_ours(error: Exception) -> str:
    """Whether it would hit any mail just so, and with which words its reason begins then."""
    code = smtp_code(error)
    if is_of_provider(error):
        return KEY_REFUSED if is_about_key(error) else ""
    if isinstance(error, smtplib.SMTPAuthenticationError) or code in _SIGN_IN_CODES:
        return SIGN_IN_REFUSED
    if isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPHeloError)):
        return NOT_LET_IN
    if isinstance(error, ssl.SSLCertVerificationError):
        return NOT_TRUSTED
    if type(error) is smtplib.SMTPResponseException:  # to STARTTLS, or what makes no sense at all
        return NOT_LET_IN
    if type(error) is smtplib.SMTPException and "authentication method" in str(error):
        return SIGN_IN_REFUSED
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return SIGN_IN_REFUSED if "AUTH" in str(error) else NOT_LET_IN if "STARTTLS" in str(error) else ""
    if isinstance(error, smtplib.SMTPSenderRefused):
        return SENDER_REFUSED if 500 <= error.smtp_code < 600 and code != _TOO_LARGE else ""
    if code == BAD_SEQUENCE:
        return NOT_LET_IN
    if _is_refusal(error) and "relay" in _answer(error).lower():
        return NOT_PASSED_ON
    return UNREACHED if is_connection_lost(error) else ""


def is_connection_lost(error: Exception) -> bool:
    """Whether the server was not reached, or is gone: nothing is wrong with the mail."""
    if isinstance(error, _LOST):
        return True
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


def smtp_code(error: Exception) -> int | None:
    """The server's answer to the one recipient, or to the mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def describe(error: Exception) -> str:
    """The reason in one line, as the server gave it."""
    if fault := _fault_of_ours(error):
        text = f"{fault}: {_answer(error)}"
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        text = f"The server refused the address: {_answer(error)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        text = f"The server answered: {_answer(error)}"
    elif isinstance(error, InDoubt):
        text = f"{PERHAPS_SENT}: {error}"
    elif isinstance(error, UnusableAddress):
        text = str(error)
    else:
        text = f"{type(error).__name__}: {error}"
    return printable(text)


def _answer(error: Exception) -> str:
    """What the server said, with its code; of any other error its own words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(answer)}" for code, answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return str(error)


def printable(text: str) -> str:
    """A stranger's words in one line, with nothing in them that a database or a page could trip over."""
    return "".join(char if char.isprintable() else " " for char in text[:500])


def next_try(attempts: int, *, key: str, now: datetime, deadline: datetime | None = None) -> datetime:
    """When to try again after so many tries; the same key gives the same instant.

    Once more shortly before the deadline, where the pause would lead past it: the server may be well by then.
    """
    pause = BACKOFF[min(max(attempts, 1), len(BACKOFF)) - 1]
    share = int.from_bytes(sha256(f"{key}/{attempts}".encode()).digest()[:4], "big") / 0xFFFFFFFF
    again = now + pause * (1 - JITTER + 2 * JITTER * share)
    if deadline is None or again < deadline - LAST_TRY:
        return again
    last = deadline - LAST_TRY * (1 + share)
    return last if last > now else again


def _decoded(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def is_expected(error: Exception) -> bool:
    """Whether a mail server's answer or an address explains it; all else deserves a traceback."""
    return isinstance(error, (OSError, UnusableAddress)) or is_connection_lost(error) or is_in_doubt(error)
