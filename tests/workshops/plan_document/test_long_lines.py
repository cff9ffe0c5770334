"""What a line made to keep the server busy costs, and what becomes of a long one that was meant."""

import time
from dataclasses import replace

import pytest

from tests.workshops.plan_document.documents import document
from workshops.people_addresses import addresses_in
from workshops.plan_document import annotate, parse, write

# As wide as a line may be to open anything.
WIDTH = 9_900
GAP = " " * 150
TABLE = f"| Timing | Email{GAP} | To |\n|---|---|---|\n| T-3 | Agenda{GAP} | All |\n"


@pytest.mark.parametrize(
    "filling",
    [
        " ",
        "\t",
        "b" + " " * 99,
        "-",
        "- ",
        "|",
        ",",
        ": ",
        "\\",
        ".",
        "<br>",
        "\u00a0",
        "⏰",
        "&amp;",
        "`",
        "(Mon) to T-3 ",
    ],
)
@pytest.mark.parametrize(
    "line",
    [
        "a{}!\n",
        "## {}!\n",
        "## Title {{}!\n",
        "   +{}x\n",
        "## Email 2: Agenda {}!\n\nTo: all\nSubject: Agenda\n\nHello\n",
        "**To:** all {}! **Subject:** Agenda\n",
        "## Recap\n\n**Decisions**{}!\n",
        "- {}T-3: Agenda\n",
        "- **T-3 {}** to **T-1**: Agenda\n",
        "- &{}\n  - T-3{}: Agenda\n",
    ],
)
def test_line_made_to_keep_the_server_busy_takes_a_moment(line: str, filling: str) -> None:
    busy = line.replace("{}", filling * (WIDTH // len(filling)))

    began = time.process_time()
    parse(f"# Communication plan\n\n{busy * 5}")

    # It took half a minute where each place in it was tried with each other.
    assert time.process_time() - began < 3


def test_attributes_behind_a_heading_are_told_from_what_looks_like_them() -> None:
    began = time.process_time()

    plan = parse("# Workshop 1: Tides {#tides .plan.draft}\n\n## Goals {" + "." * 200 + "!\n\n- Learn\n")

    assert plan.workshop.title == "Tides"
    assert time.process_time() - began < 3


def test_addresses_pasted_with_much_space_take_a_moment() -> None:
    began = time.process_time()

    assert addresses_in('"Ada' + " " * 20_000 + "Quill" + " " * 20_000) is None
    assert time.process_time() - began < 3


def test_heading_as_long_as_a_paragraph_opens_no_section() -> None:
    plan = parse(f"# Plan for Workshop 1\n\n## Objectives {'and so on ' * 60}\n\n- Learn\n")

    assert plan.objectives == ()
    assert [line.line for line in plan.unparsed] == [3, 5]


def test_cells_with_much_space_are_read_and_shown_as_they_stand() -> None:
    text = f"# Plan for Workshop 1\n\n## Timeline\n\n{TABLE}"

    plan = parse(text)

    assert [row.purpose for row in plan.touchpoints] == ["Agenda (To: All)"]
    assert "\n".join(line.text for line in annotate(text)) == text


def test_what_is_changed_leaves_the_space_in_other_lines_alone() -> None:
    text = document("nothing_but_mails") + f"\n## Remarks\n\nOne{GAP}two\n"
    plan = parse(text)
    first, *others = plan.touchpoints
    assert first.email is not None
    changed = replace(first, email=replace(first.email, subject="Another subject"))

    written = write(replace(plan, touchpoints=(changed, *others)), text)

    assert "Another subject" in written
    assert written.endswith(f"One{GAP}two\n")


@pytest.mark.parametrize("mark", ["", "> "])
def test_text_of_a_mail_is_read_to_the_letter(mark: str) -> None:
    mail = ["To: all", "Subject: Agenda", "", "Hello", f"[A]{GAP}[B]"]

    plan = parse(
        "# Communication plan\n\n## Email 1: Agenda (T-3)\n\n" + "".join(f"{mark}{line}\n" for line in mail)
    )

    [touchpoint] = plan.touchpoints
    assert touchpoint.email is not None
    assert touchpoint.email.body == f"Hello\n[A]{GAP}[B]"


def test_spaces_within_a_title_stay() -> None:
    assert parse("# Workshop 1: Tides\u00a0& Currents\n").workshop.title == "Tides\u00a0& Currents"


def test_empty_box_that_is_ended_by_hand_leaves_the_checklist_one() -> None:
    plan = parse("# Plan for Workshop 1\n\n## Checklist\n\n☐ Room\\\n☐ Link <br>\n☐ \\\n")

    assert [check.name for check in plan.checks[:2]] == ["Room", "Link"]
