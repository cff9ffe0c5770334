"""Promises that hold for any document, tried on documents put together from varied parts."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from workshops.plan_document import (
    PlanDocument,
    SourceLine,
    annotate,
    parse,
    restore,
    section_kind,
    to_template,
    unfilled,
    write,
)

WORDS = st.lists(
    st.sampled_from(
        ["harbour", "crane", "tide", "Pier", "lock", "agenda", "of", "and", "(north)", "12", "docs/a.md"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
# Whatever a keyboard gives, with the marks that mean something in Markdown or in a plan well represented.
WILD = st.text(
    st.one_of(st.sampled_from("#*-_`<>&;:()[]{}|~+.,/ \n\nT017–abcR"), st.characters(codec="utf-8")),
    max_size=60,
)
DASH = st.sampled_from(["-", "–", "—", "−"])
LEVEL = st.sampled_from(["##", "###", "## 1.", "## 2)", "### 3.1"])
BULLET = st.sampled_from(["-", "*", "+"])
LABELS = st.builds(
    lambda dash, form: form.replace("-", dash),
    DASH,
    st.sampled_from(
        [
            "T-7 to T-5",
            "T-3",
            "T-2 days",
            "T-0 morning",
            "T+0 / T+1",
            "T+3 (optional)",
            "T+30 / T+60",
            "T-7..T-5",
            "T-1 week",
            "T-10 (Mon) to T-8",
            "T-5 working days",
            "T-8 to T-6 working days",
            "2 business days before",
            "T-2h",
            "Same day",
            "Same day, 17:00",
            "T-1 (16:30)",
            "2 hours before",
            "T+1h",
            "between T+1 and T+2",
        ]
    ),
)
MINUTES = st.sampled_from(["", " (10 min)", " (10–15 minutes)", " – 1 h", " (1.5 hours)", " [20 min]"])


def _list(lines: list[str], bullet: str) -> str:
    return "\n".join(f"{bullet} {line}" for line in lines)


def _section(heading: st.SearchStrategy[str], content: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{} {}\n\n{}".format, LEVEL, heading, content)


def _points(line: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(_list, st.lists(line, min_size=1, max_size=4), BULLET)


AGENDA = st.builds(
    lambda items: "**Agenda (draft)**\n" + "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)),
    st.lists(st.builds("{}{}".format, WORDS, MINUTES), min_size=1, max_size=4),
)
PREWORK = st.builds("**Pre-work**\n{}".format, _points(st.builds("**{}:** {}".format, WORDS, WORDS)))
RECAP = st.builds("**1. {}**\n- `<{}>`\n\n**2. {}**\n- {}".format, WORDS, WORDS, WORDS, WORDS)
TEXT = st.lists(
    st.one_of(
        WORDS, AGENDA, PREWORK, RECAP, WILD, st.just("---"), st.just("**When:** Week X, Day Y – 90 min")
    )
)
BODY = st.builds("\n\n".join, TEXT)
PEOPLE = st.lists(
    st.one_of(WORDS, st.sampled_from(["Participants", "Everyone", "BI lead", "key people (cc Sponsor)"])),
    max_size=3,
).map("; ".join)
MAIL = st.builds(
    "{} Email – {} ({})\n\n**From:** {}  \n**To:** {}\n**Subject:** `{}`\n\n{}".format,
    LEVEL,
    WORDS,
    LABELS,
    WORDS,
    PEOPLE,
    WORDS,
    BODY,
)
ROWS = _points(st.builds("**{}:** {}".format, LABELS, WORDS) | st.builds("{}: {}".format, LABELS, WORDS))
SECTIONS = st.one_of(
    _section(st.sampled_from(["Objectives", "Goals of the workshop"]), _points(WORDS | WILD)),
    _section(
        st.just("Stakeholder Groups"),
        _points(
            WORDS
            | st.builds("**{}** ({})".format, WORDS, WORDS)
            | st.builds("**Primary:** {}, {}.".format, WORDS, WORDS)
        ),
    ),
    _section(st.just("Timeline"), ROWS),
    _section(st.just("Agenda"), _points(st.builds("{}{}".format, WORDS, MINUTES))),
    _section(st.just("What to check"), _points(st.builds("**{}:** {}".format, WORDS, WORDS) | WORDS)),
    _section(WORDS, WORDS | WILD),
    MAIL,
    WILD,
)
DOCUMENTS = st.builds(
    lambda title, sections: "\n\n".join([title, *sections]),
    st.sampled_from(
        ["# Communication Plan – Workshop 4: Tides", "# Tides: Communication Plan", "", "Intro."]
    ),
    st.lists(SECTIONS, max_size=6),
)


def _without_numbers(plan: PlanDocument) -> dict[str, object]:
    data = plan.to_json()
    return {**data, "unparsed": [line["text"] for line in data["unparsed"]]}


# The words of fields and units: what they say stands in the plan in another form.
STRUCTURE = {
    "From",
    "To",
    "Subject",
    "Cc",
    "cc",
    "and",
    "min",
    "minutes",
    "hour",
    "hours",
    "HOUR",
    "text",
    "kept",
}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _words(text: str) -> set[str]:
    # What begins with a digit may be said in another way: an hour as sixty minutes, a week as seven days.
    return set(re.findall(r"(?<![^\W_])[^\W\d_][^\W_]+", re.sub(r"[*_]", "", text)))


@given(st.text() | WILD | DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_parse_takes_any_text(text: str) -> None:
    plan = parse(text)

    assert json.dumps(plan.to_json())
    assert write(plan)


def _is_heading(line: SourceLine, below: list[SourceLine]) -> bool:
    """Whether a line stands for no more than its section: by Markdown's sign, or by what is below it."""
    own = [other for other in below if other.section == line.section and other.text.strip()]
    is_above = bool(line.section) and section_kind(line.text) == line.section and bool(own)
    return line.text.lstrip().startswith("#") or is_above


@given(DOCUMENTS)
@example("# Communication Plan – Workshop 4: Tides\n\n## Objectives\n\n- \n\nAGENDA")
@example("# Communication Plan – Workshop 4: Tides\n\nAGENDA\n\n- Tide (10 min)")
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost(text: str) -> None:
    plan = parse(text)

    known = _words("\n".join(_strings(plan.to_json()))) | STRUCTURE
    listed = {line.line for line in plan.unparsed}
    lines = annotate(text)
    for line in lines:
        is_heading = _is_heading(line, lines[line.number :])
        assert line.number in listed or is_heading or _words(line.text) <= known, line


@given(DOCUMENTS)
@example("# Communication Plan – Workshop 4: Tides\n\nAGENDA\n- AGENDA")
@settings(max_examples=60, deadline=None)
def test_written_plan_reads_back_as_the_same_plan(text: str) -> None:
    plan = parse(text)

    again = parse(write(plan))

    assert _without_numbers(again) == _without_numbers(plan)


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_unchanged_plan_gives_back_its_source(text: str) -> None:
    source = text.replace("\r\n", "\n").replace("\r", "\n")

    assert write(parse(text), source=text) == source


@given(DOCUMENTS, st.lists(WORDS, min_size=1, max_size=3))
@example("# Tides: Communication Plan\n\n## Objectives\n\n- \n0", ["harbour"])
@settings(max_examples=60, deadline=None)
def test_changed_objectives_are_read_back_and_leave_the_rest(text: str, objectives: list[str]) -> None:
    plan = replace(parse(text), objectives=tuple(objectives))

    again = parse(write(plan, source=text))

    assert again.objectives == plan.objectives
    assert again.touchpoints == plan.touchpoints


@given(BODY | WILD, DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_restore_undoes_to_template(text: str, document: str) -> None:
    plan = parse(document)

    templated = to_template(text, field="body", plan=plan)

    assert restore(templated.template, templated.originals) == text
    assert set(unfilled(templated.template)) <= set(unfilled(text))
