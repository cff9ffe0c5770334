"""No page asks the database more than a sane number of times, on the demo's data."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.pages import demo_with_everything, manager_of, pages

# The workshop's page, the fullest, needs 21; what asks more reads row by row.
MOST = 40
# Plays the whole plan through, as the tick would.
PLAYS_THE_PLAN = "emails:rehearsal"


def test_no_page_takes_more_queries_than_the_fullest_needs(db: None, settings: Settings):
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    project = demo_with_everything(now=timezone.now())
    client = Client()
    client.force_login(manager_of(project))

    counts = {}
    for page in pages(project):
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        counts[page.name] = len(queries)

    too_many = {name: count for name, count in counts.items() if count > MOST and name != PLAYS_THE_PLAN}
    assert too_many == {}
