"""Workers of the version before go on while the database is already of the new one."""

from collections.abc import Iterator

from django.db import migrations
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

# Of these and of those before them no worker runs any more.
LAST_SEEN = {"workshops": 14, "actions": 4, "emails": 12}
# What older code still reads or writes.
TAKEN_AWAY = (migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel)


def new_operations() -> Iterator[tuple[str, migrations.operations.base.Operation]]:
    for (room, name), migration in MigrationLoader(None).disk_migrations.items():
        if room in LAST_SEEN and int(name[:4]) > LAST_SEEN[room]:
            yield from ((f"{room} {name}", operation) for operation in migration.operations)


def asks_too_much(operation: migrations.operations.base.Operation) -> bool:
    """Whether a row that older code adds would be refused: it knows nothing of the column."""
    if not isinstance(operation, migrations.AddField) or operation.field.many_to_many:
        return False
    return not operation.field.null and not operation.field.has_db_default()


def test_migration_takes_away_nothing_that_the_version_before_uses():
    assert [where for where, operation in new_operations() if isinstance(operation, TAKEN_AWAY)] == []


def test_new_column_may_be_left_out_by_the_version_before():
    # `db_default` stays in the database; a mere `default` is Django's own, and old code does not know of it.
    assert [where for where, operation in new_operations() if asks_too_much(operation)] == []


def test_empty_database_gets_the_tables_that_history_leads_to():
    at_once, history = MigrationLoader(None), MigrationLoader(None, replace_migrations=False)
    there, back = (
        MigrationAutodetector(one.project_state(), other.project_state())
        for one, other in ((at_once, history), (history, at_once))
    )

    assert (there.changes(history.graph), back.changes(history.graph)) == ({}, {})
