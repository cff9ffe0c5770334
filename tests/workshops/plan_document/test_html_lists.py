"""Lists with HTML's tags are lists; tags that do not match stay what they are, and are told."""

import pytest

from workshops.plan_document import AgendaSpec, GroupSpec, parse, write


@pytest.mark.parametrize(
    "written",
    [
        "<ul>\n<li>one lock</li>\n<li>one crane</li>\n</ul>",
        "<ul>\n  <li>one\n  lock</li>\n  <li>one crane</li>\n</ul>",
        '<UL class="x"><LI>one lock<LI>one crane</UL>',
        "<ol><li>one lock</li><li>one crane</li></ol>",
        "<ul>\n<li>one lock\n<ul><li>one crane</li></ul>\n</li>\n</ul>",
    ],
)
def test_points_of_an_html_list_are_points(written: str) -> None:
    source = f"# Plan\n\n## Objectives\n\n{written}\n\n## Timeline\n\n- T-7: invite\n"
    plan = parse(source)

    assert plan.objectives == ("one lock", "one crane")
    assert plan.unparsed == ()
    assert write(plan, source) == source
    assert parse(write(plan)) == plan


def test_type_of_an_html_list_is_that_of_markdown() -> None:
    plan = parse(
        "# Plan\n\n## Groups\n\n<ul><li><b>Pilots</b> – come</li><li><strong>Clerks</strong></li></ul>\n"
    )

    assert plan.groups == (GroupSpec("Pilots", "come"), GroupSpec("Clerks"))


def test_html_list_right_below_its_label_in_a_mail_is_the_agenda() -> None:
    plan = parse(
        "# Plan\n\n## Agenda mail (T-3)\n\nTo: Pilots\nSubject: Tides\n\nHello\n\n**Agenda**\n<ol>\n"
        "<li>Ebb (5 min)</li>\n<li>Flood (20 min)</li>\n</ol>\n\nAda\n"
    )

    assert plan.agenda == (AgendaSpec("Ebb", 5, 5), AgendaSpec("Flood", 20, 20))


@pytest.mark.parametrize(
    "written", ["<ul>\n<li>one lock</li>", "<ul>one lock</ul>", "<li>one lock</li>", "<ul><li>a</ol>b</ul> c"]
)
def test_tags_that_do_not_match_are_told(written: str) -> None:
    plan = parse(f"# Plan\n\n## Agenda\n\n{written}\n\n## Timeline\n\n- T-7: invite\n")

    assert plan.agenda == ()
    assert [line.text for line in plan.unparsed if line.text.strip("</uli>")]


def test_many_lists_one_below_the_other_are_all_read() -> None:
    plan = parse("# Plan\n\n## Objectives\n\n" + "<ul><li>one</li></ul>\n" * 3000)

    assert len(plan.objectives) == 3000
