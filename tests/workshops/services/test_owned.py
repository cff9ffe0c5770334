"""What somebody does by their own link about their questions and approvals."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import ApprovalFactory, OpenQuestionFactory, PersonFactory, WorkshopFactory
from workshops import services
from workshops.services import ServiceError

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


@pytest.fixture
def ada(project):
    return PersonFactory(project=project, name="Ada Quill")


def answer(question, person, text="Thirteen months", version=1):
    return services.answer_question(
        question_id=question.pk, person_id=person.pk, version=version, answer=text, now=NOW
    )


def decide(approval, person, *, is_given=True, reason="", version=1):
    return services.decide_approval(
        approval_id=approval.pk,
        person_id=person.pk,
        version=version,
        is_given=is_given,
        reason=reason,
        now=NOW,
    )


def test_owner_answers_and_it_is_kept_who_did_and_when(workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)

    answer(question, ada)

    question.refresh_from_db()
    found = (question.state, question.answer, question.answered_at, question.answered_by)
    assert found == ("answered", "Thirteen months", NOW, "Ada Quill")
    event = workshop.history.get()
    assert (event.kind, event.detail) == ("open question answered", f"Ada Quill: {question.text}")


def test_answer_can_be_replaced_by_another_one(workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)
    answer(question, ada)

    answer(question, ada, "Two years", version=2)

    question.refresh_from_db()
    assert question.answer == "Two years"


def test_same_answer_twice_is_one(workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)

    answer(question, ada)
    answer(question, ada)

    assert workshop.history.count() == 1


def test_empty_answer_is_refused(workshop, ada):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)

    with pytest.raises(ServiceError, match="Write the answer"):
        answer(question, ada, "  ")


def test_question_of_somebody_else_is_refused(workshop, ada, project):
    question = OpenQuestionFactory(workshop=workshop, owner=PersonFactory(project=project))

    with pytest.raises(ServiceError, match="no longer yours"):
        answer(question, ada)


def test_what_was_settled_meanwhile_is_not_written_over(workshop, ada):
    question = OpenQuestionFactory(
        workshop=workshop, owner=ada, state="answered", answer="Five years", version=2
    )

    with pytest.raises(ServiceError, match="changed in the meantime"):
        answer(question, ada)

    question.refresh_from_db()
    assert question.answer == "Five years"


@pytest.mark.parametrize(
    ("is_given", "reason", "state"), [(True, "", "approved"), (False, "The zone is full", "rejected")]
)
def test_approver_decides_and_it_is_kept_who_did_and_when(workshop, ada, is_given, reason, state):
    approval = ApprovalFactory(workshop=workshop, owner=ada)

    decide(approval, ada, is_given=is_given, reason=reason)

    approval.refresh_from_db()
    found = (approval.state, approval.reason, approval.decided_at, approval.decided_by)
    assert found == (state, reason, NOW, "Ada Quill")


def test_rejection_needs_a_reason(workshop, ada):
    approval = ApprovalFactory(workshop=workshop, owner=ada)

    with pytest.raises(ValidationError, match="Say why"):
        decide(approval, ada, is_given=False, reason=" ")

    approval.refresh_from_db()
    assert approval.state == "pending"


def test_decision_can_be_changed(workshop, ada):
    approval = ApprovalFactory(workshop=workshop, owner=ada)
    decide(approval, ada)

    decide(approval, ada, is_given=False, reason="After all not", version=2)

    approval.refresh_from_db()
    assert (approval.state, approval.reason) == ("rejected", "After all not")


def test_manager_who_puts_a_decision_down_is_named(workshop, ada, manager):
    approval = ApprovalFactory(workshop=workshop, owner=ada)

    services.save_approval(
        workshop_id=workshop.pk,
        approval_id=approval.pk,
        text=approval.text,
        owner_id=ada.pk,
        due_on=None,
        state="approved",
        reason="",
        by=manager,
        now=NOW,
    )

    approval.refresh_from_db()
    assert (approval.decided_at, approval.decided_by) == (NOW, str(manager))


def test_question_that_is_open_again_was_answered_by_nobody(workshop, ada, manager):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)
    answer(question, ada)

    services.save_question(
        workshop_id=workshop.pk,
        question_id=question.pk,
        text=question.text,
        owner_id=ada.pk,
        due_on=None,
        state="open",
        answer="Thirteen months",
        by=manager,
        now=NOW,
    )

    question.refresh_from_db()
    assert (question.answered_at, question.answered_by) == (None, "")
