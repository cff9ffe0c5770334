"""A mail server that answers as it is told to, word by word."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, Self

from emails.transport.smtp import EmailBackend

Reply = str | None


class Server:
    """One connection at a time; `answers` holds what it says to each word, None is hanging up."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.answers: dict[str, Reply] = {}
        self.content = b""
        # Said after a mail, a byte every tenth of a second.
        self.drips = ""
        # Each line but those of mails, and a mark where one was taken.
        self.heard: list[str] = []
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                self._serve_one(*self.listener.accept())

    def _serve_one(self, connection: socket.socket, _: Any) -> None:
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 ready\r\n")
            while line := lines.readline():
                word = line.split(b" ")[0].strip().decode().lower()
                self.heard.append(line.decode().strip())
                reply = self.answers.get(word, "354 go on" if word == "data" else "250 OK")
                if not self._say(connection, reply):
                    return
                if word == "data" and (reply or "").startswith("354"):
                    content = self._content(lines)
                    if content[-1] != b".\r\n":
                        self.heard.append(f"(hung up after {len(content) - 1} lines)")
                        return
                    del content[-1]
                    self.content = b"".join(content)
                    self.heard.append("(mail)")
                    with suppress(OSError):
                        for letter in self.drips:
                            connection.sendall(letter.encode())
                            time.sleep(0.1)
                    if not self._say(connection, self.answers.get("end", "250 taken")):
                        return

    def _content(self, lines: Any) -> list[bytes]:
        """The lines of a mail, to the one with its single dot; the last is empty where the line drops."""
        content = [b"?"]
        while content[-1] not in (b".\r\n", b""):
            try:
                content.append(lines.readline())
            except OSError:
                content.append(b"")
        return content[1:]

    def _say(self, connection: socket.socket, reply: Reply) -> bool:
        if reply is not None:
            connection.sendall(f"{reply}\r\n".encode())
        return reply is not None

    def wait_for(self, *heard: str) -> None:
        """Raises AssertionError where this is not what it heard last, in a while."""
        deadline = time.monotonic() + 5
        while self.heard[-len(heard) :] != list(heard):
            assert time.monotonic() < deadline, self.heard
            time.sleep(0.01)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        # Wakes who waits in `accept`, which closing does not.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(timeout=5)


@contextmanager
def connected_to(server: Server) -> Iterator[EmailBackend]:
    """A connection to it, which waits a second for each answer."""
    backend = EmailBackend(host="127.0.0.1", port=server.port, use_tls=False, use_ssl=False, timeout=1)
    backend.open()
    try:
        yield backend
    finally:
        backend.close()
