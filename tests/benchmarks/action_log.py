"""How many pages a second the action log gives, beside Django admin's list on the same data.

Run by hand: `python -m tests.benchmarks.action_log [--rows 100000]`. It makes a database of its own on the
server of DATABASE_URL (SQLite without one) and drops it again. Both lists have the same columns, filters by
state, and 50 rows a page; each answer goes through all of the middleware.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commplan.settings")
os.environ.setdefault("DEBUG", "true")  # for a secret key; switched off before anything is measured
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from actions.models import ActionItem  # noqa: E402
from actions.paging import _encode  # noqa: E402
from actions.states import ActionState  # noqa: E402
from workshops.models import Person, Project, User, Workshop  # noqa: E402

PEOPLE, WORKSHOPS, DAYS = 300, 20, 700
FIRST_DAY = date(2026, 1, 1)


class PlainAdmin(admin.ModelAdmin):
    """The list as Django draws it, with the columns of our page."""

    list_display = ["key", "action", "owner_name", "workshop", "due_on", "state"]
    list_filter = ["state"]
    list_select_related = ["owner", "workshop"]
    list_per_page = 50


def fill(rows: int) -> tuple[Project, User]:
    """A project with so many actions, the same at each run."""
    chance = random.Random(1)
    user = User.objects.create_superuser("manager@example.org", "x")
    project = Project.objects.create(name="Long log", time_zone="Europe/Berlin")
    project.memberships.create(user=user, role="manager")
    people = Person.objects.bulk_create(
        Person(project=project, name=f"Person {n}", email=f"person-{n}@example.org") for n in range(PEOPLE)
    )
    start = datetime(2026, 1, 1, 9, tzinfo=UTC)
    workshops = [
        Workshop.objects.create(
            project=project, code=str(n), title=f"Session {n}", start=start + timedelta(days=n)
        )
        for n in range(WORKSHOPS)
    ]
    roles = ["BI Lead", "Operations", "Architect"]
    items = (
        ActionItem(
            project=project,
            key=f"A-{n + 1}",
            action=f"Prepare part {chance.randrange(10**6)} for review",
            owner=chance.choice(people) if n % 10 else None,
            owner_text="" if n % 10 else chance.choice(roles),
            due_on=FIRST_DAY + timedelta(days=chance.randrange(DAYS)) if n % 20 else None,
            state=chance.choice(ActionState.values),
            workshop=chance.choice(workshops) if n % 3 else None,
        )
        for n in range(rows)
    )
    ActionItem.objects.bulk_create(items, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return project, user


def pages_a_second(client: Client, urls: Iterable[str], rounds: int) -> dict[str, tuple[float, float, int]]:
    """For each address the pages a second (median), the slowest page in ms, and the queries."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    times: dict[str, list[float]] = {url: [] for url in urls}
    queries = {}
    for url in times:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
        queries[url] = len(asked)
    for _ in range(rounds):
        for url, taken in times.items():
            # The processor's time, SQLite's included: what else the machine does must not count.
            begin = clock()
            client.get(url)
            taken.append(clock() - begin)
    return {
        url: (1 / statistics.median(taken), max(taken) * 1000, queries[url]) for url, taken in times.items()
    }


def deep_place(client: Client, log: str, project: Project) -> str:
    """The address of a page about three quarters down the list: where its day's rows begin."""
    day = FIRST_DAY + timedelta(days=DAYS * 3 // 4)
    return f"{log}?after={_encode([day, 0])}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["*"]
    settings.LOGGING_CONFIG = None
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        report(options.rows, options.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def report(rows: int, rounds: int) -> None:
    project, user = fill(rows)
    admin.autodiscover()
    admin.site.unregister(ActionItem)
    admin.site.register(ActionItem, PlainAdmin)
    client = Client()
    client.force_login(user)
    log = reverse("actions:action-log", args=[project.pk])
    listing = reverse("admin:actions_actionitem_changelist")
    deep = rows * 3 // 4 // 50
    ours = {
        "first page": log,
        "deep": deep_place(client, log, project),
        "unfinished": f"{log}?state=unfinished",
        "one state": f"{log}?state=open",
        "by id": f"{log}?sort=id",
        "by owner": f"{log}?group=owner",
        "by workshop": f"{log}?group=workshop",
        "by due week": f"{log}?group=week",
        "by state": f"{log}?group=state",
        "owner, open": f"{log}?group=owner&state=unfinished",
        "owner, late": f"{log}?group=owner&overdue=1",
        "rare words": f"{log}?q=99999",
        "words, owner": f"{log}?q=99999&group=owner",
        "charts": reverse("actions:action-charts", args=[project.pk]),
    }
    theirs = {
        "first page": listing,
        "deep": f"{listing}?p={deep}",
        "one state": f"{listing}?state__exact=open",
    }
    found = pages_a_second(client, [*ours.values(), *theirs.values()], rounds)
    print(f"{rows:,} actions on {connection.vendor}, {rounds} rounds")
    print(f"{'page':<12} {'pages/s':>8} {'ms':>7} {'worst':>7} {'queries':>7} {'admin/s':>8} {'ratio':>6}")
    for label, url in ours.items():
        rate, worst, queries = found[url]
        line = f"{label:<12} {rate:>8.1f} {1000 / rate:>7.1f} {worst:>7.1f} {queries:>7}"
        if label in theirs:
            other = found[theirs[label]][0]
            line += f" {other:>8.1f} {rate / other:>6.1f}"
        print(line)


if __name__ == "__main__":
    main()
