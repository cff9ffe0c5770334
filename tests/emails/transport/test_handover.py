"""Which way mails leave by, and what it says of those that may have been taken."""

from types import SimpleNamespace
from typing import Any

import pytest
import requests
from anymail.exceptions import AnymailAPIError, AnymailRequestsAPIError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from emails.message.mail import PlanMail
from emails.transport.errors import InDoubt, NothingTaken, is_in_doubt
from emails.transport.handover import PlainHandover, way_out
from emails.transport.smtp import EmailBackend


class Scripted(BaseEmailBackend):
    """Raises what it is told to, or takes the mail under this id."""

    def __init__(self, error: Exception | None = None, taken: int | None = 1, own_id: str = "") -> None:
        super().__init__()
        self.error, self.taken, self.own_id = error, taken, own_id

    def send_messages(self, email_messages: Any) -> int:
        if self.error:
            raise self.error
        for message in email_messages:
            message.anymail_status = SimpleNamespace(message_id=self.own_id)
        return self.taken or 0


def api_error(cause: Exception) -> AnymailRequestsAPIError:
    """As Anymail raises it: of its own kind and of that of its cause."""
    kind: Any = type("AnymailRequestsAPIError", (AnymailRequestsAPIError, type(cause)), {})
    error: AnymailRequestsAPIError = kind("Error posting")
    error.__cause__ = cause
    return error


def answered(status: int, cause: Exception | None = None) -> AnymailRequestsAPIError:
    response = requests.Response()
    response.status_code, response.reason = status, "of the API"
    error = AnymailRequestsAPIError("Invalid API response", response=response)
    error.__cause__ = cause
    return error


def never_connected() -> requests.ConnectionError:
    reason: Any = NewConnectionError(object(), "refused")  # type: ignore[arg-type]
    pool: Any = object()
    return requests.ConnectionError(MaxRetryError(pool, "/email", reason))


def boto_error(name: str) -> AnymailRequestsAPIError:
    error = AnymailRequestsAPIError("Error posting")
    error.__cause__ = type(name, (Exception,), {})("gone")
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (InDoubt("gone"), True),
        (api_error(requests.ReadTimeout("slow")), True),
        (api_error(requests.ConnectionError(ProtocolError("Connection aborted."))), True),
        (api_error(requests.exceptions.ChunkedEncodingError("Connection broken")), True),
        (boto_error("ReadTimeoutError"), True),
        (answered(200, KeyError("MessageID")), True),
        (AnymailAPIError("'MessageId' parsing Amazon SES send result {}"), True),
        (answered(200), False),
        (answered(503, KeyError("MessageID")), False),
        (api_error(requests.ConnectTimeout("slow")), False),
        (api_error(requests.exceptions.SSLError("no")), False),
        (api_error(never_connected()), False),
        (boto_error("EndpointConnectionError"), False),
        (AnymailRequestsAPIError("ours"), False),
        (ValueError("ours"), False),
    ],
)
def test_doubt_is_a_request_that_left_without_an_answer_that_can_be_read(error, expected):
    assert is_in_doubt(error) is expected


def test_lost_answer_of_a_provider_is_doubt():
    handover = PlainHandover(Scripted(api_error(requests.ReadTimeout("slow"))))

    with pytest.raises(InDoubt):
        handover.send(PlanMail())


@pytest.mark.parametrize("error", [InDoubt("gone"), ValueError("ours")])
def test_what_the_connection_raises_itself_is_left_as_it_is(error):
    handover = PlainHandover(Scripted(error))

    with pytest.raises(type(error)) as raised:
        handover.send(PlanMail())

    assert raised.value is error


def test_server_that_takes_nothing_without_a_word_is_an_error():
    with pytest.raises(NothingTaken):
        PlainHandover(Scripted(taken=0)).send(PlanMail())


def test_providers_own_id_is_told():
    assert PlainHandover(Scripted(own_id="<0100-abc>")).send(PlanMail()) == "0100-abc"


def test_backend_without_ids_tells_none():
    assert PlainHandover(LocmemBackend()).send(PlanMail(to=["ada@example.org"])) == ""


def test_smtp_of_the_settings_is_the_one_that_knows_doubt(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert isinstance(way_out().connection, EmailBackend)


def test_any_other_backend_is_used_as_it_is(mailoutbox):
    handover = way_out()

    handover.open()
    handover.send(PlanMail(subject="Hold", to=["ada@example.org"]))
    handover.close()

    assert [mail.subject for mail in mailoutbox] == ["Hold"]
    assert isinstance(mailoutbox[0], EmailMessage)
