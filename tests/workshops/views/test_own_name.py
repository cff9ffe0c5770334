import pytest
from django.urls import reverse

from tests.factories.workshops import PersonFactory, ProjectFactory

URL = reverse("workshops:own-name")


def test_name_is_shown_and_saved(manager, manager_client):
    shown = manager_client.get(URL).context["form"].initial
    assert shown == {"name": manager.get_full_name()}

    answer = manager_client.post(URL, {"name": "Mara de Vries"}, follow=True)

    manager.refresh_from_db()
    assert (manager.first_name, manager.last_name) == ("Mara de", "Vries")
    assert "You are Mara de Vries from now on." in answer.content.decode()


def test_whom_a_project_calls_by_the_address_it_calls_by_the_name(project, manager, manager_client):
    local = manager.email.partition("@")[0]
    named = PersonFactory(project=project, name=local, email=manager.email)
    elsewhere = PersonFactory(project=ProjectFactory(), name=local, email=manager.email)

    manager_client.post(URL, {"name": "Mara Vries"})

    named.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (named.name, elsewhere.name) == ("Mara Vries", local)


def test_name_that_people_chose_in_a_project_stays(project, manager, manager_client):
    person = PersonFactory(project=project, name="Dr. Vries", email=manager.email)

    manager_client.post(URL, {"name": "Mara Vries"})

    person.refresh_from_db()
    assert person.name == "Dr. Vries"


@pytest.mark.parametrize("name", ["", "  ", "Mara\nBcc: all@example.org", "x" * 121])
def test_name_that_could_not_stand_in_a_mail_is_refused(manager, manager_client, name):
    before = manager.get_full_name()

    answer = manager_client.post(URL, {"name": name})

    manager.refresh_from_db()
    assert list(answer.context["form"].errors) == ["name"]
    assert manager.get_full_name() == before


def test_24_extra_fields_of_a_name_change_nothing(manager, manager_client):
    manager_client.post(URL, {"name": "Mara Vries", "is_staff": "on", "email": "x@example.org", "pk": 1})

    email = manager.email
    manager.refresh_from_db()
    assert (manager.email, manager.is_staff) == (email, False)


def test_23_without_sign_in_there_is_no_name_to_change(client, db):
    answer = client.post(URL, {"name": "Mara Vries"})

    assert (answer.status_code, answer.url) == (302, f"{reverse('login')}?next={URL}")
