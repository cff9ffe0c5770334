import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import WorkshopFactory

WORDS = "We agreed that <the gauge> at pier 3\r\nis the one that counts."


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


@pytest.fixture
def checking(manager) -> Client:
    """A browser in which the manager is signed in, and whose tokens are looked at."""
    client = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})
    client.force_login(manager)
    return client


def test_words_sent_after_the_session_ended_come_back_to_be_sent_again(client, workshop):
    address = reverse("workshops:workshop-edit", args=[workshop.pk])

    response = client.post(f"{address}?from=list", {"title": "Tides ahead", "objectives": WORDS})

    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    assert "What you typed is kept on this page." in page
    assert f'action="{address}?from=list"' in page
    assert '<input type="hidden" name="title" value="Tides ahead">' in page
    assert "We agreed that &lt;the gauge&gt; at pier 3\r\nis the one that counts.</textarea>" in page


def test_every_value_of_a_field_comes_back(client, workshop):
    form = {"title": "Tide tables", "groups": ["1", "2"]}

    response = client.post(reverse("workshops:workshop-edit", args=[workshop.pk]), form)

    assert response.content.decode().count('name="groups"') == 2


@pytest.mark.parametrize("form", [{}, {"title": "  "}, {"ticked": "on", "state": "accepted"}])
def test_nothing_typed_leads_to_the_sign_in(client, workshop, form):
    response = client.post(reverse("workshops:workshop-edit", args=[workshop.pk]), form)

    assert response.url.startswith("/accounts/login/")


def test_part_of_a_page_leads_to_the_sign_in_for_its_page_is_still_there(client, workshop):
    response = client.post(
        reverse("workshops:workshop-edit", args=[workshop.pk]),
        {"objectives": WORDS},
        headers={"hx-request": "true"},
    )

    assert response.url.startswith("/accounts/login/")


def test_part_of_a_page_whose_browser_forgot_the_token_leads_to_the_sign_in(db):
    forgetful = Client(enforce_csrf_checks=True)

    response = forgetful.post("/workshops/1/agenda/", {"title": "Tides"}, headers={"hx-request": "true"})

    assert response["Location"].startswith("/accounts/login/")


def test_few_words_come_back_in_a_line_and_many_in_as_many_lines_as_they_need(client, workshop):
    form = {
        "title": "Tide tables of the whole coast",
        "objectives": "One line\n" * 5,
        "location": "x y " * 900,
    }

    page = client.post(reverse("workshops:workshop-edit", args=[workshop.pk]), form).content.decode()

    assert 'name="title" value="Tide tables of the whole coast">' in page
    assert 'name="objectives" rows="6">' in page
    assert 'name="location" rows="14">' in page


def test_password_never_comes_back(client, db):
    response = client.post(reverse("password_change"), {"old_password": "tidal-gauge-41", "word": WORDS})

    assert response.url.startswith("/accounts/login/")


def test_form_with_the_token_of_an_earlier_session_is_offered_again(checking, workshop):
    form = {"objectives": WORDS, "csrfmiddlewaretoken": "x" * 64}

    response = checking.post(reverse("workshops:workshop-edit", args=[workshop.pk]), form)

    assert response.status_code == 403
    assert "You signed in anew" in response.content.decode()
    assert "at pier 3" in response.content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_form_of_another_site_does_not_come_back_with_a_valid_token(checking, workshop, site):
    response = checking.post(
        reverse("workshops:workshop-edit", args=[workshop.pk]),
        {"objectives": WORDS},
        headers={"sec-fetch-site": site},
    )

    assert response.status_code == 403
    assert "at pier 3" not in response.content.decode()
