"""Sections that no part of our model holds: known by their headings, and kept as the document's words."""

import re
from typing import Final

from .inline import word_set, words

# One of these makes the section one of those, where nothing else stands in the heading but the fillers.
_TOPICS: Final = word_set(
    "risk risks mitigation mitigations contingency contingencies assumption assumptions dependency "
    "dependencies constraint constraints channel channels tone messaging glossary definitions terms "
    "terminology abbreviations acronyms reference references appendix appendices annex escalation "
    "escalations governance feedback measurement effectiveness evaluation faq faqs scope branding "
    "confidentiality language languages translation translations legend changelog tooling"
)
_PHRASES: Final = re.compile(
    r"(?:version|revision|document|change) (?:history|control|log)|tone of voice|style guide"
    r"|lessons learn(?:ed|t)|(?:table of )?contents"
    r"|(?:what|things)(?: that)? (?:might|could|can|may) go wrong"
    r"|(?:document|plan) (?:approvals?|sign off)|frequently asked questions"
    r"|list of (?:terms|abbreviations)|change log"
)
_FILLERS: Final = word_set(
    "and or the of a an to for in on out our this its with how we use used by per each every key main core "
    "known potential possible list communication communications comms project workshop plan document other "
    "strategy approach media platform platforms tools register registers matrix log management guidelines "
    "rules mitigate them handle manage reduce respond deal audience group stakeholder path "
    "paths voice style issues limits"
)
_MESSAGES: Final = re.compile(r"^(?:our |the )?(?:key|core|main|central|headline) messag(?:es?|ing)\b")
_NO_GOALS: Final = re.compile(r"^(?:explicit )?(?:non-?|not (?:our )?)(?:goals?|objectives?)\b")
# What has a place in the plan is not hidden behind such a heading.
_OF_THE_PLAN: Final = re.compile(
    r"\b(?:objectives?|goals?|agenda|timeline|schedule|touch-?points?|cadence|pre-?work|checks?|checklist)\b"
)
# What is longer is a sentence.
_MOST_WORDS: Final = 12
_INTRODUCTION: Final = re.compile(
    r"(?:(?:project|workshop|general|document|executive|management|plan|short|the|about|this|basic) )*"
    r"(?:introduction|background|context|overview|summary|about|information|details|at a glance|basics"
    r"|logistics|key facts|facts|preamble|foreword)"
    r"(?: (?:and|of|for|to|the|this|project|workshop|plan|document|background|context|overview))*"
    r"|about (?:this|the) (?:document|plan|workshop)"
)


def is_reference(heading: str) -> bool:
    """Whether the heading, in small letters, stands above key messages, channels, risks, or the like."""
    if _NO_GOALS.match(heading):
        return True
    if _OF_THE_PLAN.search(heading):
        return False
    said = [word for word in words(re.sub(r"\([^()]*\)", " ", heading)) if not word.isdigit()]
    rest = _PHRASES.sub("", " ".join(said))
    if _MESSAGES.match(heading):
        return True
    is_named = rest != " ".join(said) or any(word in _TOPICS for word in said)
    return is_named and all(word in _TOPICS or word in _FILLERS for word in words(rest))


def is_introduction(heading: str) -> bool:
    """Whether the heading, in small letters, stands above what introduces the plan."""
    said = [word for word in words(heading) if not word.isdigit()]
    return len(said) <= _MOST_WORDS and bool(_INTRODUCTION.fullmatch(" ".join(said)))
