"""The program on a disk that is full: run in a mount namespace of its own, where a small disk is mounted.

It prints one JSON object a line: what happened in each of its acts.
"""

import argparse
import json
import os
import shutil
import subprocess
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import django
from django.utils import timezone

SIZE = 96 * 2**20


class Disk:
    """A file system in memory, of which a ballast file takes what is not left over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], check=True)

    def leave(self, free: int) -> None:
        """Take all but so many bytes."""
        with self._ballast.open("ab") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, self._used() + self._free() - free)

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def _free(self) -> int:
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def _used(self) -> int:
        return self._ballast.stat().st_blocks * 512


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", type=Path, help="an SQLite database with mails that are due")
    parser.add_argument("folder", type=Path, help="where the small disk is mounted")
    parser.add_argument("signals", type=Path, help="where the file `fill` tells to fill the disk")
    arguments = parser.parse_args()
    disk = Disk(arguments.folder)
    shutil.copy(arguments.database, arguments.folder / "full.sqlite3")
    os.environ["DATABASE_URL"] = f"sqlite:///{arguments.folder / 'full.sqlite3'}"
    django.setup()

    nearly_full(disk)
    page(disk)
    filled_in_the_middle(disk, arguments.signals)
    room_again(disk)


def tell(act: str, **what: Any) -> None:
    print(json.dumps({"act": act, **what}), flush=True)


def states() -> dict[str, int]:
    from emails.models import Delivery

    return Counter(Delivery.objects.values_list("state", flat=True))


def error_of_a_tick(**passed: float) -> str:
    from emails import services

    try:
        services.tick(now=timezone.now() + timedelta(**passed))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def nearly_full(disk: Disk) -> None:
    disk.leave(8 * 2**20)
    tell("nearly full", error=error_of_a_tick(), states=states())
    disk.clear()


def page(disk: Disk) -> None:
    from django.test import Client
    from django.urls import reverse

    from workshops.models import Person, User

    person = Person.objects.select_related("project").order_by("pk")[0]
    manager = User.objects.create_user("manager@example.org")
    person.project.memberships.create(user=manager, role="manager")
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(manager)
    address = reverse("workshops:person-edit", args=[person.pk])
    # What the log already holds may be written over: many lines find its end.
    disk.leave(0)
    texts = []
    for number in range(400):
        answer = client.post(address, {"name": f"{number} {'x' * 80}", "email": "new@example.org"})
        texts.append((answer.status_code, answer.content.decode()))
        if answer.status_code != 302:
            break
    person.refresh_from_db()
    tell("page", status=texts[-1][0], text=texts[-1][1], saved=len(texts) - 1, name=person.name.split()[0])
    disk.clear()


def filled_in_the_middle(disk: Disk, signals: Path) -> None:
    def watch() -> None:
        while not (signals / "fill").exists():
            time.sleep(0.01)
        disk.leave(0)
        (signals / "filled").touch()

    Thread(target=watch, daemon=True).start()
    tell("filled in the middle", error=error_of_a_tick(), states=states())


def room_again(disk: Disk) -> None:
    disk.clear()
    errors = [error_of_a_tick(minutes=minutes) for minutes in (3, 6, 90)]
    tell("room again", errors=errors, states=states())


if __name__ == "__main__":
    main()
