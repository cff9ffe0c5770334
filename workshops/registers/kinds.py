"""Which registers there are, and which of them a workshop's plan asks for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """A register: its name in addresses, its words on pages, and how its rows are counted (`R-3`)."""

    slug: str
    title: str
    what: str
    prefix: str = ""
    # Said in a plan, these ask for the register; without any, every workshop has it.
    words: str = ""
    # Words of the recap and the checklist alone count: an agenda says many things in passing.
    is_strict: bool = False


KINDS: Final = (
    RegisterKind("pipeline", "Pipelines", "pipeline", "P", r"\bpipelines?\b|\betl\b|\belt\b", is_strict=True),
    RegisterKind("decision", "Decisions", "decision", "D"),
    RegisterKind("risk", "Risks", "risk", "R", r"\brisks?\b"),
    RegisterKind(
        "dependency", "Dependencies", "dependency", "X", r"\bdepend(s|enc(y|ies))?\b|\bprerequisites?\b"
    ),
    RegisterKind("capacity", "Capacity needs", "need", "C", r"\bcapacit(y|ies)\b|\bstaffing\b|\bheadcount\b"),
    RegisterKind("constraint", "Constraints", "constraint"),
    RegisterKind("question", "Open questions", "question"),
    RegisterKind("approval", "Approvals", "approval"),
)
BY_SLUG: Final = {kind.slug: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a plan says: its recap sections and checklist, and the rest of it."""

    recap_and_checks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def asked_for(plan: PlanWords) -> set[str]:
    """The registers that the plan speaks of, and those that every workshop has."""
    return {
        kind.slug
        for kind in KINDS
        if not kind.words
        or _say(plan.recap_and_checks, kind.words)
        or (not kind.is_strict and _say(plan.others, kind.words))
    }


def _say(texts: Iterable[str], words: str) -> bool:
    return any(re.search(words, text, re.IGNORECASE) for text in texts)


def next_key(prefix: str, keys: Iterable[str]) -> str:
    """One more than the highest number that such a key has: `R-4` after `R-3`."""
    pattern = re.compile(rf"{re.escape(prefix)}-?0*([0-9]{{1,9}})", re.IGNORECASE)
    numbers = [int(found[1]) for key in keys if (found := pattern.fullmatch(key))]
    return f"{prefix}-{max(numbers, default=0) + 1}"


# The first of them whose words stand in a recap section's heading writes the section.
SECTIONS: Final = (
    ("requirements", r"\bnon-?functional\b|\bnfrs?\b|\bslas?\b|\bservice levels?\b"),
    ("ownership", r"\bowner|\bresponsib"),
    ("pipeline", r"\bpipelines?\b|\bschedules?\b"),
    ("decision", r"\bdecisions?\b"),
    ("risk", r"\brisks?\b"),
    ("dependency", r"\bdependenc(y|ies)\b"),
    ("capacity", r"\bcapacit(y|ies)\b"),
    ("constraint", r"\bconstraints?\b"),
    ("approval", r"\bapprovals?\b|\bsign-?offs?\b"),
    ("question", r"\bquestions?\b|\bopen (points?|issues?)\b"),
)


def writer_for(heading: str) -> str:
    """What writes the section of this heading out of the registers; empty where only people can."""
    heading = re.sub(r"[\u2010\u2011\u2013]", "-", heading)
    return next((name for name, words in SECTIONS if re.search(words, heading, re.IGNORECASE)), "")
