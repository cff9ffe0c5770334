"""The admin shows what was sent and held, and changes nothing of it."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emails import models
from emails.reader_links import reader_of, reader_token
from emails.states import DeliveryState
from tests.factories.emails import DeliveryFactory, EarlierCopyFactory, HoldFactory, OutboxMessageFactory
from tests.factories.workshops import ConstraintFactory, ProjectFactory, UserFactory

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
admin.autodiscover()
MODELS = [model for model in admin.site._registry if model._meta.app_label == "emails"]


@pytest.fixture
def admin_client(db: None) -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def add_rows(count: int) -> None:
    for _ in range(count):
        message = OutboxMessageFactory(delivery__touchpoint__workshop__title="Pipeline Design")
        touchpoint = message.delivery.touchpoint
        message.delivery.events.create(at=NOW, to_state=DeliveryState.QUEUED, cause="design", by="tick")
        EarlierCopyFactory(delivery=message.delivery, email="design@example.org")
        HoldFactory(touchpoint=touchpoint)
        models.HoldNotice.objects.create(workshop=touchpoint.workshop, on=date(2026, 12, 7))
        models.Suppression.objects.create(
            project=touchpoint.workshop.project, email="design@example.org", reason="bounced", at=NOW
        )
        number = models.Notice.objects.count()
        models.Notice.objects.create(
            kind="digest",
            email=f"design{number}@example.org",
            key="2026-12-07",
            on=date(2026, 12, 7),
            not_before=NOW,
            created_at=NOW,
        )
        models.AskedDay.objects.create(email=f"design{number}@example.org", on=date(2026, 12, 7))
        models.Reader.objects.create(email=f"design{number}@example.org")
        project = ProjectFactory(name=f"Design {number}")
        models.DigestRound.objects.create(project=project, next_at=NOW)
        constraint = ConstraintFactory(workshop=touchpoint.workshop)
        models.ToldConstraint.objects.create(constraint=constraint, workshop=touchpoint.workshop, at=NOW)
        rehearsal = models.KeptRehearsal.objects.create(workshop=touchpoint.workshop, played_at=NOW)
        rehearsal.mails.create(
            number=0, person=message.delivery.person, subject="Design", email="design@example.org", at=NOW
        )
        models.Heartbeat.objects.create(name=f"design {models.Heartbeat.objects.count()}", started_at=NOW)


def page_url(model, page: str, *args: int) -> str:
    return reverse(f"admin:emails_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_the_room_has_an_admin():
    assert set(MODELS) == set(apps.get_app_config("emails").get_models())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_admin_lists_finds_and_opens(model, admin_client):
    add_rows(1)
    row = model.objects.get()

    found = admin_client.get(page_url(model, "changelist"), {"q": "design"})
    missed = admin_client.get(page_url(model, "changelist"), {"q": "nothing of that kind"})
    opened = admin_client.get(page_url(model, "change", row.pk))

    assert [row.pk for row in found.context["cl"].result_list] == [row.pk]
    assert list(missed.context["cl"].result_list) == []
    assert opened.status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_admin_asks_the_database_no_more_for_three_rows_than_for_one(model, admin_client):
    counts = []
    # The content types and the site's own caches are filled by a first look.
    add_rows(1)
    admin_client.get(page_url(model, "changelist"))

    for more in (0, 2):
        add_rows(more)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(page_url(model, "changelist")).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_point_28_nothing_of_the_record_can_be_typed_into_the_admin(model, admin_client):
    add_rows(1)
    row = model.objects.get()

    added = admin_client.get(page_url(model, "add"))
    changed = admin_client.post(page_url(model, "change", row.pk), {"state": "queued", "message_id": "<x@y>"})
    deleted = admin_client.post(
        page_url(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk]}
    )

    assert [added.status_code, changed.status_code] == [403, 403]
    assert "Are you sure" not in deleted.content.decode()
    assert model.objects.get().pk == row.pk


def test_delivery_tells_its_story_in_the_admin(admin_client):
    delivery = DeliveryFactory(state=DeliveryState.DEAD, error="550 no such mailbox")
    delivery.events.create(
        at=NOW, from_state="claimed", to_state="dead", cause="550 no such mailbox", by="me"
    )

    page = admin_client.get(page_url(models.Delivery, "change", delivery.pk)).content.decode()

    assert "claimed → dead" in page
    assert "550 no such mailbox" in page
    assert delivery.message_id.strip("<>") in page


def test_deliveries_can_be_filtered_by_their_state(admin_client):
    dead = DeliveryFactory(state=DeliveryState.DEAD)
    DeliveryFactory(state=DeliveryState.SENT)

    listed = admin_client.get(page_url(models.Delivery, "changelist"), {"state__exact": "dead"})

    assert list(listed.context["cl"].result_list) == [dead]


def test_reader_links_are_revoked_in_the_admin(admin_client):
    reader = models.Reader.objects.create(email="ada@example.org")
    token = reader_token(reader, on=NOW.date())
    values = {"action": "revoke_links", "_selected_action": [reader.pk]}

    admin_client.post(page_url(models.Reader, "changelist"), values)

    reader.refresh_from_db()
    assert reader_of(token, now=NOW) is None
    assert reader_of(reader_token(reader, on=NOW.date()), now=NOW) == reader
