"""What stands in a text for something that nobody knew yet: `__:__`, `???`, `xx.xx.2026`, `Room: tbc`."""

import re
from typing import Final

_WHAT: Final = (
    r"(?:dates?|days?|times?|when|where|slot|rooms?|locations?|place|venue|links?|url|meeting id|pass ?code|"
    r"dial-?in|address)"
)
_LATER: Final = (
    r"(?:(?:is |are |still )*tb[acd]\b|to be (?:confirmed|announced|decided|defined|determined|added)"
    r"(?=[\s*_.)\]|]*$))"
)
_LEFT_OPEN: Final = re.compile(
    r"(?<!\w)_{2,}[:.]_{2,}(?!\w)"
    # A rule, and the marks of bold type, stand beside no words of their own.
    r"|(?<!\w)_{3,}(?!\w)"
    r"|(?<![\w?])\?{2,3}(?![\w?])"
    r"|(?<!\w)xx[.:/-]xx(?:[./-](?:xx|yy|\d\d){1,2})?(?!\w)"
    r"|(?<!\w)(?:dd|tt)[./-](?:mm|mmm)[./-](?:yy|jj){1,2}(?!\w)"
    r"|(?<!\w)hh:mm(?!\w)"
    rf"|\b{_WHAT}(?: ?\([^()\n]{{1,30}}\))?[^\w\n]{{1,8}}{_LATER}\)?",
    re.I | re.M,
)
_CODE: Final = re.compile(r"`[^`\n]{1,200}`")


def left_open(text: str) -> list[tuple[int, str]]:
    """Each such mark with the place where it begins, in order; what stands as code is none.

    Words for later, such as TBD, are one where a day, a time or a place is asked for: elsewhere they may be
    what the writer has to say.
    """
    bare = _CODE.sub(lambda code: " " * len(code[0]), text)
    return [(match.start(), match[0]) for match in _LEFT_OPEN.finditer(bare) if not _is_rule(bare, match)]


def _is_rule(text: str, match: re.Match[str]) -> bool:
    """Whether nothing but the mark stands on its line, as a rule does."""
    if match[0].strip("_"):
        return False
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    return not text[start : end if end >= 0 else len(text)].strip(" \t_")
