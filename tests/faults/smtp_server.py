"""A mail server whose answers are scripted, on loopback, that remembers every mail it took."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from ssl import SSLContext
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Final, Literal, Self

Stage = Literal["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "end"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says at a stage; without a line it hangs up.

    Bytes that are no text stand in it as Python escapes them (`surrogateescape`).
    """

    line: str = ""
    # Seconds to think first.
    after: float = 0
    # At the end of a mail: whether it counts as taken, whatever is said about it.
    takes: bool = False
    # Whether it listens no more after this, and keeps the line open.
    is_deaf: bool = False


Script = Callable[[Stage, str], Answer | None]
HANG_UP: Final = Answer()
# The server has the mail, and the client never hears of it.
TAKE_AND_HANG_UP: Final = Answer(takes=True)
_STAGES: Final[dict[str, Stage]] = {
    "EHLO": "ehlo",
    "HELO": "ehlo",
    "STARTTLS": "starttls",
    "AUTH": "auth",
    "MAIL": "mail",
}
_OBEDIENT: Final[dict[Stage, Answer]] = {
    "connect": Answer("220 ready"),
    "ehlo": Answer("250-scripted\r\n250-8BITMIME\r\n250 PIPELINING"),
    "starttls": Answer("454 not here"),
    "auth": Answer("235 welcome"),
    "mail": Answer("250 ok"),
    "rcpt": Answer("250 ok"),
    "data": Answer("354 go on"),
    "end": Answer("250 taken", takes=True),
}


@dataclass(frozen=True, slots=True)
class Mail:
    recipient: str
    data: bytes
    at: float

    @property
    def message_id(self) -> str:
        return str(BytesHeaderParser().parsebytes(self.data)["Message-ID"])


@dataclass
class SmtpServer:
    """Runs in a thread of its own while the `with` lasts.

    `script` is asked at each stage with the recipient's address; None means the obedient answer. `on_taken`
    is called when a mail was taken, before the client is told.
    """

    script: Script = lambda stage, recipient: None
    on_taken: Callable[[Mail], None] = lambda mail: None
    mails: list[Mail] = field(default_factory=list)
    port: int = 0
    # Whether it forgets what came in a row behind MAIL, though it says that it takes commands so.
    loses_rows: bool = False
    # With it, what comes after a 220 to STARTTLS is secret.
    secret: SSLContext | None = None

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._is_ready = Event()
        self._thread = Thread(target=self._serve, name="smtp", daemon=True)
        self._thread.start()
        self._is_ready.wait(timeout=10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def copies(self) -> Counter[str]:
        """How often each mail was taken, by its Message-ID."""
        return Counter(mail.message_id for mail in list(self.mails))

    def answer(self, stage: Stage, recipient: str = "") -> Answer:
        return self.script(stage, recipient) or _OBEDIENT[stage]

    def take(self, mail: Mail) -> None:
        self.mails.append(mail)
        self.on_taken(mail)

    def _serve(self) -> None:
        sessions: set[_Session] = set()
        listening = self._loop.create_server(lambda: _Session(self, sessions), "127.0.0.1", 0)
        server = self._loop.run_until_complete(listening)
        self.port = server.sockets[0].getsockname()[1]
        self._is_ready.set()
        self._loop.run_forever()
        server.close()
        for session in sessions:
            session.transport.abort()
        # One more round, in which the sockets are really closed.
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class _Session(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, server: SmtpServer, sessions: "set[_Session]") -> None:
        self._server, self._sessions = server, sessions
        self._buffer = bytearray()
        self._recipient = ""
        self._is_in_data = self._is_thinking = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._sessions.add(self)
        self._say(self._server.answer("connect"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._sessions.discard(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._go_on()

    def _go_on(self) -> None:
        while not self._is_thinking and not self.transport.is_closing():
            mark = b"\r\n.\r\n" if self._is_in_data else b"\r\n"
            end = self._buffer.find(mark)
            if end < 0:
                return
            piece = bytes(self._buffer[:end])
            del self._buffer[: end + len(mark)]
            self._finish(piece) if self._is_in_data else self._obey(piece.decode("latin-1"))

    def _obey(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        if verb in _STAGES:
            answer = self._server.answer(_STAGES[verb])
            if verb == "MAIL" and self._server.loses_rows:
                self._buffer.clear()
            self._say(answer)
            if verb == "STARTTLS" and answer.line.startswith("220") and self._server.secret:
                self._upgrade = asyncio.get_running_loop().create_task(self._go_secret(self._server.secret))
        elif verb == "RCPT":
            self._recipient = line.partition("<")[2].partition(">")[0]
            self._say(self._server.answer("rcpt", self._recipient))
        elif verb == "DATA":
            answer = self._server.answer("data", self._recipient)
            self._is_in_data = answer.line.startswith("354")
            self._say(answer)
        elif verb == "QUIT":
            self._say(Answer("221 bye"))
            self.transport.close()
        else:
            self._say(Answer("250 ok"))

    async def _go_secret(self, context: SSLContext) -> None:
        # A client that does not trust us hangs up.
        with suppress(OSError):
            loop = asyncio.get_running_loop()
            secret = await loop.start_tls(self.transport, self, context, server_side=True)
            assert secret
            self.transport = secret

    def _finish(self, data: bytes) -> None:
        self._is_in_data = False
        answer = self._server.answer("end", self._recipient)
        if answer.takes:
            self._server.take(Mail(self._recipient, data, monotonic()))
        self._say(answer)

    def _say(self, answer: Answer) -> None:
        if answer.after:
            self._is_thinking = True
            asyncio.get_running_loop().call_later(answer.after, self._say_now, answer)
        else:
            self._say_now(answer)

    def _say_now(self, answer: Answer) -> None:
        was_thinking, self._is_thinking = self._is_thinking, False
        if self.transport.is_closing():
            return
        if answer.line:
            self.transport.write(f"{answer.line}\r\n".encode("utf-8", "surrogateescape"))
        else:
            self.transport.abort()
        if answer.is_deaf:
            self.transport.pause_reading()
            self._buffer.clear()
        elif was_thinking:
            self._go_on()
