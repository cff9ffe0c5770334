"""The documents that a plan names, and those of them that no mail links."""

import re
from collections.abc import Iterable
from typing import Final

from workshops.plan_document import Heading, find_artifacts

from .snapshot import MailFacts

# Names of files as people write them without backticks. A name without a folder may be a word, so its ending
# has to be one of a document.
_FILE: Final = re.compile(
    r"(?<![\w/.@:`(<\[-])(?:[\w-]+/)*[\w-][\w.-]{0,80}\."
    r"(?:md|pdf|docx?|xlsx?|pptx?|csv|drawio|vsdx?|fig|ya?ml|ipynb|odt|ods|odp)\b(?![\w/`])",
    re.IGNORECASE,
)
# What follows the name of a document in a list: `Test inventory – kept by QA`, `Runbook (wiki)`.
_REMARK: Final = re.compile(r"\s+[–—-]\s|\s*[:(]")
_MARKS: Final = "*_ \t."


def named_documents(known: Iterable[str], document: str, outline: Iterable[Heading]) -> tuple[str, ...]:
    """The known documents, files that the text names in passing, and listed artifacts that have no path."""
    listed = [point for section in outline if section.kind == "artifacts" for point in section.points]
    names = [_name_of(point) for point in listed if not (find_artifacts(point) or _FILE.search(point))]
    found = dict.fromkeys([*known, *_FILE.findall(document), *filter(None, names)])
    # `RUNBOOK.md` is `docs/RUNBOOK.md`, where the plan names that too.
    return tuple(name for name in found if not any(other.endswith(f"/{name}") for other in found))


def not_linked(paths: Iterable[str], mails: Iterable[MailFacts]) -> list[str]:
    """Those of the documents that stand in no mail."""
    text = "\n".join(mail.text for mail in mails).casefold()
    linked = set(find_artifacts(text))
    return [path for path in paths if path.casefold() not in linked and not _stands_in(path, text)]


def _stands_in(path: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w/.-]){re.escape(path.casefold())}(?![\w/-])", text))


def _name_of(point: str) -> str:
    name = _REMARK.split(point.strip(_MARKS), maxsplit=1)[0].strip(_MARKS)
    return name if re.search(r"\w", name) and not name.startswith("[") else ""
