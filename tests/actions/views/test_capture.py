from datetime import date

import pytest
from django.urls import reverse

from actions.models import ActionItem
from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    PersonFactory,
    RecapSectionFactory,
    WorkshopFactory,
)

HTMX = {"HX-Request": "true"}
REGISTERS = ["pipeline", "decision", "risk", "dependency", "capacity", "constraint", "question", "approval"]


@pytest.fixture
def workshop(project, manager_client, manager, time_machine):
    time_machine.move_to(START, tick=False)
    manager_client.force_login(manager)
    return WorkshopFactory(project=project)


def catch(client, workshop, headers=HTMX, **data):
    return client.post(reverse("actions:capture", args=[workshop.pk]), data, headers=headers)


def test_action_is_caught_in_one_line(manager_client, workshop):
    ada = PersonFactory(project=workshop.project, name="Ada Quill")

    response = catch(
        manager_client, workshop, register="action", text="Write the runbook", owner="ada quill", due="fri"
    )

    item = ActionItem.objects.get()
    assert (item.action, item.owner, item.due_on) == ("Write the runbook", ada, date(2026, 12, 18))
    assert (item.workshop, item.source) == (workshop, str(workshop))
    assert response["HX-Trigger"] == "captured-action"
    assert "The action is put down." in response.content.decode()


@pytest.mark.parametrize("register", REGISTERS)
def test_row_of_any_register_is_caught_in_one_line(manager_client, workshop, register):
    response = catch(manager_client, workshop, register=register, text="Load at night", owner="", due="")

    caught = manager_client.get(reverse("workshops:meeting-caught", args=[workshop.pk])).content.decode()
    assert response.status_code == 200
    assert response["HX-Trigger"] == "captured"
    assert "Load at night" in caught


def test_next_line_goes_to_the_same_register(manager_client, workshop):
    response = catch(manager_client, workshop, register="risk", text="The gauge fails")

    assert '<option value="risk" selected>' in response.content.decode()


def test_page_without_script_does_the_same(manager_client, workshop):
    url = reverse("actions:capture", args=[workshop.pk])

    asked = manager_client.get(url)
    response = catch(manager_client, workshop, headers={}, register="decision", text="Load at night")

    assert "<html" in asked.content.decode()
    assert response.url == url
    assert workshop.decisions.get().text == "Load at night"


def test_registers_that_the_plan_does_not_ask_for_come_last(manager_client, workshop):
    RecapSectionFactory(recap__workshop=workshop, heading="Risks")

    text = manager_client.get(reverse("actions:capture", args=[workshop.pk])).content.decode()

    assert text.index('value="risk"') < text.index("Other registers") < text.index('value="pipeline"')


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"register": "risk", "text": "x", "due": "fri"}, "A risk has no due day."),
        ({"register": "action", "text": ""}, "This field is required."),
        ({"register": "action", "text": "x", "due": "someday"}, "is no date"),
        ({"register": "approval", "text": "x", "owner": "Nobody Here"}, "is nobody, or more than one"),
        ({"register": "nonsense", "text": "x"}, "Select a valid choice"),
        ({"register": "decision", "text": "a\nb"}, "one line"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(manager_client, workshop, data, reason):
    response = catch(manager_client, workshop, **data)

    assert response.status_code == 422
    assert reason in response.content.decode()
    assert not ActionItem.objects.exists()


def test_what_is_caught_says_under_which_item_it_came_up_and_the_next_line_keeps_it(manager_client, workshop):
    item = AgendaItemFactory(workshop=workshop, title="Layers")

    catch(manager_client, workshop, register="risk", text="The gauge fails", item=item.pk)
    response = catch(manager_client, workshop, register="action", text="Write the runbook", item=item.pk)

    assert workshop.risks.get().agenda_item == item
    assert ActionItem.objects.get().source == f"{workshop}, Layers"
    assert f'<option value="{item.pk}" selected>' in response.content.decode()


def test_an_item_of_another_agenda_is_refused(manager_client, workshop):
    response = catch(
        manager_client, workshop, register="risk", text="The gauge fails", item=AgendaItemFactory().pk
    )

    assert response.status_code == 422
    assert not workshop.risks.exists()


def test_a_register_shown_by_hand_stands_among_those_of_the_plan(manager_client, workshop):
    workshop.more_registers = ["capacity"]
    workshop.save()

    page = manager_client.get(reverse("actions:capture", args=[workshop.pk])).content.decode()

    assert page.index('value="capacity"') < page.index("Other registers")
