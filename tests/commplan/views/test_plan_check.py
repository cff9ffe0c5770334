from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.factories.workshops import (
    AgendaItemFactory,
    ParticipantFactory,
    PlanCheckPointFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.states import TouchpointKind


@pytest.fixture
def workshop(project):
    """All of it holds, but that the agenda mail has no agenda."""
    workshop = WorkshopFactory(project=project)
    ParticipantFactory(workshop=workshop)
    TouchpointFactory(workshop=workshop, kind=TouchpointKind.AGENDA, written_to={"to": ["All"]})
    return workshop


def page_of(client, workshop, name="plan-check"):
    return client.get(reverse(name, args=[workshop.pk])).content.decode()


def test_page_tells_each_check_and_where_a_gap_is_mended(manager_client, workshop):
    PlanCheckPointFactory(workshop=workshop, name="The tone is friendly", text="People **like** it.")

    page = page_of(manager_client, workshop)

    wanted = [
        "5 of 7 points met, 1 with a gap, 1 to be ticked by a person",
        "The tone is friendly",
        "People <strong>like</strong> it.",
        "No section is empty",
        "The agenda has no items.",
        f'href="{reverse("workshops:agenda", args=[workshop.pk])}"',
    ]
    assert [text for text in wanted if text not in page] == []


def test_plan_without_a_checklist_says_how_to_get_one(manager_client, workshop):
    assert "This plan has no checklist." in page_of(manager_client, workshop)


def test_panel_shows_the_score_and_the_first_gaps(manager_client, workshop):
    for number in range(5):
        TouchpointFactory(workshop=workshop, body="", name=f"Mail {number}", written_to={"to": ["All"]})

    panel = page_of(manager_client, workshop, "plan-check-panel")

    assert "<html" not in panel
    assert panel.count("<li>") == 4
    assert "And 2 more." in panel
    assert reverse("plan-check", args=[workshop.pk]) in panel


def test_workshops_page_leads_to_the_check_with_and_without_script(manager_client, workshop):
    page = page_of(manager_client, workshop, "workshops:workshop")

    assert f'hx-get="{reverse("plan-check-panel", args=[workshop.pk])}"' in page
    assert f'href="{reverse("plan-check", args=[workshop.pk])}"' in page


def test_point_is_ticked_with_name_and_day_and_opened_again(manager_client, manager, workshop):
    point = PlanCheckPointFactory(workshop=workshop, name="The tone is friendly")
    url = reverse("plan-check-tick", args=[point.pk])

    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False):
        manager_client.force_login(manager)
        ticked = manager_client.post(url, {"ticked": "on"}, follow=True).content.decode()
        opened = manager_client.post(url, follow=True).content.decode()

    assert f"Ticked by {manager} on 1 December 2026." in ticked
    assert "Take back" in ticked
    assert "Only a person can tell" in opened


def test_member_reads_without_buttons(member_client, workshop):
    PlanCheckPointFactory(workshop=workshop, name="The tone is friendly")

    page = page_of(member_client, workshop)

    assert "The tone is friendly" in page
    assert "Mend it" not in page
    assert reverse("plan-check-tick", args=[workshop.check_points.get().pk]) not in page


def test_plan_comes_with_its_check_as_a_file(manager_client, workshop):
    response = manager_client.get(reverse("plan-with-check", args=[workshop.pk]))

    text = response.content.decode()
    assert text.startswith(services.export_plan(workshop=workshop))
    assert "- [ ] no-empty-section: The agenda has no items." in text
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; filename=")


@pytest.mark.parametrize("name", ["plan-check", "plan-check-panel", "plan-with-check"])
def test_pages_take_the_same_queries_for_more_rows(
    manager_client, workshop, name, django_assert_num_queries, django_assert_max_num_queries
):
    grow(workshop)
    with django_assert_max_num_queries(60) as first:
        page_of(manager_client, workshop, name)
    grow(workshop)

    with django_assert_num_queries(len(first.captured_queries)):
        page_of(manager_client, workshop, name)


def grow(workshop):
    AgendaItemFactory.create_batch(2, workshop=workshop)
    PlanCheckPointFactory.create_batch(2, workshop=workshop)
    ParticipantFactory.create_batch(2, workshop=workshop)
    TouchpointFactory.create_batch(2, workshop=workshop)
