"""Pages and tasks do not lean on the broker."""

import inspect

from django.urls import reverse

from commplan.celery import app
from tests.factories.workshops import PersonFactory
from tests.faults.servers import free_port

ROOMS = ("emails.", "workshops.", "actions.", "commplan.")


def test_page_is_saved_while_redis_is_down(manager_client, project, monkeypatch):
    monkeypatch.setattr(app.conf, "broker_url", f"redis://127.0.0.1:{free_port()}/0")
    person = PersonFactory(project=project)
    page = reverse("workshops:person-edit", args=[person.pk])

    answer = manager_client.post(page, {"name": "Ada Quill", "email": "quill@example.org"})

    assert answer.status_code == 302
    assert project.people.get().email == "quill@example.org"


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
