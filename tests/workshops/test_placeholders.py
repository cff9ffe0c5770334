import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.placeholders import (
    BY_NAME,
    PLACEHOLDERS,
    UnfilledPlaceholder,
    escape,
    names_in,
    problems,
    substitute,
    with_problems_literal,
)

names = st.sampled_from(sorted(BY_NAME))
# Braces, backslashes and names far more often than plain chance would bring them.
brace_texts = st.lists(
    st.sampled_from(["{", "}", "{{", "}}", "\\", "\n", " ", "workshop.title"]) | st.text()
).map("".join)


def test_placeholders_are_filled_in_with_and_without_spaces():
    text = "{{ workshop.title }} on {{workshop.date}}, {{  workshop.time  }}"
    values = {"workshop.title": "Kickoff", "workshop.date": "Monday", "workshop.time": "10:00"}

    assert substitute(text, values) == "Kickoff on Monday, 10:00"


def test_a_space_that_does_not_break_is_a_space():
    assert substitute("{{\u00a0workshop.title\u00a0}}", {"workshop.title": "Kickoff"}) == "Kickoff"


def test_a_number_is_a_value():
    assert substitute("Workshop {{ workshop.code }}", {"workshop.code": 4}) == "Workshop 4"


def test_a_value_that_holds_a_placeholder_is_not_expanded_again():
    values = {"person.name": "{{ rsvp.link }}", "rsvp.link": "secret"}

    assert substitute("Hello {{ person.name }}", values) == "Hello {{ rsvp.link }}"


def test_two_values_cannot_make_a_placeholder_together():
    values = {"person.name": "{", "workshop.title": "{ rsvp.link }}", "rsvp.link": "secret"}

    assert substitute("{{ person.name }}{{ workshop.title }}", values) == "{{ rsvp.link }}"


def test_single_braces_and_template_tags_stay_literal():
    text = "{a.b} {0} {} }} {% load x %} {# note #} %s ${HOME}"

    assert substitute(text, {}) == text
    assert problems(text) == []


def test_a_backslash_keeps_double_braces_literal():
    text = r"Write \{{ workshop.title }} to get {{ workshop.title }}"

    assert substitute(text, {"workshop.title": "Kickoff"}) == "Write {{ workshop.title }} to get Kickoff"
    assert names_in(text) == ["workshop.title"]
    assert problems(text) == []


def test_all_names_stand_in_the_order_of_the_text():
    text = "{{ b }} {{ workshop.title }} {{ b }} {{}} {{ x|y }}"

    assert names_in(text) == ["b", "workshop.title", "b", "", "x|y"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ workshop.title.upper }}",
        "{{ workshop.title[0] }}",
        "{{ workshop.title!r }}",
        "{{ workshop.title:>100000000 }}",
        "{{ workshop.title|safe }}",
        "{{ workshop.title() }}",
        "{{ workshop.title.__class__.__mro__ }}",
    ],
)
def test_a_name_with_more_than_a_name_is_refused_at_save_and_at_send(text: str):
    (problem,) = problems(text)

    assert problem.endswith("asks for more than a value; write {{ workshop.title }} alone.")
    with pytest.raises(UnfilledPlaceholder):
        substitute(text, {"workshop.title": "Kickoff"})


@pytest.mark.parametrize(
    "name", ["a.b", "a[0]", "a!r", "a:9", "settings.SECRET_KEY", "workshop", "title", ""]
)
def test_a_name_that_is_not_on_the_list_is_refused_even_if_it_has_a_value(name: str):
    text = f"{{{{ {name} }}}}"

    assert len(problems(text)) == 1
    with pytest.raises(UnfilledPlaceholder):
        substitute(text, {name: "value"})


def test_a_slip_of_the_pen_gets_a_hint():
    assert problems("{{ Workshop.titel }}") == [
        "“Workshop.titel” is not a placeholder. Did you mean {{ workshop.title }}?"
    ]


def test_each_problem_is_told_once():
    assert problems("{{ zzz }} and {{ zzz }}") == ["“zzz” is not a placeholder."]


@pytest.mark.parametrize(
    "text", ["Hi {{ workshop.title", "Hi {{ workshop.title\n}}", "Hi {{ workshop.title }"]
)
def test_braces_that_are_not_closed_on_their_line_are_refused(text: str):
    assert problems(text) == [
        f"“{text.splitlines()[0][3:]}” opens a placeholder that is not closed by }}}} on the same line."
    ]
    with pytest.raises(UnfilledPlaceholder):
        substitute(text, {"workshop.title": "Kickoff"})


def test_a_list_has_no_place_in_a_subject():
    text = "{{ workshop.agenda }} for {{ workshop.title }}"

    assert problems(text) == []
    assert problems(text, is_subject=True) == [
        "{{ workshop.agenda }} fills several lines, and a subject has one."
    ]


def test_everything_without_a_value_is_named_at_once():
    text = "{{ workshop.date }} {{ workshop.title }} {{ workshop.time }} {{ workshop.date }} {{ nope }}"

    with pytest.raises(
        UnfilledPlaceholder, match=r"No value for: workshop\.date, workshop\.time, nope"
    ) as caught:
        substitute(text, {"workshop.title": "Kickoff"})

    assert caught.value.names == ["workshop.date", "workshop.time", "nope"]


@pytest.mark.parametrize("value", [object(), None, True, 1.5, ["a"], b"a"])
def test_values_are_text_or_whole_numbers_and_never_objects(value: object):
    with pytest.raises(TypeError, match=r"workshop\.title"):
        substitute("Hi", {"workshop.title": value})  # type: ignore[dict-item]


@pytest.mark.parametrize("text", ["{" * 400_000, "{{ a" * 100_000, "{{" + "a" * 400_000, "{{ a }}" * 60_000])
def test_hostile_texts_take_no_time(text: str):
    began = time.perf_counter()

    problems(text)
    names_in(text)

    assert time.perf_counter() - began < 5


def test_every_placeholder_explains_itself():
    assert len({placeholder.name for placeholder in PLACEHOLDERS}) == len(PLACEHOLDERS)
    assert all(placeholder.meaning and placeholder.example for placeholder in PLACEHOLDERS)


@given(brace_texts)
def test_an_escaped_text_comes_out_as_it_was(text: str):
    assert problems(escape(text)) == []
    assert substitute(escape(text), {}) == text


@given(brace_texts, st.text())
def test_a_text_has_a_problem_exactly_when_it_cannot_be_filled_in(text: str, value: str):
    values = dict.fromkeys(BY_NAME, value)

    try:
        substitute(text, values)
        is_refused = False
    except UnfilledPlaceholder:
        is_refused = True

    assert is_refused == bool(problems(text))


@given(st.lists(st.tuples(brace_texts, names), max_size=5), st.dictionaries(names, brace_texts))
def test_what_stands_around_and_in_the_values_never_matters(
    parts: list[tuple[str, str]], given_values: dict[str, str]
):
    values = {name: given_values.get(name, name) for name in BY_NAME}
    text = "".join(f"{escape(before)} {{{{ {name} }}}}" for before, name in parts)

    assert substitute(text, values) == "".join(f"{before} {values[name]}" for before, name in parts)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hi {{ workshop.title }}", "Hi Kickoff"),
        ("Hi {{ person.nam", "Hi {{ person.nam"),
        ("{{ nonsense }}, {{}}, {{ workshop.title }}", "{{ nonsense }}, {{}}, Kickoff"),
        (r"\{{ workshop.title }}", "{{ workshop.title }}"),
    ],
)
def test_what_cannot_be_filled_in_stands_in_a_look_as_it_was_typed(text, shown):
    assert substitute(with_problems_literal(text), {"workshop.title": "Kickoff"}) == shown


def test_list_in_a_subject_stands_in_a_look_as_it_was_typed():
    text = "{{ workshop.agenda }}"

    assert substitute(with_problems_literal(text, is_subject=True), {}) == text


@given(brace_texts)
def test_look_at_any_text_asks_for_names_of_the_list_alone(text):
    values = dict.fromkeys(BY_NAME, "x")

    substitute(with_problems_literal(text), values)
