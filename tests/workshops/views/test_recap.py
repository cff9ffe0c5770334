from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    START,
    RecapFactory,
    RecapSectionFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops.states import RecapState, TouchpointKind


@pytest.fixture
def recap(project, at):
    at(START + timedelta(hours=3))
    return RecapFactory(workshop=WorkshopFactory(project=project))


def url_of(recap, name="recap"):
    return reverse(f"workshops:{name}", args=[recap.workshop_id])


def test_form_has_the_plans_sections_with_their_prompts(manager_client, recap):
    RecapSectionFactory(recap=recap, heading="High-level flows", prompt="name the layers")

    text = manager_client.get(url_of(recap)).content.decode()

    assert "High-level flows" in text
    assert "name the layers" in text
    assert reverse("actions:workshop-panel", args=[recap.workshop_id]) in text


def test_sections_are_saved(manager_client, recap):
    section = RecapSectionFactory(recap=recap)

    response = manager_client.post(url_of(recap), {f"section-{section.pk}": "- One\r\n- Two", "save": "1"})

    section.refresh_from_db()
    assert response.url == url_of(recap)
    assert section.text == "- One\n- Two"


def test_ready_saves_and_then_asks_saying_when_it_goes(manager_client, recap):
    section = RecapSectionFactory(recap=recap)
    TouchpointFactory(
        workshop=recap.workshop,
        kind=TouchpointKind.RECAP,
        name="Recap",
        audience="not-declined",
        opens_at=START + timedelta(hours=2),
        expires_at=None,
    )

    response = manager_client.post(
        url_of(recap), {f"section-{section.pk}": "Agreed.", "ready": "1"}, follow=True
    )
    recap.refresh_from_db()
    before = recap.state
    manager_client.post(url_of(recap, "recap-ready"))

    recap.refresh_from_db()
    text = response.content.decode()
    assert "at once, its window is open" in text
    assert "everyone who has not declined" in text
    assert (before, recap.state) == (RecapState.DRAFT, RecapState.READY)


def test_recap_with_an_empty_section_is_not_ready(manager_client, recap):
    RecapSectionFactory(recap=recap, heading="Flows")

    asked = manager_client.get(url_of(recap, "recap-ready")).content.decode()
    manager_client.post(url_of(recap, "recap-ready"))

    recap.refresh_from_db()
    assert "“Flows” is empty." in asked
    assert recap.state == RecapState.DRAFT


def test_ready_recap_is_taken_back_to_be_changed(manager_client, recap):
    section = RecapSectionFactory(recap=recap, text="Agreed.")
    manager_client.post(url_of(recap, "recap-ready"))

    refused = manager_client.post(url_of(recap), {f"section-{section.pk}": "Other."}, follow=True)
    section.refresh_from_db()
    text = section.text
    manager_client.post(url_of(recap), {"reopen": "1"})

    recap.refresh_from_db()
    assert refused.status_code == 200
    assert text == "Agreed."
    assert recap.state == RecapState.DRAFT


def test_control_character_is_refused_beside_its_section(manager_client, recap):
    section = RecapSectionFactory(recap=recap)

    response = manager_client.post(url_of(recap), {f"section-{section.pk}": "Agreed\x0b."})

    section.refresh_from_db()
    assert "Remove the control characters" in response.content.decode()
    assert section.text == ""
