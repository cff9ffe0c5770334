"""The confirmation of a nudge, and the mails that it sends."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.emails.scenes import MINUTE, SAVE_THE_DATE_AT, add_person, run_tick, scheduled_plan, told
from workshops.states import PartStat, TouchpointKind

LATER = SAVE_THE_DATE_AT + 60 * MINUTE


@pytest.fixture
def scene(project):
    scene = scheduled_plan(project)
    run_tick(SAVE_THE_DATE_AT)
    return scene


def url_of(scene):
    return reverse("emails:nudge", args=[scene.workshop.pk])


def test_confirmation_names_who_is_asked_and_sends_nothing(manager_client, scene, at, mailoutbox):
    at(LATER)
    scene.answer(scene.bo, PartStat.ACCEPTED, LATER)
    mailoutbox.clear()

    page = manager_client.get(url_of(scene)).content.decode()
    run_tick(LATER + MINUTE)

    assert "Ada Quill" in page
    assert "Bo Finch" not in page
    assert mailoutbox == []


def test_long_list_of_the_silent_keeps_the_button_in_reach(manager_client, scene, at):
    at(LATER)
    for number in range(11):
        add_person(scene, f"Guest{number} Vale")
    run_tick(LATER - MINUTE)

    page = manager_client.get(url_of(scene)).content.decode()

    assert "<summary>All 13 by name</summary>" in page
    assert "Guest10 Vale" in page


def test_only_who_heard_and_has_not_answered_is_asked(manager_client, scene, at, mailoutbox):
    at(LATER)
    scene.answer(scene.bo, PartStat.DECLINED, LATER)
    mailoutbox.clear()

    answer = manager_client.post(url_of(scene), follow=True)
    run_tick(LATER + MINUTE)
    run_tick(LATER + 2 * MINUTE)

    assert [str(message) for message in answer.context["messages"]] == ["1 person is asked to answer."]
    assert told(mailoutbox) == [("ada", "Please answer")]


def test_who_is_added_while_a_nudge_goes_out_hears_of_the_workshop_by_its_first_mail(
    manager_client, scene, at, mailoutbox
):
    at(LATER)
    manager_client.post(url_of(scene))
    run_tick(LATER + MINUTE)
    mailoutbox.clear()

    add_person(scene, "Cleo Marsh")
    run_tick(LATER + 2 * MINUTE)

    assert told(mailoutbox) == [("cleo", "Save the date")]


def test_who_answers_before_the_tick_is_not_asked(manager_client, scene, at, mailoutbox):
    at(LATER)
    mailoutbox.clear()
    manager_client.post(url_of(scene))

    scene.answer(scene.ada, PartStat.ACCEPTED, LATER)
    run_tick(LATER + MINUTE)

    assert told(mailoutbox) == [("bo", "Please answer")]


def test_second_press_within_a_day_says_so_and_sends_nothing(manager_client, scene, at, mailoutbox):
    at(LATER)
    manager_client.post(url_of(scene), follow=True)

    answer = manager_client.post(url_of(scene), follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "They were asked within the last day. Give them until tomorrow."
    ]
    assert scene.workshop.touchpoints.filter(kind=TouchpointKind.NUDGE).count() == 1


def test_nobody_is_nudged_who_has_got_no_mail(manager_client, project, at):
    scene = scheduled_plan(project)
    at(SAVE_THE_DATE_AT - MINUTE)

    page = manager_client.get(url_of(scene)).content.decode()
    manager_client.post(url_of(scene))

    assert "Nobody of them has got a mail yet" in page
    assert not scene.workshop.touchpoints.filter(kind=TouchpointKind.NUDGE).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_23_only_a_manager_of_the_project_nudges(method, scene, member_client, stranger_client):
    url = url_of(scene)

    answers = [
        getattr(client, method)(url).status_code for client in (member_client, stranger_client, Client())
    ]

    assert answers == [404, 404, 302]
    assert not scene.workshop.touchpoints.filter(kind=TouchpointKind.NUDGE).exists()
