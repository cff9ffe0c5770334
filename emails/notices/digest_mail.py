"""The digest as a mail: what is the reader's, by project and workshop, with their links."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.conf import settings
from django.utils import dateformat

from actions.addresses import ACTION_LOG
from emails.message.rendering import Button, Layout, RenderedMail, escape_markdown, render_mail
from emails.notices.digest_content import ANSWER, APPROVE, DO, MOST_LATE, Content, Item, Part, state_text
from emails.notices.digest_rules import DAYS_LATE
from workshops.addresses import address
from workshops.due_dates import distance
from workshops.links import person_url
from workshops.names import first_name
from workshops.placeholders import escape

_VERBS: Final = {APPROVE: "Approve", ANSWER: "Answer", DO: "Do"}
_NOUNS: Final = {APPROVE: "approval", ANSWER: "question", DO: "action"}


def render_digest(content: Content, *, choice_url: str) -> RenderedMail:
    """The mail about what is in `content`, which is not empty."""
    parts = content.parts
    return render_mail(
        subject=escape(_subject(content)),
        # What people wrote may name a placeholder: in this mail it is only a word.
        body=escape("\n\n".join(_body(content, choice_url))),
        values={},
        blocks={},
        layout=Layout(
            project_name=", ".join(part.project.name for part in parts),
            heading="What is yours, and still open" if content.own else "What is late",
            buttons=tuple(_buttons(parts)),
            footer=_footer(parts),
            preheader=_counted(content),
        ),
    )


def _subject(content: Content) -> str:
    where = content.parts[0].project.name if len(content.parts) == 1 else f"{len(content.parts)} projects"
    return f"[{where}] {_counted(content)}"


def _counted(content: Content) -> str:
    """“Yours: 1 approval, 2 actions; 3 actions late”."""
    own = content.own
    counts = {kind: sum(item.kind == kind for item in own) for kind in (APPROVE, ANSWER, DO)}
    yours = ", ".join(_many(count, _NOUNS[kind]) for kind, count in counts.items() if count)
    late = sum(len(part.late) for part in content.parts)
    said = [f"Yours: {yours}" if yours else "", f"{_many(late, 'action')} late" if late else ""]
    return "; ".join(filter(None, said))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _body(content: Content, choice_url: str) -> Iterator[str]:
    first = first_name(content.name).strip()
    yield f"Hi {escape_markdown(first)}," if first else "Hello,"
    if content.own:
        yield "this waits for you:"
    for part in content.parts:
        where = f"{part.project.name} – " if len(content.parts) > 1 else ""
        for workshop, items in part.items.items():
            yield _group(part, f"{where}{workshop or 'beside the workshops'}", items)
        if part.late:
            yield from _late(part, where)
    yield "---"
    yield f"At most one such mail a day, for all workshops. [Once a week, or not at all]({choice_url})"


def _group(part: Part, title: str, items: list[Item]) -> str:
    heading = escape_markdown(title[:1].upper() + title[1:])
    return "\n".join([f"# {heading}", "", *(_line(part, item) for item in items)])


def _line(part: Part, item: Item) -> str:
    text = f"**{_VERBS[item.kind]}:** {escape_markdown(item.text)}"
    said = ", ".join(filter(None, [state_text(item), _due(item.due_on, part.today)]))
    return f"- {text} – {said}" if said else f"- {text}"


def _own_url(part: Part) -> str:
    assert part.person is not None  # only a person of the project has items
    return person_url(part.person, on=part.today)


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    text = f"{dateformat.format(day, 'D j M Y')} ({distance(day, today)})"
    return f"**overdue** since {text}" if day < today else f"due {text}"


def _late(part: Part, where: str) -> Iterator[str]:
    """For who manages the project: what its owners let slip."""
    yield f"# {escape_markdown(where)}Late by {DAYS_LATE} working days or more"
    yield "As manager of the project you are told; the owners have been reminded."
    rows = [
        f"| {escape_markdown(item.action)} | {escape_markdown(item.owner_name or 'nobody yet')} "
        f"| {escape_markdown(_day(item.due_on, part.today))} |"
        for item in part.late[:MOST_LATE]
    ]
    yield "\n".join(["| Action | Owner | Due |", "| --- | --- | --- |", *rows])
    if len(part.late) > MOST_LATE:
        yield f"And {_many(len(part.late) - MOST_LATE, 'more action')} in the action log."


def _day(day: date | None, today: date) -> str:
    return f"{dateformat.format(day, 'D j M Y')} ({distance(day, today)})" if day else ""


def _buttons(parts: list[Part]) -> Iterator[Button]:
    is_one = len(parts) == 1
    for part in parts:
        where = "" if is_one else f": {part.project.name}"
        if part.items:
            yield Button(f"Answer and report back{where}", _own_url(part))
        if part.late:
            url = settings.SITE_URL + address(ACTION_LOG, part.project.pk)
            yield Button(f"Open the action log{where}", f"{url}?overdue=1")


def _footer(parts: list[Part]) -> tuple[str, ...]:
    names = ", ".join(f"“{part.project.name}”" for part in parts)
    why = f"You get this mail because of what is open in {names}."
    if any(part.items for part in parts):
        return (why, "Its links are yours alone: do not pass them on.")
    return (why,)
