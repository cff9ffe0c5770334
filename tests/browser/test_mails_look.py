"""The mails as pages: as wide as a mail program's pane and as a phone, in light and in dark.

With SCREENS=directory in the environment they are kept there as pictures.
"""

import email
import os
import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings

from emails.models import OutboxMessage
from emails.services import tick
from tests.browser.looking import violations
from tests.factories.workshops import ParticipantFactory
from tests.pages import demo_with_everything
from workshops import services
from workshops.models import Project

# More than any client shows whole: Gmail cuts a mail off there.
MOST_BYTES = 100_000
# A mail is no page of a site: it has no landmarks, and its language is the page's around it.
OF_SITES = ["region", "landmark-one-main", "page-has-heading-one"]


@pytest.fixture
def mails(transactional_db: None, settings: Settings) -> dict[str, EmailMessage]:
    """One mail of each subject that the demo sends, by subject; an invitation and a cancellation too."""
    settings.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    now = timezone.now()
    project: Project = demo_with_everything(now=now)
    manager = project.memberships.get(role="manager").user
    services.invite(project_id=project.pk, email="new@example.org", role="member", by=manager, now=now)
    move, call_off = project.workshops.get(code="5"), project.workshops.get(code="6")
    ParticipantFactory(workshop=move, person__project=project)
    tick(now=now)
    assert move.start is not None
    services.set_slot(
        workshop_id=move.pk,
        start=move.start + timedelta(hours=1),
        time_zone=move.time_zone,
        duration_min=move.duration_min,
        duration_max=move.duration_max,
        location=move.location,
        by=manager,
        now=now,
    )
    services.cancel(workshop_id=call_off.pk, reason="The quay is closed.", by=manager, now=now)
    tick(now=now)
    found: dict[str, EmailMessage] = {}
    for row in OutboxMessage.objects.order_by("pk"):
        message = email.message_from_bytes(bytes(row.raw), policy=default)
        assert isinstance(message, EmailMessage)
        found.setdefault(row.subject, message)
    return found


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    return str(found.get_content()) if found else ""


def test_each_mail_has_a_text_a_person_would_read_and_stays_small(mails: dict[str, EmailMessage]):
    assert len(mails) > 5
    for subject, message in mails.items():
        text = part(message, "plain")
        assert len(text) > 80, subject
        assert not re.search(r"</?\\w+[^>]*>", text), subject
        assert len(part(message, "html").encode()) < MOST_BYTES, subject


def test_mails_are_whole_and_readable_everywhere(page: Page, mails: dict[str, EmailMessage]):
    found = {}
    for number, (subject, message) in enumerate(mails.items()):
        page.set_content(part(message, "html"), wait_until="load")
        if wrong := looks(page, f"mail-{number:02}"):
            found[subject] = wrong

    assert found == {}


def looks(page: Page, keep: str) -> list[str]:
    found = []
    for width in (600, 360):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                found.append(f"wider than {width}")
            if screens := os.environ.get("SCREENS"):
                Path(screens).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=Path(screens) / f"{keep}-{width}-{scheme}.png", full_page=True)
    for colours in ("dark", "light"):
        page.emulate_media(color_scheme=colours)
        rules = {rule: {"enabled": False} for rule in OF_SITES}
        found += [f"{colours} {violation}" for violation in violations(page, rules=rules)]
    return found
