"""The points about sign-in, hosts and the broker (12, 26, 27, 29, 30, 38, 39)."""

import os
import pickle
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from kombu.exceptions import ContentDisallowed
from kombu.serialization import loads

from commplan.celery import app
from tests.factories.workshops import ParticipantFactory
from workshops.links import participant_token
from workshops.models import User
from workshops.states import PartStat

PASSWORD = "tidal-gauge-41"
LOGIN = "/accounts/login/"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("robin@example.org", PASSWORD)


def try_password(client: Client, password: str, email: str = "robin@example.org", **headers: str) -> int:
    form = {"username": email, "password": password}
    return client.post(LOGIN, form, headers=headers).status_code


def test_point_12_forged_host_is_refused(client):
    response = client.get(LOGIN, headers={"host": "evil.example"})

    assert response.status_code == 400


def test_point_12_reset_mail_names_the_site_and_not_the_host(client, user, mailoutbox, settings):
    settings.SITE_URL = "https://plan.example.org"

    client.post(reverse("password_reset"), {"email": user.email}, headers={"host": "localhost"})

    assert re.findall(r"https?://[^/\s]+", mailoutbox[0].body) == ["https://plan.example.org"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_point_26_next_leads_to_no_other_site(client, user, target):
    form = {"username": user.email, "password": PASSWORD, "next": target}

    response = client.post(LOGIN, form)

    assert response.status_code == 302
    assert response["Location"] == reverse("dashboard")


def test_point_26_next_leads_to_our_own_page(client, user):
    form = {"username": user.email, "password": PASSWORD, "next": reverse("projects")}

    response = client.post(LOGIN, form)

    assert response["Location"] == reverse("projects")


def test_point_27_sign_in_without_token_is_refused(user):
    client = Client(enforce_csrf_checks=True)

    assert try_password(client, PASSWORD) == 403
    assert "_auth_user_id" not in client.session


OWN = "p/<str:token>/"
ONE_CLICK = "p/<str:token>/mails/stop/"


def exempt_routes(resolver: URLResolver, prefix: str = "") -> list[str]:
    """The addresses, as their patterns, whose views do without the CSRF check."""
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += exempt_routes(entry, route)
        elif isinstance(entry, URLPattern) and getattr(entry.callback, "csrf_exempt", False):
            found.append(route)
    return found


def test_point_27_only_provider_webhooks_do_without_csrf():
    # The pages behind a signed link make the check themselves, once they have seen to the origin that
    # no-referrer hides: the next test.
    routes = [route for route in exempt_routes(get_resolver()) if not route.startswith(("anymail/", "p/"))]

    assert routes == []


def test_point_27_participants_pages_refuse_a_post_without_token(db):
    participant = ParticipantFactory(workshop__start=timezone.now() + timedelta(days=1))
    client = Client(enforce_csrf_checks=True)
    own = [route for route in exempt_routes(get_resolver()) if route.startswith("p/")]

    answers = {}
    for route in own:
        address = route.replace("<str:token>", participant_token(participant)).replace("<int:pk>", "1")
        answers[route] = client.post(f"/{address}", {"answer": "accepted"}).status_code

    # A page that takes no post at all says so.
    assert answers[OWN] == 403
    # What a mail program's servers call (RFC 8058) knows no cookie; its own token says all.
    assert answers.pop(ONE_CLICK) == 404
    assert set(answers.values()) <= {403, 405}
    participant.refresh_from_db()
    assert participant.partstat == PartStat.NEEDS_ACTION


def test_point_29_forged_forwarded_address_does_not_lift_the_lock(client, user):
    statuses = [
        try_password(client, "wrong", **{"x-forwarded-for": f"203.0.113.{number}"}) for number in range(7)
    ]

    assert statuses[:4] == [200] * 4
    assert statuses[-1] == 429
    assert try_password(client, PASSWORD, **{"x-forwarded-for": "203.0.113.99"}) == 429


def test_point_29_other_spellings_of_the_address_are_the_same_account(client, user):
    spellings = ["robin@example.org", "Robin@example.org", "ROBIN@example.org", " robin@Example.org"]

    for spelling in spellings * 2:
        try_password(client, "wrong", email=spelling)

    assert try_password(client, PASSWORD) == 429


def test_point_29_lock_says_how_to_go_on(client, user):
    for _ in range(6):
        try_password(client, "wrong")

    page = client.post(LOGIN, {"username": user.email, "password": PASSWORD})

    assert "paused for 15 minutes" in page.content.decode()
    assert user.email not in page.content.decode()


def reset_answer(client: Client, email: str) -> tuple[int, str, str]:
    response = client.post(reverse("password_reset"), {"email": email}, follow=True)
    page = re.sub(r'(nonce|value)="[^"]+"', "", response.content.decode())
    return response.status_code, response.redirect_chain[0][0], page


def test_point_30_reset_answers_the_same_for_unknown_addresses(client, user, mailoutbox):
    known = reset_answer(client, user.email)

    unknown = reset_answer(client, "nobody@example.org")

    assert known == unknown
    assert [mail.to for mail in mailoutbox] == [[user.email]]


def test_invited_user_chooses_the_first_password_by_the_link(client, db, mailoutbox):
    User.objects.create_user("ada@example.org", None)
    client.post(reverse("password_reset"), {"email": "Ada@example.org"})
    link = re.search(r"/accounts/reset/\S+", mailoutbox[0].body)
    assert link
    form_page = client.get(link[0], follow=True)

    client.post(form_page.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert try_password(client, PASSWORD, email="ada@example.org") == 302


def test_point_38_celery_takes_json_only():
    pickled = pickle.dumps({"task": "emails.tasks.tick"})

    with pytest.raises(ContentDisallowed):
        loads(pickled, "application/x-python-serialize", "binary", accept=app.conf.accept_content)

    assert [app.conf.task_serializer, app.conf.result_serializer] == ["json", "json"]
    assert list(app.conf.accept_content) == ["json"]


@pytest.mark.any_database
def test_point_39_deployment_check_is_clean_on_production_settings(tmp_path):
    production = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "k3y-of-this-test-only-" + "0123456789abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "plan.example.org",
        "SITE_URL": "https://plan.example.org",
        "DATABASE_URL": f"sqlite:///{tmp_path}/commplan.sqlite3",
        "EMAIL_URL": "smtp://mail.example.org:25",
        "DEFAULT_FROM_EMAIL": "CommPlan <plan@example.org>",
        "COMMPLAN_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=production, capture_output=True, text=True)

    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )
