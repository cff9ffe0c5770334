"""The state machine can fail: with one of the engine's checks taken out it says which promise is broken."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from emails.services import last_look, turns
from tests.emails.test_state_machine import world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TakeOut = Callable[[pytest.MonkeyPatch], None]


def from_statement(part: str, check: str) -> TakeOut:
    def take_out(monkeypatch: pytest.MonkeyPatch) -> None:
        whole: str = getattr(turns, part)()
        assert whole.count(check) == 1, whole
        monkeypatch.setattr(turns, part, lambda: whole.replace(check, f"({check} OR TRUE)"))

    return take_out


def revision_from_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = last_look.Reading.refusal

    def without(reading: last_look.Reading, *args: Any, **kwargs: Any) -> last_look.Refusal | None:
        found = refusal(reading, *args, **kwargs)
        return None if found and found.cause.startswith("The workshop has moved") else found

    monkeypatch.setattr(last_look.Reading, "refusal", without)


def deadline_from_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_look, "_is_late", lambda touchpoint, now: False)


@dataclass(frozen=True, slots=True)
class Check:
    take_out: TakeOut
    # What happens to a worker, and would go wrong.
    missed_by: object
    broken: str


CHECKS: Final = {
    "token in the last look": Check(
        from_statement("_last_look", "d.lease = %(lease)s"), ("written", "taken"), "of another's claim"
    ),
    "revision in the last look": Check(
        from_statement("_last_look", "t.revision = d.revision"), "said anew", "of an old revision"
    ),
    "deadline in the last look": Check(
        from_statement("_last_look", "(t.expires_at IS NULL OR t.expires_at > %(now)s)"), "ended", "expired"
    ),
    "token in the settlement": Check(
        from_statement("_settlement", "lease = %(sent_lease)s"),
        ("handed over", "taken"),
        "another's claim was settled",
    ),
    "revision in the reading": Check(revision_from_reading, "said anew", "in vain"),
    "deadline in the reading": Check(deadline_from_reading, "ended", "in vain"),
}


@pytest.fixture(autouse=True)
def _statements_written_anew() -> Iterator[None]:
    """They are written once a process."""
    written = (turns._turn, turns._settled_alone, turns._settled_with_look, turns._looked_alone)
    for statement in written:
        statement.cache_clear()
    yield
    for statement in written:
        statement.cache_clear()


@pytest.mark.parametrize("check", CHECKS)
def test_state_machine_fails_without_the(check, monkeypatch):
    missing = CHECKS[check]
    missing.take_out(monkeypatch)
    until_it_fails = settings(
        max_examples=1000,
        stateful_step_count=30,
        # Nobody looks for a smaller failure.
        phases=[Phase.generate],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    with world(monkeypatch) as engine:
        # Else it takes some more examples.
        engine.first = missing.missed_by
        with pytest.raises(AssertionError, match=missing.broken):
            run_state_machine_as_test(engine, settings=until_it_fails)
