from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    START,
    AgendaItemFactory,
    ApprovalFactory,
    ConstraintFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    PersonFactory,
    PreWorkFactory,
    RecapFactory,
    RecapSectionFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    WorkshopFactory,
    WorkshopGroupFactory,
)
from workshops.states import PartStat


def fill(workshop, count):
    """Give the workshop `count` of everything that its page shows."""
    for _ in range(count):
        group = StakeholderGroupFactory(project=workshop.project)
        WorkshopGroupFactory(workshop=workshop, group=group)
        person = PersonFactory(project=workshop.project, groups=[group])
        participant = ParticipantFactory(workshop=workshop, person=person, partstat=PartStat.ACCEPTED)
        touchpoint = TouchpointFactory(workshop=workshop)
        touchpoint.groups.add(group)
        touchpoint.cc_groups.add(group)
        AgendaItemFactory(workshop=workshop)
        prework = PreWorkFactory(workshop=workshop)
        prework.ticks.create(participant=participant, at=START)
        ConstraintFactory(workshop=workshop, flagged_by=person)
        OpenQuestionFactory(workshop=workshop, owner=person)
        ApprovalFactory(workshop=workshop, owner=person)
        workshop.artifacts.create(path=f"docs/{person.pk}.md")
        workshop.history.create(kind="agenda changed", at=START)


def page(client, workshop):
    response = client.get(workshop.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_page_shows_the_plan_at_a_glance(manager_client, project):
    workshop = WorkshopFactory(project=project, title="Pipeline Design")
    group = StakeholderGroupFactory(project=project, name="BI Lead")
    WorkshopGroupFactory(workshop=workshop, group=group)
    person = PersonFactory(project=project, name="Ada Quill", groups=[group])
    ParticipantFactory(workshop=workshop, person=person, partstat=PartStat.ACCEPTED, comment="From noon")
    AgendaItemFactory(workshop=workshop, title="Welcome", minutes_min=90, minutes_max=100)
    TouchpointFactory(workshop=workshop, name="Hold the date")

    text = page(manager_client, workshop)

    assert "Mon 14 Dec 2026, 10:00 (Europe/Berlin)" in text
    assert "1 accepted" in text
    assert "Ada Quill: accepted" in text
    assert "From noon" in text
    assert "90–100 of 90–120 min: fits" in text
    assert "T-7 to T-5 Hold the date: Planned, Mon 7 Dec, 09:00" in text


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({"draft": True, "start": None}, "Set the slot"),
        ({"draft": True, "organizer": None}, "Complete the workshop"),
        ({"draft": True, "people": 0}, "Add participants"),
        ({"draft": True}, "Review and schedule"),
    ],
)
def test_draft_names_its_next_step(manager_client, project, values, label):
    people = values.get("people", 1)
    workshop = WorkshopFactory(project=project, **{name: values[name] for name in values if name != "people"})
    ParticipantFactory.create_batch(people, workshop=workshop)
    TouchpointFactory(workshop=workshop, state="draft", opens_at=None, closes_at=None, expires_at=None)

    text = page(manager_client, workshop)

    assert "Next step" in text
    assert f">{label}</a>" in text


def test_workshop_that_is_over_asks_for_its_recap(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    RecapFactory(workshop=workshop)
    at(START + timedelta(hours=3))

    text = page(manager_client, workshop)

    assert ">Record the recap</a>" in text


def test_recap_that_is_ready_asks_for_nothing(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    RecapFactory(workshop=workshop, state="ready", ready_at=START)
    at(START + timedelta(hours=3))

    text = page(manager_client, workshop)

    assert "Next step" not in text
    assert "Ready to send" in text


def test_workshop_whose_recap_is_ready_is_not_offered_to_be_moved(manager_client, project, at):
    workshop = WorkshopFactory(project=project)
    recap = RecapFactory(workshop=workshop)
    at(START + timedelta(hours=3))
    slot = reverse("workshops:slot", args=[workshop.pk])
    before = page(manager_client, workshop)

    recap.state, recap.ready_at = "ready", START
    recap.save()

    assert (slot in before, slot in page(manager_client, workshop)) == (True, False)


@pytest.mark.parametrize("name", ["workshops:workshop", "workshops:meeting", "emails:review"])
def test_manager_reaches_the_meeting_by_its_link(manager_client, project, name):
    workshop = WorkshopFactory(project=project, location="https://meet.example.org/flows")

    text = manager_client.get(reverse(name, args=[workshop.pk])).content.decode()

    assert '<a href="https://meet.example.org/flows"' in text


def test_member_sees_the_page_without_its_edit_links(member_client, project):
    workshop = WorkshopFactory(project=project, draft=True)
    TouchpointFactory(workshop=workshop)

    text = page(member_client, workshop)

    assert reverse("workshops:slot", args=[workshop.pk]) not in text
    assert reverse("workshops:agenda", args=[workshop.pk]) not in text
    assert "Next step" not in text


def test_empty_workshop_says_what_to_do(manager_client, project):
    workshop = WorkshopFactory(project=project, draft=True, start=None, organizer=None)

    text = page(manager_client, workshop)

    assert "Nobody is invited yet" in text
    assert "Write the agenda" in text
    assert "Add pre-work" in text


def test_page_takes_the_same_queries_for_one_and_for_three_rows(manager_client, project):
    one, three = WorkshopFactory(project=project), WorkshopFactory(project=project)
    for workshop, count in ((one, 1), (three, 3)):
        recap = RecapFactory(workshop=workshop)
        RecapSectionFactory.create_batch(count, recap=recap)
        fill(workshop, count)
    page(manager_client, one)

    with CaptureQueriesContext(connection) as of_one:
        page(manager_client, one)
    with CaptureQueriesContext(connection) as of_three:
        page(manager_client, three)

    assert len(of_three) == len(of_one)


def test_details_are_saved(manager_client, project):
    workshop = WorkshopFactory(project=project)
    person = PersonFactory(project=project)

    response = manager_client.post(
        reverse("workshops:workshop-edit", args=[workshop.pk]),
        {
            "title": "Flow design",
            "code": "2a",
            "organizer": person.pk,
            "objectives": "Agree on flows\n\n  Name the owners ",
            "preparation": "Your risks",
            "artifacts": "docs/overview.md\ndocs/overview.md",
        },
    )

    assert response.status_code == 302
    workshop.refresh_from_db()
    assert (workshop.title, workshop.code, workshop.organizer) == ("Flow design", "2a", person)
    assert workshop.objectives == ["Agree on flows", "Name the owners"]
    assert workshop.preparation == ["Your risks"]
    assert [artifact.path for artifact in workshop.artifacts.all()] == ["docs/overview.md"]
    assert "The workshop is saved." in page(manager_client, workshop)


def test_wrong_title_keeps_what_was_typed_and_the_page_its_heading(manager_client, project):
    workshop = WorkshopFactory(project=project, title="Pipeline Design")

    response = manager_client.post(
        reverse("workshops:workshop-edit", args=[workshop.pk]),
        {"title": "", "code": "9", "objectives": "Agree on flows"},
    )

    text = response.content.decode()
    assert response.status_code == 200
    assert "This field is required." in text
    assert "Agree on flows" in text
    assert f"Workshop {workshop.code}: Pipeline Design" in text


def test_organizer_of_another_project_is_refused(manager_client, project):
    workshop = WorkshopFactory(project=project)
    foreign = PersonFactory()

    response = manager_client.post(
        reverse("workshops:workshop-edit", args=[workshop.pk]), {"title": "X", "organizer": foreign.pk}
    )

    workshop.refresh_from_db()
    assert response.status_code == 200
    assert workshop.organizer != foreign


def test_pre_work_tells_who_did_it_and_who_is_still_to(manager_client, project):
    workshop = WorkshopFactory(project=project)
    group = StakeholderGroupFactory(project=project)
    prework = PreWorkFactory(workshop=workshop, group=group)
    people = [PersonFactory(project=project, groups=[group], name=name) for name in ("Ada", "Bo", "Cy")]
    answers = (PartStat.ACCEPTED, PartStat.NEEDS_ACTION, PartStat.DECLINED)
    invited = [
        ParticipantFactory(workshop=workshop, person=person, partstat=answer)
        for person, answer in zip(people, answers, strict=True)
    ]
    ParticipantFactory(workshop=workshop)
    prework.ticks.create(participant=invited[0], at=START)

    response = manager_client.get(workshop.get_absolute_url())

    row = response.context["prework"][0]
    assert ([each.person.name for each in row.done], [each.person.name for each in row.waiting]) == (
        ["Ada"],
        ["Bo"],
    )
    assert "1 of 2 did it" in response.content.decode()


def test_constraints_stand_on_the_page_with_their_answers(manager_client, project):
    workshop = WorkshopFactory(project=project)
    ConstraintFactory(workshop=workshop, text="No deployment <b>in June</b>")
    ConstraintFactory(workshop=workshop, answer="We deploy in May.", state="answered", flagged_by=None)

    text = page(manager_client, workshop)

    assert "No deployment &lt;b&gt;in June&lt;/b&gt;" in text
    assert "Answer: We deploy in May." in text
    assert "somebody who has left" in text


def test_two_who_edit_the_details_at_once_lose_nothing(manager_client, project):
    workshop = WorkshopFactory(project=project, title="Design", objectives=["Agree"])
    address = reverse("workshops:workshop-edit", args=[workshop.pk])
    form = manager_client.get(address).context["form"]
    opened = {name: form[name].value() or "" for name in ("title", "code", "artifacts", "preparation")}
    mine = opened | {"seen": form["seen"].value(), "organizer": workshop.organizer_id, "objectives": "Agree"}
    manager_client.post(address, mine | {"objectives": "Agree\nTest", "title": "Pipelines"})

    again = manager_client.post(address, mine | {"title": "Design II"}).context["form"]
    shown = again["title"].value(), again["objectives"].value(), again.errors["title"][0]
    manager_client.post(
        address, mine | {name: again[name].value() for name in ("title", "objectives", "seen")}
    )

    workshop.refresh_from_db()
    told = "changed this in the meantime, and it says now: “Pipelines”."
    assert (shown[:2], told in shown[2]) == (("Design II", "Agree\nTest"), True)
    assert (workshop.title, workshop.objectives) == ("Design II", ["Agree", "Test"])


@pytest.mark.parametrize(
    ("label", "shown"),
    [("T–7", "T–7"), ("seven working days before the workshop", "T-7 working days")],
)
def test_words_too_long_for_the_time_line_stand_there_in_short(manager_client, project, label, shown):
    workshop = WorkshopFactory(project=project)
    TouchpointFactory(workshop=workshop, first_day=-7, last_day=-7, label=label, in_working_days=True)

    page = manager_client.get(workshop.get_absolute_url()).content.decode()

    assert f'text-anchor="middle">{shown}</text>' in page
