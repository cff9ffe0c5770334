"""Pages that begin after a row: nothing is missed or shown twice, either way through."""

import base64
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from actions.groups import group_heading
from actions.models import ActionItem
from actions.paging import Place, _decode, page_of
from actions.selectors import log as selectors
from actions.selectors.log import SORTS
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 14)


@pytest.fixture
def actions(project):
    """Seventeen actions: with and without a day, a workshop and an owner, and many alike."""
    ada, workshop = PersonFactory(project=project), WorkshopFactory(project=project)
    for number in range(17):
        ActionItemFactory(
            project=project,
            key=f"A-{number}",
            action=f"Ask {number % 4}",
            owner=ada if number % 3 else None,
            owner_text="" if number % 3 else "BI Lead",
            due_on=date(2026, 12, 10 + number % 3) if number % 5 else None,
            workshop=workshop if number % 2 else None,
            state="blocked" if number % 7 else "done",
        )
    return ActionItem.objects.filter(project=project).select_related("owner", "workshop")


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_every_row_stands_on_one_page_forwards_and_backwards(actions, sort, is_descending):
    def page(place):
        return page_of(actions, SORTS[sort], place, is_descending=is_descending, size=4)

    forwards = [page(None)]
    while forwards[-1].next:
        forwards.append(page(Place(forwards[-1].next)))
    backwards = [forwards[-1]]
    while backwards[-1].previous:
        backwards.append(page(Place(backwards[-1].previous, is_backward=True)))

    keys = [item.key for each in forwards for item in each.items]
    assert (len(keys), len(set(keys)), len(forwards)) == (17, 17, 5)
    assert [page.items for page in reversed(backwards)] == [page.items for page in forwards]
    assert (forwards[0].previous, forwards[-1].next) == ("", "")


def test_a_row_that_is_gone_or_moved_does_not_lose_the_place(actions):
    first = page_of(actions, SORTS["due"], None, is_descending=False, size=4)
    expected = page_of(actions, SORTS["due"], Place(first.next), is_descending=False, size=4)
    first.items[-1].delete()

    second = page_of(actions, SORTS["due"], Place(first.next), is_descending=False, size=4)

    assert second.items == expected.items


def token(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "é",
        "!!",
        "AAAA",
        token(),
        token("2026-12-14"),
        token("2026-12-14", "x"),
        token("2026-13-40", 7),
        token({}, 7),
        token("2026-12-14", 10**30),
        token("2026-12-14", True),
        token("2026-12-14", 7, 7),
        base64.urlsafe_b64encode(b"[" * 4000).decode(),
    ],
)
def test_a_place_that_was_not_made_here_is_the_beginning(actions, forged):
    page = page_of(actions, SORTS["due"], Place(forged), is_descending=False, size=4)

    assert page.items == page_of(actions, SORTS["due"], None, is_descending=False, size=4).items
    assert page.previous == ""


@given(
    st.sampled_from(list(SORTS)), st.lists(st.none() | st.integers() | st.floats() | st.text(), max_size=4)
)
def test_no_made_up_place_breaks_the_page(sort, values):
    written = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    order = SORTS[sort]

    items = page_of(ActionItem.objects.all(), order, Place(written), is_descending=False, size=4).items

    found = _decode(written, order)
    assert items == []
    assert found is None or len(found) == len(order.keys) + 1


@pytest.mark.parametrize("is_descending", [False, True])
@pytest.mark.parametrize(
    ("sort", "index"), [("due", "action_by_due"), ("id", "action_by_key"), ("action", "action_by_words")]
)
def test_the_orders_of_a_long_log_are_read_from_an_index(actions, sort, index, is_descending):
    place = Place(page_of(actions, SORTS[sort], None, is_descending=is_descending, size=2).next)

    with CaptureQueriesContext(connection) as asked:
        page_of(actions, SORTS[sort], place, is_descending=is_descending, size=2)

    plans = [plan_of(each["sql"]) for each in asked.captured_queries if "ORDER BY" in each["sql"]]
    assert [(index in plan, "TEMP B-TREE" in plan, "Sort" in plan) for plan in plans] == [
        (True, False, False)
    ]


def plan_of(sql: str) -> str:
    """How the database answers; PostgreSQL would read so small a table whole if it were let."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + sql)
        return str(cursor.fetchall())


@pytest.mark.parametrize(
    ("group", "headings"),
    [
        ("", ["", "", ""]),
        ("owner", ["Nobody yet", "Ada Quill", "BI Lead"]),
        ("workshop", ["Workshop 1: Kickoff", "No workshop", "No workshop"]),
        ("week", ["Week 51: 14 – 20 Dec 2026", "Week 53: 28 Dec – 3 Jan 2027", "No due date"]),
        ("state", ["Open", "Blocked", "Done"]),
    ],
)
def test_groups_come_together_under_their_names(project, group, headings):
    kickoff = WorkshopFactory(project=project, code="1", title="Kickoff")
    ada = PersonFactory(project=project, name="Ada Quill")
    ActionItemFactory(project=project, owner=ada, due_on=date(2026, 12, 14), state="done", workshop=kickoff)
    ActionItemFactory(
        project=project, owner=None, owner_text="BI Lead", due_on=date(2027, 1, 2), state="blocked"
    )
    ActionItemFactory(project=project, owner=None, due_on=None)

    wanted = selectors.LogFilter(group=group, sort=selectors.GROUPS.get(group, "due"))

    page = selectors.log_page(project, wanted, today=TODAY)

    assert [group_heading(item, group) for item in page.items] == headings
