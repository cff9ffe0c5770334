from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    ApprovalFactory,
    OpenQuestionFactory,
    PersonFactory,
    WorkshopFactory,
)


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


def url_of(workshop):
    return reverse("workshops:outcomes", args=[workshop.pk])


def test_question_is_added_changed_and_deleted(manager_client, workshop):
    owner = PersonFactory(project=workshop.project)
    manager_client.post(
        url_of(workshop),
        {
            "question-text": "Which retention?",
            "question-owner": owner.pk,
            "question-due_on": "2026-12-17",
            "question-state": "open",
            "add-question": "1",
        },
    )
    question = workshop.open_questions.get()
    added = (question.text, question.owner, question.due_on)

    manager_client.post(
        reverse("workshops:question-edit", args=[question.pk]),
        {"text": "Which retention?", "state": "answered", "answer": "Two years."},
    )
    question.refresh_from_db()
    changed = (question.state, question.answer)
    manager_client.post(reverse("workshops:question-delete", args=[question.pk]))

    assert added == ("Which retention?", owner, date(2026, 12, 17))
    assert changed == ("answered", "Two years.")
    assert not workshop.open_questions.exists()


def test_approval_is_added_changed_and_deleted(manager_client, workshop):
    manager_client.post(
        url_of(workshop),
        {"approval-text": "Network zone", "approval-state": "pending", "add-approval": "1"},
    )
    approval = workshop.approvals.get()
    added = (approval.text, approval.state)

    manager_client.post(
        reverse("workshops:approval-edit", args=[approval.pk]),
        {"text": "Network zone", "state": "approved", "reason": "By the board."},
    )
    approval.refresh_from_db()
    changed = (approval.state, approval.reason)
    manager_client.post(reverse("workshops:approval-delete", args=[approval.pk]))

    assert added == ("Network zone", "pending")
    assert changed == ("approved", "By the board.")
    assert not workshop.approvals.exists()


def test_deleting_asks_first(manager_client, workshop):
    question = OpenQuestionFactory(workshop=workshop)

    response = manager_client.get(reverse("workshops:question-delete", args=[question.pk]))

    assert "This cannot be undone." in response.content.decode()
    assert workshop.open_questions.count() == 1


def test_missing_text_is_said_beside_the_field_of_its_own_form(manager_client, workshop):
    response = manager_client.post(
        url_of(workshop), {"approval-text": "", "approval-reason": "Kept", "add-approval": "1"}
    )

    text = response.content.decode()
    assert text.count("This field is required.") == 2  # text and state
    assert "Kept" in text
    assert not workshop.approvals.exists()


def test_owner_of_another_project_is_refused(manager_client, workshop):
    foreign = PersonFactory(name="Their person")

    response = manager_client.post(
        url_of(workshop),
        {"question-text": "Why?", "question-state": "open", "question-owner": foreign.pk},
    )

    assert "Their person" not in response.content.decode()
    assert not workshop.open_questions.exists()


def test_member_reads_without_forms(member_client, workshop):
    OpenQuestionFactory(workshop=workshop, text="Which retention?")

    text = member_client.get(url_of(workshop)).content.decode()

    assert "Which retention?" in text
    assert "Add question" not in text


def test_list_takes_the_same_queries_for_one_and_for_three_rows(manager_client, project, workshop):
    three = WorkshopFactory(project=project)
    owner = PersonFactory(project=project)
    for target, count in ((workshop, 1), (three, 3)):
        OpenQuestionFactory.create_batch(count, workshop=target, owner=owner)
        ApprovalFactory.create_batch(count, workshop=target, owner=owner)
    manager_client.get(url_of(workshop))

    with CaptureQueriesContext(connection) as of_one:
        manager_client.get(url_of(workshop))
    with CaptureQueriesContext(connection) as of_three:
        manager_client.get(url_of(three))

    assert len(of_three) == len(of_one)
