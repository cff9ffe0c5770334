import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    WorkshopFactory,
)
from workshops.states import PartStat


@pytest.fixture
def workshop(project, at, early):
    at(early)
    return WorkshopFactory(project=project)


def url_of(workshop):
    return reverse("workshops:participants", args=[workshop.pk])


def test_list_shows_answers_comments_and_counts(manager_client, workshop):
    ParticipantFactory(workshop=workshop, partstat=PartStat.DECLINED, comment="On leave")
    ParticipantFactory(workshop=workshop, partstat=PartStat.TENTATIVE)

    text = manager_client.get(url_of(workshop)).content.decode()

    assert "1 declined" in text
    assert "1 tentative" in text
    assert "On leave" in text


def test_list_too_long_to_look_through_opens_on_demand(manager_client, workshop):
    ParticipantFactory.create_batch(41, workshop=workshop)
    ParticipantFactory(workshop=workshop, partstat="accepted")

    page = manager_client.get(url_of(workshop)).content.decode()

    opened = re.findall(r'<details class="answer-list"( open)?>.*?state-(\w+)', page, re.DOTALL)
    assert opened == [("", "draft"), (" open", "done")]


def test_list_takes_the_same_queries_for_one_and_for_three_rows(manager_client, project, workshop):
    three = WorkshopFactory(project=project)
    group = StakeholderGroupFactory(project=project)
    people = PersonFactory.create_batch(3, project=project, groups=[group])
    ParticipantFactory(workshop=workshop, person=people[0])
    for person in people:
        ParticipantFactory(workshop=three, person=person)
    manager_client.get(url_of(workshop))

    with CaptureQueriesContext(connection) as of_one:
        manager_client.get(url_of(workshop))
    with CaptureQueriesContext(connection) as of_three:
        manager_client.get(url_of(three))

    assert len(of_three) == len(of_one)


def test_person_is_added(manager_client, workshop):
    person = PersonFactory(project=workshop.project)

    manager_client.post(url_of(workshop), {"person": person.pk, "attendance": "optional"})

    added = workshop.participants.get()
    assert (added.person, added.attendance) == (person, "optional")


def test_person_of_another_project_is_not_offered(manager_client, workshop):
    foreign = PersonFactory(name="Their person")

    response = manager_client.post(url_of(workshop), {"person": foreign.pk, "attendance": "required"})

    assert "Their person" not in response.content.decode()
    assert not workshop.participants.exists()


def test_groups_bring_their_members(manager_client, workshop):
    group = StakeholderGroupFactory(project=workshop.project)
    person = PersonFactory(project=workshop.project, groups=[group])
    informed = StakeholderGroupFactory(project=workshop.project)

    manager_client.post(
        url_of(workshop),
        {f"group-{group.pk}": "required", f"group-{informed.pk}": "informed", "groups": "1"},
    )

    assert set(workshop.workshop_groups.values_list("group", "attendance")) == {
        (group.pk, "required"),
        (informed.pk, "informed"),
    }
    assert [row.person for row in workshop.participants.all()] == [person]


def test_person_is_removed_after_a_confirmation_and_invited_again(manager_client, workshop):
    participant = ParticipantFactory(workshop=workshop)
    url = reverse("workshops:participant-remove", args=[participant.pk])

    asked = manager_client.get(url).content.decode()
    still_there = workshop.participants.active().count()
    manager_client.post(url)
    removed = workshop.participants.active().count()
    manager_client.post(reverse("workshops:participant-restore", args=[participant.pk]))

    assert "No further mail of this workshop" in asked
    assert (still_there, removed, workshop.participants.active().count()) == (1, 0, 1)


def test_attendance_is_set(manager_client, workshop):
    participant = ParticipantFactory(workshop=workshop)
    url = reverse("workshops:participant-attendance", args=[participant.pk])

    manager_client.post(url, {"attendance": "optional"})
    manager_client.post(url, {"attendance": "informed"})

    participant.refresh_from_db()
    assert participant.attendance == "optional"


def test_links_sent_so_far_are_ended(manager_client, workshop):
    participant = ParticipantFactory(workshop=workshop)
    key = participant.link_key

    manager_client.post(reverse("workshops:participant-revoke", args=[participant.pk]))

    participant.refresh_from_db()
    assert participant.link_key != key
    assert participant.removed_at is None


def test_member_reads_the_list_without_its_forms(member_client, project):
    workshop = WorkshopFactory(project=project)
    participant = ParticipantFactory(workshop=workshop)

    text = member_client.get(url_of(workshop)).content.decode()

    assert participant.person.name in text
    assert "Add participant" not in text
    assert reverse("workshops:participant-remove", args=[participant.pk]) not in text
