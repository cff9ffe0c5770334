"""The admin opens for every model, finds rows, and leaves states to the services."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.factories.workshops import (
    AgendaItemFactory,
    ApprovalFactory,
    CapacityNeedFactory,
    CarriedPointFactory,
    ConstraintFactory,
    DecisionFactory,
    DependencyFactory,
    InvitationFactory,
    MeetingNoteFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    PipelineFactory,
    PreWorkFactory,
    RecapSectionFactory,
    RecapVersionFactory,
    RiskFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
    WorkshopGroupFactory,
)
from workshops import models

admin.autodiscover()
MODELS = [model for model in admin.site._registry if model._meta.app_label == "workshops"]

OF_A_WORKSHOP = (
    AgendaItemFactory,
    ApprovalFactory,
    CapacityNeedFactory,
    CarriedPointFactory,
    ConstraintFactory,
    DecisionFactory,
    DependencyFactory,
    MeetingNoteFactory,
    OpenQuestionFactory,
    PipelineFactory,
    PreWorkFactory,
    RiskFactory,
    TouchpointFactory,
)
# What only a service moves: states, times and tokens.
GUARDED = {"state", "partstat", "link_key", "uid", "sequence", "start", "opens_at", "closes_at", "expires_at"}


@pytest.fixture
def admin_client(db: None) -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def rows(db: None) -> None:
    """One row of every model of the room."""
    workshop = WorkshopFactory()
    workshop.project.memberships.create(user=UserFactory())
    InvitationFactory(project=workshop.project)
    for factory in OF_A_WORKSHOP:
        factory(workshop=workshop)
    WorkshopGroupFactory(workshop=workshop)
    participant = ParticipantFactory(workshop=workshop)
    prework = workshop.prework.get()
    models.PreWorkTick.objects.create(participant=participant, prework=prework, at=datetime.now(UTC))
    participant.earlier_ticks.create(words="Read it.", at=datetime.now(UTC))
    section = RecapSectionFactory(recap__workshop=workshop)
    RecapVersionFactory(recap=section.recap)
    workshop.artifacts.create(path="docs/overview.md")
    workshop.check_points.create(name="Dates are clear")
    models.PlanSource.objects.create(workshop=workshop, text="# Plan", imported_at=datetime.now(UTC))
    workshop.history.create(kind="scheduled", at=datetime.now(UTC))


def test_every_model_of_the_room_has_an_admin():
    from django.apps import apps

    of_the_room = {
        model for model in apps.get_app_config("workshops").get_models() if not model._meta.auto_created
    }

    assert set(MODELS) == of_the_room


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_admin_lists_searches_and_opens(model, admin_client, rows):
    name = f"admin:workshops_{model._meta.model_name}"
    row = model.objects.first()

    answers = [
        admin_client.get(reverse(f"{name}_changelist")),
        admin_client.get(reverse(f"{name}_changelist"), {"q": "design"}),
        admin_client.get(reverse(f"{name}_change", args=[row.pk])),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_state_and_token_fields_cannot_be_written(model, admin_client, rows):
    name = reverse(f"admin:workshops_{model._meta.model_name}_change", args=[model.objects.first().pk])

    form = admin_client.get(name).context["adminform"].form

    guarded = {
        "state",
        "partstat",
        "link_key",
        "uid",
        "sequence",
        "start",
        "opens_at",
        "closes_at",
        "expires_at",
    }
    assert guarded & set(form.fields) == set()


def test_address_of_a_person_is_kept_in_lower_case(admin_client, project):
    form = {"project": project.pk, "name": "Bo", "email": "Bo@MÜNCHEN.example"}

    admin_client.post(reverse("admin:workshops_person_add"), form)

    assert models.Person.objects.get(name="Bo").email == "bo@münchen.example"


def test_link_key_is_not_shown(admin_client, rows):
    participant = models.Participant.objects.get()

    page = admin_client.get(reverse("admin:workshops_participant_change", args=[participant.pk]))

    assert participant.link_key not in page.content.decode()


def test_posted_state_is_ignored(admin_client, rows):
    question = models.OpenQuestion.objects.get()
    url = reverse("admin:workshops_openquestion_change", args=[question.pk])

    admin_client.post(url, {"workshop": question.workshop_id, "text": "Changed?", "state": "answered"})

    question.refresh_from_db()
    assert (question.text, question.state) == ("Changed?", "open")


def test_a_user_is_added_by_address_alone(admin_client):
    url = reverse("admin:workshops_user_add")

    admin_client.post(
        url,
        {
            "email": "Bo.Finch@Example.org",
            "usable_password": "true",
            "password1": "harbour-lamp-42",
            "password2": "harbour-lamp-42",
        },
    )

    user = models.User.objects.get(email="bo.finch@example.org")
    assert user.check_password("harbour-lamp-42")


def test_history_is_read_only(admin_client, rows):
    event = models.WorkshopEvent.objects.get()
    url = reverse("admin:workshops_workshopevent_change", args=[event.pk])

    answer = admin_client.post(url, {"kind": "forged"})

    event.refresh_from_db()
    assert (answer.status_code, event.kind) == (403, "scheduled")
