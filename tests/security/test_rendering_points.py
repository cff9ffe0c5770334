"""Security points 1 to 6, 8 and 13 where a text becomes a mail."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emails.message.calendar import Attendee, Event, invitation
from emails.message.rendering import Layout, RenderedMail, markdown_to_html, markdown_to_text, render_mail
from workshops.placeholders import UnfilledPlaceholder, problems

ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def mail(body: str, *, subject: str = "Hello", name: str = "Ada") -> RenderedMail:
    return render_mail(
        subject=subject,
        body=body,
        values={"person.name": name},
        blocks={},
        layout=Layout("Project", "Heading"),
    )


def elements(page: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a piece of HTML with its attributes, as a browser reads them."""
    found: list[tuple[str, dict[str, str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attrs}))

    Reader().feed(page)
    return found


@pytest.mark.parametrize(
    "inner",
    [
        "person.name.x",
        "person.name[0]",
        "person.name!r",
        "person.name:9",
        "person.name|safe",
        "settings.SECRET_KEY",
    ],
)
def test_point_1_only_names_of_the_list_are_taken_at_save_and_at_send(inner: str):
    text = f"Hi {{{{ {inner} }}}}"

    assert problems(text) != []
    with pytest.raises(UnfilledPlaceholder):
        mail(text)
    with pytest.raises(UnfilledPlaceholder):
        mail("Hi", subject=text)


@pytest.mark.parametrize(
    "text", ["{a.b}", "{person.name.x}", "{a[0]}", "{a!r}", "{x:>100000000}", "%(a)s", "$x"]
)
def test_point_1_other_formats_are_plain_words(text: str):
    assert text in mail(text).text


def test_point_2_an_object_is_no_value():
    with pytest.raises((TypeError, AttributeError)):
        mail("Hi {{ person.name }}", name=object())  # type: ignore[arg-type]


def test_point_3_a_value_with_a_placeholder_is_not_expanded():
    rendered = mail("Hi {{ person.name }}", name="{{ person.name }}")

    assert "Hi {{ person.name }}" in rendered.text
    assert "Hi {{ person.name }}" in rendered.html


@pytest.mark.parametrize("text", ["{% load static %}", "{% include 'x' %}", "{# note #}", "{% debug %}"])
def test_point_4_template_syntax_stays_literal(text: str):
    rendered = mail(f"A {text}", subject=text, name=text)

    assert rendered.subject == text
    assert f"A {text}" in rendered.text
    assert text.replace("'", "&#x27;") in rendered.html or text in rendered.html


@pytest.mark.parametrize(
    "name",
    [
        "[click](https://evil.example)",
        "<https://evil.example>",
        "https://evil.example",
        "<a href=https://evil.example>click</a>",
        "**bold** _soft_ `code`",
        "![x](https://evil.example/x.png)",
        "\n\n# Heading\n\n- point",
        "[x]: https://evil.example",
        "<script>alert(1)</script>",
    ],
)
def test_point_5_what_a_participant_typed_is_inert(name: str):
    rendered = mail("Hello {{ person.name }}, all good?", name=name)

    words = " ".join(name.split())
    assert f"Hello {words}, all good?" in rendered.text
    assert [tag for tag, _ in elements(rendered.html)] == [tag for tag, _ in elements(mail("Hello").html)]


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](data:image/png;base64,AAAA)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example/x)",
        "<javascript:alert(1)>",
        '<img src="https://evil.example/x.png" onerror="alert(1)">',
        "![x](https://evil.example/x.png)",
        "<script>alert(1)</script>",
        "<style>body{display:none}</style>",
        "<svg onload=alert(1)>",
        '<a href="https://x.example" onclick="alert(1)">x</a>',
        '[x](https://x.example "\\" onmouseover=alert(1) ")',
        '<base href="https://evil.example/">',
        '<form action="https://evil.example"><input></form>',
    ],
)
def test_point_6_markdown_brings_no_script_and_loads_nothing(text: str):
    rendered = markdown_to_html(text)

    for tag, attributes in elements(rendered):
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= {"href", "title", "rel"}
        assert attributes.get("href", "https://x.example").startswith("https://x.example")


@given(
    st.text()
    | st.lists(st.sampled_from(["[", "](", ")", "<a href=", '"', "javascript:", "on", "=", ">", "!"])).map(
        "".join
    )
)
def test_point_6_no_text_at_all_leaves_the_list_of_elements(text: str):
    rendered = markdown_to_html(text)

    for tag, attributes in elements(rendered):
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= {"href", "title", "rel", "start", "style"}
        assert re.match(r"https?:|mailto:", attributes.get("href", "mailto:"))


def test_point_6_a_link_tells_no_one_where_it_was_pressed():
    assert markdown_to_html("[x](https://x.example)") == (
        '<p><a href="https://x.example" rel="noopener noreferrer">x</a></p>\n'
    )


@pytest.mark.parametrize("name", ["Ada\r\nBcc: eve@example.org", "Ada\nx", "Ada\rx", "Ada\0"])
def test_point_8_a_line_break_in_a_subject_is_refused(name: str):
    with pytest.raises(ValueError, match="one line"):
        mail("Hi", subject="For {{ person.name }}", name=name)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x85", ";", ","])
def test_point_13_no_field_adds_a_calendar_property(end: str):
    nasty = f"Mole{end}ATTENDEE:mailto:eve@example.org{end}RRULE:FREQ=DAILY"
    zone = ZoneInfo("Europe/Berlin")
    moment = datetime(2026, 12, 14, 10, tzinfo=UTC)
    event = Event(
        uid="1@plan.example.org",
        sequence=0,
        start=moment,
        end=moment.replace(hour=12),
        zone=zone,
        summary=nasty,
        description=nasty,
        location=nasty,
        organizer_name=nasty,
        organizer_email="robin@example.org",
        stamp=moment,
    )

    data = invitation(event, method="REQUEST", attendee=Attendee(nasty, "ada@example.org")).decode()

    properties = [re.split("[:;]", line)[0] for line in data.replace("\r\n ", "").splitlines()]
    assert properties.count("ATTENDEE") == 1
    assert "RRULE" not in properties


def test_point_5_text_without_markup_is_text_in_both_parts():
    assert markdown_to_text("<b>x</b>") == "<b>x</b>"
    assert markdown_to_html("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"
