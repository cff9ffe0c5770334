"""Actions of a project, open and due after the factories' workshop unless a test says otherwise."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from actions import models
from tests.factories.workshops import PersonFactory, ProjectFactory


class ActionItemFactory(DjangoModelFactory[models.ActionItem]):
    class Meta:
        model = models.ActionItem

    project = factory.SubFactory(ProjectFactory)
    key = factory.Sequence(lambda n: f"A-{n + 1}")
    action = factory.Sequence(lambda n: f"Write runbook {n}")
    owner = factory.SubFactory(PersonFactory, project=factory.SelfAttribute("..project"))
    due_on = date(2026, 12, 18)
