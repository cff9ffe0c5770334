import pytest
from django.urls import reverse

from tests.factories.workshops import PipelineFactory, RecapSectionFactory, WorkshopFactory

OWNERS = "- **P-1 Berth bookings:** BI Lead"


@pytest.fixture
def section(project):
    workshop = WorkshopFactory(project=project)
    PipelineFactory(workshop=workshop, key="P-1", owner_text="BI Lead")
    return RecapSectionFactory(recap__workshop=workshop, heading="Ownership and responsibilities")


def url_of(section):
    return reverse("workshops:recap-write", args=[section.recap.workshop_id, section.pk])


def written(section):
    section.refresh_from_db()
    return section.text


def test_the_button_keeps_what_was_typed_and_leads_to_the_preview(manager_client, section):
    recap = reverse("workshops:recap", args=[section.recap.workshop_id])

    answer = manager_client.post(recap, {f"section-{section.pk}": "By hand.", "write": section.pk})

    assert answer.url == url_of(section)
    assert written(section) == "By hand."


def test_looking_at_the_preview_changes_nothing(manager_client, section):
    page = manager_client.get(url_of(section)).content.decode()

    assert "P-1 Berth bookings:** BI Lead" in page
    assert written(section) == ""


def test_an_empty_section_is_written_from_the_register(manager_client, section):
    manager_client.post(url_of(section), {"replace": "1"})

    assert written(section) == OWNERS


def test_what_was_written_stays_above_or_goes_when_asked(manager_client, section):
    section.text = "By hand."
    section.save()
    manager_client.post(url_of(section), {"add": "1"})
    added = written(section)

    manager_client.post(url_of(section), {"replace": "1"})

    assert added == f"By hand.\n\n{OWNERS}"
    assert written(section) == OWNERS


def test_an_empty_register_writes_nothing(manager_client, section):
    section.text = "By hand."
    section.save()
    section.recap.workshop.pipelines.all().delete()

    manager_client.post(url_of(section), {"replace": "1"})

    assert written(section) == "By hand."


def test_a_recap_that_is_ready_is_not_written_to(manager_client, section):
    section.recap.state = "ready"
    section.recap.save()

    answer = manager_client.post(url_of(section), {"replace": "1"}, follow=True)

    assert "Take it back first" in answer.content.decode()
    assert written(section) == ""


def test_a_section_that_no_register_writes_is_not_found(manager_client, section):
    section.heading = "Next steps"
    section.save()

    assert manager_client.get(url_of(section)).status_code == 404
