"""The participant's page: pre-work ticked, constraints flagged, the recap once it is ready."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    ConstraintFactory,
    ParticipantFactory,
    PersonFactory,
    PreWorkFactory,
    RecapFactory,
    RecapSectionFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.links import participant_path, participant_token
from workshops.models import Constraint, Workshop


@pytest.fixture
def participant(db, early, time_machine):
    time_machine.move_to(early, tick=False)
    return ParticipantFactory()


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def press(client, participant, name, **values):
    """Open the page, then send one of its forms, as a browser does."""
    page = client.get(participant_path(participant)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    values["csrfmiddlewaretoken"] = token[1] if token else ""
    return client.post(
        reverse(f"workshops:{name}", args=[participant_token(participant)]), values, follow=True
    )


def text_of(client, participant):
    return client.get(participant_path(participant)).content.decode()


def test_pre_work_is_ticked_and_taken_back(visitor, participant):
    prework = PreWorkFactory(workshop=participant.workshop)

    done = press(visitor, participant, "answer-prework", prework=prework.pk, done="yes").content.decode()
    ticked = participant.prework_ticks.count()
    press(visitor, participant, "answer-prework", prework=prework.pk, done="no")

    assert 'aria-checked="true"' in done
    assert (ticked, participant.prework_ticks.count()) == (1, 0)


def test_pre_work_that_was_taken_away_meanwhile_says_so(visitor, participant):
    prework = PreWorkFactory(workshop=participant.workshop)
    gone = prework.pk
    prework.delete()

    response = press(visitor, participant, "answer-prework", prework=gone, done="yes")

    assert "changed in the meantime" in response.content.decode()


@pytest.mark.parametrize(
    "values", [{}, {"prework": "x", "done": "yes"}, {"prework": "9" * 40, "done": "yes"}, {"prework": "1"}]
)
def test_made_up_tick_changes_nothing(visitor, participant, values):
    response = press(visitor, participant, "answer-prework", **values)

    assert response.status_code == 200
    assert participant.prework_ticks.count() == 0


def test_constraint_is_flagged_and_its_answer_shown(visitor, participant):
    press(visitor, participant, "answer-constraint", text="No deployment in June")
    constraint = participant.workshop.constraints.get()
    waiting = text_of(visitor, participant)
    Constraint.objects.filter(pk=constraint.pk).update(answer="We deploy in May.", state="answered")

    answered = text_of(visitor, participant)

    assert "No deployment in June" in waiting
    assert "the organizer has it" in waiting
    assert "We deploy in May." in answered


@pytest.mark.parametrize("typed", ["", "x" * 501, "One\u2028two"])
def test_refused_constraint_keeps_what_was_typed(visitor, participant, typed):
    response = press(visitor, participant, "answer-constraint", text=typed)

    text = response.content.decode()
    assert "invalid-feedback" in text
    assert f'value="{typed}"' in text
    assert not participant.workshop.constraints.exists()


@pytest.mark.parametrize("name", ["answer-prework", "answer-constraint"])
def test_address_of_a_form_leads_back_to_the_page(visitor, participant, name):
    url = reverse(f"workshops:{name}", args=[participant_token(participant)])

    response = visitor.get(url, {"text": "No room", "prework": "1", "done": "yes"})

    assert response.status_code == 302
    assert response.url.startswith(participant_path(participant))
    assert not participant.workshop.constraints.exists()


@pytest.mark.parametrize("name", ["answer-prework", "answer-constraint"])
def test_forms_of_other_sites_and_of_ended_links_are_refused(visitor, participant, name):
    url = reverse(f"workshops:{name}", args=[participant_token(participant)])

    foreign = visitor.post(url, {"text": "No room"})
    ended = visitor.get(reverse(f"workshops:{name}", args=["no:token"]))

    assert (foreign.status_code, ended.status_code) == (403, 404)
    assert [response["Cache-Control"] for response in (foreign, ended)] == ["no-store", "no-store"]
    assert not participant.workshop.constraints.exists()


def test_constraints_of_others_are_not_on_the_page(visitor, participant):
    workshop = participant.workshop
    other = PersonFactory(project=workshop.project)
    ConstraintFactory(workshop=workshop, flagged_by=other, text="Of somebody else")

    assert "Of somebody else" not in text_of(visitor, participant)


def test_recap_stands_there_after_the_workshop_once_it_is_ready(visitor, participant, time_machine):
    recap = RecapFactory(workshop=participant.workshop)
    RecapSectionFactory(recap=recap, heading="Decisions", text="We keep **two** layers.")
    time_machine.move_to(participant.workshop.end, tick=False)
    before = text_of(visitor, participant)
    services.mark_recap_ready(workshop_id=recap.workshop_id, by=None, now=participant.workshop.end)

    after = text_of(visitor, participant)

    assert "We keep" not in before
    assert "as soon as it is written down" in before
    assert "We keep <strong>two</strong> layers." in after


@pytest.mark.parametrize(
    ("answer", "told"),
    [("accepted", "You are coming"), ("tentative", "Perhaps you are"), ("declined", "You are not coming")],
)
def test_answer_is_confirmed_on_the_page_and_can_be_changed(visitor, participant, answer, told):
    text = press(visitor, participant, "answer", answer=answer, comment="By train").content.decode()

    assert told in text
    assert "· the organizer knows, with your comment." in text
    assert "You can change your answer until the workshop starts." in text
    assert text.count('aria-pressed="true"') == 1


def test_plan_steps_back_after_the_workshop(visitor, participant, time_machine):
    workshop = participant.workshop
    workshop.objectives = ["Agree on the flows"]
    workshop.save()
    before = text_of(visitor, participant)
    time_machine.move_to(workshop.end, tick=False)

    after = text_of(visitor, participant)

    assert "<details" not in before
    assert after.index("Your actions") < after.index("Recap") < after.index("<details")
    assert after.index("<details") < after.index("Agree on the flows")


def test_own_actions_are_offered_from_the_start_on(visitor, participant, time_machine):
    url = reverse("actions:own-actions", args=[participant_token(participant)])
    before = text_of(visitor, participant)
    time_machine.move_to(START, tick=False)

    after = text_of(visitor, participant)

    assert (url in before, url in after) == (False, True)


def test_time_tells_the_moment_for_every_zone(visitor, participant):
    text = text_of(visitor, participant)

    assert '<time datetime="2026-12-14T09:00:00+00:00" data-zone="Europe/Berlin" data-end="2026-' in text
    assert "Mon 14 Dec 2026, 10:00 (Europe/Berlin)</time>" in text


def test_cancelled_workshop_offers_no_forms(visitor, early, time_machine, db):
    time_machine.move_to(early, tick=False)
    participant = ParticipantFactory(workshop=WorkshopFactory(state="cancelled"))
    PreWorkFactory(workshop=participant.workshop)

    assert "<form" not in text_of(visitor, participant)


def test_agenda_tells_when_each_item_begins_and_from_when_to_when_it_may(visitor, participant):
    AgendaItemFactory(
        workshop=participant.workshop, title="Welcome", minutes_min=5, minutes_max=10, position=0
    )
    AgendaItemFactory(workshop=participant.workshop, title="Flows", position=1)

    page = text_of(visitor, participant)

    assert re.findall(r'data-earliest="(.*?)" data-latest="(.*?)">(.*?)</span> <span>(\w+)', page) == [
        ("2026-12-14T09:00:00+00:00", "2026-12-14T09:00:00+00:00", "10:00", "Welcome"),
        ("2026-12-14T09:05:00+00:00", "2026-12-14T09:10:00+00:00", "10:05–10:10", "Flows"),
    ]
    assert "When each item begins, in the time of Europe/Berlin." in page


def test_agenda_of_a_workshop_without_a_date_has_no_clock(visitor, participant):
    AgendaItemFactory(workshop=participant.workshop, title="Welcome")
    Workshop.objects.filter(pk=participant.workshop_id).update(state="draft", start=None)

    page = text_of(visitor, participant)

    assert "<span>Welcome" in page
    assert "data-earliest" not in page
