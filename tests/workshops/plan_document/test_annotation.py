from tests.workshops.plan_document.documents import document
from workshops.plan_document import SourceLine, annotate


def test_each_line_tells_its_section_and_whether_it_was_understood() -> None:
    lines = annotate("# Plan for Workshop 1\nIntro\n\n## Goals\n- Learn\n\n## Other\nText")

    assert lines == [
        SourceLine(1, "# Plan for Workshop 1", True, "title"),
        SourceLine(2, "Intro", False, ""),
        SourceLine(3, "", True, ""),
        SourceLine(4, "## Goals", True, "objectives"),
        SourceLine(5, "- Learn", True, "objectives"),
        SourceLine(6, "", True, "objectives"),
        SourceLine(7, "## Other", False, ""),
        SourceLine(8, "Text", False, ""),
    ]


def test_lines_of_a_mail_have_its_name() -> None:
    lines = annotate(document("nothing_but_mails"))

    assert {line.section for line in lines} == {"Save the Date", "Agenda", "Reminder"}
