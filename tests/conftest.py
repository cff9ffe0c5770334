"""Who signs in and where: the fixtures that every room's tests share."""

import gc
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from hypothesis import settings as hypothesis_settings

from tests.factories.workshops import ProjectFactory, UserFactory
from workshops.models import Project, User

# A busy machine is slow, not wrong: no example has to finish within a time.
hypothesis_settings.register_profile("commplan", deadline=None)
hypothesis_settings.load_profile("commplan")


def pytest_configure() -> None:
    # A password is to be slow to guess, not to test: in all else as the program has it.
    settings.PASSWORD_HASHERS = ["tests.quick_hasher.QuickHasher"]
    # Else each test's client begins by looking at every static file there is.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, seldom, and not in all that is loaded every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With DATABASE_TESTS_ALONE, what no kind of database answers in its own way is not run once more."""
    if os.environ.get("DATABASE_TESTS_ALONE"):
        once = [item for item in items if item.get_closest_marker("any_database") or _is_pure(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]


def _is_pure(item: pytest.Item) -> bool:
    """Of a room's module that has no database."""
    room = item.nodeid.split("/")[1]
    asks = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)  # type: ignore[attr-defined]
    return room in ("workshops", "actions", "emails") and not asks


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in use: a database in memory has one connection that all threads would share."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        folder: Path = tmp_path_factory.mktemp("database")
        database.setdefault("TEST", {})["NAME"] = str(folder / "test.sqlite3")


class Browser(Client):
    """One signs in by the session alone: what else a sign-in writes is no matter to other tests."""

    def force_login(self, user: User, backend: str | None = None) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = backend or settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)


@pytest.fixture
def manager(db: None) -> User:
    return UserFactory()


@pytest.fixture
def project(manager: User) -> Project:
    return ProjectFactory(manager=manager)


@pytest.fixture
def manager_client(manager: User, project: Project) -> Client:
    """A browser in which the project's manager is signed in."""
    client = Browser()
    client.force_login(manager)
    return client


@pytest.fixture
def member_client(project: Project) -> Client:
    """A browser in which a plain member of the project is signed in."""
    member = UserFactory()
    project.memberships.create(user=member, role="member")
    client = Browser()
    client.force_login(member)
    return client


@pytest.fixture
def stranger_client(db: None) -> Client:
    """A browser in which the manager of another project is signed in."""
    stranger = UserFactory()
    ProjectFactory(manager=stranger)
    client = Browser()
    client.force_login(stranger)
    return client
