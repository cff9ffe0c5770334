"""What a sending process holds in memory."""

import os
import subprocess
import sys
from pathlib import Path

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
