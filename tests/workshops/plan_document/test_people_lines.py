"""Whom the To, Cc and Bcc lines of a mail name."""

import pytest

from workshops.plan_document import parse


def _people(line: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    (touchpoint,) = parse(f"# Plan\n\n## Invitation (T-3)\n\n{line}\nSubject: Tides\n\nCome.\n").touchpoints
    assert touchpoint.email is not None
    return touchpoint.email.to, touchpoint.email.cc, touchpoint.email.bcc


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("To: Pilots; Audit (bcc)", (("Pilots",), (), ("Audit",))),
        ("To: Pilots (in cc); Clerks", (("Clerks",), ("Pilots",), ())),
        ("To: Pilots, Clerks (cc only)", (("Pilots",), ("Clerks",), ())),
        ("To: Pilots (cc: Board; Chair)", (("Pilots",), ("Board", "Chair"), ())),
        ("To: Pilots; bcc Audit", (("Pilots",), (), ("Audit",))),
    ],
)
def test_mark_behind_a_name_puts_it_in_copy(
    line: str, people: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> None:
    assert _people(line) == people


def test_entity_or_backslash_is_no_end_of_a_name() -> None:
    assert _people("To: R&amp;D; Legal")[0] == ("R&D", "Legal")
    assert _people(r"To: R\&D, Legal")[0] == ("R&D", "Legal")
