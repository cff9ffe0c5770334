from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.factories.workshops import (
    AgendaItemFactory,
    ApprovalFactory,
    ConstraintFactory,
    PersonFactory,
    PipelineFactory,
    RiskFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.models import Pipeline, Risk
from workshops.registers.kinds import BY_SLUG
from workshops.services import NewerVersion, ServiceError
from workshops.services.registers import (
    delete_row,
    save_constraint,
    save_entry,
    save_row,
    show_register,
)


@pytest.fixture
def workshop(db):
    return WorkshopFactory()


@pytest.fixture
def save(workshop, early):
    """Saves as the service does, of the workshop and by nobody."""

    def saved(register, entry_id=None, **values):
        return save_entry(
            workshop_id=workshop.pk,
            register=register,
            entry_id=entry_id,
            values=values,
            by=None,
            now=early,
        )

    return saved


def test_a_row_gets_the_next_key_of_the_project(workshop, save):
    RiskFactory(workshop=WorkshopFactory(project=workshop.project), key="R-7")
    RiskFactory(key="R-30")

    risk = save("risk", text="The gauge fails", owner_text="BI Lead")

    assert (risk.key, risk.owner_name, risk.state) == ("R-8", "BI Lead", "open")


def test_a_decision_was_made_on_the_day_it_is_put_down(save):
    decisions = [
        save("decision", text="Load at night"),
        save("decision", text="b", decided_on=date(2026, 11, 1)),
    ]

    assert [row.decided_on for row in decisions] == [date(2026, 11, 30), date(2026, 11, 1)]


def test_a_change_is_kept_in_the_history_with_what_it_was_before(workshop, save, early):
    by = UserFactory()
    owner = PersonFactory(project=workshop.project, name="Ada Quill")
    risk = save("risk", text="The gauge fails", impact="low")

    save_entry(
        workshop_id=workshop.pk,
        register="risk",
        entry_id=risk.pk,
        values={"impact": "high", "owner_id": owner.pk, "text": "The gauge fails"},
        by=by,
        now=early,
    )

    changed, added = workshop.history.filter(subject=f"risk:{risk.pk}")
    assert (added.kind, added.detail) == ("risk added", "R-1: The gauge fails")
    assert (changed.kind, changed.by, changed.detail) == (
        "risk changed",
        by,
        "R-1: The gauge fails – impact: Low → High; owner: empty → Ada Quill",
    )


def test_saving_the_same_again_leaves_no_line_in_the_history(workshop, save):
    risk = save("risk", text="The gauge fails")

    save("risk", risk.pk, text="The gauge fails", owner_id=None)

    assert workshop.history.count() == 1


def test_an_owner_of_another_project_is_refused_and_nothing_is_saved(save):
    with pytest.raises(ServiceError, match="this project's people"):
        save("risk", text="The gauge fails", owner_id=PersonFactory().pk)

    assert not Risk.objects.exists()


def test_a_line_break_in_the_text_is_refused(save):
    with pytest.raises(ValidationError):
        save("risk", text="one\ntwo")


def test_pipelines_depend_on_one_another_but_never_in_a_circle(workshop, save):
    first = save("pipeline", text="Landing")
    second = save("pipeline", text="Core", depends_on=[first.pk])
    third = save("pipeline", text="Reports", depends_on=[second.pk])

    with pytest.raises(ServiceError, match="P-1 would wait for itself"):
        save("pipeline", first.pk, depends_on=[third.pk])

    found = {row.key: [other.key for other in row.depends_on.all()] for row in Pipeline.objects.all()}
    assert found == {"P-1": [], "P-2": ["P-1"], "P-3": ["P-2"]}


def test_a_pipeline_depends_on_none_of_another_project(save):
    with pytest.raises(ServiceError, match="of this project"):
        save("pipeline", text="Core", depends_on=[PipelineFactory().pk])


def test_a_pipeline_says_what_is_not_settled():
    pipeline = Pipeline(text="Core", sla="by 06:00")

    assert pipeline.gaps == ["owner", "alerting"]


def test_what_a_deleted_row_said_stays_in_the_history(workshop, save, early):
    risk = save("risk", text="The gauge fails")

    delete_row(register="risk", row_id=risk.pk, by=None, now=early)

    assert not Risk.objects.exists()
    assert workshop.history.first().detail == "R-1: The gauge fails"


def test_a_constraint_named_in_the_meeting_says_who_named_it(workshop, early):
    person = PersonFactory(project=workshop.project)

    constraint = save_constraint(
        workshop_id=workshop.pk,
        values={"text": "No loads by day", "flagged_by_id": person.pk},
        by=None,
        now=early,
    )

    assert (constraint.flagged_by, constraint.state, constraint.at) == (person, "open", early)


def test_an_answer_closes_a_constraint_and_taking_it_back_opens_it(workshop, early):
    constraint = ConstraintFactory(workshop=workshop)

    def answer(text):
        values = {"answer": text}
        return save_constraint(
            workshop_id=workshop.pk, constraint_id=constraint.pk, values=values, by=None, now=early
        )

    answered, opened = answer(" We deploy in May. "), answer("")

    assert (answered.state, answered.answer) == ("answered", "We deploy in May.")
    assert (opened.state, opened.answer, opened.version) == ("open", "", 3)


@pytest.mark.parametrize("register", list(BY_SLUG))
def test_a_change_to_an_older_version_is_refused_and_nothing_of_it_is_saved(workshop, early, register):
    given = {"workshop_id": workshop.pk, "register": register, "by": None, "now": early}
    whole = {"question": {"owner_id": None, "due_on": None}, "approval": {"owner_id": None, "due_on": None}}
    row = save_row(values={"text": "First", **whole.get(register, {})}, **given)
    states = {"question": {"state": "open", "answer": ""}, "approval": {"state": "pending", "reason": ""}}
    rest = whole.get(register, {}) | states.get(register, {})
    save_row(row_id=row.pk, version=1, values={"text": "Theirs", **rest}, **given)

    with pytest.raises(NewerVersion) as refusal:
        save_row(row_id=row.pk, version=1, values={"text": "Mine", **rest}, **given)

    row.refresh_from_db()
    assert (row.text, row.version, refusal.value.row.text) == ("Theirs", 2, "Theirs")


def test_a_row_knows_where_it_came_from(workshop, save, early):
    by, item = UserFactory(), AgendaItemFactory(workshop=workshop)

    row = save_row(
        workshop_id=workshop.pk,
        register="question",
        values={"text": "Why?", "owner_id": None, "due_on": None, "agenda_item_id": item.pk},
        by=by,
        now=early,
    )

    assert (row.agenda_item, row.added_by, row.added_at) == (item, by, early)


def test_an_agenda_item_of_another_workshop_is_refused(save):
    with pytest.raises(ServiceError, match="this workshop's agenda"):
        save("risk", text="Ice", agenda_item_id=AgendaItemFactory().pk)


def test_a_rejection_says_why(workshop, early):
    approval = ApprovalFactory(workshop=workshop)

    with pytest.raises(ValidationError, match="Say why"):
        save_row(
            workshop_id=workshop.pk,
            register="approval",
            row_id=approval.pk,
            values={
                "text": approval.text,
                "owner_id": None,
                "due_on": None,
                "state": "rejected",
                "reason": " ",
            },
            by=None,
            now=early,
        )


def test_a_register_is_shown_by_hand_and_left_to_the_plan_again(workshop, early):
    def show(is_shown):
        show_register(workshop_id=workshop.pk, register="risk", is_shown=is_shown, by=None, now=early)
        workshop.refresh_from_db()
        return workshop.more_registers

    assert [show(True), show(True), show(False)] == [["risk"], ["risk"], []]
    assert workshop.history.count() == 2
