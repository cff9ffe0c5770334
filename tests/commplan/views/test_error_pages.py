import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client
from django.urls import path, reverse


def refuse(request):
    raise PermissionDenied


def break_down(request):
    raise RuntimeError("broken on purpose")


def wait_in_vain(request):
    raise OperationalError("database is locked")


class BrokenUrls:
    """The program's addresses, and three that go wrong."""

    from commplan.urls import handler500
    from commplan.urls import urlpatterns as own

    urlpatterns = [path("refused/", refuse), path("broken/", break_down), path("locked/", wait_in_vain), *own]


@pytest.mark.parametrize(
    ("address", "status", "advice"),
    [
        ("/nowhere/", 404, "ask them to give you a role in their project"),
        ("/refused/", 403, "Ask a manager of the project"),
        ("/broken/", 500, "mails that are due still go out"),
        ("/locked/", 503, "where what you typed still stands, and send it again"),
    ],
)
def test_error_page_says_what_to_do(manager_client, settings, address, status, advice):
    settings.ROOT_URLCONF = BrokenUrls
    manager_client.raise_request_exception = False

    response = manager_client.get(address)

    assert response.status_code == status
    assert advice in response.content.decode()


def test_error_page_of_a_broken_view_shows_nothing_of_the_fault(manager_client, settings):
    settings.ROOT_URLCONF = BrokenUrls
    manager_client.raise_request_exception = False

    page = manager_client.get("/broken/").content.decode()

    assert "broken on purpose" not in page
    assert "RuntimeError" not in page


def test_form_without_its_token_says_how_to_go_on(manager):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    response = client.post(reverse("logout"))

    assert response.status_code == 403
    assert "load the page again, and send the form once more" in response.content.decode()


def test_unknown_host_is_told_to_whoever_runs_the_program(client):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "does ALLOWED_HOSTS name the host" in response.content.decode()
