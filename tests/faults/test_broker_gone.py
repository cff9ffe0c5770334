"""Pages and tasks do not lean on the broker."""

import inspect
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from commplan.celery import app
from commplan.readiness import NO_BROKER, SIGN_IN_REFUSED
from emails.models import Heartbeat
from tests.factories.workshops import PersonFactory, ProjectFactory, UserFactory
from tests.faults.processes import celery_worker, environment, test_database_url
from tests.faults.scene import due_now
from tests.faults.servers import Installation, Redis, free_port, wait_until

# It is Redis that fails here.
pytestmark = pytest.mark.any_database

ROOMS = ("emails.", "workshops.", "actions.", "commplan.")


class Answer(NamedTuple):
    status: int
    text: str


@pytest.fixture
def web(redis: Redis, transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a web server of its own, on the tests' database and this Redis."""
    port = free_port()
    variables = environment(DATABASE_URL=test_database_url(), CELERY_BROKER_URL=redis.url)
    command = [sys.executable, "-m", "gunicorn", "commplan.wsgi", f"--bind=127.0.0.1:{port}", "--threads=2"]
    with (tmp_path / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--no-control-socket"], env=variables, cwd=settings.BASE_DIR, stdout=log, stderr=log
        )
    try:
        wait_until(lambda: answer(f"http://127.0.0.1:{port}/healthz").status == 200, seconds=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def answer(
    address: str, *, cookies: dict[str, str] | None = None, form: dict[str, str] | None = None
) -> Answer:
    """What the web server says, without following where it leads; no status where nobody listens."""
    url = urlsplit(address)
    connection = HTTPConnection(url.netloc, timeout=30)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())}
    body = None
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form)
    try:
        connection.request("GET" if form is None else "POST", url.path, body=body, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.read().decode())
    except OSError:
        return Answer(0, "")
    finally:
        connection.close()


def test_page_is_saved_while_redis_hangs_asks_for_a_password_and_is_down(web, redis):
    manager = UserFactory()
    person = PersonFactory(project=ProjectFactory(manager=manager))
    client = Client()
    client.force_login(manager)
    request = RequestFactory().get("/")
    token = get_token(request)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": request.META["CSRF_COOKIE"]}
    form = {"name": "Ada Quill", "email": "quill@example.org", "csrfmiddlewaretoken": token}
    page = web + reverse("workshops:person-edit", args=[person.pk])
    assert answer(page, cookies=cookies).status == 200

    with redis.frozen():
        begun = monotonic()
        saved_while_it_hangs = answer(page, cookies=cookies, form={**form, "name": "Ada Q."})
        ready = answer(f"{web}/readyz").text
        seconds = monotonic() - begun
    with redis.asking_for("other"):
        saved_while_it_asks = answer(page, cookies=cookies, form={**form, "name": "Ada Qu."})
        ready_while_it_asks = answer(f"{web}/readyz").text
    redis.stop()
    saved = answer(page, cookies=cookies, form=form)

    assert (saved_while_it_hangs.status, saved_while_it_asks.status, saved.status) == (302, 302, 302)
    person.refresh_from_db()
    assert (person.name, person.email) == ("Ada Quill", "quill@example.org")
    assert NO_BROKER in ready
    assert SIGN_IN_REFUSED in ready_while_it_asks
    assert NO_BROKER in answer(f"{web}/readyz").text
    # Most watchers give up after five seconds.
    assert seconds < 5


def test_sending_goes_on_with_the_new_password_of_redis(redis, server, transactional_db, tmp_path):
    log = tmp_path / "celery.log"

    def installation(broker_url: str) -> Installation:
        database_url = test_database_url()
        return Installation(
            database_url=database_url, broker_url=broker_url, email_url=server.url, lease=8, log=log
        )

    def start(running: Installation) -> None:
        running.start("beat", "--scheduler=celery.beat:Scheduler", "--pidfile=")
        running.start("worker", "--pool=threads", "--concurrency=2")

    with installation(redis.url) as running:
        start(running)
        wait_until(lambda: Heartbeat.objects.filter(finished_at__isnull=False).exists(), seconds=60)
        with redis.asking_for("other") as url:
            due_now(2, now=timezone.now())
            wait_until(lambda: log.read_text().count("Authentication required") > 1, seconds=60)
            before = len(server.mails)
            with installation(url) as restarted:
                start(restarted)
                wait_until(lambda: len(server.mails) == 2, seconds=60)

    assert before == 0
    assert "Cannot connect to redis" in log.read_text()


@pytest.fixture
def worker(
    redis: Redis, transactional_db: None, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`manage.py worker` on the tests' database and this Redis, and its log."""
    log = tmp_path / "worker.log"
    with celery_worker(redis.url, log) as process:
        yield process, log


def test_worker_outlasts_a_redis_that_takes_no_writes(redis, worker):
    process, log = worker

    def starts() -> int:
        return log.read_text().count(" ready.")

    wait_until(lambda: starts() == 1, seconds=60)
    with redis.standby():
        wait_until(lambda: "it starts anew" in log.read_text(), seconds=30)
    wait_until(lambda: starts() == 2, seconds=60)
    with Connection(redis.url) as connection:
        app.send_task("emails.tasks.tick", connection=connection)
    wait_until(lambda: Heartbeat.objects.filter(finished_at__isnull=False).exists(), seconds=30)

    process.terminate()

    assert process.wait(timeout=20) == 0


def test_worker_that_waits_to_start_anew_ends_when_it_is_told_to(redis, worker):
    process, log = worker
    wait_until(lambda: " ready." in log.read_text(), seconds=60)
    with redis.standby():
        wait_until(lambda: "it starts anew" in log.read_text(), seconds=30)

        process.terminate()

        assert process.wait(timeout=4) == 1


def test_task_takes_an_id_or_nothing_so_that_old_and_new_code_understand_each_other():
    app.loader.import_default_modules()
    tasks = {name: task for name, task in app.tasks.items() if name.startswith(ROOMS)}

    parameters = {
        f"{name}: {parameter}"
        for name, task in tasks.items()
        for parameter in inspect.signature(task.run).parameters.values()
    }

    assert tasks
    assert {text for text in parameters if not text.endswith("_id: int")} == set()
