from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    START,
    ApprovalFactory,
    CarriedPointFactory,
    ConstraintFactory,
    DependencyFactory,
    OpenQuestionFactory,
    RiskFactory,
    WorkshopFactory,
)

FACTORIES: dict[str, Any] = {
    "question": OpenQuestionFactory,
    "approval": ApprovalFactory,
    "risk": RiskFactory,
    "dependency": DependencyFactory,
    "constraint": ConstraintFactory,
}


@pytest.fixture
def workshop(project, at):
    at(START + timedelta(days=1))
    return WorkshopFactory(project=project, start=START + timedelta(days=14))


@pytest.fixture
def earlier(project):
    return WorkshopFactory(project=project)


def url_of(workshop):
    return reverse("workshops:carry", args=[workshop.pk])


@pytest.mark.parametrize("register", list(FACTORIES))
def test_what_is_open_is_chosen_with_boxes_and_stands_on_the_agenda(
    manager_client, workshop, earlier, register
):
    row = FACTORIES[register](workshop=earlier, text="Tide tables")
    other = FACTORIES[register](workshop=earlier, text="Not now")
    subject = f"{register}:{row.pk}"

    answer = manager_client.post(
        url_of(workshop), {"chosen": [subject], "how": "one", "title": "Open points", "minutes": "10"}
    )

    page = manager_client.get(url_of(workshop)).content.decode()
    assert answer.url == f"{workshop.get_absolute_url()}#agenda"
    assert [item.title for item in workshop.agenda_items.all()] == ["Open points"]
    assert (f'value="{subject}"' in page, f'value="{register}:{other.pk}"' in page) == (False, True)
    assert "Taken up from earlier workshops" in page


def test_nothing_chosen_and_a_name_left_out_are_said_with_the_boxes_kept(manager_client, workshop, earlier):
    question = OpenQuestionFactory(workshop=earlier)

    none = manager_client.post(url_of(workshop), {"how": "each"})
    nameless = manager_client.post(
        url_of(workshop), {"chosen": [f"question:{question.pk}"], "how": "one", "title": ""}
    )

    assert "Choose at least one." in none.content.decode()
    assert "Give the item a name." in nameless.content.decode()
    assert "checked" in nameless.content.decode().split("take-question")[1].split(">")[0]
    assert not workshop.agenda_items.exists()


def test_what_was_not_offered_is_not_taken_up(manager_client, workshop):
    foreign = OpenQuestionFactory()

    answer = manager_client.post(
        url_of(workshop), {"chosen": [f"question:{foreign.pk}"], "how": "each", "title": ""}
    )

    assert answer.status_code == 200
    assert not workshop.carried_points.exists()


def test_a_row_and_the_agenda_lead_to_one_another(manager_client, workshop, earlier):
    question = OpenQuestionFactory(workshop=earlier)
    manager_client.post(url_of(workshop), {"chosen": [f"question:{question.pk}"], "how": "each", "title": ""})
    edit = reverse("workshops:question-edit", args=[question.pk])
    point = workshop.carried_points.get()

    there = manager_client.get(reverse("workshops:carried-row", args=[point.pk]))
    back = manager_client.get(edit).content.decode()

    assert there.url == edit
    assert ("Taken up by" in back, f'href="{workshop.get_absolute_url()}#agenda"' in back) == (True, True)


def test_a_row_that_is_gone_since_leads_to_its_workshop(manager_client, workshop, earlier):
    point = CarriedPointFactory(workshop=workshop, subject="question:999", came_from=earlier)

    answer = manager_client.get(reverse("workshops:carried-row", args=[point.pk]))

    assert answer.url == earlier.get_absolute_url()


def test_the_workshop_says_how_much_is_open_until_nothing_is(manager_client, workshop, earlier):
    hint = reverse("workshops:carry-hint", args=[workshop.pk])
    none = manager_client.get(hint).content.decode()
    OpenQuestionFactory(workshop=earlier)

    some = manager_client.get(hint).content.decode()

    assert (none.strip(), "1 still open" in some) == ("", True)


def test_more_points_need_no_more_queries(manager_client, workshop, earlier):
    def count(rows):
        for factory in FACTORIES.values():
            factory.create_batch(rows, workshop=earlier)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(url_of(workshop))
        return len(queries)

    assert count(1) == count(2)
