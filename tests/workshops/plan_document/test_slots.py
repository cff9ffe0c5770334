import pytest

from tests.workshops.plan_document.documents import document
from workshops.plan_document import (
    Original,
    PlanDocument,
    WorkshopSpec,
    parse,
    restore,
    to_template,
    unfilled,
)

PLAN = PlanDocument(workshop=WorkshopSpec("4", "Tides", 90, 120))


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("**Time:** `<time>`", "**Time:** {{ workshop.time }}"),
        (
            "**Proposed slot:** Week X, Day Y – 90–120 minutes",
            "**Proposed slot:** {{ workshop.when }} – {{ workshop.duration }}",
        ),
        ("**When:** <date>", "**When:** {{ workshop.when }}"),
        ("**When:** <date>, <time>", "**When:** {{ workshop.date }}, {{ workshop.time }}"),
        ("We meet on <date>.", "We meet on {{ workshop.date }}."),
        ("Keep Week X, Day Y free", "Keep {{ workshop.date }} free"),
        ("**Where:** `<meeting room or virtual link>`", "**Where:** {{ workshop.location }}"),
        ("- **Location / Link:** `<meeting details>`", "- **Location / Link:** {{ workshop.location }}"),
        ("Join here: <link>", "Join here: {{ workshop.location }}"),
        ("&lt;workshop title&gt; of <project name>", "{{ workshop.title }} of {{ project.name }}"),
        ("Regards, <organizer>", "Regards, {{ organizer.name }}"),
        ("Where: <tbd>", "Where: {{ workshop.location }}"),
    ],
)
def test_gap_becomes_its_placeholder(text: str, template: str) -> None:
    templated = to_template(text, field="body", plan=PLAN)

    assert templated.template == template
    assert restore(templated.template, templated.originals) == text


@pytest.mark.parametrize(
    "text",
    [
        "Please approve by <date>.",
        "Recording: <link>",
        "Fill in the survey <link>",
        "Ask <somebody who knows>",
        "Each item takes 90–120 minutes.",
    ],
)
def test_gap_that_may_mean_something_else_stays(text: str) -> None:
    assert to_template(text, field="body", plan=PLAN).template == text


def test_lists_of_the_plan_become_placeholders_of_their_own() -> None:
    plan = parse(document("numbered"))
    email = plan.touchpoints[1].email
    assert email is not None

    templated = to_template(email.body, field="body", plan=plan)

    assert (
        "#### Agenda (draft)\n\n{{ workshop.agenda }}\n\n#### Pre-reading\n\n{{ workshop.prework }}\n"
        in templated.template
    )
    assert [original.placeholder for original in templated.originals] == [
        "workshop.agenda",
        "workshop.prework",
    ]


def test_points_to_come_prepared_with_become_a_placeholder() -> None:
    head = "## Mail – Reminder (T-0)\nTo: All\nSubject: Today\n\n"
    text = head + "Please come prepared with:\n- your maps\n- a pen\n\nBye"
    plan = parse(text)
    email = plan.touchpoints[0].email
    assert email is not None

    templated = to_template(email.body, field="body", plan=plan)

    assert plan.preparation == ("your maps", "a pen")
    assert templated.template == "Please come prepared with:\n{{ workshop.preparation }}\n\nBye"


def test_recap_becomes_one_placeholder_between_greeting_and_signature() -> None:
    plan = parse(document("plain_headings"))
    email = plan.touchpoints[3].email
    assert email is not None

    templated = to_template(email.body, field="body", plan=plan)

    assert templated.template == "Hello,\n\n{{ recap.sections }}\n\nThanks,\nthe training team"
    assert restore(templated.template, templated.originals) == email.body


def test_changed_part_replaces_the_words_that_stood_there() -> None:
    originals = [Original("workshop.time", "<time>"), Original("workshop.agenda", "1. Old")]

    text = restore(
        "{{ workshop.time }}\n{{ workshop.agenda }}", originals, changed={"workshop.agenda": "1. New"}
    )

    assert text == "<time>\n1. New"


def test_placeholder_that_was_added_later_stays() -> None:
    assert restore("{{ workshop.time }} {{ workshop.code }}", [Original("workshop.time", "<time>")]) == (
        "<time> {{ workshop.code }}"
    )


@pytest.mark.parametrize(
    "text", ["{{ name }}", r"\{{ workshop.time }}", "{{{ <time> }}}", "{<time>}", "\\<time>", "{{"]
)
def test_braces_of_the_user_survive(text: str) -> None:
    templated = to_template(text, field="body", plan=PLAN)

    assert restore(templated.template, templated.originals) == text


def test_braces_of_the_user_are_escaped_for_the_renderer() -> None:
    assert to_template("Hi {{ name }}", field="body", plan=PLAN).template == r"Hi \{{ name }}"


def test_subject_takes_no_lists() -> None:
    assert (
        to_template("<agenda> on <date>", field="subject", plan=PLAN).template
        == "<agenda> on {{ workshop.date }}"
    )


def test_unfilled_lists_gaps_but_no_links_and_tags() -> None:
    gaps = "<time> `<a room>` &lt;link&gt; Day Y"
    text = gaps + " <https://example.org> <ada@example.org> <b>x</b> <br/> <a href='x'>y</a>"

    assert unfilled(text) == ["<time>", "`<a room>`", "&lt;link&gt;", "Day Y"]


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("See you at [time] in [room], {First Name}.", ["[time]", "[room]", "{First Name}"]),
        ("Dear {{ name }}, \\{{ team }} and {{ workshop.time }}", ["{{ team }}"]),
        ("- **Decision**: [go / no-go]\n- `[link]` and `{link}`", ["[go / no-go]", "`[link]`", "`{link}`"]),
        ("> [insert the list of berths] as agreed", ["[insert the list of berths]"]),
        ("Tides on [date]: the agenda, by [deadline].", ["[date]", "[deadline]"]),
        ("We meet on <<date>>.", ["<<date>>"]),
    ],
)
def test_square_and_curly_brackets_that_ask_for_something_are_gaps(text: str, gaps: list[str]) -> None:
    assert unfilled(text) == gaps


@pytest.mark.parametrize(
    "text",
    [
        "[Harbour Forecast] Berths – recap",
        "- [ ] box\n- [x] box",
        "[text](https://example.org) ![plan](a.png) [1] [RFC 5321] [a]: b",
        "- Tides [15 min]",
        "- [optional]",
        "`GET /tides/{day}` `{env}` ${HOME} {a.b} list[name]",
        "we [the pilots] agreed",
    ],
)
def test_other_square_and_curly_brackets_are_no_gaps(text: str) -> None:
    assert unfilled(text) == []


def test_gap_in_square_brackets_becomes_its_placeholder() -> None:
    text = "**When:** [date], {time}\n**Where:** [Zoom link]"

    templated = to_template(text, field="body", plan=PLAN)

    assert templated.template == (
        "**When:** {{ workshop.date }}, {{ workshop.time }}\n**Where:** {{ workshop.location }}"
    )
    assert restore(templated.template, templated.originals) == text


@pytest.mark.parametrize(
    "text",
    ["x < y and z > w", "List<String>", "a -> b <- c", "```\n<host>\n```", "<!-- note -->", "Week 3, Day 2"],
)
def test_other_angle_brackets_are_no_gaps(text: str) -> None:
    assert unfilled(text) == []


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("It goes from <start time> to <end time>.", "It goes from {{ workshop.time }}."),
        ("<start time> – <end time>", "{{ workshop.time }}"),
        ("We end at <end time>.", "We end at <end time>."),
        ("Our next meeting is on <date>, <time>.", "Our next meeting is on <date>, <time>."),
        ("Answer now. RSVP: <link>", "Answer now. RSVP: <link>"),
        ("Please RSVP. We meet at <link>.", "Please RSVP. We meet at {{ workshop.location }}."),
        ("We meet on <date> for the next topic.", "We meet on {{ workshop.date }} for the next topic."),
    ],
)
def test_gap_of_something_else_stays_and_is_not_filled_in_wrong(text: str, template: str) -> None:
    templated = to_template(text, field="body", plan=PLAN)

    assert templated.template == template
    assert restore(templated.template, templated.originals) == text
