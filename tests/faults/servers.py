"""PostgreSQL and Redis of the tests' own, which they may stop and break."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any, LiteralString, Self

import psycopg
from django.conf import settings

from tests.faults.processes import environment


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> float:
    """How long it took until it was so; an AssertionError after so many seconds."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"not so after {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - begun


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_program(name: str) -> str | None:
    """Debian keeps PostgreSQL's programs out of PATH."""
    beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(beside[-1]) if beside else shutil.which(name)


class Redis:
    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self.stop()

    def start(self) -> None:
        program = find_program("redis-server")
        assert program
        self._process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
        )
        wait_until(self._answers, seconds=20)

    def stop(self) -> None:
        """As if its machine had gone: what was queued in it is lost."""
        self._process.kill()
        self._process.wait()

    def flush(self) -> None:
        self._say(b"FLUSHALL\r\n")

    def refuse_writes(self, *, for_seconds: float) -> None:
        """As when its memory is full."""
        self._say(b"CONFIG SET maxmemory 1\r\n")
        time.sleep(for_seconds)
        self._say(b"CONFIG SET maxmemory 0\r\n")

    @contextmanager
    def standby(self) -> Iterator[None]:
        """As when another takes over: it takes no writes, and whoever waits for a task is sent away."""
        self._say(b"REPLICAOF 127.0.0.1 1\r\n")
        yield
        self._say(b"REPLICAOF NO ONE\r\n")

    def freeze(self, *, for_seconds: float) -> None:
        """It takes connections and says nothing, as a machine does that is out of memory."""
        with self.frozen():
            time.sleep(for_seconds)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        self._process.send_signal(signal.SIGSTOP)
        yield
        self._process.send_signal(signal.SIGCONT)

    def lock_out(self, *, for_seconds: float) -> None:
        """Ask for a password that nobody has, of whoever is connected too."""
        with self.asking_for("other"):
            time.sleep(for_seconds)

    @contextmanager
    def asking_for(self, password: str) -> Iterator[str]:
        """Its address with the password that it asks for from now on, of whoever is connected too."""
        ask = f"CONFIG SET requirepass {password}\r\n"
        self._say(f"{ask}CLIENT KILL TYPE normal\r\nCLIENT KILL TYPE pubsub\r\n".encode())
        yield self.url.replace("//", f"//:{password}@")
        self._say(f'AUTH {password}\r\nCONFIG SET requirepass ""\r\n'.encode())

    def _answers(self) -> bool:
        try:
            return self._say(b"PING\r\n").startswith(b"+PONG")
        except OSError:
            return False

    def _say(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command)
            return connection.recv(100)


class Line:
    """A way to a server, of which the connections so far can be made to lead nowhere, with no word of it."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._live: set[int] = set()
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._live.clear()
        for end in (self._listening, *self._ends):
            end.close()

    def go_dead(self) -> None:
        """As where a router between has forgotten them; new ones work."""
        self._live.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            for number in count():
                near, _ = self._listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._to))
                except OSError:
                    near.close()
                    continue
                self._ends += (near, far)
                self._live.add(number)
                Thread(target=self._carry, args=(number, near, far), daemon=True).start()
                Thread(target=self._carry, args=(number, far, near), daemon=True).start()

    def _carry(self, number: int, from_: socket.socket, to: socket.socket) -> None:
        with suppress(OSError):
            while data := from_.recv(65536):
                if number in self._live:
                    to.sendall(data)
        if number in self._live:
            with suppress(OSError):
                to.shutdown(socket.SHUT_RDWR)


class Postgres:
    """A cluster in a folder of its own. PostgreSQL refuses to run as root: then it runs as its own user."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-postgres-"))
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as_user = {"user": "postgres", "group": "postgres"}
            shutil.chown(self.folder, "postgres", "postgres")

    def __enter__(self) -> Self:
        self._run("initdb", "--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8")
        self.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-w")
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self._run("pg_ctl", "start", "-w", "-t", "60", "-o", options, "-l", str(self.folder / "log"))

    def restart_immediately(self) -> None:
        """Without a word to its clients, and with its log to be read again at the start: as after a crash."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-w")
        self.start()

    def cut_connections(self) -> None:
        """All but the one that says so."""
        self._say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def refuse_writes(self, *, for_seconds: float) -> None:
        """As a standby does that was not told to take over."""
        self._say("ALTER SYSTEM SET default_transaction_read_only = on")
        self._say("SELECT pg_reload_conf()")
        time.sleep(for_seconds)
        self._say("ALTER SYSTEM SET default_transaction_read_only = off")
        self._say("SELECT pg_reload_conf()")

    def _say(self, statement: LiteralString) -> None:
        # Also while it takes no writes from others.
        options = "-c default_transaction_read_only=off"
        with psycopg.connect(self.url, options=options, autocommit=True) as connection:
            connection.execute(statement)

    def has_tables(self) -> bool:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT to_regclass('emails_delivery')").fetchone() != (None,)

    def states(self) -> Counter[str]:
        """How many deliveries are in which state."""
        with psycopg.connect(self.url) as connection:
            return Counter(
                dict(connection.execute("SELECT state, count(*) FROM emails_delivery GROUP BY state"))
            )

    def _run(self, program: str, *arguments: str) -> None:
        path = find_program(program)
        assert path
        subprocess.run(
            [path, "-D", str(self.folder), *arguments],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._as_user,
        )


class Installation:
    """The program as several processes run it: their database, broker and mail server, and what they log."""

    def __init__(
        self, *, database_url: str, broker_url: str, email_url: str, lease: float, log: Path
    ) -> None:
        self._log = log.open("ab")
        self._processes: list[tuple[tuple[str, ...], float, subprocess.Popen[bytes]]] = []
        self._environment = environment(
            DATABASE_URL=database_url,
            CELERY_BROKER_URL=broker_url,
            EMAIL_URL=email_url,
            TICK_SECONDS="1",
            # Small, so that many ticks run beside each other.
            EMAILS_BATCH_SIZE="25",
            FAULTS_LEASE=str(lease),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        for *_, process in self._processes:
            # With the children of its own, which may outlive it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._log.close()

    def run(self, *arguments: str) -> None:
        """Run to the end."""
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            env=self._environment,
            cwd=settings.BASE_DIR,
            stdout=self._log,
            stderr=self._log,
        )

    def start(self, *arguments: str, ahead: float = 0) -> None:
        """Start a Celery beat or worker that lasts as long as the installation; its clock is so many seconds
        ahead."""
        self._processes.append((arguments, ahead, self._popen(*arguments, ahead=ahead)))

    def restart_ended(self) -> None:
        """As the compose file's `restart: unless-stopped` does: Celery's worker ends where Redis is full."""
        for number, (arguments, ahead, process) in enumerate(self._processes):
            if process.poll() is not None:
                self._processes[number] = arguments, ahead, self._popen(*arguments, ahead=ahead)

    def _popen(self, *arguments: str, ahead: float) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "--app=tests.faults.quick_beat", *arguments],
            env=self._environment | {"FAULTS_AHEAD": str(ahead)},
            cwd=settings.BASE_DIR,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
