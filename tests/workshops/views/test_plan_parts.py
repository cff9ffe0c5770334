import pytest
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import StakeholderGroupFactory, TouchpointFactory, WorkshopFactory
from workshops.states import TouchpointState, WorkshopState

VALUES = {
    "name": "Second thoughts",
    "purpose": "",
    "first_day": "-5",
    "last_day": "-4",
    "daypart": "",
    "audience": "all",
    "sender": "Tech Manager",
    "subject": "{{ workshop.title }}: second thoughts",
    "body": "What did we forget?",
}


@pytest.fixture
def draft(project, at, early):
    at(early)
    return WorkshopFactory(project=project, draft=True, title="Tide tables")


def url_of(name, row):
    return reverse(f"workshops:{name}", args=[row.pk])


def test_touchpoint_is_added_by_the_form(manager_client, draft):
    group = StakeholderGroupFactory(project=draft.project)

    response = manager_client.post(url_of("touchpoint-new", draft), VALUES | {"groups": [group.pk]})

    touchpoint = draft.touchpoints.get()
    assert response.url == draft.get_absolute_url()
    assert (touchpoint.name, touchpoint.first_day, list(touchpoint.groups.all())) == (
        "Second thoughts",
        -5,
        [group],
    )


def test_new_touchpoint_is_sent_in_the_name_of_the_others(manager_client, draft):
    TouchpointFactory(workshop=draft, sender="Harbour Master")

    page = manager_client.get(url_of("touchpoint-new", draft)).content.decode()

    assert 'value="Harbour Master"' in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"last_day": "-6"}, "The last day is before the first."),
        ({"body": "{{ workshop.secret }}"}, "is not a placeholder"),
        ({"audience": ""}, "Nobody would get it"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_added(manager_client, draft, values, sentence):
    page = manager_client.post(url_of("touchpoint-new", draft), VALUES | values).content.decode()

    assert sentence in page
    assert VALUES["subject"] in page
    assert not draft.touchpoints.exists()


def test_cancelled_workshop_says_why_nothing_is_added(manager_client, draft):
    draft.state = WorkshopState.CANCELLED
    draft.save()

    page = manager_client.post(url_of("touchpoint-new", draft), VALUES).content.decode()

    assert "This workshop is cancelled: nothing more is sent." in page


def test_touchpoint_is_removed_after_asking(manager_client, draft):
    touchpoint = TouchpointFactory(workshop=draft, state=TouchpointState.DRAFT)
    url = url_of("touchpoint-delete", touchpoint)

    asked = manager_client.get(url).content.decode()
    still_there = draft.touchpoints.exists()
    manager_client.post(url)

    assert "This cannot be undone." in asked
    assert still_there
    assert not draft.touchpoints.exists()


def test_touchpoint_of_a_scheduled_workshop_is_to_skip(manager_client, project):
    touchpoint = TouchpointFactory(workshop=WorkshopFactory(project=project))
    url = url_of("touchpoint-delete", touchpoint)

    asked = manager_client.get(url).content.decode()
    answer = manager_client.post(url, follow=True).content.decode()

    assert url_of("touchpoint-skip", touchpoint) in asked
    assert "skip the touchpoint" in answer
    assert touchpoint.workshop.touchpoints.exists()


def test_draft_is_deleted_after_saying_what_goes(manager_client, draft):
    TouchpointFactory.create_batch(2, workshop=draft)
    action = ActionItemFactory(project=draft.project, workshop=draft)

    asked = manager_client.get(url_of("workshop-delete", draft)).content.decode()
    answer = manager_client.post(url_of("workshop-delete", draft), follow=True)

    assert "2 touchpoints with their texts" in asked
    assert answer.redirect_chain[-1][0] == draft.project.get_absolute_url()
    assert f"The draft “{draft}” is deleted." in answer.content.decode()
    assert not draft.project.workshops.exists()
    action.refresh_from_db()
    assert action.workshop is None


def test_scheduled_workshop_is_not_deleted(manager_client, project):
    workshop = WorkshopFactory(project=project)

    asked = manager_client.get(url_of("workshop-delete", workshop)).content.decode()
    manager_client.post(url_of("workshop-delete", workshop))

    assert url_of("workshop-cancel", workshop) in asked
    assert project.workshops.get() == workshop


def test_workshops_page_offers_both_for_a_draft_alone(manager_client, member_client, project, draft):
    scheduled = WorkshopFactory(project=project)

    pages = [
        client.get(row.get_absolute_url()).content.decode()
        for client, row in ((manager_client, draft), (manager_client, scheduled), (member_client, draft))
    ]

    assert [url_of("workshop-delete", draft) in page for page in pages] == [True, False, False]
    assert ["Add a touchpoint" in page for page in pages] == [True, True, False]
