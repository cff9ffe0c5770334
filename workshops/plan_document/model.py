"""What a plan document says, as plain values: equal plans compare equal, and no database is read."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final

from .timed import Timed

# How the note of a group begins that no list of the plan names.
FROM_MAIL: Final = (
    "from the To line of the mail ",
    "from the Cc line of the mail ",
    "from the Bcc line of the mail ",
)


@dataclass(frozen=True, slots=True)
class WorkshopSpec:
    """The workshop that the plan is about; its minutes are None where the document names no duration."""

    code: str = ""
    title: str = ""
    duration_min: int | None = None
    duration_max: int | None = None


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """A stakeholder group, with what the plan says about it."""

    name: str
    note: str = ""

    @property
    def is_from_mail(self) -> bool:
        """Whether only a mail's To, Cc or Bcc line names the group."""
        return self.note.startswith(FROM_MAIL)


@dataclass(frozen=True, slots=True)
class EmailSpec:
    """A mail of the plan in the user's own words; the body is kept to the letter."""

    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    bcc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TouchpointSpec(Timed):
    """One planned communication: its window relative to T (see `workshops.timing`), and its mail where the
    plan has one."""

    name: str
    label: str
    opens_day: int
    closes_day: int
    daypart: str = ""
    is_after: bool = False
    in_working_days: bool = False
    at: time | None = None
    minutes: int | None = None
    purpose: str = ""
    optional: bool = False
    email: EmailSpec | None = None


@dataclass(frozen=True, slots=True)
class AgendaSpec:
    """An agenda item; both minutes are None where the plan gives none.

    `notes` are the points below it. Who leads an item is none of what makes two agendas differ: managers
    change it up to the last day, and most documents have no place for it.
    """

    title: str
    min: int | None = None
    max: int | None = None
    notes: tuple[str, ...] = ()
    presenter: str = field(default="", compare=False)

    @property
    def line(self) -> str:
        """The item on one line, with its notes."""
        if not self.notes:
            return self.title
        return f"{self.title}{'' if self.title.endswith((':', '?')) else ':'} {'; '.join(self.notes)}"


@dataclass(frozen=True, slots=True)
class PreWorkSpec:
    """What an audience does before the workshop; the audience is empty where the plan names none."""

    audience: str
    text: str


@dataclass(frozen=True, slots=True)
class RecapSectionSpec:
    """A section of the recap: the hint that stood between angle brackets, and the words that stay."""

    heading: str
    prompt: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """A point of the plan's own checklist."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NoteSpec:
    """Sentences of a section, such as what introduces its list; `preamble` is the part above all sections.

    A section that the plan has no place for, such as its risks, is kept whole under its own heading.
    """

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class UnparsedLine:
    """A line of the source, counted from 1, whose words stand nowhere else in the plan."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A whole communication plan."""

    workshop: WorkshopSpec = WorkshopSpec()
    project_name: str = ""
    objectives: tuple[str, ...] = ()
    groups: tuple[GroupSpec, ...] = ()
    touchpoints: tuple[TouchpointSpec, ...] = ()
    agenda: tuple[AgendaSpec, ...] = ()
    prework: tuple[PreWorkSpec, ...] = ()
    preparation: tuple[str, ...] = ()
    recap_sections: tuple[RecapSectionSpec, ...] = ()
    checks: tuple[CheckSpec, ...] = ()
    artifacts: tuple[str, ...] = ()
    notes: tuple[NoteSpec, ...] = ()
    unparsed: tuple[UnparsedLine, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The plan in the shape that `import_plan --json` prints; internal fields stay out of it."""
        workshop = self.workshop
        return {
            "workshop": {
                "code": workshop.code,
                "title": workshop.title,
                "duration_min": workshop.duration_min,
                "duration_max": workshop.duration_max,
            },
            "project": {"name": self.project_name},
            "objectives": list(self.objectives),
            "groups": [{"name": group.name, "note": group.note} for group in self.groups],
            "touchpoints": [_touchpoint_json(touchpoint) for touchpoint in self.touchpoints],
            "agenda": [{"title": item.title, "min": item.min, "max": item.max} for item in self.agenda],
            "prework": [{"audience": item.audience, "text": item.text} for item in self.prework],
            "recap_sections": [
                {"heading": section.heading, "prompt": section.prompt} for section in self.recap_sections
            ],
            "checks": [{"name": check.name, "text": check.text} for check in self.checks],
            "artifacts": list(self.artifacts),
            "notes": [{"section": note.section, "text": note.text} for note in self.notes],
            "unparsed": [{"line": line.line, "text": line.text} for line in self.unparsed],
        }


def _touchpoint_json(touchpoint: TouchpointSpec) -> dict[str, Any]:
    email = touchpoint.email
    return {
        "name": touchpoint.name,
        "label": touchpoint.label,
        "opens_day": touchpoint.opens_day,
        "closes_day": touchpoint.closes_day,
        "daypart": touchpoint.daypart,
        **({"in_working_days": True} if touchpoint.in_working_days else {}),
        **({"at": f"{touchpoint.at:%H:%M}"} if touchpoint.at else {}),
        **({"minutes": touchpoint.minutes} if touchpoint.minutes is not None else {}),
        "purpose": touchpoint.purpose,
        "optional": touchpoint.optional,
        "email": email
        and {
            "from": email.sender,
            "to": list(email.to),
            "cc": list(email.cc),
            **({"bcc": list(email.bcc)} if email.bcc else {}),
            "subject": email.subject,
            "body": email.body,
        },
    }
