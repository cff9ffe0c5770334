"""The clock of the pages' tests."""

from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from django.test import Client

from workshops.models import User


@pytest.fixture
def at(
    time_machine: time_machine.TimeMachineFixture, manager: User, manager_client: Client
) -> Callable[[datetime], None]:
    """Stops the clock at an instant; the manager signs in anew, for the session of before may have ended."""

    def move(instant: datetime) -> None:
        time_machine.move_to(instant, tick=False)
        manager_client.force_login(manager)

    return move
