"""The admin repairs through the services, and leaves states alone."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from actions.models import ActionEvent, ActionItem
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, ProjectFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin_client() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


# The inline list of the history sends how many rows it has, as Django's admin does.
NO_ROWS = {"history-TOTAL_FORMS": "0", "history-INITIAL_FORMS": "0"}


@pytest.mark.parametrize("model", [ActionItem, ActionEvent], ids=lambda model: model.__name__)
def test_lists_search_and_open(admin_client, model):
    item = ActionItemFactory()
    event = ActionEvent.objects.create(action_item=item, at=datetime(2026, 12, 14, tzinfo=UTC))
    name = f"admin:actions_{model._meta.model_name}"
    row = item if model is ActionItem else event

    answers = [
        admin_client.get(reverse(f"{name}_changelist")),
        admin_client.get(reverse(f"{name}_changelist"), {"q": "runbook"}),
        admin_client.get(reverse(f"{name}_change", args=[row.pk])),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_repair_is_recorded_and_cannot_move_the_state(admin_client):
    item = ActionItemFactory(action="Wirte")
    data = NO_ROWS | {"action": "Write", "owner": item.owner_id, "due_on": "2026-12-18", "state": "done"}

    admin_client.post(reverse("admin:actions_actionitem_change", args=[item.pk]), data)

    item.refresh_from_db()
    assert (item.action, item.state, item.version) == ("Write", "open", 2)
    assert item.history.get().changes == {"action": ["Wirte", "Write"]}


def test_an_action_added_here_gets_the_next_key(admin_client, project):
    data = NO_ROWS | {"project": project.pk, "action": "Ask", "owner_text": "BI Lead", "due_on": "2026-12-18"}

    response = admin_client.post(reverse("admin:actions_actionitem_add"), data)

    item = ActionItem.objects.get()
    assert response.status_code == 302
    assert (item.key, item.owner_name, item.due_on) == ("A-1", "BI Lead", date(2026, 12, 18))


def test_an_owner_of_another_project_is_refused_beside_the_field(admin_client, project):
    stranger = PersonFactory(project=ProjectFactory())
    data = NO_ROWS | {"project": project.pk, "action": "Ask", "owner": stranger.pk, "notes": "x" * 20_001}

    response = admin_client.post(reverse("admin:actions_actionitem_add"), data)

    assert response.context["adminform"].form.errors == {
        "owner": ["Choose one of the action's own project."],
        "notes": ["These are more than 20,000 characters."],
    }
    assert not ActionItem.objects.exists()
