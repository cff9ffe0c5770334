"""Settings that would make mails wrong stop the start, or are at least said."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.checks import run_checks

from commplan import checks
from commplan.checks import check_mail_settings, check_site_is_private

SMTP = "django.core.mail.backends.smtp.EmailBackend"
POSTMARK = "anymail.backends.postmark.EmailBackend"
SECRET = "anymail:a-long-enough-password"


@pytest.fixture
def production(settings: Any) -> Any:
    """Settings with which mails are right."""
    settings.LOCAL = False
    settings.ALLOWED_HOSTS = ["plan.example.org"]
    settings.SITE_URL = "https://plan.example.org"
    settings.DEFAULT_FROM_EMAIL = "CommPlan <plan@example.org>"
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_TIMEOUT = 30
    settings.POSTMARK_SERVER_TOKEN = "given"
    settings.ANYMAIL = {}
    return settings


def found() -> list[str]:
    return [message.id or "" for message in check_mail_settings(None)]


def test_good_settings_have_no_remarks(production):
    assert found() == []


def test_checks_are_among_those_that_django_runs(production):
    production.EMAIL_TIMEOUT = None
    production.SITE_URL = "http://plan.example.org"

    messages = run_checks(include_deployment_checks=True)

    ours = {message.id for message in messages if (message.id or "").startswith("commplan.")}
    assert ours == {"commplan.E008", "commplan.W001"}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "plan.example.org",
        "ftp://plan.example.org",
        "https://",
        "https://plan.example.org/sub",
        "https://a@b.c",
    ],
)
def test_site_that_is_no_site_is_refused(url, production):
    production.SITE_URL = url

    assert found() == ["commplan.E001"]


def test_site_under_a_name_that_gets_no_answer_is_refused(production):
    production.SITE_URL = "https://plan.example.com"

    assert found() == ["commplan.E002"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "plan.localhost"])
def test_links_that_lead_to_the_readers_own_machine_are_refused(host, production):
    production.SITE_URL = f"https://{host}"
    production.ALLOWED_HOSTS = ["*"]

    assert found() == ["commplan.E003"]


def test_links_that_anybody_can_read_on_the_way_are_said(production):
    encrypted = check_site_is_private(None)
    production.SITE_URL = "http://plan.example.org"

    assert (encrypted, [message.id for message in check_site_is_private(None)]) == ([], ["commplan.W001"])


@pytest.mark.parametrize("address", ["", "CommPlan", "plan@", "CommPlan <plan at example.org>"])
def test_sender_without_an_address_is_refused(address, production):
    production.DEFAULT_FROM_EMAIL = address

    assert found() == ["commplan.E004"]


def test_sender_that_nobody_else_knows_is_refused(production):
    production.DEFAULT_FROM_EMAIL = "commplan@localhost"

    assert found() == ["commplan.E005"]


def test_trial_on_one_machine_is_only_warned(production):
    production.LOCAL = True
    production.SITE_URL = "http://127.0.0.1:8000"
    production.ALLOWED_HOSTS = ["127.0.0.1"]
    production.DEFAULT_FROM_EMAIL = "commplan@localhost"

    assert found() == ["commplan.W003", "commplan.W005"]


def test_outbox_needs_no_address_that_others_know(production):
    production.EMAIL_BACKEND = "emails.backends.OutboxBackend"
    production.DEFAULT_FROM_EMAIL = "commplan@localhost"

    assert found() == []


@pytest.mark.parametrize("anymail", [{}, {"WEBHOOK_SECRET": ""}, {"WEBHOOK_SECRET": []}])
def test_provider_without_a_secret_is_refused(anymail, production):
    production.EMAIL_BACKEND = POSTMARK
    production.ANYMAIL = anymail

    assert found() == ["commplan.E006"]


@pytest.mark.parametrize("secret", ["no-name-before-it-is-given", "name:short", [SECRET, "name:short"]])
def test_secret_that_can_be_guessed_is_refused(secret, production):
    production.EMAIL_BACKEND = POSTMARK
    production.ANYMAIL = {"WEBHOOK_SECRET": secret}

    assert found() == ["commplan.E007"]


@pytest.mark.parametrize("secret", [SECRET, [SECRET, "anymail:the-next-long-password"]])
def test_provider_with_a_secret_is_good(secret, production):
    production.EMAIL_BACKEND = POSTMARK
    production.ANYMAIL = {"WEBHOOK_SECRET": secret}

    assert found() == []


@pytest.mark.parametrize("seconds", [None, 0, -1, 61, 3600, "30", True])
def test_server_that_hangs_must_not_hold_up_all_mails(seconds, production):
    production.EMAIL_TIMEOUT = seconds
    production.ANYMAIL = {"REQUESTS_TIMEOUT": 30}

    assert found() == ["commplan.E008"]


def test_provider_that_hangs_must_not_hold_up_all_mails(production):
    production.ANYMAIL = {"REQUESTS_TIMEOUT": None}

    assert found() == ["commplan.E008"]


def test_amazon_ses_that_hangs_must_not_hold_up_all_mails(production):
    production.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": {"config": {"read_timeout": 300}}}

    assert found() == ["commplan.E008"]


@pytest.mark.parametrize("seconds", [-1, 0, 61])
def test_loop_that_hardly_ever_turns_or_never_rests_is_refused(seconds, production):
    production.TICK_SECONDS = seconds

    assert found() == ["commplan.E011"]


@pytest.mark.parametrize("number", [-5, 0])
def test_loop_that_sends_nothing_is_refused(number, production):
    production.EMAILS_BATCH_SIZE = number

    assert found() == ["commplan.E012"]


def test_amazon_ses_without_its_package_is_refused(production, monkeypatch):
    production.EMAIL_BACKEND = "anymail.backends.amazon_ses.EmailBackend"
    production.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    with_package = found()

    monkeypatch.setattr(checks, "find_spec", lambda name: None)

    assert (with_package, found()) == ([], ["commplan.E009"])


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        ("anymail.backends.mailgun.EmailBackend", "MAILGUN_API_KEY"),
        ("anymail.backends.postmrk.EmailBackend", "postmrk"),
        ("no.such.Backend", "'no'"),
    ],
)
def test_provider_that_is_not_there_or_has_no_key_is_refused(backend, told, production):
    production.EMAIL_BACKEND = backend
    production.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    [message] = check_mail_settings(None)

    assert (message.id, told in message.msg) == ("commplan.E010", True)


def start(program: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    everything = {"PATH": os.environ["PATH"], "COMMPLAN_DATA_DIR": str(folder), **environment}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=project_settings.BASE_DIR,
        env=everything,
        capture_output=True,
        text=True,
    )


def test_point_35_web_server_does_not_start_with_a_provider_and_no_secret(tmp_path):
    refused = start("import commplan.wsgi", tmp_path, EMAIL_BACKEND=POSTMARK)
    started = start(
        "import commplan.wsgi", tmp_path, EMAIL_BACKEND=POSTMARK, ANYMAIL=f'{{"WEBHOOK_SECRET": "{SECRET}"}}'
    )

    assert refused.returncode != 0
    assert "WEBHOOK_SECRET" in refused.stderr.splitlines()[-1]
    assert (started.returncode, started.stderr) == (0, "")
