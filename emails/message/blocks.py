"""The parts of a mail that are lists: Markdown out of rows. What was typed into them is inert."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils import dateformat

from actions.models import ActionItem
from actions.states import ActionState
from emails.message.rendering import escape_markdown
from workshops.models import AgendaItem, Approval, OpenQuestion, PreWork, RecapSection

NO_ACTIONS = "No actions were agreed."
NOTHING_OPEN = "None: all of them are closed."
NO_PREWORK = "Nothing to prepare."
NO_OWN_ACTIONS = "None."
# With more of them a mail outgrows what mail programs show whole (102 KB).
MOST_ACTIONS = 100


def bullets(texts: Iterable[str]) -> str:
    """A plain list; the texts are a manager's own Markdown."""
    return "\n".join(f"- {_indented(text)}" for text in texts if text.strip())


def agenda(items: Sequence[AgendaItem]) -> str:
    """The agenda, numbered, with minutes and presenter where they are known."""
    return "\n".join(
        f"{number}. {item.title}{_minutes(item)}{_presenter(item)}"
        for number, item in enumerate(items, start=1)
    )


def prework(items: Iterable[PreWork], group_ids: frozenset[int] = frozenset()) -> str:
    """The pre-work of everyone, each with whom it is for; first that of these groups, then that of all."""

    def distance(item: PreWork) -> int:
        return 0 if item.group_id in group_ids else 1 if item.group_id is None else 2

    ordered = sorted(items, key=distance) if group_ids else items
    return bullets(f"**{escape_markdown(_for_whom(item))}:** {item.text}" for item in ordered)


def own_prework(items: Iterable[PreWork], group_ids: frozenset[int]) -> str:
    """What is for all, and what is for the recipient's groups."""
    own = [item.text for item in items if item.group_id is None or item.group_id in group_ids]
    return bullets(own) or NO_PREWORK


def documents(paths: Iterable[str]) -> str:
    return bullets(path if "://" in path else f"`{path.replace('`', '')}`" for path in paths)


def actions(items: Sequence[ActionItem], own: Collection[int] = ()) -> str:
    """Who does what until when; those whose ids are the recipient's own are marked, and come first."""
    if not items:
        return NO_ACTIONS
    ordered = sorted(items, key=lambda item: item.pk not in own)
    rows = [_action_row(item, is_own=item.pk in own) for item in ordered[:MOST_ACTIONS]]
    if len(items) > MOST_ACTIONS:
        rows.append(f"| And {len(items) - MOST_ACTIONS} more in the action log | | |")
    return "\n".join(["| Action | Owner | Due |", "| --- | --- | --- |", *rows])


def _action_row(item: ActionItem, *, is_own: bool) -> str:
    cells = [item.action, item.owner_name or "nobody yet", _due(item.due_on) or "no date"]
    what, owner, due = (escape_markdown(cell) for cell in cells)
    if item.state == ActionState.DONE:
        due = "done"
    return f"| **{what}** | **{owner} (you)** | **{due}** |" if is_own else f"| {what} | {owner} | {due} |"


def own_actions(items: Iterable[ActionItem]) -> str:
    """The recipient's open actions."""
    return bullets(f"{escape_markdown(item.action)}{until(item.due_on)}" for item in items) or NO_OWN_ACTIONS


def recap(sections: Sequence[RecapSection], items: Sequence[ActionItem], own: Collection[int] = ()) -> str:
    """The recap, section by section, with the actions under the section that lists them, else at the end."""
    parts = []
    for section in sections:
        texts = [section.text.strip(), actions(items, own) if section.lists_actions else ""]
        if any(texts):
            parts += [f"**{escape_markdown(section.heading)}**", *filter(None, texts)]
    if parts and items and not any(section.lists_actions for section in sections):
        parts += ["**Actions**", actions(items, own)]
    return "\n\n".join(parts)


def open_points(items: Iterable[OpenQuestion | Approval], person_id: int | None = None) -> str:
    """Open questions or pending approvals with their owners; the recipient's are marked, and come first."""
    ordered = sorted(items, key=lambda item: person_id is None or item.owner_id != person_id)
    return bullets(_open_point(item, person_id) for item in ordered) or NOTHING_OPEN


def _open_point(item: OpenQuestion | Approval, person_id: int | None) -> str:
    owner = item.owner.name if item.owner else "no owner yet"
    is_own = person_id is not None and item.owner_id == person_id
    said = escape_markdown(f"{owner} (you)" if is_own else owner)
    return f"{escape_markdown(item.text)} – {f'**{said}**' if is_own else said}{until(item.due_on)}"


def _for_whom(item: PreWork) -> str:
    return item.audience or (item.group.name if item.group else "All")


def _minutes(item: AgendaItem) -> str:
    known = sorted({minutes for minutes in (item.minutes_min, item.minutes_max) if minutes is not None})
    return f" ({'–'.join(str(minutes) for minutes in known)} min)" if known else ""


def _presenter(item: AgendaItem) -> str:
    return f" – {escape_markdown(item.presenter)}" if item.presenter else ""


def _due(day: date | None) -> str:
    return dateformat.format(day, "D j M Y") if day else ""


def until(day: date | None) -> str:
    """“, due Fri 18 Dec 2026”; nothing for no day."""
    return f", due {_due(day)}" if day else ""


def _indented(text: str) -> str:
    """Further lines of a text stay inside its list item."""
    return "\n  ".join(text.strip().splitlines())
