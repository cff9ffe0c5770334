"""How long the server takes for each page of the demo, and how many queries.

Run by hand: `python -m tests.benchmarks.pages [--rounds 7]`. It makes a database of its own on the server of
DATABASE_URL (SQLite without one) and drops it again. Every page is found by the URL conf; each answer goes
through all of the middleware. The slowest come first; over the target of 100 ms the exit code is 1.
"""

import argparse
import logging
import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commplan.settings")
os.environ.setdefault("DEBUG", "true")  # for a secret key; switched off before anything is measured
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.pages import PageAddress, demo_with_everything, manager_of, pages  # noqa: E402

TARGET_MS = 100


def milliseconds(client: Client, page: PageAddress, rounds: int) -> float:
    """The best of so many answers, after one that filled the caches: what else runs is no page's."""
    client.get(page.url)
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(page.url)
        taken.append((time.perf_counter() - began) * 1000)
    return min(taken)


def queries(client: Client, page: PageAddress) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(page.url)
    return len(captured)


def report(rounds: int) -> bool:
    """Print a line a page; whether all are within the target."""
    project = demo_with_everything(now=timezone.now())
    client = Client()
    client.force_login(manager_of(project))
    found = [(milliseconds(client, page, rounds), queries(client, page), page) for page in pages(project)]
    found.sort(key=lambda row: row[0], reverse=True)
    print(f"{len(found)} pages of the demo on {connection.vendor}, best of {rounds}")
    for taken, count, page in found:
        print(f"{taken:>7.1f} ms {count:>4} queries  {page.name}")
    slow = [page for taken, _, page in found if taken > TARGET_MS]
    median = statistics.median(taken for taken, _, _ in found)
    print(f"median {median:.1f} ms; {len(slow)} over {TARGET_MS} ms")
    return not slow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    logging.disable(logging.WARNING)
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        is_quick = report(options.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    sys.exit(0 if is_quick else 1)


if __name__ == "__main__":
    main()
