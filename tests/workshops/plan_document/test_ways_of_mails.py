"""How people write down a mail: its fields, when it goes, and where its text begins and ends."""

import pytest

from workshops.plan_document import EmailSpec, TouchpointSpec, parse, write

HEAD = "# Plan\n\n## Mail – Berths (T-3)\n\n"


def _mail(text: str) -> EmailSpec:
    email = parse(HEAD + text).touchpoints[0].email
    assert email is not None
    return email


@pytest.mark.parametrize(
    "fields",
    [
        "**From:** Harbour Master | **To:** Pilots; Clerks | **Subject:** Berths",
        "*From: Harbour Master*\n*To: Pilots; Clerks*\n*Subject: Berths*",
        "__From:__ Harbour Master\n__To:__ Pilots; Clerks\n__Subject:__ Berths",
        "- **From:** Harbour Master\n- **To:** Pilots; Clerks\n- **Subject:** *Berths*",
        "From: Harbour Master\nTo: Pilots;\nClerks\nSubject: «Berths»",
        "**From**: Harbour Master\n**To**: Pilots, Clerks\n\n**Subject**:\n```\nBerths\n```",
        "**From:** Harbour Master<br>\n**To:** Pilots; Clerks<br>\n**Subject:** ‘Berths’<br>",
    ],
)
def test_fields_are_read_in_whatever_type_they_are_set(fields: str) -> None:
    assert _mail(f"{fields}\n\nHello") == EmailSpec(
        "Harbour Master", ("Pilots", "Clerks"), (), "Berths", "Hello"
    )


def test_subject_that_an_editor_wrapped_is_one_subject() -> None:
    mail = _mail("To: Pilots\nSubject: Berths for the\nlong vessels\n\nHello,\n\nbye\n")

    assert (mail.subject, mail.body) == ("Berths for the long vessels", "Hello,\n\nbye")


@pytest.mark.parametrize("greeting", ["Hello,", "hi all", "dear pilots,", "Dear pilots"])
def test_greeting_right_below_the_subject_is_the_text(greeting: str) -> None:
    mail = _mail(f"To: Pilots\nSubject: Berths\n{greeting}\n\nbye\n")

    assert (mail.subject, mail.body) == ("Berths", f"{greeting}\n\nbye")


def test_text_in_a_code_block_of_its_own_is_the_body() -> None:
    mail = _mail("To: Pilots\n\n**Subject**:\n```\nBerths\n```\n\n**Body**:\n```\nHello,\n\nbye\n```\n")

    assert (mail.subject, mail.body) == ("Berths", "Hello,\n\nbye")


def test_text_below_a_lists_point_loses_the_lists_indent() -> None:
    mail = _mail(
        "- **To:** Pilots\n- **Subject:** Berths\n- **Message:**\n\n  Hello,\n\n  - one\n    - two\n"
    )

    assert mail.body == "Hello,\n\n- one\n  - two"


@pytest.mark.parametrize(
    ("when", "days", "daypart"),
    [
        ("**When:** T–6", (-6, -6), ""),
        ("Timing: Two weeks before", (-14, -14), ""),
        ("**Send:** T-1, 08:00", (-1, -1), "morning"),
        ("**When:** within 24 hours after the workshop", (0, 1), "after"),
        ("**When:** Morning of the workshop", (0, 0), "morning"),
    ],
)
def test_line_that_says_when_a_mail_goes_is_its_day(when: str, days: tuple[int, int], daypart: str) -> None:
    plan = parse(f"# Plan\n\n## Mail: Berths\n\n{when}\nTo: Pilots\nSubject: Berths\n\nHello\n")

    (touchpoint,) = plan.touchpoints
    assert (touchpoint.opens_day, touchpoint.closes_day, touchpoint.daypart) == (*days, daypart)
    assert plan.unparsed == ()


def test_deadline_of_a_mail_is_not_the_length_of_the_workshop() -> None:
    plan = parse(
        "# Plan\n\n## Recap mail\n**When:** within 24 hours after the session\nTo: All\nSubject: Recap\n\nx\n"
    )

    assert plan.workshop.duration_max is None


@pytest.mark.parametrize(
    "fields",
    [
        "To: Pilots\nBcc: Clerks; Cooks",
        "To: Pilots (bcc Clerks; Cooks)",
        "To: Pilots\n**BCC:** Clerks, Cooks",
    ],
)
def test_blind_copy_is_a_field_of_the_mail(fields: str) -> None:
    plan = parse(f"{HEAD}{fields}\nSubject: Berths\n\nHello\n")

    email = EmailSpec("", ("Pilots",), (), "Berths", "Hello", bcc=("Clerks", "Cooks"))
    assert plan.touchpoints[0].email == email
    assert [group.note for group in plan.groups][1:] == ["from the Bcc line of the mail «Berths»"] * 2
    assert plan.unparsed == ()
    assert parse(write(plan)) == plan


def test_touchpoint_and_roman_numbers_are_left_out_of_a_mails_name() -> None:
    plan = parse(
        "# Plan\n\n## IV. Touchpoint 2: Berths (T-3)\nTo: Pilots\nSubject: x\n\nHello\n\n"
        "## VIII. Tides (T-2)\nTo: Pilots\nSubject: y\n\nHello\n"
    )

    assert [touchpoint.name for touchpoint in plan.touchpoints] == ["Berths", "Tides"]


def test_days_on_one_line_are_the_rows_of_a_timeline() -> None:
    plan = parse("# Plan\n\nT-7 invite, T-3 agenda, T-0 reminder, T+1 recap.\n")

    assert plan.touchpoints == (
        TouchpointSpec("Invite", "T-7", -7, -7, purpose="invite"),
        TouchpointSpec("Agenda", "T-3", -3, -3, purpose="agenda"),
        TouchpointSpec("Reminder", "T-0", 0, 0, purpose="reminder"),
        TouchpointSpec("Recap", "T+1", 1, 1, is_after=True, purpose="recap"),
    )


def test_line_that_only_repeats_the_days_adds_no_touchpoint() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n\n**Before**\n\n- T-7: invite\n\n**On the day**\n\n- T-0: reminder\n\n"
        "T-7 → T-0 → T+1/T+2\n"
    )

    assert [touchpoint.name for touchpoint in plan.touchpoints] == ["Invite", "Reminder"]
    assert [line.text for line in plan.unparsed] == ["**Before**", "**On the day**", "T-7 → T-0 → T+1/T+2"]


def test_columns_of_a_timeline_are_all_kept() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n\n| # | Day | Name | To | Channel |\n|---|---|---|---|---|\n"
        "| 1 | T minus 8 | Invite | all | Mail |\n| 2 | T plus 1 | Minutes | | |\n"
    )

    assert [(t.name, t.opens_day, t.purpose) for t in plan.touchpoints] == [
        ("Invite", -8, "Invite (To: all; Channel: Mail)"),
        ("Minutes", 1, "Minutes"),
    ]
    assert plan.unparsed == ()


def test_mail_without_a_day_goes_on_all_days_of_its_row() -> None:
    plan = parse(
        "# Plan\n\n## Timeline\n- T+7 / T+21: check-in\n\n"
        "## Check-in mail\nTo: All\nSubject: How is it?\n\nx\n"
    )

    assert [(t.opens_day, t.email and t.email.subject) for t in plan.touchpoints] == [
        (7, "How is it?"),
        (21, "How is it?"),
    ]


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("PMO <pmo@example.org>", "PMO"),
        ("BI Lead pmo@example.org", "BI Lead"),
        ("<your name>", ""),
        ("`[Sender]`", ""),
        ("Tech Manager", "Tech Manager"),
        ("pmo@example.org", "pmo@example.org"),
    ],
)
def test_sender_is_a_name_without_address_and_gap(written: str, sender: str) -> None:
    assert _mail(f"From: {written}\nTo: Pilots\nSubject: x\n\nHello").sender == sender


@pytest.mark.parametrize("heading", ["### 1️⃣ Save the date", "### Agenda & pre-work", "### Recap"])
def test_mail_of_a_subject_alone_is_known_by_its_heading(heading: str) -> None:
    plan = parse(f"# Plan\n\n## Drafts\n\n{heading}\n\n**Subject:** [Tide] Berths\n\n> Hello,\n>\n> bye\n")

    (touchpoint,) = plan.touchpoints
    assert touchpoint.email == EmailSpec(subject="[Tide] Berths", body="Hello,\n\nbye")


def test_subject_in_a_section_of_something_else_makes_no_mail() -> None:
    plan = parse("# Plan\n\n## Naming rules\n\nSubject: always with the project in front\n\nAnd short.\n")

    assert plan.touchpoints == ()
    assert len(plan.unparsed) == 3


def test_head_of_a_table_of_fields_is_understood() -> None:
    plan = parse(f"{HEAD}| Field | Value |\n|--|--|\n| To | Pilots |\n| Subject | Berths |\n\nHello\n")

    assert plan.touchpoints[0].email == EmailSpec("", ("Pilots",), (), "Berths", "Hello")
    assert plan.unparsed == ()


@pytest.mark.parametrize("when", ["Next working day", "following day", "Day after the workshop"])
def test_day_after_is_the_day_after(when: str) -> None:
    (touchpoint,) = parse(f"# Plan\n\n## 📅 When what goes out\n\n- **{when}** – Recap\n").touchpoints

    assert (touchpoint.opens_day, touchpoint.closes_day) == (1, 1)
