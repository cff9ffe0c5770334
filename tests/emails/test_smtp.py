"""What SMTP knows of a mail's fate, against a server that drops the line where it is told to."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from django.core.mail import EmailMessage

from emails.errors import InDoubt
from emails.smtp import EmailBackend

Reply = str | None


class Server:
    """One connection at a time; `answers` holds what it says to each word, None is hanging up."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.answers: dict[str, Reply] = {}
        self.content = b""
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 ready\r\n")
            while line := lines.readline():
                word = line.split(b" ")[0].strip().decode().lower()
                reply = self.answers.get(word, "354 go on" if word == "data" else "250 OK")
                if not self._say(connection, reply):
                    return
                if word == "data" and (reply or "").startswith("354"):
                    self.content = b"".join(iter(lines.readline, b".\r\n"))
                    if not self._say(connection, self.answers.get("end", "250 taken")):
                        return

    def _say(self, connection: socket.socket, reply: Reply) -> bool:
        if reply is not None:
            connection.sendall(f"{reply}\r\n".encode())
        return reply is not None

    def stop(self) -> None:
        self.listener.close()
        self.thread.join(timeout=5)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def mail_server(server: Server) -> Iterator[EmailBackend]:
    backend = EmailBackend(host="127.0.0.1", port=server.port, use_tls=False, use_ssl=False, timeout=1)
    backend.open()
    yield backend
    backend.close()


def through_django(mail_server: EmailBackend) -> None:
    mail_server.send_messages([EmailMessage("Hold", "the date", "plan@example.org", ["ada@example.org"])])


def as_bytes(mail_server: EmailBackend) -> None:
    mail_server.send_bytes("plan@example.org", "ada@example.org", b"Subject: Hold\r\n\r\nthe date")


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


def test_answer_without_sense_after_the_data_leaves_doubt(server: Server, mail_server: EmailBackend):
    server.answers["end"] = "what?"

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


@pytest.mark.parametrize(("answer", "code"), [("451 later", 451), ("554 no", 554), ("354 what", 354)])
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

    mail_server.send_bytes("plan@example.org", "ada@example.org", b"\r\n.\r\n..two\r\n")

    assert server.content == b"\r\n..\r\n...two\r\n"


def test_bytes_need_an_open_connection():
    closed = EmailBackend(host="127.0.0.1", port=9, use_tls=False, use_ssl=False)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        as_bytes(closed)


def test_connection_is_secret_from_the_start_where_the_settings_say_so():
    plain = EmailBackend(use_tls=False, use_ssl=False)
    secret = EmailBackend(use_tls=False, use_ssl=True)

    assert issubclass(secret.connection_class, smtplib.SMTP_SSL)
    assert not issubclass(plain.connection_class, smtplib.SMTP_SSL)
