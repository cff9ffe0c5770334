"""Parts of a plan written as Markdown, each in the first form that reads back as what it says."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from workshops.timing import Window, format_offset

from .agenda import read_agenda_item
from .durations import minutes_text
from .gaps import find_gaps
from .headings import mail_name, mail_windows, parse_title, section_kind
from .inline import trailing_parenthesis
from .items import read_check, read_groups, read_prework
from .model import (
    AgendaSpec,
    CheckSpec,
    EmailSpec,
    GroupSpec,
    PreWorkSpec,
    RecapSectionSpec,
    TouchpointSpec,
    WorkshopSpec,
)
from .offsets import is_optional, parse_offset
from .sides import take_side
from .timeline import Row, read_row, short_name

T = TypeVar("T")


def render_agenda(items: Iterable[AgendaSpec]) -> str:
    """A numbered agenda with its minutes."""
    lines = []
    for number, item in enumerate(items, start=1):
        below = [f"Presenter: {item.presenter}"] if item.presenter else []
        indent = " " * len(f"{number}. ")
        lines += [f"{number}. {agenda_text(item)}", *(f"{indent}- {note}" for note in (*below, *item.notes))]
    if len(lines) == 1 and section_kind(lines[0]):
        # `1. Timeline` on a line of its own is read as the heading of the next section, a bullet never is.
        return "- " + lines[0].removeprefix("1. ")
    return "\n".join(lines)


def render_prework(items: Iterable[PreWorkSpec]) -> str:
    """Pre-work as a list, its audiences in bold."""
    return _points(prework_text(item) for item in items)


def render_preparation(points: Iterable[str]) -> str:
    """What to come prepared with, as a list."""
    return _points(points)


def render_recap(sections: Iterable[RecapSectionSpec]) -> str:
    """The recap's headings in bold, each with its prompt or its fixed words."""
    parts = []
    for number, section in enumerate(sections, start=1):
        prompt = f"- `<{_own_prompt(section)}>`" if _own_prompt(section) else ""
        lines = [f"**{number}. {section.heading}**  ", *filter(None, (prompt, section.text))]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def render_recap_list(sections: Iterable[RecapSectionSpec]) -> str:
    """The recap's sections as a list of their own, outside of any mail."""
    points = []
    for section in sections:
        prompt = f"`<{_own_prompt(section)}>`" if _own_prompt(section) else ""
        text = "".join(f"\n  {line}" for line in section.text.split("\n")) if section.text else ""
        points.append(f"- **{section.heading}:** {prompt}".rstrip() + text)
    return "\n".join(points)


def _own_prompt(section: RecapSectionSpec) -> str:
    """The prompt without the hints that stand in the section's text."""
    in_text = "; ".join(gap.hint for gap in find_gaps(section.text) if not gap.is_date)
    return section.prompt.removesuffix(in_text).removesuffix("; ") if in_text else section.prompt


def render_objectives(objectives: Iterable[str]) -> str:
    """The objectives as a list."""
    return _points(objectives)


def render_groups(groups: Iterable[GroupSpec]) -> str:
    """The stakeholder groups as a list, each with its note."""
    return _points(group_text(group) for group in groups)


def render_checks(checks: Iterable[CheckSpec]) -> str:
    """The checklist."""
    return _points(check_text(check) for check in checks)


def render_timeline(touchpoints: Iterable[TouchpointSpec]) -> str:
    """A row for each touchpoint."""
    return _points(row_text(touchpoint) for touchpoint in touchpoints)


def agenda_text(item: AgendaSpec) -> str:
    """An agenda item on one line."""
    minutes = minutes_text(item.min, item.max)
    forms = (
        [f"{item.title} ({minutes})", f"**{item.title}** ({minutes})", item.title]
        if minutes
        else [item.title, f"**{item.title}**"]
    )
    return _first(forms, lambda text: replace(read_agenda_item(text), notes=item.notes) == item)


def prework_text(item: PreWorkSpec) -> str:
    """Pre-work on one line."""
    if not item.audience:
        return item.text
    forms = [
        f"**{item.audience}:** {item.text}",
        f"{item.audience}: {item.text}",
        f"**{item.audience}** – {item.text}",
    ]
    return _first(forms, lambda text: read_prework(text) == item)


def group_text(group: GroupSpec) -> str:
    """A group on one line."""
    name, note = group.name, group.note
    if not note:
        return _first([f"**{name}**", name], lambda text: read_groups(text) == [group])
    is_safe = trailing_parenthesis(f"({note})") == ("", note)
    forms = [f"**{name}** ({note})"] if is_safe else []
    forms += [
        f"**{name}:** {note}",
        f"**{name}** – {note}",
        f"{name} ({note})",
        f"{name} – {note}",
        f"{name}: {note}",
    ]
    return _first(forms, lambda text: read_groups(text) == [group])


def check_text(check: CheckSpec) -> str:
    """A point of the checklist on one line."""
    if not check.name:
        return check.text
    plain = [] if check.text else [check.name, f"**{check.name}**"]
    forms = [*plain, f"**{check.name}:** {check.text}", f"**{check.name}** – {check.text}"]
    return _first(forms, lambda text: read_check(text) == check)


def row_text(touchpoint: TouchpointSpec) -> str:
    """A touchpoint's row in the timeline."""
    label, purpose, name = touchpoint.label, touchpoint.purpose, touchpoint.name
    is_named = touchpoint.email is not None or name in {short_name(purpose), label}
    # Where there is a mail, its heading tells that it is optional.
    needs_mark = touchpoint.optional and touchpoint.email is None and not is_optional(f"{label} {purpose}")
    mark = " (optional)" if needs_mark else ""
    forms = [f"**{label}{mark}:** {purpose}", f"**{label}:** {purpose}{mark}", f"{label}{mark} – {purpose}"]
    if name and any(window.side_if_silent is not None for window in parse_offset(label)):
        # Its name may be what tells on which side of the workshop the row lies.
        forms = [f"**{label} – {name}:** {purpose}", *forms]
    if not is_named:
        forms = [f"**{label} – {name}{mark}:** {purpose}", f"**{name} ({label}){mark}:** {purpose}", *forms]
    return _first(
        [form.rstrip() for form in forms], lambda text: _is_row(read_row(text), touchpoint, is_named)
    )


def mail_heading(touchpoint: TouchpointSpec) -> str:
    """The words of the heading above a touchpoint's mail."""
    mark = " (optional)" if touchpoint.optional and not is_optional(touchpoint.label) else ""
    name, label = touchpoint.name, touchpoint.label
    forms = [
        f"Email – {name} ({label}){mark}",
        f"Email – {name} – {label}{mark}",
        f"Email: {name} [{label}]{mark}",
        # The row of the timeline has the whole label.
        f"Email – {name} ({_day_text(touchpoint)}){mark}",
    ]

    def reads_back(text: str) -> bool:
        windows = mail_windows(text)
        return (
            mail_name(text) == name
            and bool(windows)
            and _days_of(windows[0].timing) == _days_of(touchpoint.timing)
        )

    return _first(forms, reads_back)


def _days_of(window: Window) -> tuple[object, ...]:
    """Which days it counts: the part of the day may stand in the row alone."""
    return window.first_day, window.last_day, window.in_working_days, window.minutes


def _day_text(touchpoint: TouchpointSpec) -> str:
    """The window in its shortest form: `T-7 to T-5`."""
    return format_offset(touchpoint.timing)


def mail_fields(email: EmailSpec) -> str:
    """A mail's fields, one a line."""
    subject = f"`{email.subject}`" if email.subject and "`" not in email.subject else email.subject
    lines = [f"**To:** {'; '.join(email.to)}", f"**Subject:** {subject}".rstrip()]
    copies = [("Cc", email.cc), ("Bcc", email.bcc)]
    lines[1:1] = [f"**{label}:** {'; '.join(names)}" for label, names in copies if names]
    if email.sender:
        lines.insert(0, f"**From:** {email.sender}")
    return "  \n".join(line.rstrip() for line in lines)


def title_text(workshop: WorkshopSpec) -> str:
    """The words of the document's title."""
    code, title = workshop.code, workshop.title
    if not code and not title:
        return "Communication Plan"
    if not code:
        forms = [f"Communication Plan – {title}", f"Communication Plan: {title}", title]
        return _first(
            forms, lambda text: parse_title(text) in {("", title), None if text == title else ("", title)}
        )
    forms = [
        f"Communication Plan – Workshop {code}: {title}",
        f"Communication Plan – Session {code}: {title}",
    ]
    if not title:
        forms = [f"Communication Plan – Workshop {code}"]
    return _first(forms, lambda text: parse_title(text) == (code, title))


def _is_row(row: Row | None, touchpoint: TouchpointSpec, is_named: bool) -> bool:
    if row is None or len(row.windows) != 1:
        return False
    subject = touchpoint.email.subject if touchpoint.email else ""
    window = take_side(row.windows[0], touchpoint.name, touchpoint.purpose, subject)
    return (
        (window.label, window.timing) == (touchpoint.label, touchpoint.timing)
        and row.purpose == touchpoint.purpose
        and (row.is_optional == touchpoint.optional or touchpoint.email is not None)
        and (is_named or row.name == touchpoint.name)
    )


def _points(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _first(forms: list[T], reads_back: Callable[[T], bool]) -> T:
    return next((form for form in forms if reads_back(form)), forms[0])
