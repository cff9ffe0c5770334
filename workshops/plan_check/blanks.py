"""Blanks that people leave for later: `TBD`, `____`, `???`, `XX`, `[Sponsor Name]`, `{{ sponsor.name }}`."""

import re
from typing import Final

_CODE: Final = re.compile(r"`[^`\n]*`")
_LATER: Final = r"\b(?:TBD|TBC|TBA|FIXME)\b|\bt\.\s?b\.\s?[acd]\.|\bTODO\b(?=\s*(?:[:.,;)\]]|$))"
# Four crosses and more may be a number; a rule or the marks of bold type stand beside no words of their own.
_DRAWN: Final = r"(?<!\w)_{3,}(?!\w)|(?<![\w?])\?{2,3}(?![\w?])|\bX{2,3}\b(?!-)|\$\{[^{}\n]{1,60}\}"
# Words in square brackets that end in what is asked for, unless they are a link.
_ASKED: Final = (
    r"(?<![\w\]!\\])\[(?i:[^\[\]\n]{0,60}\b(?:name|date|time|link|url|location|room|address|number|amount|phone"
    r"|e-?mail))\](?![(\[:])"
)
# Another program's placeholder: an import keeps it as it is, with a stroke before it.
_FOREIGN: Final = r"\\\{\{[^{}\n]{1,60}\}\}"
# In slanted type or alone in a cell; "to be completed by Friday" is no blank.
_TO_BE: Final = (
    r"(?:(?<=[*_(\[])|(?<=\| ))"
    r"(?i:to be (?:filled(?: in)?|completed|added|defined|confirmed|decided|announced))"
    r"(?=[*_)\]]| \|)"
)
# Behind a label, or all that a point says.
_AND_SO_ON: Final = r"(?:(?<=[:*_] )|(?<=^[-*+] ))(?:…|\.{3})(?=[ \t]*$)"
_BLANK: Final = re.compile(f"{_LATER}|{_TO_BE}|{_AND_SO_ON}|{_DRAWN}|{_ASKED}|{_FOREIGN}", re.MULTILINE)
_MARKS: Final = re.compile(r"[\s>*+_#\[\]|.,:;–—-]|\d{1,3}[.)](?=\s|$)")


def blanks_in(text: str) -> list[str]:
    """The blanks in a text, in order, each once; what stands as code is none, nor is a rule."""
    lines = (_CODE.sub("", line) for line in text.split("\n"))
    found = [match[0].strip("\\") for line in lines if line.strip(" _") for match in _BLANK.finditer(line)]
    return list(dict.fromkeys(found))


def says_nothing(text: str) -> bool:
    """Whether no word is left beside blanks, the marks of points and boxes, and remarks for the writer."""
    rest = _BLANK.sub("", re.sub(r"<!--.*?(?:-->|\Z)", "", text, flags=re.DOTALL))
    return not _MARKS.sub("", rest)
