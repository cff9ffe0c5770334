"""What a sending process holds in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Their processes are on SQLite, whatever the tests are on.
pytestmark = pytest.mark.any_database
ROOT = Path(__file__).resolve().parents[2]
# Each of them is megabytes that mail by SMTP never touches.
NEEDLESS = ("requests", "boto3", "holidays", "prompt_toolkit", "anymail.backends", "anymail.webhooks")
LOADED = "import django, sys; django.setup(); import commplan.urls, commplan.management.commands.worker"


def test_worker_that_sends_by_smtp_loads_nothing_that_is_for_others(tmp_path: Path):
    script = f"{LOADED}; print([name for name in {NEEDLESS} if name in sys.modules])"
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "commplan.settings",
        "COMMPLAN_LOCAL": "1",
        "COMMPLAN_DATA_DIR": str(tmp_path),
        "EMAIL_URL": "smtp://mail.example.org",
    }

    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )

    assert told.stdout == "[]\n"


def test_worker_that_has_started_and_sent_has_no_pages_in_memory(tmp_path: Path):
    script = """
import os, sys, django
django.setup()
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from commplan.celery import app
from commplan.management.commands.worker import Command

call_command("migrate", verbosity=0)
command = Command()
command.check(tags=command.requires_system_checks)
app.loader.import_default_modules()
from emails.tasks import tick
from emails.models import Delivery
from tests.emails.scenes import scheduled_plan
from workshops.models import Touchpoint

scheduled_plan()
Touchpoint.objects.update(opens_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1))
tick()
pages = ("workshops.views", "workshops.forms", "workshops.admin", "commplan.urls")
pages += ("workshops.plan_document.parser", "workshops.services.plans")
pages += ("django.contrib.admin", "axes", "crispy_forms", "whitenoise")
print(Delivery.objects.filter(state="sent").exists(), [name for name in pages if name in sys.modules])
"""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "commplan.settings",
        "COMMPLAN_LOCAL": "1",
        "COMMPLAN_DATA_DIR": str(tmp_path),
        "CELERY_SKIP_CHECKS": "true",
        "HAS_PAGES": "false",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'plan.sqlite3'}",
    }

    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True)

    assert told.stdout == "True []\n", told.stderr
