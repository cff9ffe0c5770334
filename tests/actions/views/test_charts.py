"""What came and went, and who has how much."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from actions.charts import Load
from actions.models import ActionItem
from actions.selectors.charts import OWNERS, loads_of, weeks_of
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory

pytestmark = pytest.mark.django_db

# A Wednesday.
TODAY = date(2026, 12, 16)


def action(project, created, closed=None, **values):
    item = ActionItemFactory(project=project, state="done" if closed else "open", closed_at=closed, **values)
    ActionItem.objects.filter(pk=item.pk).update(created_at=created)
    return item


def test_weeks_count_what_came_what_went_and_what_stayed(project):
    # Half past midnight on Monday in Berlin, which is still Sunday in UTC.
    monday_night = datetime(2026, 12, 13, 23, 30, tzinfo=UTC)
    action(project, monday_night)
    action(project, monday_night - timedelta(days=7), closed=monday_night)
    action(project, monday_night - timedelta(days=300))
    ActionItemFactory(state="open")

    weeks = weeks_of(project, today=TODAY)

    assert len(weeks) == 12
    assert [(w.monday, w.opened, w.closed, w.open_at_end) for w in weeks[-3:]] == [
        (date(2026, 11, 30), 0, 0, 1),
        (date(2026, 12, 7), 1, 0, 2),
        (date(2026, 12, 14), 1, 1, 2),
    ]


def test_owners_come_with_most_open_first_and_a_role_is_one_however_written(project):
    ada = PersonFactory(project=project, name="Ada Quill")
    for day in (date(2026, 12, 15), TODAY, None):
        ActionItemFactory(project=project, owner=ada, due_on=day)
    ActionItemFactory(project=project, owner=ada, state="done")
    for text in ("BI Lead", "bi  lead"):
        ActionItemFactory(project=project, owner=None, owner_text=text, due_on=None)
    ActionItemFactory(project=project, owner=None, due_on=None)

    loads = loads_of(project, today=TODAY)

    assert [(load.name.casefold().split()[0], load.open, load.overdue) for load in loads] == [
        ("ada", 3, 1),
        ("bi", 2, 0),
        ("nobody", 1, 0),
    ]


def test_a_long_tail_of_owners_is_put_together(project):
    ActionItemFactory.create_batch(OWNERS + 3, project=project)

    assert loads_of(project, today=TODAY)[-1] == Load("3 others", 3, 0)


def test_the_page_draws_both_and_says_the_same_in_tables(member_client, project):
    ActionItemFactory(project=project, owner=None, owner_text="<b>Lead</b>", due_on=date(2020, 1, 1))

    page = member_client.get(reverse("actions:action-charts", args=[project.pk])).text

    assert page.count('<svg class="chart"') == 2
    assert page.count("The same as a table") == 2
    assert ("1, 1 overdue" in page, "<b>Lead" in page) == (True, False)


def test_an_empty_log_says_so(member_client, project):
    page = member_client.get(reverse("actions:action-charts", args=[project.pk])).text

    assert "No action came or went" in page
    assert "Nothing is open" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_charts_ask_the_same_number_of_questions_for_any_number_of_rows(
    member_client, project, rows, django_assert_num_queries
):
    ActionItemFactory.create_batch(rows, project=project)

    # Session, user, project; the weeks, the owners.
    with django_assert_num_queries(5):
        member_client.get(reverse("actions:action-charts", args=[project.pk]))
