"""The pages of what is somebody's, and of how often they are reminded: points 5, 15 to 22, 24 and 27."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from emails.models import Reader
from emails.reader_links import PURPOSE, reader_token
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    START,
    ApprovalFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    PersonFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.links import LIFETIME, PERSON_PURPOSE, participant_path, participant_token, person_token

NOW = START + timedelta(days=4)
PAGES = [
    "workshops:mine",
    "workshops:mine-question",
    "workshops:mine-approval",
    "actions:mine-actions",
    "emails:mine-mails",
]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


@pytest.fixture
def workshop(project, time_machine):
    time_machine.move_to(NOW, tick=False)
    return WorkshopFactory(project=project)


@pytest.fixture
def ada(workshop):
    return PersonFactory(project=workshop.project, name="Ada Quill", email="ada@example.org")


@pytest.fixture
def reader(ada):
    return Reader.objects.create(email=ada.email)


@pytest.fixture
def rows(workshop, ada):
    return {
        "question": OpenQuestionFactory(workshop=workshop, owner=ada),
        "approval": ApprovalFactory(workshop=workshop, owner=ada),
        "action": ActionItemFactory(project=workshop.project, owner=ada),
    }


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def address(name, token, rows):
    kind = name.rpartition("-")[2]
    return reverse(name, args=[token, rows[kind].pk] if kind in ("question", "approval") else [token])


def token_of(person):
    return person_token(person, on=NOW.date())


def csrf(client, path):
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode())
    assert token
    return token[1]


def test_5_what_somebody_answers_is_inert_where_it_is_shown(visitor, ada, rows, manager_client):
    typed = "<script>alert(1)</script> [x](javascript:alert(1)) {{ person.name }}"
    path = address("workshops:mine-question", token_of(ada), rows)
    form = {"csrfmiddlewaretoken": csrf(visitor, address("workshops:mine", token_of(ada), rows))}

    visitor.post(path, form | {"version": 1, "answer": typed})

    registers = reverse("workshops:registers", args=[rows["question"].workshop_id])
    for text in (
        visitor.get(address("workshops:mine", token_of(ada), rows)).content.decode(),
        manager_client.get(registers).content.decode(),
    ):
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text


@pytest.mark.parametrize("name", PAGES)
def test_15_a_hundred_visits_of_a_scanner_change_nothing(visitor, ada, rows, name):
    path = address(name, token_of(ada), rows)
    for number in range(100):
        visit = visitor.get if number % 2 else visitor.head
        visit(path, {"verdict": "give", "answer": "x", "rhythm": "paused", "mark": "done"})

    for row in rows.values():
        row.refresh_from_db()
    assert [rows[kind].state for kind in ("question", "approval", "action")] == ["open", "pending", "open"]
    assert Reader.objects.count() == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", METHODS)
def test_17_wrong_tokens_get_one_same_page_on_every_method(visitor, ada, rows, name, method):
    token, other = token_of(ada), token_of(PersonFactory(project=ada.project))
    value = token.partition(":")[0]
    wrong = [
        token[:-1],
        f"{value}:{other.partition(':')[2]}",
        Signer(salt="workshops.answer").sign(value),
        Signer(salt=PURPOSE).sign(value),
        "x" * 5000,
        "no:token",
    ]

    client = Client()
    statuses = {getattr(client, method)(address(name, bad, rows)).status_code for bad in wrong}

    # A method that the page does not have is refused before anybody looks at the token.
    assert statuses == {404} if method in ("get", "head") else statuses in ({404}, {405})


def test_17_a_participants_link_opens_no_other_page(visitor, workshop, ada, rows):
    participant = ParticipantFactory(workshop=workshop, person=ada)

    assert visitor.get(f"/p/{participant_token(participant)}/mine/").status_code == 404
    assert visitor.get(f"/p/{token_of(ada)}/").status_code == 404
    assert visitor.get(f"/p/{token_of(ada)}/mails/").status_code == 404


def test_17_what_is_anothers_cannot_be_settled(visitor, ada, rows):
    bo = PersonFactory(project=ada.project)
    path = address("workshops:mine-approval", token_of(bo), rows)
    form = {"csrfmiddlewaretoken": csrf(visitor, address("emails:mine-mails", token_of(bo), rows))}

    visitor.post(path, form | {"version": 1, "verdict": "give"})

    rows["approval"].refresh_from_db()
    assert rows["approval"].state == "pending"


@pytest.mark.parametrize("name", ["workshops:mine", "emails:reader-choice"])
def test_18_links_end_sixty_days_after_they_were_given_out(visitor, ada, reader, rows, time_machine, name):
    token = token_of(ada) if name == "workshops:mine" else reader_token(reader, on=NOW.date())
    path = reverse(name, args=[token])
    time_machine.move_to(NOW + LIFETIME, tick=False)
    last = visitor.get(path).status_code

    time_machine.shift(timedelta(days=1))

    assert (last, visitor.get(path).status_code) == (200, 404)


def test_18_a_manager_who_revokes_a_participants_link_revokes_this_one_too(visitor, workshop, ada, rows):
    participant = ParticipantFactory(workshop=workshop, person=ada)
    path = address("workshops:mine", token_of(ada), rows)

    services.revoke_link(participant_id=participant.pk, by=None, now=NOW)

    ada.refresh_from_db()
    assert visitor.get(path).status_code == 404
    assert visitor.get(address("workshops:mine", token_of(ada), rows)).status_code == 200


def test_18_a_manager_ends_all_links_of_a_person(visitor, workshop, ada, rows, manager_client):
    participant = ParticipantFactory(workshop=workshop, person=ada)
    paths = [address("workshops:mine", token_of(ada), rows), participant_path(participant)]
    before = [visitor.get(path).status_code for path in paths]
    page = reverse("workshops:person-revoke", args=[ada.pk])

    asked = manager_client.get(page)
    between = [visitor.get(path).status_code for path in paths]
    manager_client.post(page)

    assert "End the links of Ada Quill?" in asked.content.decode()
    assert (before, between) == ([200, 200], [200, 200])
    assert [visitor.get(path).status_code for path in paths] == [404, 404]
    assert workshop.history.get(kind="link revoked").detail == "Ada Quill"


def test_18_links_outlive_a_key_rotation(visitor, ada, rows, settings):
    path = address("workshops:mine", token_of(ada), rows)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, long enough"

    assert visitor.get(path).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_19_pages_are_not_passed_on_not_kept_and_not_listed(visitor, ada, rows, name):
    response = visitor.get(address(name, token_of(ada), rows))

    text = response.content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]* (?:src|href)="([^"]+)"', text)
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert all(url.startswith("/static/") for url in loaded)


@pytest.mark.parametrize("name", [*PAGES, "emails:reader-choice", "emails:reader-stop"])
def test_20_the_token_stands_in_no_log(visitor, ada, rows, caplog, name):
    token = Signer(salt=PERSON_PURPOSE).sign("9.9.9")
    caplog.set_level(logging.DEBUG)

    visitor.get(address(name, token, rows))
    visitor.post(address(name, token, rows), {"answer": "x"})
    visitor.delete(address(name, token, rows))

    key = token.partition(":")[2]
    assert not [record for record in caplog.records if key in record.getMessage()]
    assert not [record for record in caplog.records if key in str(getattr(record, "request", ""))]


@pytest.mark.parametrize("name", PAGES)
def test_21_nobody_elses_address_or_business_is_on_the_page(visitor, ada, rows, name):
    bo = PersonFactory(project=ada.project, name="Bo Finch", email="bo@example.org")
    ApprovalFactory(workshop=rows["approval"].workshop, owner=bo, text="Budget")

    text = visitor.get(address(name, token_of(ada), rows)).content.decode()

    assert "Bo Finch" not in text
    assert "Budget" not in text
    assert "@" not in text


def test_22_unsubscribing_acts_on_a_post_with_the_agreed_words_only(reader):
    mailer = Client()
    path = reverse("emails:reader-stop", args=[reader_token(reader, on=NOW.date())])
    opened = [mailer.get(path), mailer.head(path), mailer.post(path, {"other": "words"})]
    reader.refresh_from_db()
    before = reader.rhythm

    done = mailer.post(path, {"List-Unsubscribe": "One-Click"})

    reader.refresh_from_db()
    assert [response.status_code for response in opened] == [302, 302, 400]
    assert (before, done.status_code, reader.rhythm) == ("as-due", 200, "paused")


def test_22_a_wrong_token_unsubscribes_nobody(reader):
    path = reverse("emails:reader-stop", args=["no:token"])

    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert Reader.objects.get().rhythm == "as-due"


def test_24_extra_fields_change_nothing(visitor, ada, rows):
    bo = PersonFactory(project=ada.project)
    path = address("workshops:mine-question", token_of(ada), rows)
    form = {"csrfmiddlewaretoken": csrf(visitor, address("workshops:mine", token_of(ada), rows))}

    extra = {"owner": bo.pk, "owner_id": bo.pk, "text": "x", "state": "open"}
    visitor.post(path, form | {"version": 1, "answer": "Yes"} | extra)

    question = rows["question"]
    text = question.text
    question.refresh_from_db()
    assert (question.owner_id, question.text, question.state) == (ada.pk, text, "answered")


@pytest.mark.parametrize("name", PAGES[1:])
def test_27_a_form_of_another_site_is_refused(visitor, ada, rows, name):
    path = address(name, token_of(ada), rows)
    values = {"version": 1, "answer": "x", "verdict": "give", "rhythm": "paused", "mark": "done"}

    responses = [
        visitor.post(path, values, headers={"origin": origin})
        for origin in ("null", "https://elsewhere.example")
    ]

    assert [response.status_code for response in responses] == [403, 403]


def test_27_every_page_takes_its_own_form(visitor, ada, rows):
    token = token_of(ada)
    own = {
        "workshops:mine-question": {"version": 1, "answer": "Yes"},
        "workshops:mine-approval": {"version": 1, "verdict": "give"},
        "actions:mine-actions": {"action": rows["action"].pk, "version": 1, "mark": "in-progress"},
        "emails:mine-mails": {"rhythm": "weekly"},
    }
    key = csrf(visitor, address("emails:mine-mails", token, rows))

    statuses = [
        visitor.post(
            address(name, token, rows), values | {"csrfmiddlewaretoken": key}, headers={"origin": "null"}
        ).status_code
        for name, values in own.items()
    ]

    for row in rows.values():
        row.refresh_from_db()
    assert statuses == [302] * 4
    assert [row.state for row in rows.values()] == ["answered", "approved", "in-progress"]
    assert Reader.objects.get(email=ada.email).rhythm == "weekly"
