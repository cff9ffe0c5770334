"""What a manager sees of the reminders that a person got."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from emails.models import Notice
from emails.services.readers import choose_rhythm
from tests.factories.workshops import PersonFactory, ProjectFactory

NOW = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def ada(project):
    return PersonFactory(project=project, email="Ada@example.org")


def remind(ada, project, day, **values):
    notice = Notice.objects.create(
        kind="digest",
        email="ada@example.org",
        key=str(day),
        on=date(2026, 12, day),
        not_before=NOW,
        created_at=NOW,
        **values,
    )
    notice.projects.set([project])


def page(client, person):
    return client.get(reverse("emails:person-mails", args=[person.pk])).content.decode()


def test_reminders_are_listed_with_what_became_of_them(manager_client, ada, project):
    remind(ada, project, 21, state="sent")
    remind(ada, project, 18, state="dead", error="The server refused the address")
    choose_rhythm(email=ada.email, rhythm="weekly", now=NOW)

    text = page(manager_client, ada)

    assert "Reminders of what is theirs: once a week" in text
    assert text.index("Mon 21 Dec 2026") < text.index("Fri 18 Dec 2026")
    assert "The server refused the address" in text


def test_reminders_of_other_projects_are_nobodys_business_here(manager_client, ada):
    remind(ada, ProjectFactory(), 21, state="sent")

    text = page(manager_client, ada)

    assert "21 Dec 2026" not in text
    assert "None yet" in text
