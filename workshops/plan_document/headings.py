"""What a heading announces, whatever its level, its number and its exact words."""

import re
from typing import Final

from . import languages
from .blocks import MAX_HEADING
from .entities import shown
from .inline import DASH, strip_emphasis, strip_number, trailing_parenthesis, word_set, words
from .offsets import Window, find_offset, parse_offset
from .reference import is_introduction, is_reference

# The heading under which `write` keeps lines that have no place of their own.
KEPT_LINES: Final = "Lines kept as they were"
# How the heading begins under which the plan check's result is appended: it is no checklist of the plan's.
CHECK_RESULT: Final = "Result of the plan check"

_SECTIONS: Final = (
    ("checks", ("checks", "checklist", "perfect", "criteria")),
    (
        "timeline",
        ("timeline", "touchpoint", "touchpoints", "cadence", "timing", "schedule", "calendar", "rhythm"),
    ),
    ("agenda", ("agenda",)),
    (
        "prework",
        ("pre-work", "prework", "pre-reading", "pre-reads", "preparation", "preparations", "homework"),
    ),
    ("objectives", ("objective", "objectives", "goal", "goals", "aims", "purpose", "why")),
    (
        "groups",
        (
            "stakeholder",
            "stakeholders",
            "audience",
            "audiences",
            "groups",
            "participants",
            "attendees",
            "recipients",
            "people",
            "roles",
        ),
    ),
    ("recap", ("recap",)),
    ("artifacts", ("artifacts", "artefacts", "artifact", "artefact")),
)
_GOOD: Final = r"(?:good|great|perfect|complete|solid)"
_QUESTIONS: Final = (
    (
        "checks",
        re.compile(r"^success (?:measures?|metrics?|indicators?|factors?)\b|^(?:quality|self)[ -]check\b"),
    ),
    (
        "objectives",
        re.compile(
            r"^what (?:we|you) (?:want|hope|need|aim|wish|plan|would like) to "
            r"(?:achieve|get|reach|accomplish|decide|agree|leave with)\b"
            r"|^(?:desired|intended|expected|target|planned) (?:outcomes?|results?)$"
        ),
    ),
    ("groups", re.compile(r"^who\??$|^whom\??$|^who['’]?s who$|^who is who$")),
    (
        "checks",
        re.compile(r"^checks?$|^success looks like\b|^how (?:do|will|would|can) we (?:know|measure|tell)\b"),
    ),
    ("timeline", re.compile(r"^when\??$")),
    ("checks", re.compile(rf"to check|\b{_GOOD}\b[^.]{{0,60}}\bplan\b|\bplan\b[^.]{{0,60}}\b{_GOOD}\b")),
    ("checks", re.compile(rf"^what (?:success|{_GOOD}) looks like\b|^definition of (?:done|success)\b")),
    ("checks", re.compile(rf"\b{_GOOD} communication\b")),
    (
        "groups",
        re.compile(
            r"\bwho(?: is|['’]s)? "
            r"(?:involved|affected|invited|coming|attending|takes part|needs to|should|must)\b"
        ),
    ),
    (
        "timeline",
        re.compile(
            r"^when (?:we|who|what)\b|^what (?:goes out|is sent|we send|happens) when\b"
            r"|^who (?:hears|is told|gets) what\b"
        ),
    ),
)
_MAIL_WORDS: Final = word_set(
    "email emails e-mail e-mails mail mails message messages invitation reminder recap announcement note"
)
_CONTAINER_WORDS: Final = word_set(
    "email emails mail mails message messages template templates communications texts notes drafts wording"
)
_BESIDE_MAILS: Final = word_set("the our all and of")
_FEW_WORDS: Final = 4
_GENERIC: Final = word_set(
    "pre post during workshop session training email mail e message template text draft communication "
    "touchpoint touchpoints step "
    "number the a no"
)
_PLAN: Final = re.compile(
    r"(?:(?:workshop|stakeholder|project|internal|detailed|draft)\s+)*comm(?:unication)?s?\.?\s+plan(?:\s+(?:for|of)(?:\s+the)?\b)?"
    rf"|{languages.PLAN}|^comm(?:unication)?s?\s*[:{DASH}]|[{DASH}:|]\s*comm(?:unication)?s?$",
    re.I,
)
_CODE: Final = re.compile(
    r"(?:^|(?<=[\s(]))(?:workshop|session|ws|atelier|sitzung|sessie|séance)\s*(?:#|no\.?|nr\.?|number)?\s*"
    # `Workshop X` is one whose number is still open.
    rf"(?P<code>(?:\d{{1,3}}(?:\.\d{{1,2}})?[a-z]?|[A-Z]\d{{1,3}})(?!\w)|(?-i:[A-MO-WYZ])(?=\s?[:{DASH}|]\s|$))",
    re.I,
)
# Separators at both ends, and the pictures with which headings are decorated.
_EDGES: Final = re.compile(
    rf"^(?:[\s{DASH}:|,→·•]|[0-9#*]\ufe0f?\u20e3|[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])+|[\s{DASH}:|,·•]+$"
)
_QUOTED: Final = re.compile(r"""(?:(?:the\s+)?workshop\s+)?["“„'](?P<words>[^"“”„]+)["”“']""", re.I)
# `Appendix A: Agenda` is an agenda.
_APPENDIX: Final = re.compile(rf"^(?:appendix|annex)\b(?:\s+\w{{1,3}}\b)?\s*[{DASH}:.]+\s*(?=\w)")
_PARTS: Final = re.compile(rf"(\s+[{DASH}]+\s+|\s*:\s+|\s+[|·•]\s+)")
# In front of a day that is none of the name: `Recap between T+1 and T+2`.
_DANGLING: Final = re.compile(r"(?<![\w-])(?:between|from|on|by|at|around)\s{1,9}$", re.I)
_KIND_WORDS: Final = (
    ("recap", re.compile(r"\brecap|\bsummary|\bminutes of|\bnext steps|\bthank")),
    (
        "followup",
        re.compile(r"\bfollow[\s-]?ups?\b|\bopen (?:\w+ )?questions|\bapprovals?\b|\bcheck[\s-]?in\b"),
    ),
    ("reminder", re.compile(r"\bremind|\bsame[\s-]day\b|\btoday\b|\bnudge")),
    (
        "save",
        re.compile(r"\bsave[\s-]the[\s-]date|\bhold[\s-]the[\s-]date|\binvit|\bcalendar hold|\bannounce"),
    ),
    ("agenda", re.compile(r"\bagenda|\bpre-?\s?work\b|\bpreparation\b|\bhomework\b")),
    *((kind, re.compile(pattern)) for kind, pattern in languages.MAIL_KINDS),
    # Last, for a mail before the workshop may well speak of these.
    ("recap", re.compile(r"\bresults?\b|\boutcomes?\b|\bminutes\b|\bwrap-?up\b")),
)
# The user's own rhythm, for a mail whose day nothing in the plan tells.
_USUAL: Final = {
    "save": "T–7 to T–5",
    "agenda": "T–3",
    "reminder": "T–0 morning",
    "recap": "T+0 / T+1",
    "followup": "T+3",
}


def section_kind(heading: str) -> str:
    """The name of the section that a heading opens, or nothing where it opens none that is known.

    A text as long as a paragraph is no heading.
    """
    if len(heading) > MAX_HEADING:
        return ""
    text = _EDGES.sub("", strip_number(strip_emphasis(heading))).casefold()
    if text == KEPT_LINES.casefold():
        return "notes"
    if text.startswith(CHECK_RESULT.casefold()):
        return "result"
    text = _APPENDIX.sub("", text)
    if is_reference(text):
        return "reference"
    questions = (*_QUESTIONS, *languages.HEADINGS)
    asked = next((kind for kind, question in questions if question.search(text)), "")
    if asked:
        return asked
    found = set(re.findall(r"[^\W_]+(?:-[^\W_]+)*", text))
    known = next((kind for kind, names in (*_SECTIONS, *languages.SECTIONS) if found & set(names)), "")
    return known or ("preamble" if is_introduction(text) else "")


def is_container(heading: str) -> bool:
    """Whether the heading stands above the mails: `Email templates`."""
    return bool(set(words(heading)) & _CONTAINER_WORDS)


def says_only_mails(heading: str) -> bool:
    """Whether the heading says no more than that mails stand below it: `Emails`, `2. Texts`."""
    said = words(strip_number(strip_emphasis(heading)))
    return len(said) <= _FEW_WORDS and bool(said) and set(said) <= _CONTAINER_WORDS | _BESIDE_MAILS


def announces_mail(heading: str) -> bool:
    """Whether the heading may stand above a mail."""
    return bool(set(words(heading)) & _MAIL_WORDS) or bool(find_offset(shown(heading)))


def parse_title(heading: str) -> tuple[str, str] | None:
    """The workshop's code and title; None where the heading speaks of neither workshop nor plan.

    A text as long as a paragraph is no heading.
    """
    if len(heading) > MAX_HEADING:
        return None
    text = strip_number(strip_emphasis(shown(heading)))
    plan = _PLAN.search(text)
    code = _CODE.search(text)
    if plan:
        text = _joined(text[: plan.start()], text[plan.end() :])
        code = _CODE.search(text)
    if code:
        before, after = text[: code.start()], text[code.end() :]
        if before.endswith("(") and after.startswith(")"):
            before, after = before[:-1], after[1:]
        text = re.sub(rf"^comm(?:unication)?s?\s*[:{DASH}]+\s*", "", _joined(before, after), flags=re.I)
    text = _EDGES.sub("", text)
    quoted = _QUOTED.fullmatch(text) if plan else None
    text = quoted["words"] if quoted else text
    inner = trailing_parenthesis(text)
    text = inner[1] if inner and not inner[0] else text
    lone = re.match(rf"workshop\s*[{DASH}:|]\s+", text, re.I)
    if plan and lone:
        text = text[lone.end() :]
    if plan and text.casefold() == "workshop":
        text = ""
    return (code["code"] if code else "", text) if plan or code else None


def mail_windows(heading: str) -> tuple[Window, ...]:
    """The windows named in a mail's heading, with the words in the parentheses as their label."""
    heading = strip_emphasis(shown(heading))
    for inner in re.findall(r"[(\[]([^()\[\]]{1,80})[)\]]", heading):
        if windows := parse_offset(inner):
            return windows
    found = find_offset(heading)
    return found.windows if found else ()


def mail_name(heading: str) -> str:
    """The part of a mail's heading that tells it from the others: `Save the Date`."""
    text = strip_number(strip_emphasis(shown(heading)))
    text = re.sub(r"\s*[(\[]([^()\[\]]{1,80})[)\]]", lambda m: "" if find_offset(m[1]) else m[0], text)
    text = re.sub(r"\s*\(optional\)", "", text, flags=re.I)
    found = find_offset(text)
    if (
        found
        and text[found.start : found.start + 1] in {"T", "t", "D"}
        and re.search(r"\d|^T\b", text[found.start : found.end])
    ):
        before, after = text[: found.start], text[found.end :]
        if before.endswith("(") and after.startswith(")"):
            # `Recap (T-0 (end of day))`
            before, after = before[:-1], after[1:]
        text = _joined(_DANGLING.sub("", before), after)
    text = _EDGES.sub("", text)
    pieces = _PARTS.split(text)
    while len(pieces) > 2 and _is_generic(pieces[0]):
        pieces = pieces[2:]
    while len(pieces) > 2 and _is_generic(pieces[-1]):
        pieces = pieces[:-2]
    name = "".join(pieces).strip()
    shorter = re.sub(r"[\s-]+(?:e-?mail|mail|message)$", "", name, flags=re.I)
    return name if _is_generic(shorter) else shorter


def mail_kind(*texts: str) -> str:
    """The kind of mail that the first telling text speaks of: save, agenda, reminder, recap or followup."""
    for text in texts:
        for kind, pattern in _KIND_WORDS:
            if pattern.search(text.casefold()):
                return kind
    return ""


def usual_windows(heading: str, kind: str) -> tuple[Window, ...]:
    """The window for a mail whose day nothing in the plan tells."""
    is_after = "post" in words(heading)
    return parse_offset(_USUAL.get(kind) or (_USUAL["recap"] if is_after else _USUAL["agenda"]))


def _is_generic(piece: str) -> bool:
    found = words(piece)
    return all(word in _GENERIC or word.isdigit() for word in found)


def _joined(before: str, after: str) -> str:
    """The words around something taken out, without doubled separators."""
    before, after = _EDGES.sub("", before), _EDGES.sub("", after)
    return f"{before} – {after}" if before and after else before or after
