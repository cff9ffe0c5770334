from workshops.plan_document import parse, split_series

SERIES = """# Communication Plans of the Harbour

Three workshops.

# Workshop 1: Tides

## Goals
- One calendar

## Invite (T-7)
To: Pilots
Subject: Tides

Hello

# Workshop 2a: Locks

## Timeline
- T-5: invite
"""


def test_file_of_several_plans_is_taken_apart() -> None:
    first, second = split_series(SERIES)

    assert (first.title, first.lines_above) == ("Workshop 1: Tides", 4)
    assert parse(first.text).workshop.title == "Tides"
    assert [t.opens_day for t in parse(first.text).touchpoints] == [-7]
    assert [t.opens_day for t in parse(second.text).touchpoints] == [-5]
    assert second.text == "# Workshop 2a: Locks\n\n## Timeline\n- T-5: invite\n"


def test_plan_that_mentions_other_workshops_or_sessions_is_one_plan() -> None:
    plan = (
        "# Communication Plan – Workshop 4: Tides\n\n## Goals\n- One calendar\n\n"
        "## Email – Session 1 reminder (T-1)\nTo: Pilots\nSubject: One\n\nHello\n\n"
        "## Email – Session 2 reminder (T+6)\nTo: Pilots\nSubject: Two\n\nHello\n\n"
        "## Workshop 5: Locks\nFollows in May.\n\n## Workshop 6: Cranes\nFollows in June.\n"
    )

    assert split_series(plan) == ()


def test_two_plans_of_the_same_code_are_not_told_apart() -> None:
    assert split_series(SERIES.replace("2a", "1")) == ()


def test_letter_tells_a_workshop_from_the_next() -> None:
    plans = "".join(
        f"# Workshop {letter}: Part {letter}\n\n## Timeline\n- T-7: Invite\n\n" for letter in ("A", "B")
    )

    assert [part.title for part in split_series(plans)] == ["Workshop A: Part A", "Workshop B: Part B"]
    assert parse("# Communication Plan – Workshop A/B: Tests\n").workshop.code == ""
    assert parse("# Communication Plan – Workshop X: Tests\n").workshop.code == ""
