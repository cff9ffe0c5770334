from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    START,
    ParticipantFactory,
    RecapFactory,
    RecapVersionFactory,
    WorkshopFactory,
)
from workshops.links import participant_token


@pytest.fixture
def recap(project, at):
    at(START + timedelta(hours=5))
    return RecapFactory(workshop=WorkshopFactory(project=project))


def kept(*texts):
    return [{"heading": "Decisions", "text": text, "lists_actions": False} for text in texts]


@pytest.fixture
def versions(recap):
    return [
        RecapVersionFactory(recap=recap, number=1, sections=kept("- Load at **night**")),
        RecapVersionFactory(recap=recap, number=2, sections=kept("- Load at **noon**")),
    ]


@pytest.fixture(params=["manager", "participant"])
def read(request, recap, manager_client, client):
    """Asks for the page, as the manager and as a participant with the link."""
    if request.param == "manager":
        address, who = reverse("workshops:recap-versions", args=[recap.workshop_id]), manager_client
    else:
        token = participant_token(ParticipantFactory(workshop=recap.workshop))
        address, who = reverse("workshops:answer-recap", args=[token]), client
    return lambda **query: who.get(address, query)


def test_newest_version_is_shown_and_any_other_one_asked_for(read, versions):
    newest = read().content.decode()
    first = read(version=1).content.decode()

    assert "<strong>noon</strong>" in newest
    assert "<strong>night</strong>" not in newest
    assert "<strong>night</strong>" in first


def test_two_versions_are_compared_from_the_older_to_the_newer(read, versions):
    text = read(version=2, **{"with": 1}).content.decode()
    reverse_order = read(version=1, **{"with": 2}).content.decode()

    for page in (text, reverse_order):
        assert "<ins>Load at <strong>noon</strong></ins>" in page
        assert "<del>Load at <strong>night</strong></del>" in page


def test_a_version_that_there_is_not_is_a_404(read, versions):
    assert [read(version=9).status_code, read(version=2, **{"with": "x"}).status_code] == [404, 404]


def test_page_says_so_as_long_as_nothing_was_told(read):
    response = read()

    assert response.status_code == 200
    assert "data-print" not in response.content.decode()


def test_what_was_taken_back_is_for_managers_alone(manager_client, client, recap, versions):
    versions[0].withdrawn_at = START
    versions[0].save()
    token = participant_token(ParticipantFactory(workshop=recap.workshop))
    url = reverse("workshops:answer-recap", args=[token])

    text = manager_client.get(reverse("workshops:recap-versions", args=[recap.workshop_id])).content.decode()

    assert "taken back before it was sent" in text
    assert client.get(url, {"version": 1}).status_code == 404
    assert "Version 1" not in client.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_the_same_number_of_times(
    manager_client, recap, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        RecapVersionFactory(recap=recap, number=number, sections=kept("x"))

    with django_assert_num_queries(5):
        manager_client.get(reverse("workshops:recap-versions", args=[recap.workshop_id]))


def test_words_of_a_recap_are_inert(read, recap):
    RecapVersionFactory(recap=recap, sections=kept("<script>alert(1)</script> [x](javascript:alert(1))"))

    text = read().content.decode()

    assert "<script>alert" not in text
    assert 'href="javascript' not in text
