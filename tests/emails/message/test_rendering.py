import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.message.rendering import (
    Button,
    Layout,
    RenderedMail,
    escape_markdown,
    link,
    linked,
    markdown_to_html,
    markdown_to_text,
    render_mail,
    subject_line,
)
from workshops.placeholders import UnfilledPlaceholder

LAYOUT = Layout(
    project_name="Harbour Forecast",
    heading="Pipeline design: agenda",
    details=(("When", "Monday, 14 December 2026, 10:00"), ("Where", "https://meet.example.org/mole-2")),
    buttons=(
        Button("Accept", "https://plan.example.org/r/a"),
        Button("Decline", "https://plan.example.org/r/d"),
    ),
    footer=("Sent for Robin Vale.",),
    preheader="What to prepare",
)

# Everything that Markdown gives a meaning to, far more often than plain chance would bring it.
markup = st.lists(
    st.sampled_from(
        ["*", "_", "`", "[", "](", ")", "<", ">", "#", "-", "+", "=", "~", "|", "1.", "\\", "&amp;", "!"]
    )
    | st.sampled_from(
        ["\n", "  ", "\t", "http://evil.example", "a@b.example", "{{ person.name }}", "---", ":-:"]
    )
    | st.text(max_size=6),
    max_size=10,
).map("".join)
# NUL and lone surrogates never get as far as a mail: the fields refuse them.
values = markup.map(lambda text: re.sub("[\0\ud800-\udfff\ufffe\uffff]", "", text))


def mail(body: str, subject: str = "Hello", **given_values: str) -> RenderedMail:
    """A mail whose lists are named with a leading `b_` and its plain values without."""
    names = {
        "title": "workshop.title",
        "name": "person.name",
        "b_agenda": "workshop.agenda",
        "b_link": "rsvp.link",
    }
    plain = {names[key]: value for key, value in given_values.items() if not key.startswith("b_")}
    blocks = {names[key]: value for key, value in given_values.items() if key.startswith("b_")}
    return render_mail(subject=subject, body=body, values=plain, blocks=blocks, layout=LAYOUT)


def body_of(rendered: RenderedMail) -> str:
    """The mail's own words as text, without what the layout adds."""
    return rendered.text.split("mole-2\n\n")[1].split("\n\nAccept:")[0]


def shown(fragment: str) -> str:
    """What a browser would show of a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", fragment)).split())


def test_the_text_part_reads_like_a_letter():
    body = (
        "Hi {{ person.name }},\n\n**{{ workshop.title }}** is near:\n\n{{ workshop.agenda }}\n\n"
        "Regards,\nRobin"
    )

    rendered = mail(
        body, subject="{{ workshop.title }}", title="Pipelines", name="Ada", b_agenda="1. Hello\n2. Bye"
    )

    assert rendered.subject == "Pipelines"
    assert rendered.text == (
        "Pipeline design: agenda\n"
        "\n"
        "When: Monday, 14 December 2026, 10:00\n"
        "Where: https://meet.example.org/mole-2\n"
        "\n"
        "Hi Ada,\n"
        "\n"
        "Pipelines is near:\n"
        "\n"
        "1. Hello\n"
        "2. Bye\n"
        "\n"
        "Regards,\n"
        "Robin\n"
        "\n"
        "Accept: https://plan.example.org/r/a\n"
        "Decline: https://plan.example.org/r/d\n"
        "\n"
        "-- \n"
        "Harbour Forecast\n"
        "Sent for Robin Vale.\n"
    )


def test_the_html_part_has_the_same_words_and_links():
    rendered = mail(
        "Hi {{ person.name }}, see {{ rsvp.link }}", name="Ada", b_link=link("https://plan.example.org/r")
    )

    page = shown(rendered.html.split("</head>")[1])
    assert page == (
        "What to prepare Harbour Forecast Pipeline design: agenda When Monday, 14 December 2026, 10:00"
        " Where https://meet.example.org/mole-2 Hi Ada, see https://plan.example.org/r Accept Decline"
        " Sent for Robin Vale."
    )
    assert re.findall(r'href="([^"]*)"', rendered.html) == [
        "https://meet.example.org/mole-2",
        "https://plan.example.org/r",
        "https://plan.example.org/r/a",
        "https://plan.example.org/r/d",
    ]


def test_the_html_part_carries_its_styles_and_loads_nothing():
    rendered = mail("Hello")

    assert "prefers-color-scheme: dark" in rendered.html
    assert '<html lang="en">' in rendered.html
    assert re.search(r'<p style="[^"]*margin', rendered.html)
    assert not re.search(r"<(?:img|link|script|iframe)\b|url\(|@import", rendered.html)


def test_a_long_mail_stays_below_the_size_at_which_programs_cut_it():
    agenda = "\n".join(
        f"{n}. Topic number {n} of a very long day, with room for questions" for n in range(1, 151)
    )

    rendered = mail("{{ workshop.agenda }}", b_agenda=agenda)

    assert len(rendered.html.encode()) < 100_000


def test_names_in_the_layout_are_words_and_no_markup():
    layout = Layout(project_name="R&D <b>", heading='Say "<hi>"', details=(("Where", "<i>Mole</i>"),))

    rendered = render_mail(subject="s", body="b", values={}, blocks={}, layout=layout)

    assert "<i>" not in rendered.html
    assert "<b>" not in rendered.html
    assert "Where: <i>Mole</i>" in rendered.text


def test_a_detail_is_one_line():
    layout = Layout("Project", "Heading", details=(("Where", "Mole 2\nAccept: https://evil.example"),))

    rendered = render_mail(subject="s", body="b", values={}, blocks={}, layout=layout)

    assert "Where: Mole 2 Accept: https://evil.example" in rendered.text
    assert "href" not in rendered.html


def test_everything_that_is_missing_is_named_at_once():
    body = "{{ workshop.agenda }}\n{{ person.name }}\n{{ nope }}"

    with pytest.raises(UnfilledPlaceholder) as caught:
        mail(body)

    assert caught.value.names == ["workshop.agenda", "person.name", "nope"]


def test_a_list_below_a_line_is_a_list_and_what_follows_is_not_part_of_it():
    rendered = mail("The agenda:\n{{ workshop.agenda }}\nSee you there", b_agenda="2. Late\n3. Later")

    assert body_of(rendered) == "The agenda:\n\n2. Late\n3. Later\n\nSee you there"


def test_a_list_in_the_middle_of_a_line_gets_lines_of_its_own():
    rendered = mail("Agenda: {{ workshop.agenda }} and more", b_agenda="- One\n- Two")

    assert body_of(rendered) == "Agenda:\n\n- One\n- Two\n\nand more"


@pytest.mark.parametrize(
    "body", ["- Agenda:\n  {{ workshop.agenda }}\n- Last", "- Agenda:\n\n  {{ workshop.agenda }}\n- Last"]
)
def test_a_list_inside_a_point_stays_inside_it(body: str):
    rendered = mail(body, b_agenda="- One\n- Two")

    assert body_of(rendered) == "- Agenda:\n\n  - One\n  - Two\n\n- Last"


def test_a_list_that_is_a_point_of_its_own_is_not_lost():
    rendered = mail("- {{ workshop.agenda }}\n- Last", b_agenda="- One\n- Two")

    assert shown(rendered.html).count("One") == 1
    assert "One" in body_of(rendered)


def test_an_empty_list_leaves_no_hole():
    assert body_of(mail("Before\n{{ workshop.agenda }}\nAfter", b_agenda="")) == "Before\n\nAfter"


def test_backticks_around_a_placeholder_do_not_show_what_was_escaped():
    assert body_of(mail("At `{{ workshop.title }}`", title="Room_4 [left]")) == "At Room_4 [left]"


def test_a_link_works_as_words_and_behind_words():
    url = "https://plan.example.org/r?a=1&b=_x_"

    rendered = mail("{{ rsvp.link }} or [here]({{ rsvp.link }})", b_link=link(url))

    assert body_of(rendered) == f"{url} or here ({url})"
    assert rendered.html.count(f'href="{html.escape(url)}"') == 2


def test_text_says_an_address_outside_ascii_once():
    url = "https://meet.example.org/room-größe"

    rendered = mail(f"At {url}, or <{url}>, or [here]({url}).")

    assert (
        body_of(rendered) == f"At {url}, or {url}, or here (https://meet.example.org/room-gr%C3%B6%C3%9Fe)."
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a", "https://a b", "https://a>b", "", "https://a\nb"]
)
def test_what_is_no_web_address_becomes_no_link_and_no_button(url: str):
    with pytest.raises(ValueError, match="web address"):
        link(url)
    with pytest.raises(ValueError, match="web address"):
        Button("Press", url)


def test_a_managers_words_keep_their_web_addresses_as_links():
    rendered = markdown_to_html(linked("Room *4* (or https://meet.example.org/a_b, code 7)."))

    assert rendered == (
        '<p>Room *4* (or <a href="https://meet.example.org/a_b" rel="noopener noreferrer">'
        "https://meet.example.org/a_b</a>, code 7).</p>\n"
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**Bold**, *soft* and `code`", "Bold, soft and code"),
        ("[the plan](https://x.example/p)", "the plan (https://x.example/p)"),
        ("<https://x.example/p>", "https://x.example/p"),
        ("<ada@x.example>", "ada@x.example"),
        ("[write](mailto:ada@x.example)", "write (ada@x.example)"),
        ("[the map](docs/map.md)", "the map (docs/map.md)"),
        ("![a chart](https://x.example/c.png)", "a chart"),
        ("One\nTwo  \nThree", "One\nTwo\nThree"),
        ("# Title\nWords", "Title\n-----\n\nWords"),
        ("> Quoted\n> twice", "> Quoted\n> twice"),
        ("```\na\n\nb\n```", "    a\n\n    b"),
        ("a\n\n---\n\nb", "a\n\n--------------------\n\nb"),
        ("3. three\n4. four\n   - inner\n     more", "3. three\n4. four\n   - inner\n     more"),
        ("- a\n\n- b", "- a\n\n- b"),
        ("| A | Bee |\n|---|---|\n| one | 2 |", "A    Bee\n---  ---\none  2"),
        (
            f"| What | Who |\n|---|---|\n| {'long ' * 20} | Ada |\n| short | |",
            f"What: {('long ' * 20).strip()}\nWho: Ada\n\nWhat: short",
        ),
        ("a &amp; b \\* c <b>", "a & b * c <b>"),
        ("", ""),
    ],
)
def test_markdown_as_a_person_would_type_it(markdown: str, text: str):
    assert markdown_to_text(markdown) == text


def test_a_line_break_stays_where_the_writer_put_it():
    assert markdown_to_html("Regards,\nRobin") == "<p>Regards,<br>\nRobin</p>\n"


def test_the_first_heading_of_a_page_is_the_mails_own():
    assert markdown_to_html("# One\n\n###### Six") == "<h2>One</h2>\n<h6>Six</h6>\n"


def test_a_column_keeps_its_side():
    assert '<th style="text-align:right">' in markdown_to_html("| A |\n|--:|\n| 1 |").replace(": ", ":")


@pytest.mark.parametrize(
    "text", ["", "  ", "a\nb", "a\rBcc: x", "a\0", "a\u2028b", "a\x85b", "a\tb", "a\ud800"]
)
def test_a_subject_is_one_line_of_words(text: str):
    with pytest.raises(ValueError, match="subject"):
        subject_line(text)


def test_a_subject_loses_the_space_around_it_and_nothing_else():
    assert subject_line(" Grüße – *now* ✓ ") == "Grüße – *now* ✓"


def test_a_value_stands_in_the_subject_as_it_is():
    assert mail("b", subject="[{{ workshop.title }}]", title="A * B_c").subject == "[A * B_c]"


@pytest.mark.parametrize("piece", ["> ", "- ", "[", "*_", "**a", "`", "|", "<", "![", "\\{{"])
def test_hostile_markdown_ends_in_good_time(piece: str):
    began = time.perf_counter()

    markdown_to_html(piece * 5000)
    markdown_to_text(piece * 5000)

    assert time.perf_counter() - began < 10


@given(st.text() | markup)
def test_any_text_renders(text: str):
    assert isinstance(markdown_to_html(text), str)
    assert isinstance(markdown_to_text(text), str)


@pytest.mark.parametrize(
    "frame", ["{}", "- {}", "Hi {} there", "# {}", "> {}", "*{}*", "| A |\n|---|\n| {} |", "Hi\n{}"]
)
@given(value=values)
def test_an_escaped_value_shows_the_very_same_words(frame: str, value: str):
    around = set(re.findall(r"<\w+", markdown_to_html(frame.format("x"))))

    rendered = markdown_to_html(frame.format(escape_markdown(f"{value} x")))

    assert " ".join(f"{value} x".split()) in shown(rendered)
    assert set(re.findall(r"<\w+", rendered)) == around


def test_link_that_only_begins_a_longer_one_still_stands_below_the_text():
    layout = Layout("P", "H", buttons=(Button("Open", "https://x.example/w/3/"),))

    longer = render_mail(
        subject="S", body="See https://x.example/w/3/recap/.", values={}, blocks={}, layout=layout
    ).text
    same = render_mail(
        subject="S", body="See https://x.example/w/3/.", values={}, blocks={}, layout=layout
    ).text

    assert "Open: https://x.example/w/3/" in longer
    assert "Open:" not in same


@pytest.mark.parametrize(
    ("text", "words"),
    [("[x]() y", "x y"), ("[]()", ""), ("*a [b](<>)*", "a b"), ("[a](ftp://b)", "a (ftp://b)")],
)
def test_link_to_nowhere_is_its_words(text, words):
    assert markdown_to_text(text).strip() == words
    assert "<a" not in markdown_to_html(text)
