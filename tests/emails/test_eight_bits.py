"""A mail that is not ASCII, to servers that take eight bits and to those that do not."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from emails.transport.smtp import EmailBackend, Envelope, in_seven_bits
from tests.emails.answering import Server, connected_to

TEXT = "Bitte halten Sie den Tag frei.\r\n.Zoë Ångström\r\n"
HTML = "<p>Bitte halten Sie den Tag frei, Zoë Ångström.</p>"


def mail_to(recipient: str, text: str = TEXT) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives("Größe", text, "plan@example.org", [recipient])
    mail.attach_alternative(HTML, "text/html")
    mail.attach("agenda.bin", bytes(range(256)), "application/octet-stream")
    return mail


def bytes_of(mail: EmailMultiAlternatives) -> bytes:
    message: Any = mail.message()
    return bytes(message.as_bytes(linesep="\r\n"))


def envelope_of(recipient: str, content: bytes) -> Envelope:
    return Envelope("plan@example.org", recipient, len(content), content.isascii())


def parts_of(content: bytes) -> list[tuple[str, Any]]:
    parsed = message_from_bytes(content, policy=policy.default)
    assert isinstance(parsed, ParsedMessage)
    leaves = [part for part in parsed.walk() if not part.is_multipart()]
    return [
        (part.get_content_type(), part.get_content()) for part in leaves if isinstance(part, ParsedMessage)
    ]


def undotted(content: bytes) -> bytes:
    """RFC 5321, 4.5.2."""
    return content.replace(b"\r\n..", b"\r\n.")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def mail_server(server: Server) -> Iterator[EmailBackend]:
    with connected_to(server) as backend:
        yield backend


def send(way: str, mail_server: EmailBackend, recipient: str) -> None:
    mail = mail_to(recipient)
    if way == "as messages":
        mail_server.send_messages([mail])
    else:
        content = bytes_of(mail)
        mail_server.send_bytes(envelope_of(recipient, content), content)


BOTH_WAYS = pytest.mark.parametrize("way", ["as messages", "as bytes"])


@BOTH_WAYS
def test_server_that_takes_eight_bits_is_told_of_them(server, mail_server, way):
    server.answers["ehlo"] = "250-ready\r\n250 8BITMIME"

    send(way, mail_server, "ada@example.org")

    assert server.heard[1].lower() == "mail from:<plan@example.org> body=8bitmime"
    assert "Zoë".encode() in server.content


@BOTH_WAYS
def test_mail_in_ascii_is_not_called_anything_else(server, mail_server, way):
    server.answers["ehlo"] = "250-ready\r\n250 8BITMIME"
    mail = EmailMultiAlternatives("Hold", "the date", "plan@example.org", ["ada@example.org"])

    if way == "as messages":
        mail_server.send_messages([mail])
    else:
        content = bytes_of(mail)
        mail_server.send_bytes(envelope_of("ada@example.org", content), content)

    assert server.heard[1].lower() == "mail from:<plan@example.org>"


@BOTH_WAYS
@pytest.mark.parametrize("greeting", ["250 ready", "250-ready\r\n250-SIZE 100000\r\n250 PIPELINING"])
def test_server_that_does_not_gets_the_same_mail_in_ascii(server, mail_server, way, greeting):
    server.answers["ehlo"] = greeting

    send(way, mail_server, "ada@example.org")

    assert server.content.isascii()
    assert max(map(len, server.content.splitlines())) <= 998
    taken = undotted(server.content)
    assert parts_of(taken) == parts_of(bytes_of(mail_to("ada@example.org")))
    assert "body" not in server.heard[1].lower()
    if "SIZE" in greeting:
        assert server.heard[1].lower().endswith(f" size={len(taken)}")


def test_mail_that_has_to_be_encoded_anew_is_not_announced_ahead(server, mail_server):
    """Its size would not be the one that was told."""
    server.answers["ehlo"] = "250-ready\r\n250-SIZE 100000\r\n250 PIPELINING"
    content = bytes_of(mail_to("ada@example.org"))
    to_ada, to_bo = envelope_of("ada@example.org", content), envelope_of("bo@example.org", content)

    mail_server.send_bytes(to_ada, content, following=to_bo)
    mail_server.send_bytes(to_bo, content, lambda: to_ada)
    mail_server.send_bytes(to_ada, content)

    heard = [line.split(" ")[0].lower() for line in server.heard]
    assert heard == ["ehlo", *["mail", "rcpt", "data", "(mail)"] * 3]


def test_headers_and_boundaries_stay_as_they_are():
    content = bytes_of(mail_to("ada@example.org"))

    encoded = in_seven_bits(content)

    before, after = (message_from_bytes(text, policy=policy.compat32) for text in (content, encoded))
    assert after.items() == before.items()
    assert after.get_boundary() == before.get_boundary()
