"""The page where the team looks."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from actions.models import ActionItem
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, WorkshopFactory
from workshops.due_dates import HELP

pytestmark = pytest.mark.django_db

# 23:30 on Monday in Berlin, the zone of the factories' projects.
MONDAY_EVENING = datetime(2026, 12, 14, 22, 30, tzinfo=UTC)


def log(project, **wanted):
    return reverse("actions:action-log", args=[project.pk], query=wanted)


def shown(response):
    return [row.item.key for group in response.context["groups"] for row in group.rows]


@pytest.fixture
def monday_evening():
    with time_machine.travel(MONDAY_EVENING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def actions(project):
    """Four actions that differ in everything one can filter by."""
    ada = PersonFactory(project=project, name="Ada Quill")
    kickoff = WorkshopFactory(project=project, code="1", title="Kickoff")
    ActionItemFactory(project=project, key="A-1", action="Write the runbook", owner=ada, workshop=kickoff)
    ActionItemFactory(
        project=project, key="A-2", action="Ask", notes="about the RUNBOOK", owner=None, owner_text="BI Lead"
    )
    ActionItemFactory(project=project, key="A-10", action="Clean up", owner=None, state="done", due_on=None)
    ActionItemFactory(project=project, key="A-9", action="Order", owner=ada, due_on=date(2026, 12, 13))
    return {"ada": ada, "kickoff": kickoff}


def test_all_actions_of_the_project_stand_in_order_of_their_day(manager_client, project, actions):
    ActionItemFactory(key="A-77", action="Elsewhere")

    response = manager_client.get(log(project))

    assert shown(response) == ["A-9", "A-1", "A-2", "A-10"]


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"state": "done"}, ["A-10"]),
        ({"state": "unfinished"}, ["A-9", "A-1", "A-2"]),
        ({"owner": "tBI Lead"}, ["A-2"]),
        ({"owner": "none"}, ["A-10"]),
        ({"owner": "p1x"}, []),
        ({"owner": "p" + "9" * 100}, []),
        ({"q": "runbook"}, ["A-1", "A-2"]),
        ({"q": "quill order"}, ["A-9"]),
        ({"q": "bi lead"}, ["A-2"]),
        ({"overdue": "1"}, ["A-9"]),
        ({"sort": "id"}, ["A-1", "A-2", "A-9", "A-10"]),
        ({"sort": "-id"}, ["A-10", "A-9", "A-2", "A-1"]),
        ({"sort": "action"}, ["A-2", "A-10", "A-9", "A-1"]),
        ({"sort": "-due"}, ["A-2", "A-1", "A-9", "A-10"]),
        ({"sort": "-state"}, ["A-10", "A-2", "A-1", "A-9"]),
        ({"sort": "-id", "group": "workshop"}, ["A-1", "A-9", "A-2", "A-10"]),
        ({"sort": "-state", "group": "state"}, ["A-10", "A-2", "A-1", "A-9"]),
        (
            {"sort": "pk", "state": "lost", "after": "-1", "group": "x", "workshop": "x", "q": "\0"},
            ["A-9", "A-1", "A-2", "A-10"],
        ),
        ({"after": "9" * 30}, ["A-9", "A-1", "A-2", "A-10"]),
        ({"before": "\0"}, ["A-9", "A-1", "A-2", "A-10"]),
        ({"workshop": "9" * 30}, ["A-9", "A-1", "A-2", "A-10"]),
    ],
)
@pytest.mark.usefixtures("monday_evening")
def test_the_address_filters_and_sorts(manager_client, project, actions, wanted, keys):
    response = manager_client.get(log(project, **wanted))

    assert shown(response) == keys


def test_owner_and_workshop_filter_by_their_rows(manager_client, project, actions):
    by_owner = manager_client.get(log(project, owner=f"p{actions['ada'].pk}"))
    by_workshop = manager_client.get(log(project, workshop=actions["kickoff"].pk))

    assert (shown(by_owner), shown(by_workshop)) == (["A-9", "A-1"], ["A-1"])


def test_the_filters_offer_who_owns_something_here(manager_client, project, actions):
    ActionItemFactory(owner=None, owner_text="Somebody Elsewhere")

    response = manager_client.get(log(project))

    assert response.context["choices"]["owners"] == [
        ("", "Any owner"),
        (f"p{actions['ada'].pk}", "Ada Quill"),
        ("tBI Lead", "BI Lead"),
        ("none", "Nobody yet"),
    ]


@pytest.mark.usefixtures("monday_evening")
@pytest.mark.parametrize(
    ("due_on", "state", "words"),
    [
        (date(2026, 12, 13), "open", "Overdue"),
        (date(2026, 12, 14), "open", "Due today"),
        (date(2026, 12, 16), "blocked", "Due soon"),
        (date(2026, 12, 17), "open", None),
        (date(2026, 12, 13), "done", None),
        (None, "open", None),
    ],
)
def test_a_word_says_that_a_day_is_near_or_past(manager_client, project, due_on, state, words):
    ActionItemFactory(project=project, due_on=due_on, state=state)

    page = manager_client.get(log(project)).text

    marks = {word: f">{word}</span>" in page for word in ("Overdue", "Due today", "Due soon")}
    assert marks == {word: word == words for word in marks}


def test_the_day_is_the_one_in_the_projects_zone(monday_evening, manager_client, project):
    # Half past midnight on Tuesday in Berlin.
    monday_evening.move_to(datetime(2026, 12, 14, 23, 30, tzinfo=UTC))
    ActionItemFactory(project=project, due_on=date(2026, 12, 14))

    page = manager_client.get(log(project)).text

    assert ">Overdue</span>" in page
    assert "Today is Tue 15 Dec 2026 (Europe/Berlin)" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_any_number_of_rows(
    manager_client, project, rows, django_assert_num_queries
):
    for _ in range(rows):
        ActionItemFactory(project=project, workshop=WorkshopFactory(project=project))

    # Session, user, project, people, who asks, the rows (their order in two, then they), what they wait for,
    # the owners (two), the workshops, the saved filters, the role.
    with django_assert_num_queries(14):
        response = manager_client.get(log(project))

    assert len(shown(response)) == rows


def test_fifty_stand_on_a_page_and_the_filters_come_along(manager_client, project):
    ActionItemFactory.create_batch(51, project=project, owner=None)

    first = manager_client.get(log(project, q="runbook", group="state"))
    second = manager_client.get(log(project, q="runbook", group="state", after=first.context["page"].next))
    back = manager_client.get(
        log(project, q="runbook", group="state", before=second.context["page"].previous)
    )

    assert (len(shown(first)), len(shown(second))) == (50, 1)
    assert shown(back) == shown(first)
    assert f'href="?q=runbook&amp;group=state&amp;after={first.context["page"].next}"' in first.text
    assert "Previous" not in first.text
    assert "Next" not in second.text


def test_a_group_has_its_name_over_its_rows(manager_client, project):
    ActionItemFactory(project=project, state="blocked", key="A-1")
    ActionItemFactory(project=project, state="done", key="A-2")

    response = manager_client.get(log(project, group="state"))

    groups = [(group.heading, [row.item.key for row in group.rows]) for group in response.context["groups"]]
    assert groups == [("Blocked", ["A-1"]), ("Done", ["A-2"])]
    assert '<th scope="rowgroup" colspan="7">Blocked</th>' in response.text


def test_an_empty_log_says_how_to_begin_and_a_filter_that_finds_nothing_how_to_go_back(
    manager_client, project
):
    empty = manager_client.get(log(project)).text
    ActionItemFactory(project=project)
    unmatched = manager_client.get(log(project, q="nothing like it")).text

    assert "No action yet. Add the first one below" in empty
    assert "No action here matches." in unmatched


def test_an_action_is_added_with_what_was_typed(member_client, project):
    ada = PersonFactory(project=project, name="Ada Quill")

    response = member_client.post(
        log(project, q="x"), {"action": "Ask", "owner": "ada  QUILL", "due_on": "2026-12-18"}
    )

    item = ActionItem.objects.get()
    assert (response.status_code, response["Location"]) == (302, log(project, q="x"))
    assert (item.key, item.action, item.owner, item.due_on) == ("A-1", "Ask", ada, date(2026, 12, 18))


def test_what_cannot_be_added_stays_in_the_form_with_the_reason_beside_it(manager_client, project):
    response = manager_client.post(log(project), {"action": "", "owner": "BI Lead", "due_on": "2026-13-40"})

    assert response.context["add_form"].errors == {
        "action": ["This field is required."],
        "due_on": [f"“2026-13-40” is no day of the calendar; write {HELP}."],
    }
    assert 'value="BI Lead"' in response.text
    assert not ActionItem.objects.exists()


def test_the_download_holds_the_whole_log(member_client, project):
    ActionItemFactory(project=project, key="A-10", action="=1+1", owner__name="Ada Quill", notes="a, b\nc")
    ActionItemFactory(project=project, key="A-9", action="Ask", owner=None, due_on=None, state="in-progress")
    ActionItemFactory(action="Elsewhere")

    response = member_client.get(reverse("actions:action-export", args=[project.pk]))

    assert response.text == (
        "id,action,owner,due_date,status,source,notes\n"
        "A-9,Ask,,,in-progress,,\n"
        'A-10,\'=1+1,Ada Quill,2026-12-18,open,,"a, b\nc"\n'
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_only_a_manager_is_offered_the_upload(manager_client, member_client, project):
    upload = reverse("actions:action-import", args=[project.pk])

    offered = [upload in client.get(log(project)).text for client in (manager_client, member_client)]

    assert offered == [True, False]
