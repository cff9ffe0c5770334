"""What is somebody's in a project, behind their signed link."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import (
    START,
    ApprovalFactory,
    OpenQuestionFactory,
    PersonFactory,
    WorkshopFactory,
)
from workshops.links import person_path, person_token

NOW = START + timedelta(days=4)


@pytest.fixture
def workshop(project, time_machine):
    time_machine.move_to(NOW, tick=False)
    return WorkshopFactory(project=project)


@pytest.fixture
def ada(project):
    return PersonFactory(project=project, name="Ada Quill")


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def page_of(visitor, person):
    return visitor.get(person_path(person, on=NOW.date())).content.decode()


def press(visitor, person, item, **values):
    """Fill in the form under a question or an approval, and press its button."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page_of(visitor, person))
    kind = "approval" if hasattr(item, "decided_at") else "question"
    path = reverse(f"workshops:mine-{kind}", args=[person_token(person, on=NOW.date()), item.pk])
    data = {"csrfmiddlewaretoken": token[1] if token else "", "version": item.version} | values
    return visitor.post(path, data)


def test_page_shows_what_is_theirs_with_how_far_off_it_is(visitor, workshop, ada):
    ApprovalFactory(workshop=workshop, owner=ada, text="Zone access", due_on=date(2026, 12, 20))
    OpenQuestionFactory(workshop=workshop, owner=ada, text="How long?", due_on=date(2026, 12, 17))
    OpenQuestionFactory(workshop=workshop, owner=PersonFactory(project=workshop.project), text="Not hers")

    text = page_of(visitor, ada)

    assert "What is yours, Ada" in text
    assert "due Sun 20 Dec 2026 · in 2 days" in text
    assert "due Thu 17 Dec 2026 · yesterday" in text
    assert text.count("overdue") == 1
    assert "Not hers" not in text


def test_page_without_anything_says_so(visitor, workshop, ada):
    text = page_of(visitor, ada)

    assert "Nothing waits for your approval." in text
    assert "No question waits for you." in text


def test_question_is_answered_and_can_be_changed(visitor, workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)
    response = press(visitor, ada, question, answer="Thirteen months")
    question.refresh_from_db()
    first = (response.status_code, question.state, question.answer)
    text = page_of(visitor, ada)

    press(visitor, ada, question, answer="Two years")

    question.refresh_from_db()
    assert first == (302, "answered", "Thirteen months")
    assert "Settled lately" in text
    assert "Change the answer" in text
    assert question.answer == "Two years"


def test_empty_answer_is_said_beside_its_field(visitor, workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)

    text = press(visitor, ada, question, answer=" ").content.decode()

    assert re.search(rf'id="question-{question.pk}-error">\s*Write the answer.', text)


@pytest.mark.parametrize(("verdict", "state"), [("give", "approved"), ("reject", "rejected")])
def test_approval_is_decided_and_the_page_tells_by_whom(visitor, workshop, ada, verdict, state):
    approval = ApprovalFactory(workshop=workshop, owner=ada)

    press(visitor, ada, approval, verdict=verdict, reason="As agreed")

    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.decided_at) == (state, "Ada Quill", NOW)
    assert f"{state.capitalize()} now by Ada Quill" in page_of(visitor, ada)


def test_rejection_without_a_reason_is_refused_beside_the_field(visitor, workshop, ada):
    approval = ApprovalFactory(workshop=workshop, owner=ada)

    text = press(visitor, ada, approval, verdict="reject").content.decode()

    approval.refresh_from_db()
    assert approval.state == "pending"
    assert re.search(rf'id="approval-{approval.pk}-error">\s*Say why', text)


def test_approval_without_a_button_is_refused_and_what_was_typed_is_kept(visitor, workshop, ada):
    approval = ApprovalFactory(workshop=workshop, owner=ada)

    text = press(visitor, ada, approval, reason="Only until May").content.decode()

    assert "Press “Approve” or “Reject”." in text
    assert "Only until May</textarea>" in text


def test_what_changed_meanwhile_is_told_and_the_next_press_counts(visitor, workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada, version=2)

    text = press(visitor, ada, question, answer="Two years", version=1).content.decode()
    response = press(visitor, ada, question, answer="Two years")

    assert "changed in the meantime" in text
    assert "Two years</textarea>" in text
    assert 'name="version" value="2"' in text
    assert response.status_code == 302


def test_what_is_no_longer_theirs_is_told(visitor, workshop, ada):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    bo = PersonFactory(project=workshop.project)
    question = OpenQuestionFactory(workshop=workshop, owner=bo, text="Not hers")

    text = press(visitor, ada, question, answer="Mine!").content.decode()

    question.refresh_from_db()
    assert "This is no longer yours" in text
    assert "Not hers" not in text
    assert question.state == "open"


@pytest.mark.parametrize("kind", ["question", "approval"])
def test_address_of_a_form_opened_again_leads_to_the_page(visitor, workshop, ada, kind):
    token = person_token(ada, on=NOW.date())

    response = visitor.get(reverse(f"workshops:mine-{kind}", args=[token, 1]))

    assert (response.status_code, response.url) == (302, reverse("workshops:mine", args=[token]))


def test_questions_asked_do_not_grow_with_the_rows(visitor, workshop, ada, django_assert_num_queries):
    def add():
        ApprovalFactory(workshop=workshop, owner=ada)
        OpenQuestionFactory(workshop=workshop, owner=ada)

    path = person_path(ada, on=NOW.date())
    add()
    with django_assert_num_queries(3):
        visitor.get(path)
    add()
    add()

    with django_assert_num_queries(3):
        visitor.get(path)
