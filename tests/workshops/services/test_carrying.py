from datetime import timedelta

import pytest

from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    OpenQuestionFactory,
    WorkshopFactory,
)
from workshops.selectors.carry import open_points
from workshops.services import ServiceError
from workshops.services.carrying import Carried, take_up


@pytest.fixture
def workshop(db):
    """Two weeks after the factories' workshops, with one item on its agenda."""
    workshop = WorkshopFactory(start=START + timedelta(days=14))
    AgendaItemFactory(workshop=workshop, position=4, title="Goals")
    return workshop


@pytest.fixture
def earlier(workshop):
    return WorkshopFactory(project=workshop.project)


@pytest.fixture
def take(workshop, early):
    def taken(*questions, **kwargs):
        points = [
            Carried(f"question:{question.pk}", question.text, question.workshop_id) for question in questions
        ]
        return take_up(workshop_id=workshop.pk, points=points, by=None, now=early, **kwargs)

    return taken


def agenda(workshop):
    return [(item.title, item.minutes_max) for item in workshop.agenda_items.all()]


def offered(workshop, now):
    return [point.text for group in open_points(workshop, now=now) for point in group.points]


def test_points_stand_under_one_item_at_the_end_of_the_agenda(workshop, earlier, take):
    first, second = OpenQuestionFactory.create_batch(2, workshop=earlier)

    take(first, second, title="Open points", minutes=15)

    assert agenda(workshop)[-1] == ("Open points", 15)
    points = [
        (point.subject, point.came_from, point.agenda_item.title) for point in workshop.carried_points.all()
    ]
    assert points == [
        (f"question:{first.pk}", earlier, "Open points"),
        (f"question:{second.pk}", earlier, "Open points"),
    ]
    assert workshop.history.first().kind == "open points taken up"


def test_without_a_title_each_point_is_an_item_of_its_own(workshop, earlier, take):
    questions = [OpenQuestionFactory(workshop=earlier, text=text) for text in ("Why?", "x" * 400)]

    take(*questions)

    assert [title for title, _ in agenda(workshop)] == ["Goals", "Why?", "x" * 299 + "…"]


def test_a_point_is_never_taken_up_twice(workshop, earlier, take, early):
    question = OpenQuestionFactory(workshop=earlier)
    take(question, title="Open points")

    assert take(question, title="Open points") == []
    assert len(agenda(workshop)) == 2
    assert offered(workshop, early) == []


def test_whose_item_is_taken_off_the_agenda_is_offered_again(workshop, earlier, take, early):
    question = OpenQuestionFactory(workshop=earlier, text="Why?")
    (item,) = take(question, title="Open points")
    item.delete()

    again = offered(workshop, early)
    take(question)

    assert again == ["Why?"]
    assert (offered(workshop, early), workshop.carried_points.count()) == ([], 1)


def test_a_cancelled_workshop_takes_nothing_up(earlier, early):
    workshop = WorkshopFactory(project=earlier.project, state="cancelled")

    with pytest.raises(ServiceError, match="cancelled"):
        take_up(workshop_id=workshop.pk, points=[Carried("question:1", "Why?", None)], by=None, now=early)


def test_only_what_waits_in_earlier_workshops_of_the_project_is_offered(workshop, earlier, early):
    later = WorkshopFactory(project=workshop.project, start=START + timedelta(days=20))
    OpenQuestionFactory(workshop=earlier, text="Ours")
    OpenQuestionFactory(workshop=earlier, text="Done", state="answered")
    OpenQuestionFactory(workshop=later, text="Later")
    OpenQuestionFactory(workshop=workshop, text="Its own")
    OpenQuestionFactory(text="Theirs")

    assert offered(workshop, early) == ["Ours"]


def test_a_draft_without_a_date_is_offered_what_began_by_now(earlier):
    draft = WorkshopFactory(project=earlier.project, start=None, state="draft")
    OpenQuestionFactory(workshop=earlier, text="Ours")

    found = [offered(draft, START + timedelta(days=days)) for days in (-1, 1)]

    assert found == [[], ["Ours"]]
