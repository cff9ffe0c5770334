"""An action's own page: everything of it, what is said about it, and its history."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from actions import services
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, StakeholderGroupFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def item(project):
    return ActionItemFactory(project=project, key="A-1", action="Write the runbook")


def edit(item):
    return reverse("actions:action-edit", args=[item.pk])


def everything(item, **typed):
    values = {
        "version": item.version,
        "action": item.action,
        "owner": item.owner_name,
        "due_on": item.due_on.isoformat(),
        "state": item.state,
    }
    return values | typed


def test_everything_is_changed_on_the_actions_page(member_client, item, project):
    workshop = WorkshopFactory(project=project)

    response = member_client.post(
        edit(item),
        everything(
            item,
            action="Write it",
            owner="BI Lead",
            due_on="24.12.2026",
            state="blocked",
            blocked_reason="No access",
            workshop=workshop.pk,
            source="Minutes",
            notes="one\r\ntwo",
        ),
    )

    item.refresh_from_db()
    assert response["Location"] == reverse("actions:action-log", args=[project.pk])
    assert (item.action, item.owner, item.owner_text, item.due_on) == (
        "Write it",
        None,
        "BI Lead",
        date(2026, 12, 24),
    )
    assert (item.state, item.workshop, item.source, item.notes) == (
        "blocked",
        workshop,
        "Minutes",
        "one\ntwo",
    )


def test_a_name_left_as_it_was_means_the_same_person(member_client, item, project):
    PersonFactory(project=project, name=item.owner.name)

    member_client.post(edit(item), everything(item, notes="new"))

    owner = item.owner
    item.refresh_from_db()
    assert (item.owner, item.owner_text, item.notes) == (owner, "", "new")


def test_a_namesake_is_chosen_by_the_address(member_client, item, project):
    namesake = PersonFactory(project=project, name=item.owner.name, email="other@example.org")

    response = member_client.get(edit(item))
    member_client.post(edit(item), everything(item, owner=f"{namesake.name} <other@example.org>"))

    item.refresh_from_db()
    assert item.owner == namesake
    assert f"{namesake.name} <other@example.org>" in response.context["suggestions"]


def test_who_saves_the_page_over_a_newer_version_keeps_what_was_typed(member_client, item):
    typed = everything(item, action="Mine", notes="My long text")
    services.update_action(action_id=item.pk, version=1, values={"action": "Theirs"}, by=None, now=NOW)

    told = member_client.post(edit(item), typed)
    form = told.context["form"]
    again = member_client.post(edit(item), typed | {"version": form["version"].value()})

    assert "changed by somebody else in the meantime" in form.non_field_errors()[0]
    assert (form["action"].value(), form["notes"].value(), form["version"].value()) == (
        "Mine",
        "My long text",
        "2",
    )
    assert "<dd>Theirs</dd>" in told.text
    item.refresh_from_db()
    assert (again.status_code, item.action, item.version) == (302, "Mine", 3)


def test_the_history_says_who_changed_what(manager_client, manager, item):
    services.update_action(
        action_id=item.pk, version=1, values={"state": "done", "action": "<b>Bold</b>"}, by=manager, now=NOW
    )

    page = manager_client.get(edit(item)).text

    assert f"<strong>{manager}</strong>" in page
    assert "Mon 14 Dec 2026, 13:00 (Europe/Berlin)" in page
    assert "<del>open</del> → done" in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "<b>Bold" not in page


def test_members_talk_on_the_actions_page(member_client, item, project):
    url = reverse("actions:action-comment", args=[item.pk])

    answer = member_client.post(url, {"text": "Waits for <b>Ben</b>"})
    page = member_client.get(edit(item)).text
    refused = member_client.post(url, {"text": " "})

    assert answer["Location"] == edit(item) + "#comments"
    assert "Waits for &lt;b&gt;Ben&lt;/b&gt;" in page
    assert refused.context["comment_form"].errors == {"text": ["This field is required."]}
    assert (item.comments.count(), item.history.count()) == (1, 0)


def test_dependencies_are_typed_as_ids_and_shown_from_both_ends(member_client, item, project):
    other = ActionItemFactory(project=project, key="A-7", action="Order the storage")
    ActionItemFactory(key="A-8")

    refused = member_client.post(edit(item), everything(item, depends_on="A-7 A-8"))
    member_client.post(edit(item), everything(item, depends_on="A-7"))
    pages = [member_client.get(edit(each)).text for each in (item, other)]

    assert refused.context["form"].errors == {"depends_on": ["There is no action A-8 in this project."]}
    assert list(item.depends_on.all()) == [other]
    assert ["Waits for</dt>" in page for page in pages] == [True, False]
    assert ["Waited for by</dt>" in page for page in pages] == [False, True]


def test_a_role_is_shown_with_the_people_who_hold_it(member_client, project):
    item = ActionItemFactory(project=project, owner=None, owner_text="BI Lead")
    alone = member_client.get(edit(item)).text
    group = StakeholderGroupFactory(project=project, name="BI  lead")
    group.people.add(PersonFactory(project=project, name="Ada Quill"))

    held = member_client.get(edit(item)).text

    assert "No group of this name has people." in alone
    assert '<div class="muted small">Ada Quill</div>' in held


@pytest.mark.parametrize("rows", [1, 3])
def test_an_actions_page_asks_the_same_number_of_questions_for_any_history(
    member_client, item, project, rows, django_assert_num_queries
):
    for number in range(rows):
        other = ActionItemFactory(project=project)
        values = {
            "notes": str(number),
            "depends_on_ids": [*item.depends_on.values_list("pk", flat=True), other.pk],
        }
        services.update_action(action_id=item.pk, version=number + 1, values=values, by=None, now=NOW)
        services.comment_on_action(action_id=item.pk, text="Word", person=other.owner, now=NOW)

    # Session, user, the action, people, what it waits for (twice: field and list), who waits, workshops,
    # history, comments, risks.
    with django_assert_num_queries(11):
        member_client.get(edit(item))
