"""The two pieces of HTML that people type into Markdown: a comment, which is for nobody, and a line break."""

import re
from collections.abc import Iterator
from typing import Final

_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
# Code is shown as it is typed; an escaped bracket is a bracket.
_MARK: Final = re.compile(
    r"\\.|(?P<code>(?P<ticks>`+)(?!`).{1,500}?(?<!`)(?P=ticks)(?!`))|<!--|<br\s{0,3}/?>", re.I
)
_LEAD: Final = re.compile(r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")


def without_html(text: str) -> str:
    """The text without comments, and with its line breaks as ends of lines; code stays as it is.

    A comment that is never closed is none: nothing of a mail vanishes by a slip of the pen.
    """
    if "<!--" not in text and "<br" not in text.casefold():
        return text
    return "\n".join(_read(text.split("\n")))


def _read(lines: list[str]) -> Iterator[str]:
    fence, is_comment = "", False
    last_close = max((number for number, line in enumerate(lines) if "-->" in line), default=-1)
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]) else fence
            yield line
        elif mark and not is_comment:
            fence = mark[1]
            yield line
        else:
            said, is_comment, was_comment = _said(line, is_comment, closes_later=number < last_close)
            # A line that held nothing but a comment is gone, and does not part what stands around it.
            if said.strip() or not was_comment:
                yield said


def _said(line: str, is_comment: bool, *, closes_later: bool) -> tuple[str, bool, bool]:
    """What a line says outside of comments, whether one is still open at its end, and whether it held one."""
    parts: list[str] = []
    at, was_comment, last_close = 0, is_comment, line.rfind("-->")
    line_break, said_until = _break_in(line), len(line.rstrip())
    while at <= len(line):
        if is_comment:
            end = line.find("-->", at)
            if end < 0:
                return "".join(parts), True, True
            at, is_comment = end + 3, False
        mark = _MARK.search(line, at)
        if mark is None:
            break
        parts.append(line[at : mark.start()])
        at = mark.end()
        if mark[0] == "<!--" and (closes_later or last_close >= at):
            is_comment = was_comment = True
        elif mark[0][:2].casefold() == "<b":
            parts.append(line_break if at < said_until else "")
        else:
            parts.append(mark[0])
    return "".join([*parts, line[at:]]), is_comment, was_comment


def _break_in(line: str) -> str:
    """What stands for a break inside a line: a row of a table is one line, a point's words stay below it."""
    if line.lstrip().startswith("|"):
        return " "
    lead = _LEAD.match(line)
    begin = lead[0] if lead else ""
    quotes = begin.count(">")
    return "\n" + ("> " * quotes if quotes else " " * len(begin))
