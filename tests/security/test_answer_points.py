"""The participant's page behind its signed link: points 5 and 15 to 21, and 27 where it touches the page."""

import logging
import re

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    ParticipantFactory,
    PersonFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.links import LIFETIME, participant_path, participant_token
from workshops.states import PartStat

# What a participant sees of the actions, on pages of their own where there is no script.
OF_ACTIONS = ("answer-agreed", "own-actions")


@pytest.fixture
def participant(db, early, time_machine):
    time_machine.move_to(early, tick=False)
    return ParticipantFactory()


@pytest.fixture
def early():
    return START.replace(month=11, day=30)


@pytest.fixture
def visitor():
    """A browser that nobody signed in with, and that checks forms as a real one is checked."""
    return Client(enforce_csrf_checks=True)


def answer(client, participant, value, comment="", **headers):
    """Open the page, then press the button, as a browser does."""
    path = participant_path(participant)
    page = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    data = {"csrfmiddlewaretoken": token[1], "answer": value, "comment": comment}
    return client.post(path, data, headers=headers)


def test_point_5_what_a_participant_typed_is_inert_on_every_page(
    visitor, participant, manager, manager_client
):
    participant.workshop.project.memberships.create(user=manager, role="manager")
    manager_client.force_login(manager)
    typed = "<script>alert(1)</script> **b** [x](javascript:alert(1)) {{ person.name }}"

    answer(visitor, participant, "tentative", typed)

    escaped = "&lt;script&gt;alert(1)&lt;/script&gt; **b** [x](javascript:alert(1)) {{ person.name }}"
    pages = [
        visitor.get(participant_path(participant)),
        manager_client.get(participant.workshop.get_absolute_url()),
        manager_client.get(reverse("workshops:participants", args=[participant.workshop_id])),
    ]
    for page in pages:
        text = page.content.decode()
        assert escaped in text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text


def test_point_15_a_hundred_visits_of_a_scanner_change_nothing(visitor, participant):
    path = participant_path(participant)
    for number in range(100):
        visit = visitor.get if number % 2 else visitor.head
        visit(path, {"answer": "accepted"}, headers={"purpose": "prefetch"})

    participant.refresh_from_db()
    assert (participant.partstat, participant.answered_at) == (PartStat.NEEDS_ACTION, None)
    assert participant.workshop.history.count() == 0


def test_point_16_nothing_submits_itself(visitor, participant):
    text = visitor.get(participant_path(participant)).content.decode()

    scripts = re.findall(r"<script[^>]*>[^<]*", text)
    assert [tag for tag in scripts if not re.fullmatch(r'<script src="/static/[^"]+"[^>]*>', tag)] == []
    assert "http-equiv" not in text
    # What the page loads by itself is read; only a pressed button sends anything.
    assert set(re.findall(r'hx-trigger="([^"]+)"', text)) <= {"load"}
    assert {tag[:6] for tag in re.findall(r"<[^>]*hx-post[^>]*>", text)} <= {"<form "}
    assert text.count('type="submit" name="answer"') == 3


def test_point_16_every_answer_can_be_changed_until_the_start(visitor, participant, time_machine):
    given = []
    for value in ("accepted", "declined", "tentative"):
        answer(visitor, participant, value)
        participant.refresh_from_db()
        given.append(participant.partstat)
    path = participant_path(participant)
    time_machine.move_to(START, tick=False)

    page = visitor.get(path).content.decode()

    assert given == ["accepted", "declined", "tentative"]
    assert "answers are closed" in page
    assert 'name="answer"' not in page


@pytest.mark.parametrize(
    "mend",
    [
        lambda token, other: token[:-1],
        lambda token, other: token[1:],
        lambda token, other: token.partition(":")[0] + ":" + other.partition(":")[2],
        lambda token, other: "9" + token,
        lambda token, other: token.replace(":", ""),
        lambda token, other: Signer(salt="workshops.other").sign(token.partition(":")[0]),
        lambda token, other: "x" * 5000,
        lambda token, other: "%00",
    ],
    ids=["cut", "beheaded", "swapped", "renumbered", "unsigned", "other purpose", "long", "nul"],
)
def test_point_17_wrong_tokens_get_one_same_page(visitor, participant, mend):
    token, other = participant_token(participant), participant_token(ParticipantFactory())
    never_issued = visitor.get(reverse("workshops:answer", args=["no:token"]))

    wrong = mend(token, other)
    answers = [visitor.get(f"/p/{wrong}/"), visitor.head(f"/p/{wrong}/")]

    assert [response.status_code for response in answers] == [404, 404]
    assert answers[0].content == never_issued.content


def test_point_18_the_link_ends_after_the_workshop(visitor, participant, time_machine):
    path = participant_path(participant)
    end = participant.workshop.end
    time_machine.move_to(end + LIFETIME, tick=False)
    last = visitor.get(path).status_code

    time_machine.shift(1)

    assert (last, visitor.get(path).status_code) == (200, 404)


def test_point_18_the_link_is_revoked_and_ends_with_the_participation(visitor, participant, early):
    first = participant_path(participant)
    services.revoke_link(participant_id=participant.pk, by=None, now=early)
    participant.refresh_from_db()
    second = participant_path(participant)
    before = (visitor.get(first).status_code, visitor.get(second).status_code)

    services.remove_participant(participant_id=participant.pk, by=None, now=early)

    assert before == (404, 200)
    assert visitor.get(second).status_code == 404


def test_point_18_the_link_outlives_a_key_rotation(visitor, participant, settings):
    path = participant_path(participant)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, long enough"

    rotated = visitor.get(path).status_code
    settings.SECRET_KEY_FALLBACKS = []

    assert rotated == 200
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("is_known", [True, False], ids=["own page", "wrong link"])
def test_point_19_the_page_is_not_passed_on_not_kept_and_not_listed(visitor, participant, is_known):
    response = visitor.get(participant_path(participant) if is_known else "/p/no:token/")

    text = response.content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]+)"', text)
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_point_19_the_answer_to_a_post_is_private_too(visitor, participant):
    response = answer(visitor, participant, "accepted")

    assert response.status_code == 302
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["wrong link", "csrf", "method", "no slash", "error"])
def test_point_20_the_token_stands_in_no_log(visitor, participant, caplog, monkeypatch, kind):
    token = participant_token(participant)
    caplog.set_level(logging.DEBUG)
    visitor.raise_request_exception = False
    if kind == "wrong link":
        visitor.get(f"/p/{token}x/")
    elif kind == "csrf":
        visitor.post(f"/p/{token}/", {"answer": "accepted"})
    elif kind == "method":
        visitor.put(f"/p/{token}/")
    elif kind == "no slash":
        visitor.get(f"/p/{token}/more")
    else:
        monkeypatch.setattr("workshops.views.private.participant_of", lambda *args, **kwargs: 1 / 0)
        assert visitor.get(f"/p/{token}/").status_code == 500

    records = [record for record in caplog.records if record.name != "faker"]
    key = token.partition(":")[2]
    assert not [record for record in records if key in record.getMessage()]
    assert not [record for record in records if key in str(getattr(record, "request", ""))]


def test_point_21_nobody_elses_address_or_answer_is_on_the_page(visitor, participant):
    workshop = participant.workshop
    other = ParticipantFactory(
        workshop=workshop,
        person=PersonFactory(project=workshop.project, name="Bo Finch", email="bo@example.org"),
        partstat=PartStat.DECLINED,
        comment="On leave",
    )

    text = visitor.get(participant_path(participant)).content.decode()

    assert other.person.name not in text
    assert "On leave" not in text
    assert "@" not in text


def test_point_21_an_address_typed_in_a_names_place_is_not_shown_either(visitor, participant, time_machine):
    workshop = participant.workshop
    AgendaItemFactory(workshop=workshop, presenter="bo@example.org")
    workshop.organizer.name = "robin@example.org"
    workshop.organizer.save()
    ActionItemFactory(project=workshop.project, workshop=workshop, owner=None, owner_text="cy@example.org")
    token = participant_token(participant)

    before = visitor.get(participant_path(participant)).content.decode()
    time_machine.move_to(workshop.end, tick=False)
    urls = [participant_path(participant), *(reverse(f"actions:{n}", args=[token]) for n in OF_ACTIONS)]
    after = [visitor.get(url).content.decode() for url in urls]

    assert [text for text in (before, *after) if "@" in text] == []
    assert "cy, due" in after[1]


def test_point_27_a_form_of_another_site_is_refused(visitor, participant):
    path = participant_path(participant)

    responses = [
        visitor.post(path, {"answer": "accepted"}, headers={"origin": origin})
        for origin in ("null", "https://elsewhere.example")
    ]

    participant.refresh_from_db()
    assert [response.status_code for response in responses] == [403, 403]
    assert participant.partstat == PartStat.NEEDS_ACTION


def test_point_27_a_page_under_no_referrer_may_send_its_own_form(visitor, participant):
    response = answer(visitor, participant, "accepted", origin="null")

    participant.refresh_from_db()
    assert response.status_code == 302
    assert participant.partstat == PartStat.ACCEPTED


def test_point_24_extra_fields_change_nothing(visitor, participant):
    stranger = ParticipantFactory()
    path = participant_path(participant)
    page = visitor.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)

    visitor.post(
        path,
        {
            "csrfmiddlewaretoken": token[1] if token else "",
            "answer": "accepted",
            "participant_id": stranger.pk,
            "attendance": "optional",
            "workshop": stranger.workshop_id,
            "link_key": "mine",
        },
    )

    before = (participant.attendance, participant.workshop_id, participant.link_key)
    participant.refresh_from_db()
    stranger.refresh_from_db()
    assert participant.partstat == PartStat.ACCEPTED
    assert (participant.attendance, participant.workshop_id, participant.link_key) == before
    assert stranger.partstat == PartStat.NEEDS_ACTION


@pytest.mark.parametrize("value", ["", "needs-action", "delegated", "accepted\x00"])
def test_wrong_answers_are_refused(visitor, participant, value):
    response = answer(visitor, participant, value)

    participant.refresh_from_db()
    assert response.status_code == 200
    assert participant.partstat == PartStat.NEEDS_ACTION


def test_cancelled_workshop_says_so_and_takes_no_answer(visitor, early, time_machine, db):
    time_machine.move_to(early, tick=False)
    participant = ParticipantFactory(workshop=WorkshopFactory(state="cancelled"))

    text = visitor.get(participant_path(participant)).content.decode()

    assert "This workshop is cancelled." in text
    assert 'name="answer"' not in text
