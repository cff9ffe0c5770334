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

from commplan.celery import app
from tests.factories.workshops import PersonFactory, ProjectFactory, UserFactory
from tests.faults.processes import environment, test_database_url
from tests.faults.servers import Redis, free_port, wait_until

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


def test_page_is_saved_while_redis_hangs_and_while_it_is_down(web, redis):
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
    redis.stop()
    saved = answer(page, cookies=cookies, form=form)

    assert (saved_while_it_hangs.status, saved.status) == (302, 302)
    person.refresh_from_db()
    assert (person.name, person.email) == ("Ada Quill", "quill@example.org")
    assert "The broker does not answer." in ready
    assert "The broker does not answer." in answer(f"{web}/readyz").text
    # Most watchers give up after five seconds.
    assert seconds < 5


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
