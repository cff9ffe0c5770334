"""Several mails of one day, told apart by their hour."""

import pytest

from workshops.plan_document import parse, write

TIMELINE = (
    "# Communication Plan – Tides\n\n## Timeline\n"
    "- T-0 08:30: Reminder\n- {}: Last call\n- T+1h: Thank you\n\n## Emails\n\n### {}\n"
    "To: Everyone\nSubject: Soon\n\nHi all,\n\nit starts soon.\n"
)


@pytest.mark.parametrize(
    ("row", "heading"),
    [
        ("2 hours before", "Last words (T-2h)"),
        ("T-2h", "Reminder (2 hours before)"),
        ("T-0, 12:15", "Reminder – T-0 (12:15 pm)"),
        ("T-0 (90 min before)", "Reminder (T-90 min)"),
    ],
)
def test_mail_belongs_to_the_row_of_its_hour(row: str, heading: str) -> None:
    plan = parse(TIMELINE.format(row, heading))

    assert [spec.label for spec in plan.touchpoints if spec.email] == [row]
    assert len(plan.touchpoints) == 3
    assert parse(write(plan)) == plan


def test_mail_of_another_hour_goes_to_the_row_of_its_day() -> None:
    plan = parse(TIMELINE.format("T-2h", "Reminder (T-0 morning)"))

    assert [spec.label for spec in plan.touchpoints if spec.email] == ["T-0 08:30"]
