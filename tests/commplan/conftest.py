"""What needs servers runs where the tests have them, and is named where they have not."""

import pytest
from django.conf import settings

LIVE = "test_compose_live.py"


def has_servers() -> bool:
    """Whether the tests run on PostgreSQL with Redis, as .ci/run has them do once both answer."""
    engine = settings.DATABASES["default"]["ENGINE"]
    return engine.endswith("postgresql") and settings.CELERY_BROKER_URL.startswith("redis")


collect_ignore = [] if has_servers() else [LIVE]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not has_servers():
        terminalreporter.write_line(
            f"NOT RUN: {LIVE}: needs DATABASE_URL of PostgreSQL and CELERY_BROKER_URL of Redis"
        )
