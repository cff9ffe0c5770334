"""Room on the disk of the database."""

import sqlite3

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DiskFull

from emails import storage


def test_error_of_a_full_disk_is_known_by_its_code_and_not_by_its_words():
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    wrapped = OperationalError("database or disk is full")
    wrapped.__cause__ = full

    assert storage.is_full(wrapped)
    assert not storage.is_full(OperationalError("database or disk is full"))
    assert not storage.is_full(None)


def test_postgresql_tells_a_full_disk_by_its_state():
    wrapped = OperationalError("could not extend file")
    wrapped.__cause__ = DiskFull("could not extend file")

    assert storage.is_full(wrapped)


@pytest.mark.parametrize(("free", "is_enough"), [(storage.RESERVE, True), (storage.RESERVE - 1, False)])
def test_room_is_enough_from_the_reserve_on(monkeypatch, free, is_enough):
    monkeypatch.setattr(storage, "free_bytes", lambda: free)

    if is_enough:
        storage.ensure_room()
    else:
        with pytest.raises(storage.StorageFull, match=r"has 47 MB left, and 48 MB are wanted"):
            storage.ensure_room()


def test_nothing_is_sent_where_the_file_of_the_database_is_gone(monkeypatch, tmp_path):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    file = tmp_path / "commplan.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    with pytest.raises(storage.StorageFull, match=r"commplan\.sqlite3, is gone"):
        storage.ensure_room()

    file.touch()
    storage.ensure_room()


def test_disk_of_a_database_server_is_none_of_ours(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "postgresql")

    assert storage.free_bytes() is None
