"""An uploaded table against the log that is there."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import services
from actions.models import ActionEvent, ActionItem
from actions.selectors import log as selectors
from actions.sheet import SheetError, WrongRow, read, write
from tests.actions.broken_files import BROKEN_FILES
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
HEADER = "id,action,owner,due_date,status,source,notes"


def table(*lines):
    return read("\n".join([HEADER, *lines]).encode())


def run(project, sheet, **options):
    plan = services.import_actions(project_id=project.pk, sheet=sheet, by=None, now=NOW, **options)
    return len(plan.new), len(plan.changed), plan.unchanged, plan.wrong


def test_the_rows_become_actions_under_their_own_ids_or_the_next_ones(project):
    ada = PersonFactory(project=project, name="Ada Quill", email="ada@example.org")

    counts = run(
        project,
        table(
            "A-7,Write the runbook,ada quill,2026-12-18,done,Workshop 2a,first",
            ",Ask for access,ADA@example.org,,,,",
            "R1,Name an owner,BI Lead,,blocked,,",
            "A-8,,,,,,",
        ),
    )

    assert counts == (3, 0, 0, [WrongRow(5, "The action is missing.")])
    rows = ActionItem.objects.order_by("pk")
    assert list(rows.values_list("key", "action", "owner", "owner_text", "due_on", "state", "closed_at")) == [
        ("A-7", "Write the runbook", ada.pk, "", date(2026, 12, 18), "done", NOW),
        ("A-8", "Ask for access", ada.pk, "", None, "open", None),
        ("R1", "Name an owner", None, "BI Lead", None, "blocked", None),
    ]


def test_the_same_table_a_second_time_changes_nothing(project):
    PersonFactory(project=project, name="Ada Quill", email="ada@example.org")
    sheet = table(
        "A-7,Write the runbook,Ada Quill,2026-12-18,done,Workshop 2a,first",
        ",Ask for access,ada@example.org,2026-12-19,,,",
        ",Ask for access,ada@example.org,2026-12-20,,,",
        ",Ask for access,BI Lead,,,,",
    )
    run(project, sheet)

    counts = run(project, sheet)

    assert counts == (0, 0, 4, [])
    assert (ActionItem.objects.count(), ActionEvent.objects.count()) == (4, 4)


def test_a_table_without_ids_finds_its_actions_after_they_moved_on(project):
    sheet = read(b"action,owner\nAsk for access,BI Lead\n")
    run(project, sheet)
    ActionItem.objects.update(state="in-progress", due_on=date(2026, 12, 20))

    counts = run(project, sheet)

    assert counts == (0, 0, 1, [])


def test_what_a_table_changes_is_counted_recorded_and_versioned(project, manager):
    item = ActionItemFactory(project=project, key="A-1", action="Ask", notes="first")

    plan = services.import_actions(
        project_id=project.pk,
        sheet=read(b"id,action,due_date,notes\nA-1,Ask,2026-12-24,\n"),
        by=manager,
        now=NOW,
    )

    item.refresh_from_db()
    changes = {"due": ["2026-12-18", "2026-12-24"], "notes": ["first", ""]}
    assert [(row.number, row.changes) for row in plan.changed] == [(2, changes)]
    assert (item.due_on, item.notes, item.version) == (date(2026, 12, 24), "", 2)
    assert item.history.get().changes == changes


def test_a_column_that_is_not_there_leaves_its_field_alone(project):
    item = ActionItemFactory(project=project, key="A-1", state="blocked", source="Workshop 1")

    run(project, read(b"id,action\nA-1,Ask again\n"))

    item.refresh_from_db()
    assert (item.action, item.state, item.source) == ("Ask again", "blocked", "Workshop 1")
    assert (item.owner is None, item.due_on) == (False, date(2026, 12, 18))


def test_an_ambiguous_name_keeps_the_owner_who_has_it_and_is_text_for_a_new_action(project):
    first = PersonFactory(project=project, name="Ada Quill")
    second = PersonFactory(project=project, name="Ada Quill", email="quill@example.org")
    item = ActionItemFactory(project=project, key="A-1", action="Ask", owner=first)

    run(project, read(b"id,action,owner\nA-1,Ask,Ada Quill\nA-2,Tell,Ada Quill\n"))
    kept = ActionItem.objects.get(key="A-1").owner
    run(project, read(b"id,action,owner\nA-1,Ask,quill@example.org\n"))

    item.refresh_from_db()
    assert (kept, item.owner) == (first, second)
    assert ActionItem.objects.get(key="A-2").owner_text == "Ada Quill"


def test_what_is_exported_comes_back_unchanged(project):
    ActionItemFactory(project=project, action="=SUM(A1)", notes="- one\n- two", source="@home")
    ActionItemFactory(project=project, owner=None, owner_text="+Team", due_on=None, state="cancelled")

    counts = run(project, read(write(selectors.sheet_rows(project)).encode()))

    assert counts == (0, 0, 2, [])


def test_a_preview_saves_nothing_and_its_digest_opens_the_import(project):
    sheet = table(",Ask,,,,,")

    plan = services.preview_import(project_id=project.pk, sheet=sheet, now=NOW)

    assert (len(plan.new), ActionItem.objects.count()) == (1, 0)
    assert run(project, sheet, expected_digest=plan.digest) == (1, 0, 0, [])


def test_an_import_after_the_log_changed_is_refused_and_says_what_it_would_do(project):
    item = ActionItemFactory(project=project, key="A-1", action="Ask")
    sheet = read(b"id,action\nA-1,Ask again\n")
    preview = services.preview_import(project_id=project.pk, sheet=sheet, now=NOW)
    services.update_action(action_id=item.pk, version=1, values={"action": "Do not ask"}, by=None, now=NOW)

    with pytest.raises(services.StalePreview) as stale:
        run(project, sheet, expected_digest=preview.digest)

    item.refresh_from_db()
    assert item.action == "Do not ask"
    assert stale.value.plan.changed[0].changes == {"action": ["Do not ask", "Ask again"]}


def test_an_import_reaches_no_other_project(project):
    foreign = ActionItemFactory(key="A-1", action="Ask")

    counts = run(project, table("A-1,Ask,,,done,,"))

    foreign.refresh_from_db()
    assert (counts, foreign.state) == ((1, 0, 0, []), "open")


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_rows(project, rows, django_assert_num_queries):
    run(project, table(*[f"A-{n},Ask,,,,," for n in range(rows)]))
    sheet = table(*[f"A-{n},Ask again,,,,," for n in range(rows)], *[f",Tell {n},,,,," for n in range(rows)])

    # A savepoint and its release; the project, its people, two look-ups, the last key; insert, update,
    # history.
    with django_assert_num_queries(10):
        counts = run(project, sheet)

    assert counts == (rows, rows, 0, [])


def test_what_blocks_an_action_and_what_it_waits_for_outlive_an_export_and_an_import(project):
    first, second = (ActionItemFactory(project=project) for _ in range(2))
    values = {"state": "blocked", "blocked_reason": "No access", "depends_on_ids": [first.pk]}
    services.update_action(action_id=second.pk, version=1, values=values, by=None, now=NOW)

    counts = run(project, read(write(selectors.sheet_rows(project)).encode()))

    second.refresh_from_db()
    assert (counts, second.blocked_reason, list(second.depends_on.all())) == (
        (0, 0, 2, []),
        "No access",
        [first],
    )


def test_columns_of_others_are_kept_come_out_again_and_a_second_time_change_nothing(project):
    data = (
        "id,Effort,action,owner,due_date,status,source,notes,=Phase,empty\n"
        "A-1,3 d,Ask,,,open,,,'=x,\nA-2,,Tell,,,open,,,,\n"
    )
    run(project, read(data.encode()))
    services.add_action(project_id=project.pk, action="Later", by=None, now=NOW)

    again = run(project, read(data.encode()))
    others = selectors.other_columns(project)
    written = write(selectors.sheet_rows(project, others), others=others)

    assert again == (0, 0, 2, [])
    assert written.splitlines() == [
        "id,action,owner,due_date,status,source,notes,Effort,'=Phase,empty",
        "A-1,Ask,,,open,,,3 d,'=x,",
        "A-2,Tell,,,open,,,,,",
        "A-3,Later,,,open,,,,,",
    ]
    assert run(project, read(written.encode())) == (0, 0, 3, [])


CELLS = ["A-1", "A-2", "=1", "'=x", "\0", "\ud800", "done", "blocked", "2026-12-14", "x" * 600, "é", "\u2028"]
PIECES = st.sampled_from([*CELLS, ",", ",", ";", "\t", '"', '""', "\n", "\r\n", " "]) | st.text(max_size=4)
HEADERS = st.sampled_from(
    [HEADER, "id;action;Effort;", "action\towner\tid", "Phase,action,,Phase", "\ufeffid,action"]
)


@settings(max_examples=BROKEN_FILES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    HEADERS,
    st.lists(PIECES, max_size=40),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]),
)
def test_no_broken_file_loses_anything(project, header, pieces, encoding):
    """Each row is kept or named; a second time, and what is written out, change nothing."""
    ActionItem.objects.filter(project=project).delete()
    errors = "replace" if encoding == "cp1252" else "surrogatepass"
    data = f"{header}\n{''.join(pieces)}".encode(encoding, errors)
    with suppress(SheetError):
        check_nothing_is_lost(project, read(data))


def check_nothing_is_lost(project, sheet):

    plan = services.import_actions(project_id=project.pk, sheet=sheet, by=None, now=NOW)
    others = selectors.other_columns(project)
    kept = list(selectors.sheet_rows(project, others))
    again = run(project, sheet)
    back = run(project, read(write(kept, others=others).encode()))

    assert (len(plan.new), len(plan.wrong)) == (len(sheet.rows), len(sheet.wrong))
    assert (again[:2], back[:2], back[3]) == ((0, 0), (0, 0), [])
    assert list(selectors.sheet_rows(project, others)) == kept
    texts = {cell for row in kept for cell in row}
    assert {text for row in sheet.rows for _, text in row.extra} <= texts | {""}
    assert {row.action for row in sheet.rows} <= texts


def test_a_changed_cell_of_anothers_column_is_a_change(project):
    run(project, read(b"id,action,Effort\nA-1,Ask,3 d\n"))

    counts = run(project, read(b"id,action,Effort,Phase\nA-1,Ask,4 d,\n"))

    item = ActionItem.objects.get()
    assert (counts, item.extra) == ((0, 1, 0, []), [["Effort", "4 d"]])
    assert item.history.order_by("-pk")[0].changes == {"“Effort”": ["3 d", "4 d"]}
