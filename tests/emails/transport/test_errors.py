"""What a failed hand-over means."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from anymail.backends.postmark import EmailBackend
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from requests import Response

from emails.transport.errors import advice, describe, is_permanent, next_try

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ada@example.org": (code, b"no\r\nsuch mailbox")})


def api_error(status: int) -> AnymailAPIError:
    error = AnymailAPIError("no")
    error.status_code = status
    return error


def ses_error(status: int, code: str) -> AnymailAPIError:
    """boto's answer is no response of HTTP's."""
    told = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return AnymailAPIError("no", response=told)


def postmark_error(content: bytes) -> AnymailAPIError:
    response = Response()
    response.status_code, response._content = 422, content
    backend = EmailBackend(server_token="secret")
    return AnymailAPIError("no", response=response, status_code=422, backend=backend)


def key_error() -> AnymailAPIError:
    response = Response()
    response.status_code, response.reason = 401, "Unauthorized"
    return AnymailAPIError("no", response=response, status_code=401)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(550), True),
        (refused(451), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(452, b"full"), False),
        # These are about our settings: they are mended, and the mail is not lost.
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPSenderRefused(550, b"not yours", "plan@example.org"), False),
        (smtplib.SMTPSenderRefused(552, b"too large", "plan@example.org"), True),
        (refused(530), False),
        (smtplib.SMTPRecipientsRefused({"ada@example.org": (554, b"5.7.1 Relay access denied")}), False),
        (smtplib.SMTPResponseException(500, "Line too long."), False),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."), False),
        (smtplib.SMTPConnectError(554, b"go away"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("slow"), False),
        (ConnectionRefusedError("closed"), False),
        (AnymailRecipientsRefused("no"), True),
        (api_error(422), True),
        (api_error(401), False),
        (api_error(402), False),
        (api_error(429), False),
        (api_error(503), False),
        (
            postmark_error(b'{"ErrorCode": 406, "Message": "You tried to send to an inactive recipient."}'),
            True,
        ),
        (postmark_error(b'{"ErrorCode": 300, "Message": "Invalid email request"}'), True),
        (postmark_error(b'{"ErrorCode": 400, "Message": "Sender signature not found"}'), False),
        (postmark_error(b'{"ErrorCode": 412, "Message": "Your account is pending approval."}'), False),
        (postmark_error(b'{"ErrorCode": "?"}'), True),
        (postmark_error(b"[]"), True),
        (postmark_error(b"<html>"), True),
        (ses_error(400, "MessageRejected"), True),
        (ses_error(400, "SendingPausedException"), False),
        (ses_error(403, "SignatureDoesNotMatch"), False),
        (ses_error(429, "TooManyRequestsException"), False),
        (ValueError("ours"), False),
    ],
)
def test_permanent_is_what_would_fail_the_same_way_again(error, expected):
    assert is_permanent(error) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(550), "The server refused the address: 550 no  such mailbox"),
        (smtplib.SMTPDataError(554, "spam"), "The server answered: 554 spam"),
        (ConnectionRefusedError("closed"), "The mail server could not be reached: closed"),
        (ValueError("odd\x00"), "ValueError: odd "),
    ],
)
def test_reason_is_one_line_in_the_servers_words(error, expected):
    assert describe(error) == expected


@pytest.mark.parametrize(
    ("error", "reason", "setting"),
    [
        (
            smtplib.SMTPAuthenticationError(535, b"bad credentials"),
            "The mail server refuses our sign-in: 535 bad credentials",
            "user name and password in EMAIL_URL",
        ),
        (
            smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."),
            "The mail server does not talk to us: STARTTLS extension not supported by server.",
            "encryption in EMAIL_URL",
        ),
        (
            smtplib.SMTPSenderRefused(550, b"not yours", "plan@example.org"),
            "The mail server does not send for our address: 550 not yours",
            "DEFAULT_FROM_EMAIL",
        ),
        (
            smtplib.SMTPRecipientsRefused({"ada@example.org": (554, b"Relay access denied")}),
            "The mail server does not pass our mails on to others: 554 Relay access denied",
            "EMAIL_URL",
        ),
        (key_error(), "The mail provider refuses our key: ", "ANYMAIL"),
        (ses_error(403, "SignatureDoesNotMatch"), "The mail provider refuses our key: ", "ANYMAIL"),
        (TimeoutError("timed out"), "The mail server could not be reached: timed out", "EMAIL_URL"),
        (refused(550), "The server refused the address: 550 no  such mailbox", ""),
        (smtplib.SMTPSenderRefused(421, b"later", "plan@example.org"), "The server answered: 421 later", ""),
    ],
)
def test_what_would_hit_any_mail_says_whose_fault_it_is_and_what_mends_it(error, reason, setting):
    assert describe(error).startswith(reason)
    assert setting in advice(reason)
    assert bool(advice(reason)) is bool(setting)


def test_pauses_grow_to_an_hour():
    pauses = [next_try(attempts, key="a", now=NOW) - NOW for attempts in range(1, 9)]

    nominal = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 60, 60, 60)]
    assert all(
        0.8 * expected <= pause <= 1.2 * expected for pause, expected in zip(pauses, nominal, strict=True)
    )


def test_pause_that_leads_past_the_deadline_is_cut_short_before_it():
    deadline = NOW + timedelta(minutes=40)

    instants = [next_try(5, key=str(number), now=NOW, deadline=deadline) for number in range(50)]

    assert all(timedelta(minutes=5) <= deadline - at <= timedelta(minutes=10) for at in instants)
    assert len(set(instants)) == 50
    assert next_try(1, key="a", now=NOW, deadline=deadline) == next_try(1, key="a", now=NOW)


def test_there_is_no_last_try_where_the_deadline_is_too_near():
    deadline = NOW + timedelta(minutes=4)

    assert next_try(5, key="a", now=NOW, deadline=deadline) == next_try(5, key="a", now=NOW)


def test_what_failed_together_is_not_tried_again_at_once():
    instants = {next_try(1, key=str(number), now=NOW) for number in range(50)}

    assert len(instants) == 50
    assert next_try(1, key="0", now=NOW) in instants
