"""Workers that run the real dispatch a step at a time, so that anything may happen between two steps.

Each runs in a thread of its own, on the tests' connection, and only while everybody else waits. It stops
where a mail is written, before the last look, and where the mail is in the server's hands, before the answer.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Semaphore, Thread
from typing import Any, Literal

from django.db import connections

from emails.services import dispatch_due
from emails.transport.errors import CalledBack

Place = Literal["written", "handed over"]


@dataclass(frozen=True)
class Stop:
    """Where a worker stands, with which delivery, and by which token it holds that."""

    place: Place
    delivery_id: int
    lease: Any


class Killed(BaseException):
    """Ends a worker's thread after the example; nobody is asked whether they mind."""


class SteppedWorker:
    """Stands still at `stop`; None when its pass has come to its end."""

    def __init__(self, *, now: datetime, on_leaving: Callable[[Stop], None]) -> None:
        self._on_leaving = on_leaving
        self._may_go, self._has_stopped = Semaphore(0), Semaphore(0)
        self._answer: Exception | None = None
        self._error: BaseException | None = None
        self._is_killed = False
        self.stop: Stop | None = None
        # A thread has connections of its own; this one works on those of the tests.
        shared = {alias: connections[alias] for alias in connections}
        self._thread = Thread(target=self._work, args=(now, shared), daemon=True)
        for connection in shared.values():
            connection.inc_thread_sharing()
        self._thread.start()
        self._wait()

    def go_on(self, answer: Exception | None) -> None:
        """To the next stop; a mail that is in the server's hands gets this answer, None for a yes."""
        self._answer = answer
        self._may_go.release()
        self._wait()

    def end(self) -> None:
        """Get rid of the thread, whatever it does on its way out."""
        self._is_killed = True
        self._may_go.release()
        self._thread.join()

    def _wait(self) -> None:
        self._has_stopped.acquire()
        if self._error is not None:
            raise self._error

    def _work(self, now: datetime, shared: dict[str, Any]) -> None:
        for alias, connection in shared.items():
            connections[alias] = connection
        try:
            with suppress(Killed):
                dispatch_due(now=now, limit=2, connection=_Line(self))  # type: ignore[arg-type]
        except BaseException as error:  # told in the thread of the test
            self._error = error
        self.stop = None
        self._has_stopped.release()

    def leaves(self, delivery_id: int, lease: Any) -> None:
        try:
            self._on_leaving(Stop("handed over", delivery_id, lease))
        except Exception as error:  # the dispatch would take it for a fault in this one mail
            self._error = error
            raise Killed from error

    def halt(self, place: Place, delivery_id: int, lease: Any) -> None:
        self.stop = Stop(place, delivery_id, lease)
        self._has_stopped.release()
        self._may_go.acquire()
        if self._is_killed:
            raise Killed

    def answer(self) -> None:
        if self._answer is not None:
            raise self._answer


@dataclass
class _Line:
    """In place of a connection to a mail server; see `LineHandover`."""

    worker: SteppedWorker


class LineHandover:
    """A way out that writes nothing, since what a mail says is no matter here, and stops its worker."""

    def __init__(self, line: Any) -> None:
        self._worker: SteppedWorker = line.worker

    def open(self) -> None: ...

    def close(self) -> None: ...

    def compose(self, context: Any, recipient: Any, delivery: Any, now: datetime) -> Stop:
        self._worker.halt("written", delivery.pk, delivery.lease)
        return Stop("handed over", delivery.pk, delivery.lease)

    def send(
        self,
        mail: Stop,
        meanwhile: Callable[[], Any],
        following: Stop | None,
        confirm: Callable[[], bool],
    ) -> str:
        """May let the next mail be written while this one is on its way, where the dispatch asks for it."""
        if not confirm():
            raise CalledBack("It changed before it left.")
        self._worker.leaves(mail.delivery_id, mail.lease)
        if following is None:
            meanwhile()
        self._worker.halt("handed over", mail.delivery_id, mail.lease)
        self._worker.answer()
        return ""
