"""The placeholders that a mail's text may hold: a closed list, filled in by plain substitution.

No template engine is involved. A text can name a value of the list and nothing else: no attribute, no index,
no format, no filter. What is filled in is never read again: a value that looks like a placeholder stays text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name of the list and what it stands for; a block fills lines of its own, the others a few words."""

    name: str
    meaning: str
    example: str
    is_block: bool = False


PLACEHOLDERS: Final = (
    Placeholder("project.name", "The project's name", "Harbour Forecast"),
    Placeholder("workshop.code", "The workshop's number in the project", "2a"),
    Placeholder("workshop.title", "The workshop's title", "Pipeline design"),
    Placeholder("workshop.date", "The day, in the workshop's time zone", "Monday, 14 December 2026"),
    Placeholder("workshop.time", "From when to when, with the time zone", "10:00–12:00 (Europe/Berlin)"),
    Placeholder(
        "workshop.when", "Day and time together", "Monday, 14 December 2026, 10:00–12:00 (Europe/Berlin)"
    ),
    Placeholder("workshop.duration", "How long it takes", "90–120 minutes"),
    Placeholder("workshop.location", "The room or the link", "Room Mole 2"),
    Placeholder("workshop.participants", "The groups that are invited", "Data Engineers, BI Lead"),
    Placeholder("workshop.objectives", "The objectives, as a list", "- Agree on the flows", is_block=True),
    Placeholder("workshop.agenda", "The agenda, with its minutes", "1. Welcome (5–10 min)", is_block=True),
    Placeholder(
        "workshop.prework", "The pre-work of all groups", "- **All:** read the overview", is_block=True
    ),
    Placeholder("workshop.preparation", "What to come prepared with", "- Your open risks", is_block=True),
    Placeholder("workshop.artifacts", "The linked documents", "- `docs/overview.md`", is_block=True),
    Placeholder("organizer.name", "Who invites", "Robin Vale"),
    Placeholder("organizer.email", "The organizer's address", "robin.vale@example.org"),
    Placeholder("person.name", "The recipient's name", "Ada Quill"),
    Placeholder("person.first_name", "The recipient's first name", "Ada"),
    Placeholder("person.prework", "The recipient's own pre-work", "- Read the overview", is_block=True),
    Placeholder("person.actions", "The recipient's own open actions", "- Write the runbook", is_block=True),
    Placeholder(
        "rsvp.link", "The recipient's own link to answer the invitation", "https://plan.example.org/r/…"
    ),
    Placeholder("recap.sections", "The recap, section by section", "**Decisions** …", is_block=True),
    Placeholder(
        "recap.actions", "The actions, with owners and due dates", "- Runbook: Ada Quill", is_block=True
    ),
    Placeholder("followup.open_questions", "The questions still open", "- Which retention?", is_block=True),
    Placeholder(
        "followup.approvals", "The approvals still pending", "- Network zone: Bo Finch", is_block=True
    ),
    Placeholder("actions.link", "The link to the action log", "https://plan.example.org/actions/…"),
)
BY_NAME: Final = {placeholder.name: placeholder for placeholder in PLACEHOLDERS}

# An escaped opening, a placeholder, or an opening that is never closed. The inner part ends at any brace or
# line end, so that every character is looked at twice at most, however hostile the text.
_MARK: Final = re.compile(r"(?P<escaped>\\\{\{)|\{\{(?P<inner>[^{}\n]*)\}\}|(?P<unclosed>\{\{)")

# Long enough for a person to find the place, too short to fill a page with a pasted document.
_SHOWN: Final = 60


class UnfilledPlaceholder(ValueError):
    """A text asks for what there is no value for; `names` lists everything it asks for in vain."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("No value for: " + ", ".join(_shown(name) for name in names))
        self.names = names


def names_in(text: str) -> list[str]:
    """What stands between each pair of double braces, in order, on the list or not."""
    return [mark["inner"].strip() for mark in _MARK.finditer(text) if mark["inner"] is not None]


def problems(text: str, *, is_subject: bool = False) -> list[str]:
    """A sentence for each thing in the text that could not be filled in; a subject takes no lists."""
    found: list[str] = []
    for mark in _MARK.finditer(text):
        if mark["unclosed"]:
            rest = text[mark.start() : mark.start() + _SHOWN].splitlines()[0]
            found.append(f"“{rest}” opens a placeholder that is not closed by }}}} on the same line.")
        elif mark["inner"] is not None:
            found += _problems_of(mark["inner"].strip(), is_subject=is_subject)
    return list(dict.fromkeys(found))


def _problems_of(name: str, *, is_subject: bool) -> list[str]:
    if name in BY_NAME:
        is_misplaced = is_subject and BY_NAME[name].is_block
        return [f"{{{{ {name} }}}} fills several lines, and a subject has one."] if is_misplaced else []
    if not name:
        return ["{{ }} names nothing."]
    base = re.match(r"\w+\.\w+", name)
    if base and base[0] in BY_NAME:
        return [f"“{_shown(name)}” asks for more than a value; write {{{{ {base[0]} }}}} alone."]
    near = get_close_matches(name.casefold(), BY_NAME, n=1) if len(name) <= _SHOWN else []
    hint = f" Did you mean {{{{ {near[0]} }}}}?" if near else ""
    return [f"“{_shown(name)}” is not a placeholder.{hint}"]


def with_problems_literal(text: str, *, is_subject: bool = False) -> str:
    """The text with what could not be filled in left to stand as it was typed, for a look while one types."""

    def literal(mark: re.Match[str]) -> str:
        if mark["escaped"]:
            return mark[0]
        is_wrong = mark["unclosed"] or _problems_of(mark["inner"].strip(), is_subject=is_subject)
        return f"\\{mark[0]}" if is_wrong else mark[0]

    return _MARK.sub(literal, text)


def substitute(text: str, values: Mapping[str, str | int]) -> str:
    r"""The text with its placeholders filled in, in one pass, and `\{{` turned into two plain braces.

    Raises UnfilledPlaceholder where the text asks for anything that is not on the list, has no value or is
    not closed, and TypeError for a value that is neither text nor a whole number.
    """
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise TypeError(f"The value of {name} is neither text nor a number.")
    if missing := _missing(text, values):
        raise UnfilledPlaceholder(missing)
    return _MARK.sub(lambda mark: "{{" if mark["escaped"] else str(values[mark["inner"].strip()]), text)


def _missing(text: str, values: Mapping[str, str | int]) -> list[str]:
    missing: dict[str, None] = {}
    for mark in _MARK.finditer(text):
        if mark["unclosed"]:
            missing["{{"] = None
        elif mark["inner"] is not None:
            name = mark["inner"].strip()
            if name not in BY_NAME or name not in values:
                missing[name] = None
    return list(missing)


def escape(text: str) -> str:
    r"""The text with its double braces kept literal: `substitute` gives it back as it was."""
    return text.replace("{{", "\\{{")


def _shown(name: str) -> str:
    return name if len(name) <= _SHOWN else name[:_SHOWN] + "…"
