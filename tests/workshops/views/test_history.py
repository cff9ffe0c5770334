from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import START, WorkshopFactory
from workshops.services.history import record


def url(workshop):
    return reverse("workshops:history", args=[workshop.pk])


def test_all_lines_stand_there_the_newest_first_so_many_a_page(manager_client, manager, project):
    workshop = WorkshopFactory(project=project)
    for number in range(60):
        now = START + timedelta(minutes=number)
        record(workshop, "agenda changed", by=manager, now=now, detail=f"{number} items")

    first = manager_client.get(url(workshop)).content.decode()
    last = manager_client.get(url(workshop), {"page": 2}).content.decode()
    nonsense = manager_client.get(url(workshop), {"page": "x"})

    assert f"Agenda changed by {manager}: 59 items" in first
    assert "Page 1 of 2" in first
    assert ": 9 items" not in first
    assert ": 9 items" in last
    assert nonsense.status_code == 200


def test_workshop_of_which_nothing_changed_says_so(member_client, project):
    page = member_client.get(url(WorkshopFactory(project=project))).content.decode()

    assert "Nothing has changed yet." in page


def test_page_asks_the_database_no_more_for_three_lines_than_for_one(manager_client, manager, project):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        for _ in range(number):
            record(workshop, "details changed", by=manager, now=START)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(url(workshop))
        counts.append(len(queries))

    assert counts[0] == counts[1]
