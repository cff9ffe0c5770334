import pytest
from django.urls import reverse

from tests.factories.workshops import AgendaItemFactory, WorkshopFactory


@pytest.fixture
def workshop(project):
    workshop = WorkshopFactory(project=project)
    AgendaItemFactory(workshop=workshop, position=0, title="Welcome", minutes_min=5, minutes_max=10)
    AgendaItemFactory(workshop=workshop, position=1, title="Flows", minutes_min=40, minutes_max=50)
    return workshop


def row(number, title, low="", high="", *, place="", delete=False):
    values = {"title": title, "minutes_min": low, "minutes_max": high, "ORDER": place}
    if delete:
        values["DELETE"] = "on"
    return {f"items-{number}-{name}": value for name, value in values.items()}


def post(client, workshop, *rows, stored=2):
    data = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": stored}
    for values in rows:
        data |= values
    return client.post(reverse("workshops:agenda", args=[workshop.pk]), data)


def agenda_of(workshop):
    return list(workshop.agenda_items.values_list("title", "minutes_min", "minutes_max"))


def test_items_are_changed_added_moved_and_removed_in_one_form(manager_client, workshop):
    response = post(
        manager_client,
        workshop,
        row(0, "Welcome", 5, 10, delete=True),
        row(1, "Flows and layers", 40, 55, place=2),
        row(2, "Recap of the model", 10, 15, place=1),
        row(3, ""),
    )

    assert response.url == workshop.get_absolute_url()
    assert agenda_of(workshop) == [("Recap of the model", 10, 15), ("Flows and layers", 40, 55)]


def test_unchanged_agenda_stays_as_it_is(manager_client, workshop):
    post(
        manager_client,
        workshop,
        row(0, "Welcome", 5, 10, place=1),
        row(1, "Flows", 40, 50, place=2),
        row(2, "", place=3),
    )

    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50)]


def test_blanked_row_is_removed(manager_client, workshop):
    post(manager_client, workshop, row(0, ""), row(1, "Flows", 40, 50))

    assert agenda_of(workshop) == [("Flows", 40, 50)]


def test_single_number_of_minutes_counts_as_both(manager_client, workshop):
    post(manager_client, workshop, row(0, "Welcome", 15, ""), row(1, "Flows", "", 45))

    assert agenda_of(workshop) == [("Welcome", 15, 15), ("Flows", 45, 45)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (("Welcome", 10, 5), "“To” is less than “from”."),
        (("", 10, 15), "What is done in these minutes?"),
        (("Wel\x0bcome", 10, 15), "Write it on one line, without control characters."),
        (("Welcome", "ten", 15), "Enter a whole number."),
    ],
)
def test_wrong_row_is_refused_and_everything_typed_is_kept(manager_client, workshop, values, sentence):
    response = post(manager_client, workshop, row(0, *values), row(1, "Flows, new words", 40, 50))

    text = response.content.decode()
    assert response.status_code == 200
    assert sentence in text
    assert "Flows, new words" in text
    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50)]


def test_form_of_too_many_rows_is_refused(manager_client, workshop):
    response = post(manager_client, workshop, *(row(number, f"Item {number}") for number in range(70)))

    assert "Please submit at most 60 forms." in response.content.decode()


def test_broken_management_form_is_no_server_error(manager_client, workshop):
    response = manager_client.post(
        reverse("workshops:agenda", args=[workshop.pk]), {"items-TOTAL_FORMS": "many"}
    )

    assert response.status_code == 200
    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50)]


def test_page_shows_the_total_and_blank_rows_without_script(manager_client, workshop):
    text = manager_client.get(reverse("workshops:agenda", args=[workshop.pk])).content.decode()

    assert "45–60 of 90–120 min: fits, 30 min unplanned" in text
    assert 'name="items-4-title"' in text
