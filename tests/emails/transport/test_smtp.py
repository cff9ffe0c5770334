"""What SMTP knows of a mail's fate, against a server that drops the line where it is told to."""

import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage

from emails.transport.errors import InDoubt
from emails.transport.smtp import EmailBackend, Envelope
from tests.emails.answering import Server, connected_to

MAIL = b"Subject: Hold\r\n\r\nthe date"
TO_ADA = Envelope("plan@example.org", "ada@example.org", len(MAIL))
TO_BO = Envelope("plan@example.org", "bo@example.org", len(MAIL))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def mail_server(server: Server) -> Iterator[EmailBackend]:
    with connected_to(server) as backend:
        yield backend


def through_django(mail_server: EmailBackend) -> None:
    mail_server.send_messages([EmailMessage("Hold", "the date", "plan@example.org", ["ada@example.org"])])


def as_bytes(mail_server: EmailBackend) -> None:
    mail_server.send_bytes(TO_ADA, MAIL)


BOTH_WAYS = pytest.mark.parametrize("send", [through_django, as_bytes])
Send = Callable[[EmailBackend], None]


@BOTH_WAYS
def test_line_that_drops_after_the_data_leaves_doubt(server: Server, mail_server: EmailBackend, send: Send):
    server.answers["end"] = None

    with pytest.raises(InDoubt, match="while the mail server took the mail"):
        send(mail_server)


@BOTH_WAYS
def test_server_that_stays_silent_after_the_data_leaves_doubt(
    server: Server, mail_server: EmailBackend, send: Send
):
    server.answers["end"] = ""

    with pytest.raises(InDoubt):
        send(mail_server)


@pytest.mark.parametrize("answer", ["what?", "354 go on"])
def test_answer_without_sense_after_the_data_leaves_doubt(
    server: Server, mail_server: EmailBackend, answer: str
):
    server.answers["end"] = answer

    with pytest.raises(InDoubt, match="made no sense"):
        as_bytes(mail_server)


@pytest.mark.parametrize("word", ["mail", "rcpt", "data"])
def test_line_that_drops_before_the_data_leaves_none(server: Server, mail_server: EmailBackend, word: str):
    server.answers[word] = None

    with pytest.raises(smtplib.SMTPServerDisconnected):
        as_bytes(mail_server)


def test_line_that_drops_while_the_data_is_on_its_way_leaves_none(server: Server, mail_server: EmailBackend):
    connection: Any = mail_server.connection

    class Cut:
        """Takes a part of the mail, and then breaks."""

        def __init__(self, inner: socket.socket) -> None:
            self.inner, self.left = inner, 10

        def sendall(self, content: bytes) -> None:
            self.inner.sendall(content)

        def send(self, content: memoryview) -> int:
            if not self.left:
                raise ConnectionResetError("cut")
            taken, self.left = self.inner.send(content[: self.left]), 0
            return taken

        def close(self) -> None:
            self.inner.close()

    connection.sock = Cut(connection.sock)

    with pytest.raises(smtplib.SMTPServerDisconnected, match="before the mail was out"):
        as_bytes(mail_server)


@pytest.mark.parametrize(("answer", "code"), [("451 later", 451), ("554 no", 554)])
def test_answer_after_the_data_is_the_servers_own(
    server: Server, mail_server: EmailBackend, answer: str, code: int
):
    server.answers["end"] = answer

    with pytest.raises(smtplib.SMTPDataError) as refused:
        as_bytes(mail_server)

    assert refused.value.smtp_code == code


def test_any_yes_after_the_data_is_a_yes(server: Server, mail_server: EmailBackend):
    server.answers["end"] = "252 taken, I think"

    as_bytes(mail_server)

    assert server.content == b"Subject: Hold\r\n\r\nthe date\r\n"


def test_line_of_dots_arrives_as_it_was_written(server: Server, mail_server: EmailBackend):

    mail_server.send_bytes(TO_ADA, b"\r\n.\r\n..two\r\n")

    assert server.content == b"\r\n..\r\n...two\r\n"


@pytest.fixture
def server_that_takes_rows(server: Server) -> Server:
    server.answers["ehlo"] = "250-ready\r\n250 PIPELINING"
    return server


@pytest.mark.parametrize("following", [TO_BO, None], ids=["known before", "found meanwhile"])
def test_next_envelope_is_ready_before_the_next_mail_and_its_data_is_not(
    server_that_takes_rows: Server, mail_server: EmailBackend, following: Envelope | None
):
    mail_server.send_bytes(TO_ADA, MAIL, lambda: TO_BO, following=following)
    mail_server.send_bytes(TO_BO, MAIL)

    assert server_that_takes_rows.heard[1:] == [
        "mail FROM:<plan@example.org>",
        "rcpt TO:<ada@example.org>",
        "data",
        "(mail)",
        "mail FROM:<plan@example.org>",
        "rcpt TO:<bo@example.org>",
        "data",
        "(mail)",
    ]


def test_not_a_byte_of_the_next_mail_leaves_before_it_is_asked_for(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    mail_server.send_bytes(TO_ADA, MAIL, lambda: TO_BO)
    server_that_takes_rows.wait_for("rcpt TO:<bo@example.org>", "data")
    mail_server.close()

    server_that_takes_rows.wait_for("data", "(hung up after 0 lines)")


def test_server_that_wants_to_know_the_size_is_told(server: Server, mail_server: EmailBackend):
    server.answers["ehlo"] = "250-ready\r\n250 SIZE 1000000"

    as_bytes(mail_server)

    assert server.heard[1] == "mail FROM:<plan@example.org> size=25"


def test_server_that_takes_no_rows_is_told_one_thing_after_the_other(
    server: Server, mail_server: EmailBackend
):
    server.answers["mail"] = "451 not now"

    with pytest.raises(smtplib.SMTPSenderRefused):
        mail_server.send_bytes(TO_ADA, MAIL, lambda: TO_BO)

    assert server.heard[1:] == ["mail FROM:<plan@example.org>"]


def test_refusal_of_the_next_recipient_shows_in_its_own_turn(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    def refuse_from_now_on() -> Envelope:
        server_that_takes_rows.answers["rcpt"] = "550 nobody of that name"
        return TO_BO

    mail_server.send_bytes(TO_ADA, MAIL, refuse_from_now_on)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        mail_server.send_bytes(TO_BO, MAIL)
    assert refused.value.recipients == {"bo@example.org": (550, b"nobody of that name")}


def test_server_that_asks_for_a_mail_to_nobody_gets_none(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    server_that_takes_rows.answers["rcpt"] = "450 later"

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mail_server.send_bytes(TO_ADA, MAIL)

    server_that_takes_rows.wait_for("data", "(hung up after 0 lines)")


def test_server_that_refuses_the_whole_row_is_taken_leave_of(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    server_that_takes_rows.answers |= {"mail": "451 not now", "rcpt": "503 no", "data": "503 no"}

    with pytest.raises(smtplib.SMTPSenderRefused) as refused:
        mail_server.send_bytes(TO_ADA, MAIL)
    mail_server.close()

    assert refused.value.args == (451, b"not now", "plan@example.org")
    server_that_takes_rows.wait_for("data", "quit")


def test_server_that_will_not_have_the_data_is_heard(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    server_that_takes_rows.answers["data"] = "554 no"

    with pytest.raises(smtplib.SMTPDataError) as refused:
        mail_server.send_bytes(TO_ADA, MAIL)

    assert refused.value.args == (554, b"no")


def as_another_size(mail_server: EmailBackend) -> None:
    mail_server.send_bytes(Envelope("plan@example.org", "bo@example.org", 99), MAIL)


@pytest.mark.parametrize("send_instead", [through_django, as_bytes, as_another_size])
def test_mail_that_comes_instead_of_the_next_takes_its_envelope_back(
    server_that_takes_rows: Server, mail_server: EmailBackend, send_instead: Send
):
    mail_server.send_bytes(TO_ADA, MAIL, lambda: TO_BO)
    server_that_takes_rows.wait_for("rcpt TO:<bo@example.org>", "data")
    send_instead(mail_server)

    heard = server_that_takes_rows.heard
    assert heard[5:9] == [
        "mail FROM:<plan@example.org>",
        "rcpt TO:<bo@example.org>",
        "data",
        "(hung up after 0 lines)",
    ]
    assert heard.count("(mail)") == 2
    assert b"the date" in server_that_takes_rows.content


def test_line_that_drops_with_the_next_envelope_on_it_leaves_doubt_of_the_mail_before(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    server_that_takes_rows.answers["end"] = None

    with pytest.raises(InDoubt):
        mail_server.send_bytes(TO_ADA, MAIL, lambda: TO_BO)


class DroppingSocket:
    """Lets so many octets through, and then no more."""

    def __init__(self, sock: socket.socket, octets: int) -> None:
        self.sock, self.octets = sock, octets

    def send(self, data: bytes) -> int:
        if self.octets == 0:
            raise ConnectionResetError("dropped")
        sent = self.sock.send(data[: self.octets])
        self.octets -= sent
        return sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)


WIRE = len(MAIL) + len("\r\n.\r\n")


@pytest.mark.parametrize(
    ("octets", "error"),
    [(WIRE - 1, smtplib.SMTPServerDisconnected), (WIRE, None), (WIRE + 5, None)],
)
def test_line_that_drops_in_the_packet_of_two_mails_leaves_doubt_of_none(
    server_that_takes_rows: Server, mail_server: EmailBackend, octets: int, error: type[Exception] | None
):
    connection = mail_server.connection
    connection.ehlo()
    send_whole = connection._send_whole

    def drop(content: bytes, behind: bytes = b"") -> None:
        connection.sock = DroppingSocket(connection.sock, octets)
        send_whole(content, behind)

    connection._send_whole = drop
    if error is None:
        mail_server.send_bytes(TO_ADA, MAIL, following=TO_BO)
        assert server_that_takes_rows.content
    else:
        with pytest.raises(error):
            mail_server.send_bytes(TO_ADA, MAIL, following=TO_BO)
        assert not server_that_takes_rows.content


def test_line_that_drops_at_the_next_envelope_leaves_no_doubt_of_either(
    server_that_takes_rows: Server, mail_server: EmailBackend
):
    def drop_from_now_on() -> Envelope:
        server_that_takes_rows.answers["mail"] = None
        return TO_BO

    mail_server.send_bytes(TO_ADA, MAIL, drop_from_now_on)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        mail_server.send_bytes(TO_BO, MAIL)


@BOTH_WAYS
def test_server_that_drips_its_answer_is_not_waited_for_longer_than_for_a_silent_one(
    server: Server, mail_server: EmailBackend, send: Send
):
    server.drips = "250 taken, and I take my time to tell you so"
    begin = time.monotonic()

    with pytest.raises(InDoubt, match="timed out"):
        send(mail_server)

    assert time.monotonic() - begin < 3


def test_lines_that_come_together_are_read_one_by_one(server: Server, mail_server: EmailBackend):
    server.answers["end"] = "250-taken\r\n250-and\r\n250 done"

    as_bytes(mail_server)
    as_bytes(mail_server)

    assert server.heard.count("(mail)") == 2


def test_line_without_an_end_is_no_answer(server: Server, mail_server: EmailBackend):
    server.answers["rcpt"] = "2" * 20_000

    with pytest.raises(smtplib.SMTPResponseException, match="Line too long"):
        as_bytes(mail_server)


def test_bytes_need_an_open_connection():
    closed = EmailBackend(host="127.0.0.1", port=9, use_tls=False, use_ssl=False)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        as_bytes(closed)


def test_connection_is_secret_from_the_start_where_the_settings_say_so():
    plain = EmailBackend(use_tls=False, use_ssl=False)
    secret = EmailBackend(use_tls=False, use_ssl=True)

    assert issubclass(secret.connection_class, smtplib.SMTP_SSL)
    assert not issubclass(plain.connection_class, smtplib.SMTP_SSL)
