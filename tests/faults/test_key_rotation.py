"""SECRET_KEY changed while mails leave: links and sessions stay good as long as the old key is known."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from emails.services import tick
from tests.factories.workshops import MembershipFactory
from tests.faults.scene import due_now
from tests.faults.smtp_server import TAKE_AND_HANG_UP, SmtpServer
from tests.faults.test_changes import text_of
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def rotate(settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key altogether, and long enough for anybody"


def link_in(server: SmtpServer, number: int) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/p/\S+)", text_of(server.mails[number]))
    assert found
    return found[1]


def test_links_sessions_and_second_copies_outlive_a_new_key(server, settings, client):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    now = timezone.now()
    project = Workshop.objects.get(pk=due_now(1, now=now)).project
    client.force_login(MembershipFactory(project=project, role="manager").user)
    server.script = lambda stage, recipient: TAKE_AND_HANG_UP if stage == "end" else None
    tick(now=now)

    rotate(settings)
    server.script = lambda stage, recipient: None
    tick(now=now + timedelta(minutes=11))
    pages = [client.get(link_in(server, number)).status_code for number in (0, 1)]
    dashboard = client.get(reverse("dashboard")).status_code
    settings.SECRET_KEY_FALLBACKS = []

    # The copy of the mail in doubt shows as one, whichever key wrote its link.
    assert list(server.copies.values()) == [2]
    assert link_in(server, 0) != link_in(server, 1)
    assert (pages, dashboard) == ([200, 200], 200)
    assert client.get(link_in(server, 0)).status_code == 404
    assert client.get(link_in(server, 1)).status_code == 200
    assert client.get(reverse("dashboard")).status_code == 200
