"""The recap's versions and corrections: points 5, 17, 19, 21 and 23."""

import pytest
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    ParticipantFactory,
    RecapFactory,
    RecapVersionFactory,
    WorkshopFactory,
)
from workshops.links import participant_token

READ = ["recap-versions", "agreed"]
MANAGED = ["addendum", "addendum-panel"]


@pytest.fixture
def recap(project):
    recap = RecapFactory(workshop=WorkshopFactory(project=project))
    RecapVersionFactory(recap=recap)
    return recap


@pytest.fixture
def urls(recap):
    pk = recap.workshop_id
    return {
        "recap-versions": reverse("workshops:recap-versions", args=[pk]),
        "agreed": reverse("actions:agreed", args=[pk]),
        "addendum": reverse("emails:addendum", args=[pk]),
        "addendum-frame": reverse("emails:addendum-frame", args=[pk]),
        "addendum-panel": reverse("emails:addendum-panel", args=[pk]),
    }


@pytest.fixture
def links(recap):
    token = participant_token(ParticipantFactory(workshop=recap.workshop))
    return {
        "recap": reverse("workshops:answer-recap", args=[token]),
        "actions": reverse("actions:answer-agreed", args=[token]),
    }


@pytest.mark.parametrize("page", [*READ, *MANAGED, "addendum-frame"])
@pytest.mark.any_database
def test_point_23_a_foreign_id_is_a_404_on_every_method(stranger_client, urls, page):
    answers = [stranger_client.get, stranger_client.head, stranger_client.post]

    assert {ask(urls[page]).status_code for ask in answers} <= {404, 405}
    assert stranger_client.get(urls[page]).status_code == 404


@pytest.mark.any_database
def test_point_23_a_stranger_sends_no_correction(stranger_client, urls):
    assert stranger_client.post(urls["addendum"], {"since": 1, "version": 1}).status_code == 404


@pytest.mark.parametrize("page", [*READ, *MANAGED])
@pytest.mark.any_database
def test_point_23_members_read_and_managers_send(member_client, manager_client, urls, page):
    assert member_client.get(urls[page]).status_code == (200 if page in READ else 404)
    assert manager_client.get(urls[page]).status_code == 200


@pytest.mark.parametrize("page", [*READ, *MANAGED, "addendum-frame"])
@pytest.mark.any_database
def test_point_23_nobody_gets_in_without_signing_in(client, urls, page):
    assert client.get(urls[page]).url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", ["recap", "actions"])
def test_point_17_and_19_a_link_opens_its_own_recap_alone(client, links, page):
    found = client.get(links[page])
    forged = client.get(links[page].replace("/p/", "/p/x"))

    assert (found.status_code, forged.status_code) == (200, 404)
    assert found["Referrer-Policy"] == "no-referrer"
    assert found["Cache-Control"] == "no-store"
    assert found["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(links[page]).status_code == 405


def test_point_21_nobody_elses_address_is_on_the_page(client, recap, links):
    other = ParticipantFactory(workshop=recap.workshop, comment="I am ill.", partstat="declined")
    ActionItemFactory(project=recap.workshop.project, workshop=recap.workshop, owner=other.person)
    foreign = ActionItemFactory(action="Of another workshop")

    pages = client.get(links["recap"]).content.decode() + client.get(links["actions"]).content.decode()

    assert other.person.name in pages
    assert other.person.email not in pages
    assert "I am ill." not in pages
    assert foreign.action not in pages
