"""What a workshop led to, beside its recap."""

import pytest
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import ParticipantFactory, WorkshopFactory
from workshops.links import participant_token

HTMX = {"HX-Request": "true"}


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


@pytest.fixture(params=["manager", "participant"])
def ask(request, workshop, manager_client, client):
    """Asks for the list, as the manager and as a participant with the link."""
    if request.param == "manager":
        url, who = reverse("actions:agreed", args=[workshop.pk]), manager_client
    else:
        token = participant_token(ParticipantFactory(workshop=workshop))
        url, who = reverse("actions:answer-agreed", args=[token]), client
    return lambda **headers: who.get(url, headers=headers)


def add(workshop, **values):
    return ActionItemFactory(project=workshop.project, workshop=workshop, **values)


def test_actions_stand_there_with_owner_and_due_day_and_cancelled_ones_do_not(ask, workshop):
    add(workshop, action="Write the runbook", owner=None, owner_text="BI Lead", due_on="2026-12-18")
    add(workshop, action="Forget it", state="cancelled")

    part, page = ask(**HTMX).content.decode(), ask().content.decode()

    for text in (part, page):
        assert "Write the runbook" in text
        assert "BI Lead" in text
        assert "Fri 18 Dec 2026" in text
        assert "Forget it" not in text
    assert "<html" not in part
    assert "<html" in page


def test_no_action_is_said_in_words(ask):
    assert "No actions were agreed." in ask(**HTMX).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_the_same_number_of_times(
    manager_client, workshop, count, django_assert_num_queries
):
    for _ in range(count):
        add(workshop)

    with django_assert_num_queries(4):
        manager_client.get(reverse("actions:agreed", args=[workshop.pk]), headers=HTMX)
