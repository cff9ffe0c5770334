"""The recap and what is still open."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import PersonFactory, RecapFactory, RecapSectionFactory, WorkshopFactory
from workshops import services
from workshops.models import Recap
from workshops.services.registers import delete_row
from workshops.states import ApprovalState, QuestionState, RecapState


@pytest.fixture
def recap(db: None) -> Recap:
    recap = RecapFactory()
    RecapSectionFactory(recap=recap, heading="Decisions")
    RecapSectionFactory(recap=recap, heading="Actions", lists_actions=True)
    return recap


def save(recap: Recap, text: str, now) -> None:
    section = recap.sections.get(heading="Decisions")
    services.save_recap(workshop_id=recap.workshop_id, texts={section.pk: text}, by=None, now=now)


def test_recap_with_an_empty_section_is_not_ready(recap, early):
    with pytest.raises(services.ServiceError, match="“Decisions” is empty"):
        services.mark_recap_ready(workshop_id=recap.workshop_id, by=None, now=early)

    recap.refresh_from_db()
    assert recap.state == RecapState.DRAFT


def test_recap_with_a_gap_is_not_ready(recap, early):
    save(recap, "We chose <the tool>.", early)

    with pytest.raises(services.ServiceError, match="<the tool>"):
        services.mark_recap_ready(workshop_id=recap.workshop_id, by=None, now=early)


def test_section_that_lists_the_actions_may_be_empty(recap, early, manager):
    save(recap, "We chose the simple way.", early)

    services.mark_recap_ready(workshop_id=recap.workshop_id, by=manager, now=early)

    recap.refresh_from_db()
    assert (recap.state, recap.ready_at, recap.ready_by) == (RecapState.READY, early, manager)


def test_ready_recap_is_taken_back_before_it_is_changed(recap, early):
    save(recap, "We chose the simple way.", early)
    services.mark_recap_ready(workshop_id=recap.workshop_id, by=None, now=early)

    with pytest.raises(services.ServiceError, match="Take it back first"):
        save(recap, "No, the other.", early)
    services.reopen_recap(workshop_id=recap.workshop_id, by=None, now=early)
    save(recap, "No, the other.", early)

    assert recap.sections.get(heading="Decisions").text == "No, the other."


def test_section_of_another_recap_is_not_touched(recap, early):
    foreign = RecapSectionFactory(text="Theirs.")

    services.save_recap(workshop_id=recap.workshop_id, texts={foreign.pk: "Ours."}, by=None, now=early)

    foreign.refresh_from_db()
    assert foreign.text == "Theirs."


def test_question_is_added_answered_and_removed(early, db):
    workshop = WorkshopFactory()
    owner = PersonFactory(project=workshop.project)
    asked = {"text": "Which retention?", "owner_id": owner.pk, "due_on": None, "by": None, "now": early}
    question = services.save_question(workshop_id=workshop.pk, state=QuestionState.OPEN, answer="", **asked)

    services.save_question(
        workshop_id=workshop.pk,
        question_id=question.pk,
        state=QuestionState.ANSWERED,
        answer="30 days.",
        **asked,
    )

    assert not workshop.open_questions.open().exists()
    delete_row(register="question", row_id=question.pk, by=None, now=early)
    assert not workshop.open_questions.exists()


def test_approval_needs_an_owner_of_the_project(early, db):
    workshop = WorkshopFactory()

    with pytest.raises(services.ServiceError, match="owner"):
        services.save_approval(
            workshop_id=workshop.pk,
            text="Access",
            owner_id=PersonFactory().pk,
            due_on=None,
            state=ApprovalState.PENDING,
            reason="",
            by=None,
            now=early,
        )


def test_empty_question_is_refused(early, db):
    with pytest.raises(ValidationError):
        services.save_question(
            workshop_id=WorkshopFactory().pk,
            text="",
            owner_id=None,
            due_on=None,
            state=QuestionState.OPEN,
            answer="",
            by=None,
            now=early,
        )
