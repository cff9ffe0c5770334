"""The local run: web server, Celery worker and Celery beat in one process, for `manage.py up`.

A broker in memory lives in one process only, so all three are threads of this one; the main thread
owns the signals. Nothing here is for production: that is docker-compose.yml.
"""

import argparse
import errno
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import environ
from celery.beat import EmbeddedService
from celery.worker import WorkController
from celery.worker import state as worker_state
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from commplan.celery import app
from commplan.views import local_signin

BASE_DIR = Path(__file__).resolve().parent.parent
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The first page of a cold start on a slow machine takes a few seconds; a minute means that it hangs.
FIRST_PAGE_TIMEOUT = 60
# The worker looks up every 2 s; what lives on so much longer, with no task, waits for a broker that is gone.
STOP_TIMEOUT = 8
# Mail goes out from one task at a time; the others leave room for it to be slow.
WORKER_THREADS = 4


class StartError(Exception):
    """Why the local run cannot start, in words for the person at the terminal."""


def port_number(text: str) -> int:
    """A TCP port that one can ask for by number."""
    port = int(text)
    if not 0 < port < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say where the page is served."""
    parser.add_argument("--port", type=port_number, default=8000, help="port of the page (8000)")
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on (127.0.0.1)")


def set_local_defaults(arguments: list[str]) -> None:
    """Put the local run's settings into the environment, below what the user set there or in `.env`.

    Called before Django reads its settings: links in mails must name the address that is served.
    """
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    add_arguments(parser)
    try:
        options, _ = parser.parse_known_args(arguments)
    except (argparse.ArgumentError, argparse.ArgumentTypeError):
        return  # the command itself parses them again, and says what is wrong
    environ.Env.read_env(BASE_DIR / ".env")
    os.environ.setdefault("COMMPLAN_LOCAL", "1")
    # A line a mail would bury the two that say where the page is; the outbox shows the mails.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("SITE_URL", base_url(options.bind, options.port))
    hosts = ["localhost", "127.0.0.1", "[::1]", url_host(options.bind)]
    if is_wildcard(options.bind):
        hosts.append(socket.gethostname().lower())
    os.environ.setdefault("ALLOWED_HOSTS", ",".join(dict.fromkeys(hosts)))


def is_wildcard(bind: str) -> bool:
    """Whether the address stands for all addresses of this machine."""
    return bind in ("", "0.0.0.0", "::")


def url_host(bind: str) -> str:
    """The address as it stands in a link: one that a browser on this machine can open."""
    host = "127.0.0.1" if is_wildcard(bind) else bind
    return f"[{host}]" if ":" in host else host


def base_url(bind: str, port: int) -> str:
    """The local run's address without a slash at its end."""
    return f"http://{url_host(bind)}:{port}"


def free_port(bind: str) -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as probe:
        probe.bind((bind, 0))
        return int(probe.getsockname()[1])


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other local run on this data makes its tables, and hold off those that come after."""
    import fcntl  # not there on Windows, where `manage.py` has said so before

    with (folder / "up.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class QuietHandler(WSGIRequestHandler):
    """Django's own, without its log: addresses of pages hold sign-in and answer tokens."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadedWSGIServer):
    """The web server: a thread for each connection, none of which keeps the process alive."""

    daemon_threads = True


def make_server(bind: str, port: int) -> Server:
    """The web server, listening; its busy port is an error that names a free one."""
    try:
        server = Server((bind, port), QuietHandler, ipv6=":" in bind)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"port {port} is in use by another program. Free at the moment: "
                f"python3 manage.py up --port {free_port(bind)}"
            ) from error
        raise StartError(f"cannot listen on {bind} port {port}: {error.strerror or error}") from error
    server.set_app(get_wsgi_application())
    return server


def make_worker() -> WorkController:
    """The Celery worker, its tasks in threads, which looks for due mail as soon as it runs."""
    first = str(settings.CELERY_BEAT_SCHEDULE["tick"]["task"])
    return WorkController(
        app=app,
        pool_cls="threads",
        concurrency=WORKER_THREADS,
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        # What is due goes out now: beat would wait for one interval first.
        ready_callback=lambda consumer: app.send_task(first),
    )


class LocalRun:
    """The three services as threads, from READY to the last task's end."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.stopping = threading.Event()

    def run(self, *, url: str, on_ready: Callable[[], None]) -> None:
        """Serve until a signal comes or a service breaks; then stop all of them, running tasks finished."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        # A line for each tick would bury the two that matter.
        logging.getLogger("celery").setLevel(logging.WARNING)
        worker = make_worker()
        beat: Any = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
        threads = [
            threading.Thread(target=self.server.serve_forever, name="web", daemon=True),
            threading.Thread(target=worker.start, name="worker", daemon=True),
            beat,
        ]
        for thread in threads:
            thread.start()
        try:
            await_page(url, stopping=self.stopping)
            if not self.stopping.is_set():
                on_ready()
            self._watch(threads)
        finally:
            self._stop(beat, threads)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            os._exit(128 + number)
        self.stopping.set()

    def _watch(self, threads: list[threading.Thread]) -> None:
        while not self.stopping.wait(timeout=1):
            for thread in threads:
                if not thread.is_alive():
                    raise StartError(f"the {thread.name.lower()} thread has ended; its error stands above.")

    def _stop(self, beat: Any, threads: list[threading.Thread]) -> None:
        self.stopping.set()
        print_line("Stopping: a task that runs is let finish; Ctrl-C again leaves at once.")
        # The worker's loop reads it and ends as after a SIGTERM; the stubs know only its first value.
        worker_state.should_stop = 0  # type: ignore[assignment]
        beat.service.stop()
        self.server.shutdown()
        self.server.server_close()
        deadline = time.monotonic() + STOP_TIMEOUT
        while any(thread.is_alive() for thread in threads):
            if time.monotonic() > deadline and not worker_state.active_requests:
                break
            time.sleep(0.1)


def await_page(url: str, *, stopping: threading.Event) -> None:
    """Come back once the page answers as it should, or a stop was asked for."""
    # A proxy from the environment cannot reach this machine's loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=FIRST_PAGE_TIMEOUT) as response:
            response.read()
    except OSError as error:
        if not stopping.is_set():
            raise StartError(f"the page does not answer as it should: {error}") from error


def print_line(text: str) -> None:
    """Print, where there still is a terminal: SIGHUP comes when there is none any more."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of the process


def new_sign_in_path(*, user_id: int, bind: str) -> str:
    """The path of a link that signs this user in, as long as this process runs."""
    token = secrets.token_urlsafe(32)
    local_signin.allow(token=token, user_id=user_id, bind=bind)
    return reverse("local-signin", args=[token])
