"""Room on the disk that holds the database: what cannot be recorded must not be sent."""

import os
from typing import Final

from django.db import connection

# A batch of 500 mails writes less than 30 MB before SQLite's log is taken over into the database, and other
# programs write meanwhile.
RESERVE: Final = 48 * 2**20
# By their numbers: with PostgreSQL nobody needs SQLite in memory.
_SQLITE_FULL: Final = 13
_POSTGRESQL_DISK_FULL: Final = "53100"


class StorageFull(Exception):
    """There is no room to record what would be sent."""


def ensure_room() -> None:
    """Raises StorageFull where the SQLite database's disk has less than RESERVE free, or its file is gone.

    A question to the operating system, cheap enough to be asked for each mail. A database server looks
    after its own disk: there a claim that cannot be written sends nothing.
    """
    free = free_bytes()
    if free is not None and free < RESERVE:
        raise StorageFull(
            f"The disk that holds the database has {free // 2**20} MB left, and {RESERVE // 2**20} MB "
            "are wanted: no mail leaves until there is room."
        )


def free_bytes() -> int | None:
    """What may still be written beside the SQLite database; None where it is no file of ours.

    Raises StorageFull where the file is gone.
    """
    if connection.vendor != "sqlite":
        return None
    name = str(connection.settings_dict["NAME"])
    if name == ":memory:" or "mode=memory" in name:
        return None
    # By `os`, which takes a third of what a Path does. What is still written to a file that is gone is lost.
    folder, file = os.path.split(name)
    if not os.path.exists(name):
        raise StorageFull(f"The file of the database, {file}, is gone: no mail leaves until it is back.")
    disk = os.statvfs(folder or os.curdir)
    return disk.f_bavail * disk.f_frsize


def is_full(error: BaseException | None) -> bool:
    """Whether the database gave this error, or what caused it, because its disk is full."""
    while error is not None:
        if getattr(error, "sqlite_errorcode", None) == _SQLITE_FULL:
            return True
        if getattr(error, "sqlstate", None) == _POSTGRESQL_DISK_FULL:
            return True
        error = error.__cause__
    return False
