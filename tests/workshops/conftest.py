"""A moment to plan from."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def early() -> datetime:
    """Two weeks before the workshop."""
    return datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
