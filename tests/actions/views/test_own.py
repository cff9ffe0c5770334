"""A participant's own actions behind the signed link."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import START, ParticipantFactory, WorkshopFactory
from workshops.links import participant_token


@pytest.fixture
def participant(db, time_machine):
    time_machine.move_to(START, tick=False)
    return ParticipantFactory()


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def item(participant):
    return action_of(participant, notes="Agreed in the room")


def action_of(participant, **values):
    workshop = participant.workshop
    return ActionItemFactory(project=workshop.project, workshop=workshop, owner=participant.person, **values)


def url_of(participant):
    return reverse("actions:own-actions", args=[participant_token(participant)])


def press(client, participant, item, headers=None, **values):
    page = client.get(url_of(participant)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    data = {"action": item.pk, "version": item.version, "csrfmiddlewaretoken": token[1] if token else ""}
    return client.post(url_of(participant), data | values, headers=headers)


def test_action_is_marked_done_with_a_word_that_tells_who_said_it(visitor, participant, item):
    response = press(visitor, participant, item, mark="done", comment="Merged")

    item.refresh_from_db()
    assert response.status_code == 302
    assert (item.state, item.closed_at) == ("done", START)
    assert item.notes == "Agreed in the room"
    event, comment = item.history.get(), item.comments.get()
    assert (event.changes, event.person, event.who) == (
        {"state": ["open", "done"]},
        participant.person,
        participant.person.name,
    )
    assert (comment.text, comment.person, comment.at) == ("Merged", participant.person, START)


def test_comment_alone_leaves_the_state(visitor, participant, item):
    press(visitor, participant, item, comment="Waits for access")

    item.refresh_from_db()
    assert (item.state, item.version, item.comments.get().text) == ("open", 1, "Waits for access")


def test_done_is_taken_back(visitor, participant, item):
    press(visitor, participant, item, mark="done")
    item.refresh_from_db()

    press(visitor, participant, item, mark="open")

    item.refresh_from_db()
    assert (item.state, item.closed_at) == ("open", None)


def test_who_saw_an_older_version_is_told_and_keeps_the_words(visitor, participant, item):
    press(visitor, participant, item, mark="done")
    press(visitor, participant, type(item).objects.get(pk=item.pk), mark="open")

    response = press(visitor, participant, item, mark="done", comment="My <b>second</b>")

    text = response.content.decode()
    item.refresh_from_db()
    assert "Somebody changed this action" in text
    assert 'value="My &lt;b&gt;second&lt;/b&gt;"' in text
    assert item.state == "open"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"comment": ""}, "Write a comment"),
        ({"mark": "cancelled"}, "That was not understood"),
        ({"action": "x", "comment": "word"}, "That was not understood"),
        ({"action": str(10**30), "comment": "word"}, "That was not understood"),
        ({"comment": "One\r\ntwo\x00"}, "without control characters"),
        ({"comment": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_is_not_understood_changes_nothing(visitor, participant, item, values, sentence):
    response = press(visitor, participant, item, **values)

    version = item.version
    item.refresh_from_db()
    assert sentence in response.content.decode()
    assert item.version == version


def test_only_own_actions_of_this_workshop_are_shown_and_changed(visitor, participant, item):
    workshop = participant.workshop
    elsewhere = WorkshopFactory(project=workshop.project)
    others = [
        ActionItemFactory(project=workshop.project, workshop=workshop, action="Of a colleague"),
        ActionItemFactory(
            project=workshop.project, workshop=elsewhere, owner=participant.person, action="Of a sequel"
        ),
        action_of(participant, state="cancelled", action="Called off"),
    ]

    responses = [press(visitor, participant, other, mark="done") for other in others]

    text = visitor.get(url_of(participant)).content.decode()
    states = [type(other).objects.get(pk=other.pk).state for other in others]
    assert all("no longer yours" in response.content.decode() for response in responses)
    assert states == ["open", "open", "cancelled"]
    assert item.action in text
    assert not any(other.action in text for other in others)


def test_page_is_as_private_as_the_participants_page(visitor, participant, item):
    wrong = reverse("actions:own-actions", args=["no:token"])

    responses = [visitor.get(url_of(participant)), visitor.get(wrong)]

    for response in responses:
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cache-Control"] == "no-store"
        assert "noindex" in response["X-Robots-Tag"]
    assert [response.status_code for response in responses] == [200, 404]


def test_form_of_another_site_is_refused(visitor, participant, item):
    response = visitor.post(url_of(participant), {"action": item.pk, "version": 1, "mark": "done"})

    item.refresh_from_db()
    assert (response.status_code, item.state) == (403, "open")


def test_htmx_gets_the_part_alone(visitor, participant, item):
    part = visitor.get(url_of(participant), headers={"HX-Request": "true"}).content.decode()
    pressed = press(visitor, participant, item, headers={"HX-Request": "true"}, mark="done")

    assert part.startswith('<section id="actions">')
    assert "Not done yet" in pressed.content.decode()


def test_overdue_is_said_in_the_workshops_zone(visitor, participant):
    action_of(participant, due_on=date(2026, 12, 13))

    assert "overdue" in visitor.get(url_of(participant)).content.decode()
