"""Who the local run's sign-in link is for."""

import pytest

from commplan.management.commands.up import MANAGER, local_manager
from tests.factories.workshops import ProjectFactory, UserFactory
from workshops.models import User

pytestmark = pytest.mark.django_db


def test_manager_of_the_first_project_comes_first():
    UserFactory(is_superuser=True)
    manager = UserFactory()
    ProjectFactory(manager=manager)
    ProjectFactory(manager=UserFactory())

    assert local_manager() == manager


def test_manager_who_left_is_passed_over():
    ProjectFactory(manager=UserFactory(is_active=False))
    superuser = UserFactory(is_superuser=True)

    assert local_manager() == superuser


def test_empty_database_gets_a_superuser_without_a_password():
    made = local_manager()

    assert (made.email, made.is_superuser, made.has_usable_password()) == (MANAGER, True, False)


def test_superuser_is_made_once():
    first = local_manager()

    assert local_manager() == first
    assert User.objects.count() == 1
