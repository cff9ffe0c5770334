from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.workshops import (
    AgendaItemFactory,
    MembershipFactory,
    ParticipantFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.edit_tags import agenda_tag
from workshops.services import AgendaEntry


@pytest.fixture
def workshop(project):
    workshop = WorkshopFactory(project=project)
    AgendaItemFactory(workshop=workshop, position=0, title="Welcome", minutes_min=5, minutes_max=10)
    AgendaItemFactory(workshop=workshop, position=1, title="Flows", minutes_min=40, minutes_max=50)
    return workshop


def row(number, title, low="", high="", *, place="", presenter="", delete=False):
    values = {
        "title": title, "minutes_min": low, "minutes_max": high, "ORDER": place, "presenter": presenter,
    }  # fmt: skip
    if delete:
        values["DELETE"] = "on"
    return {f"items-{number}-{name}": value for name, value in values.items()}


def post(client, workshop, *rows, stored=2, in_place=False, **fields):
    data = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": stored, **fields}
    for values in rows:
        data |= values
    headers = {"HX-Request": "true"} if in_place else {}
    return client.post(reverse("workshops:agenda", args=[workshop.pk]), data, headers=headers)


def tag_of(workshop):
    return agenda_tag(workshop.agenda_items.all())


@pytest.fixture
def colleague(project):
    """Another manager, who saved an agenda of one item after the page was opened."""
    user = UserFactory(first_name="Mara", last_name="Lindqvist")
    MembershipFactory(project=project, user=user)
    return user


def changed_by(colleague, workshop):
    services.save_agenda(
        workshop_id=workshop.pk, items=[AgendaEntry("Theirs")], by=colleague, now=timezone.now()
    )


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


def test_end_of_line_in_an_item_is_a_space(manager_client, workshop):
    post(manager_client, workshop, row(0, " Welcome\r\nand aims ", 5, 10))

    assert agenda_of(workshop) == [("Welcome and aims", 5, 10)]


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


def test_presenter_is_kept_and_offered(manager_client, workshop):
    ParticipantFactory(workshop=workshop, person__name="Ada Quill")

    post(manager_client, workshop, row(0, "Welcome", 5, 10, presenter="A guest"))

    page = manager_client.get(reverse("workshops:agenda", args=[workshop.pk])).content.decode()
    assert workshop.agenda_items.get().presenter == "A guest"
    assert '<option value="Ada Quill">' in page
    assert '<option value="Robin Vale">' in page


def test_each_item_shows_when_it_begins(manager_client, workshop):
    page = manager_client.get(reverse("workshops:agenda", args=[workshop.pk])).content.decode()
    overview = manager_client.get(workshop.get_absolute_url()).content.decode()

    assert "data-clock>10:00<" in page
    assert "data-clock>10:05–10:10<" in page
    assert ">10:05–10:10</td>" in overview


def test_saved_in_place_the_answer_says_so_and_gives_the_new_tag(manager_client, workshop):
    response = post(manager_client, workshop, row(0, "Only one", 5, 10), in_place=True, seen=tag_of(workshop))

    text = response.content.decode()
    assert response.status_code == 200
    assert "The agenda is saved." in text
    assert f'value="{tag_of(workshop)}" hx-swap-oob="true"' in text
    assert agenda_of(workshop) == [("Only one", 5, 10)]


def test_row_added_and_saved_twice_in_place_stays(manager_client, workshop):
    rows = (row(0, "Welcome", 5, 10), row(1, "Flows", 40, 50), row(2, "New", 5, 5))

    for _ in range(2):
        post(manager_client, workshop, *rows, in_place=True)

    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50), ("New", 5, 5)]


def test_error_in_place_comes_back_for_its_row_and_saves_nothing(manager_client, workshop):
    response = post(manager_client, workshop, row(0, "Welcome", 10, 5), row(1, "New"), in_place=True)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Not saved yet" in text
    assert 'id="items-0-errors"' in text
    assert 'data-error-of="id_items-0-minutes_max"' in text
    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50)]


@pytest.mark.parametrize("in_place", [True, False])
def test_change_by_somebody_else_is_told_and_neither_is_lost(manager_client, workshop, colleague, in_place):
    seen = tag_of(workshop)
    changed_by(colleague, workshop)

    response = post(manager_client, workshop, row(0, "Mine"), in_place=in_place, seen=seen)

    text = response.content.decode()
    assert "Mara Lindqvist changed this agenda in the meantime" in text
    assert "<li>Theirs</li>" in text
    assert agenda_of(workshop) == [("Theirs", None, None)]
    if not in_place:
        assert ">Mine</textarea>" in text
        assert f'name="seen" id="rows-seen" value="{seen}"' in text


def test_button_that_says_so_replaces_what_somebody_else_wrote(manager_client, workshop, colleague):
    seen = tag_of(workshop)
    changed_by(colleague, workshop)

    post(manager_client, workshop, row(0, "Mine"), seen=seen, overwrite=tag_of(workshop))

    assert agenda_of(workshop) == [("Mine", None, None)]


def test_replacing_is_refused_where_they_went_on_since(manager_client, workshop, colleague):
    seen = tag_of(workshop)
    changed_by(colleague, workshop)

    post(manager_client, workshop, row(0, "Mine"), seen=seen, overwrite="another")

    assert agenda_of(workshop) == [("Theirs", None, None)]


def test_removal_is_undone_from_the_page(manager_client, workshop):
    post(manager_client, workshop, row(0, "Welcome", 5, 10, delete=True), row(1, "Flows", 40, 50))
    page = manager_client.get(reverse("workshops:agenda", args=[workshop.pk])).content.decode()

    manager_client.post(reverse("workshops:agenda-undo", args=[workshop.pk]))

    again = manager_client.get(reverse("workshops:agenda", args=[workshop.pk])).content.decode()
    assert "Removed by your last change: “Welcome”." in page
    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50)]
    assert "Removed by your last change" not in again


def test_undo_of_nothing_changes_nothing(manager_client, workshop):
    response = manager_client.post(reverse("workshops:agenda-undo", args=[workshop.pk]), follow=True)

    assert "There is nothing to bring back." in response.content.decode()
    assert agenda_of(workshop) == [("Welcome", 5, 10), ("Flows", 40, 50)]


def test_saving_while_one_works_is_one_line_of_history(manager_client, workshop, colleague):
    for title in ("One", "Two", "Two"):
        post(manager_client, workshop, row(0, title), in_place=True)
    changed_by(colleague, workshop)
    services.save_agenda(
        workshop_id=workshop.pk,
        items=[AgendaEntry("Later")],
        by=colleague,
        now=timezone.now() + timedelta(hours=1),
    )

    assert [event.detail for event in workshop.history.filter(kind="agenda changed")] == ["1 item"] * 3


def test_editor_asks_the_database_no_more_for_three_rows_than_for_one(manager_client, project):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        for _ in range(number):
            AgendaItemFactory(workshop=workshop)
            ParticipantFactory(workshop=workshop)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(reverse("workshops:agenda", args=[workshop.pk]))
        counts.append(len(queries))

    assert counts[0] == counts[1]
