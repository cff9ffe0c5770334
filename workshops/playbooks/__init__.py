"""Plans ready to start from: every Markdown file in this folder is one."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workshops.plan_document import parse

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Playbook:
    """A plan document that ships with the program."""

    slug: str
    title: str
    text: str


def available() -> list[Playbook]:
    """The playbooks in the order of their titles."""
    found = []
    for path in _FOLDER.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        found.append(Playbook(path.stem, parse(text).workshop.title or path.stem, text))
    return sorted(found, key=lambda playbook: playbook.title)
