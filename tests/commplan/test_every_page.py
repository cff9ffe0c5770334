"""What holds of every page that the URL conf has, on the demo's data."""

import re
from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.pages import demo_with_everything, manager_of, pages

# The workshop's page, the fullest, needs 21; what asks more reads row by row.
MOST_QUERIES = 40
# Pages that are reached in two ways, and show the same.
REACHED_TWICE = ("Password saved", "Due dates in your calendar", "How often mails remind you")
# Where the way up is the site's name, or there is none: the first page, sign-in, and what a link opens.
WITHOUT_CRUMBS = re.compile(r"dashboard$|projects$|login|password_|404")


def test_every_page_has_a_title_of_its_own_a_heading_a_way_up_and_asks_little(db: None, settings: Settings):
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    project = demo_with_everything(now=timezone.now())
    client = Client()
    client.force_login(manager_of(project))

    # By title, the rows that it stands for: of one row several pages may be open under one name.
    titles: dict[str, set[str]] = defaultdict(set)
    wrong: dict[str, list[str]] = {}
    for page in pages(project):
        with CaptureQueriesContext(connection) as queries:
            text = client.get(page.url, follow=True).content.decode()
        found = re.findall(r"<title>\s*(.*?)\s*</title>", text, re.DOTALL)[0]
        titles[found].add("/".join(page.url.split("?")[0].split("/")[:3]))
        faults = {
            f"{len(queries)} queries": len(queries) > MOST_QUERIES,
            "no title": not found or found.startswith("Page"),
            "not one heading": len(re.findall("<h1", text)) != 1,
            "no breadcrumbs": "breadcrumb-item" not in text
            and not WITHOUT_CRUMBS.search(page.name)
            and not page.url.startswith("/p/"),
        }
        if named := [name for name, is_so in faults.items() if is_so]:
            wrong[page.name] = named

    shared = {
        title: rows for title, rows in titles.items() if len(rows) > 1 and not title.startswith(REACHED_TWICE)
    }
    assert wrong == {}
    assert shared == {}


@pytest.mark.parametrize("address", ["/", "/projects/", "/search/?q=tide", "/placeholders/"])
def test_search_is_on_every_page_of_who_is_signed_in(manager_client: Client, address: str):
    assert 'role="search" aria-label="Everything"' in manager_client.get(address).content.decode()
