"""What the settings of mail mean."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
from django.core.mail import EmailMessage, get_connection

from commplan.mail_settings import asked_once
from emails.transport.errors import is_in_doubt

KEYS = {"region_name": "eu-west-1", "aws_access_key_id": "k", "aws_secret_access_key": "k"}


@pytest.fixture
def silent() -> Iterator[tuple[str, list[bytes]]]:
    """An API that listens to what is asked and answers nothing: where it is, and what it heard."""
    heard: list[bytes] = []
    lines: list[socket.socket] = []

    def listen() -> None:
        with suppress(OSError):
            while True:
                lines.append(server.accept()[0])
                heard.append(lines[-1].recv(65536))

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        server.shutdown(socket.SHUT_RDWR)
    for line in lines:
        line.close()


def test_amazon_ses_is_asked_once_and_waited_for_as_long_as_a_mail_server(silent, settings):
    url, heard = silent
    given = {"AMAZON_SES_CLIENT_PARAMS": {**KEYS, "endpoint_url": url}}
    settings.ANYMAIL = asked_once(given, 0.2)

    with pytest.raises(Exception, match="Read timeout") as raised:
        get_connection("anymail.backends.amazon_ses.EmailBackend").send_messages(
            [EmailMessage("Hi", "Hi", "plan@example.org", ["ada@example.org"])]
        )

    assert is_in_doubt(raised.value)
    assert len(heard) == 1


def test_what_is_given_counts_before_what_is_usual():
    config = {"read_timeout": 10}
    given = {"REQUESTS_TIMEOUT": 5, "AMAZON_SES_CLIENT_PARAMS": {**KEYS, "config": config}}

    made = asked_once(given, 30)

    careful = {"connect_timeout": 30, "read_timeout": 10, "retries": {"total_max_attempts": 1}}
    assert made == {"REQUESTS_TIMEOUT": 5, "AMAZON_SES_CLIENT_PARAMS": {**KEYS, "config": careful}}
