"""Documents that a plan points to, in backticks or as the target of a link."""

import re
from typing import Final

from .inline import strip_emphasis

_REFERENCE: Final = re.compile(
    r"(?<!`)(?P<ticks>`{1,3})(?P<code>[^`\s]{1,300})(?P=ticks)(?!`)"
    r"|\]\(\s{0,9}<?(?P<target>[^()<>\s]{1,300})>?(?:\s+\"[^\"\n]{0,200}\")?\s{0,9}\)"
    r"|<(?P<link>https?://[^<>\s]{1,300})>"
)
_EXTENSION: Final = re.compile(
    r"[\w)\]}-]\.(?:[A-Za-z][A-Za-z0-9]{0,3}|ipynb|parquet|drawio|feature)(?:[#?].*)?$"
)


def find_artifacts(text: str) -> tuple[str, ...]:
    """The paths and addresses that a text points to, in order, each once."""
    found = []
    for match in _REFERENCE.finditer(text):
        path = match["code"] or match["target"] or match["link"]
        if _is_path(path):
            found.append(path)
    return tuple(dict.fromkeys(found))


def is_bare_reference(text: str) -> bool:
    """Whether the text says nothing but a path."""
    match = _REFERENCE.fullmatch(strip_emphasis(text).strip())
    return bool(match and match["target"] is None and _is_path(match["code"] or match["link"]))


def _is_path(path: str) -> bool:
    if (
        path.startswith(("#", "mailto:", "tel:", "<", "&lt;"))
        or path.endswith(">")
        or not re.search(r"\w", path)
    ):
        return False
    if re.fullmatch(r"[^@\s]+@[^@\s]+", path):
        return False
    return ("/" in path and not path.startswith("//")) or bool(_EXTENSION.search(path))
