"""The compose file's own commands and environment, run against the servers of this machine."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from commplan.runner import free_port
from tests.commplan.test_compose import ROOT, SERVICES

DATABASE = settings.DATABASES["default"]
HOST = "plan.example.org"


class Sink:
    """Takes every mail, and remembers to whom."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.extend(envelope.rcpt_tos)
        return "250 taken"


@contextmanager
def own_database() -> Iterator[str]:
    name = f"commplan_compose_{os.getpid()}"
    address = f"{DATABASE['USER']}@{DATABASE['HOST'] or '127.0.0.1'}:{DATABASE['PORT'] or 5432}"
    with psycopg.connect(f"postgres://{address}/postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"postgres://{address}/{name}"
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(service: str, env_file: dict[str, str], database: str, folder: Path) -> dict[str, str]:
    """What Compose gives the service, with this machine's servers in the place of the containers."""
    given = {
        name: re.sub(r"\$\{(\w+):[?-][^}]*\}", lambda found: env_file[found[1]], value)
        for name, value in SERVICES[service]["environment"].items()
    }
    assert urlsplit(given["DATABASE_URL"]).hostname == "postgres"
    assert urlsplit(given["CELERY_BROKER_URL"]).hostname == "redis"
    # A database of Redis' own: the workers of other tests must not take this one's ticks.
    broker = urlsplit(settings.CELERY_BROKER_URL)._replace(path="/9").geturl()
    here = {"DATABASE_URL": database, "CELERY_BROKER_URL": broker, "COMMPLAN_DATA_DIR": str(folder)}
    bin_dir = str(Path(sys.executable).parent)
    return {"PATH": f"{bin_dir}:{os.environ['PATH']}", "HOSTNAME": "compose", **env_file, **given, **here}


@contextmanager
def started(command: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def page(port: int, path: str, **headers: str) -> tuple[int, str]:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST, **headers})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(asked, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except OSError as error:
        return getattr(error, "code", 0), str(error)


def until(condition: Any, what: str, folder: Path) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            logs = "\n".join(f"{path.name}:\n{path.read_text()[-2000:]}" for path in folder.glob("*.log"))
            pytest.fail(f"{what} did not come about.\n{logs}")
        time.sleep(0.3)


def in_place(command: list[str], port: int) -> list[str]:
    """The command on loopback, with the tests' Python."""
    python = {"python": sys.executable}
    return [python.get(word, word.replace("0.0.0.0:8000", f"127.0.0.1:{port}")) for word in command]


def send_through_all_services(folder: Path) -> None:
    sink, port = Sink(), free_port("127.0.0.1")
    smtp = Controller(sink, hostname="127.0.0.1", port=free_port("127.0.0.1"))
    env_file = {
        "SECRET_KEY": "of-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "POSTGRES_PASSWORD": "unused",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
        "DEFAULT_FROM_EMAIL": "CommPlan <plan@example.org>",
        "METRICS_TOKEN": "of-this-test-only",
        "TICK_SECONDS": "2",
    }
    with ExitStack() as stack:
        database = stack.enter_context(own_database())
        smtp.start()
        stack.callback(smtp.stop)
        envs = {
            name: environment(name, env_file, database, folder)
            for name in ("migrate", "web", "worker", "beat")
        }
        manage = [sys.executable, "manage.py"]
        for command in (in_place(SERVICES["migrate"]["command"], port), [*manage, "load_demo"]):
            subprocess.run(command, cwd=ROOT, env=envs["migrate"], check=True, capture_output=True)
        for name in ("web", "worker", "beat"):
            command = in_place(SERVICES[name]["command"], port)
            stack.enter_context(started(command, envs[name], folder / f"{name}.log"))
        until(lambda: sink.taken, "a mail", folder)
        until(lambda: page(port, "/readyz")[0] == 200, "readiness", folder)
        status, told = page(port, "/metrics", Authorization="Bearer of-this-test-only")
        sent = re.search(r'commplan_delivery_moves_total\{state="sent"\} (\S+)', told)
        assert (status, page(port, "/healthz")) == (200, (200, "ok\n"))
        assert sent
        assert float(sent[1]) > 0


def test_mail_leaves_through_the_services_of_the_compose_file(tmp_path):
    send_through_all_services(tmp_path)
