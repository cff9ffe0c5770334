"""A cell of the table changed in place, by one and by two at once."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from actions import services
from actions.views.rows import CELLS
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import WorkshopFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def item(project):
    return ActionItemFactory(project=project, key="A-1", action="Write the runbook")


def cell(item, name):
    return reverse("actions:action-cell", args=[item.pk, name])


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_opens_with_what_is_in_it(member_client, item, name):
    response = member_client.get(cell(item, name), headers=HTMX)

    assert response.status_code == 200
    assert [field.name for field in response.context["fields"]] == list(CELLS[name])
    assert f'id="editor-{item.pk}-{name}"' in response.text
    assert "autofocus" in response.text


@pytest.mark.parametrize(
    ("name", "typed", "field", "value"),
    [
        ("action", {"action": "Write it"}, "action", "Write it"),
        ("notes", {"notes": "one\r\ntwo"}, "notes", "one\ntwo"),
        ("owner", {"owner": "BI Lead"}, "owner_text", "BI Lead"),
        ("source", {"source": "Minutes"}, "source", "Minutes"),
        ("due_on", {"due_on": "20.12.2026"}, "due_on", date(2026, 12, 20)),
        ("due_on", {"due_on": ""}, "due_on", None),
        ("state", {"state": "in-progress"}, "state", "in-progress"),
        ("state", {"state": "blocked", "blocked_reason": "No access"}, "blocked_reason", "No access"),
    ],
)
def test_a_cell_is_changed_in_place_and_nothing_else(member_client, item, name, typed, field, value):
    untouched = {"action": item.action, "due_on": item.due_on, "owner_id": item.owner_id}

    response = member_client.post(cell(item, name), {"version": 1} | typed, headers=HTMX)

    item.refresh_from_db()
    assert (getattr(item, field), item.version) == (value, 2)
    kept = {key: old for key, old in untouched.items() if not key.startswith(name)}
    assert {key: getattr(item, key) for key in kept} == kept
    assert response.templates[0].name == "actions/row.html"
    assert f'value="{item.pk}:2"' in response.text
    assert ">Saved</div>" in response.text


def test_the_workshop_and_what_is_waited_for_are_changed_in_place(member_client, item, project):
    workshop = WorkshopFactory(project=project)
    other = ActionItemFactory(project=project, key="A-7")

    member_client.post(cell(item, "workshop"), {"version": 1, "workshop": workshop.pk}, headers=HTMX)
    row = member_client.post(cell(item, "depends_on"), {"version": 2, "depends_on": "A-7"}, headers=HTMX)

    item.refresh_from_db()
    assert (item.workshop, list(item.depends_on.all())) == (workshop, [other])
    assert "Waits for A-7" in row.text


def test_days_are_typed_as_people_say_them(member_client, item, time_machine):
    time_machine.move_to(NOW, tick=False)

    member_client.post(cell(item, "due_on"), {"version": 1, "due_on": "fri"}, headers=HTMX)

    item.refresh_from_db()
    assert item.due_on == date(2026, 12, 18)


def test_without_a_script_a_cell_leads_to_the_page_and_back(member_client, item, project):
    back = reverse("actions:action-log", args=[project.pk], query={"q": "runbook"})

    opened = member_client.get(cell(item, "state"), {"next": back})
    saved = member_client.post(cell(item, "state"), {"version": 1, "state": "done", "next": back})
    refused = member_client.post(cell(item, "action"), {"version": 2, "action": ""})

    item.refresh_from_db()
    assert opened["Location"].startswith(edit(item) + "?next=")
    assert (saved.status_code, saved["Location"], item.state) == (302, back, "done")
    assert refused.templates[0].name == "actions/cell_page.html"
    assert "This field is required." in refused.text


def test_a_field_that_no_cell_has_is_not_there(member_client, item):
    codes = [member_client.get(cell(item, name)).status_code for name in ("key", "version", "project")]

    assert codes == [404, 404, 404]


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("state", {"state": "lost"}),
        ("state", {"state": "blocked", "blocked_reason": " "}),
        ("due_on", {"due_on": "later"}),
        ("action", {"action": "a\0b"}),
        ("depends_on", {"depends_on": "A-99"}),
        ("depends_on", {"depends_on": "A-1"}),
        ("notes", {"notes": "x", "version": "x"}),
        ("notes", {"notes": "x", "version": ""}),
    ],
)
def test_what_makes_no_sense_in_a_cell_changes_nothing(member_client, item, name, typed, headers):
    response = member_client.post(cell(item, name), {"version": 1} | typed, headers=headers)

    item.refresh_from_db()
    assert response.status_code == (422 if headers else 200)
    assert response.headers.get("HX-Retarget") == (f"#editor-{item.pk}-{name}" if headers else None)
    assert (item.state, item.version, item.history.count()) == ("open", 1, 0)


def test_in_place_over_a_newer_version_is_told_and_can_be_repeated(member_client, item):
    values = {"state": "blocked", "blocked_reason": "No access"}
    services.update_action(action_id=item.pk, version=1, values=values, by=None, now=NOW)
    data = {"version": 1, "state": "done"}

    told = member_client.post(cell(item, "state"), data, headers=HTMX)
    again = member_client.post(cell(item, "state"), data | {"version": 2}, headers=HTMX)

    assert told.status_code == 422
    assert "changed by somebody else in the meantime" in told.text
    assert "It is now “Blocked”, due 18 Dec 2026." in told.text
    assert '<option value="done" selected>' in told.text
    assert 'name="version" value="2"' in told.text
    assert again.status_code == 200
    item.refresh_from_db()
    assert (item.state, item.version) == ("done", 3)


def test_words_that_two_write_at_once_are_both_shown(member_client, item):
    services.update_action(action_id=item.pk, version=1, values={"notes": "Theirs"}, by=None, now=NOW)

    told = member_client.post(cell(item, "notes"), {"version": 1, "notes": "Mine"}, headers=HTMX)

    assert "It now says “Theirs”." in told.text
    assert ">\nMine</textarea>" in told.text
    item.refresh_from_db()
    assert item.notes == "Theirs"


def edit(item):
    return reverse("actions:action-edit", args=[item.pk])
