import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.workshops import (
    START,
    MeetingNoteFactory,
    RecapFactory,
    RecapSectionFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops.edit_tags import text_tag
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
    assert "at once: its time has come" in text
    assert "everyone who has not declined" in text
    assert (before, recap.state) == (RecapState.DRAFT, RecapState.READY)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (2, "The recap is ready: it leaves within a minute."),
        (23, "The recap is ready: it leaves Tue 15 Dec 2026, 09:00 (Europe/Berlin)."),
        (None, "The recap is ready."),
    ],
)
def test_who_marks_the_recap_as_ready_is_told_when_it_leaves(manager_client, recap, hours, told):
    RecapSectionFactory(recap=recap, text="Agreed.")
    if hours:
        opens_at = START + timedelta(hours=hours)
        TouchpointFactory(
            workshop=recap.workshop, kind=TouchpointKind.RECAP, opens_at=opens_at, expires_at=None
        )

    page = manager_client.post(url_of(recap, "recap-ready"), follow=True)

    assert [str(message) for message in page.context["messages"]] == [told]


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


def test_notes_of_the_meeting_are_taken_over_by_a_click_and_nothing_typed_is_lost(manager_client, recap):
    decisions = RecapSectionFactory(recap=recap, heading="Decisions")
    risks = RecapSectionFactory(recap=recap, heading="Risks")
    note = MeetingNoteFactory(workshop=recap.workshop, text="The gauge fails.")
    asked = manager_client.get(url_of(recap)).content.decode()

    response = manager_client.post(
        url_of(recap),
        {
            f"section-{decisions.pk}": "Typed just now.",
            f"section-{risks.pk}": "Known before.",
            f"into-{note.pk}": risks.pk,
            "take": note.pk,
        },
        follow=True,
    )

    decisions.refresh_from_db()
    risks.refresh_from_db()
    assert "The gauge fails." in asked
    assert decisions.text == "Typed just now."
    assert risks.text == "Known before.\n\nThe gauge fails."
    assert "In “Risks”" in response.content.decode()


def test_notes_of_another_workshop_are_not_taken_over(manager_client, recap):
    section = RecapSectionFactory(recap=recap)
    foreign = MeetingNoteFactory()

    response = manager_client.post(
        url_of(recap),
        {f"section-{section.pk}": "", f"into-{foreign.pk}": section.pk, "take": foreign.pk},
    )

    section.refresh_from_db()
    assert response.status_code == 404
    assert section.text == ""


def test_two_who_write_at_once_both_keep_their_words(manager_client, recap):
    mine = RecapSectionFactory(recap=recap, heading="Mine")
    both = RecapSectionFactory(recap=recap, heading="Both")
    seen = {f"seen-{section.pk}": text_tag("") for section in (mine, both)}
    mine.text, both.text = "Theirs alone.", "Their words."
    mine.save()
    both.save()

    page = manager_client.post(
        url_of(recap), seen | {f"section-{mine.pk}": "", f"section-{both.pk}": "My words."}
    )
    both.refresh_from_db()
    text = both.text
    shown = page.content.decode()
    again = dict(re.findall(r'name="(seen-\d+)" value="(\w*)"', shown))
    again |= dict(re.findall(r'name="(section-\d+)"[^>]*>\n([^<]*)</textarea>', shown))
    manager_client.post(url_of(recap), again | {f"section-{both.pk}": "Their words. My words."})

    both.refresh_from_db()
    mine.refresh_from_db()
    assert "Somebody else changed this section" in shown
    assert "Their words." in shown
    assert "My words." in shown
    assert (text, mine.text, both.text) == ("Their words.", "Theirs alone.", "Their words. My words.")


def test_left_as_it_was_keeps_what_somebody_else_wrote(manager_client, recap):
    section = RecapSectionFactory(recap=recap, text="New words.")
    data = {f"seen-{section.pk}": text_tag("Old words."), f"section-{section.pk}": "Old words."}

    manager_client.post(url_of(recap), data)

    section.refresh_from_db()
    assert section.text == "New words."


def test_second_ready_text_leads_to_those_who_know_the_first(manager_client, recap):
    section = RecapSectionFactory(recap=recap, text="Agreed.")
    TouchpointFactory(workshop=recap.workshop, kind=TouchpointKind.RECAP, opens_at=START, expires_at=None)
    manager_client.post(url_of(recap, "recap-ready"))
    manager_client.post(url_of(recap), {"reopen": "1"})
    manager_client.post(url_of(recap), {f"section-{section.pk}": "Agreed otherwise."})

    response = manager_client.post(url_of(recap, "recap-ready"))

    assert response.url == reverse("emails:addendum", args=[recap.workshop_id])


def test_ready_recap_is_shown_as_it_reads(manager_client, recap):
    RecapSectionFactory(recap=recap, heading="Decisions", text="- Load at **night**")
    manager_client.post(url_of(recap, "recap-ready"))

    text = manager_client.get(url_of(recap)).content.decode()

    assert "<li>Load at <strong>night</strong></li>" in text
