import pytest

from workshops.recap_joining import joined


@pytest.mark.parametrize(
    ("above", "below", "both"),
    [
        ("", "- One", "- One"),
        ("- One\n", "- Two", "- One\n- Two"),
        ("1. One", "2. Two", "1. One\n2. Two"),
        ("| a |", "| b |", "| a |\n| b |"),
        ("- One", "Two.", "- One\n\nTwo."),
        ("One.", "- Two", "One.\n\n- Two"),
        ("One.", "Two.\nThree.", "One.\n\nTwo.\nThree."),
        ("One.", " \n", "One."),
    ],
)
def test_lists_go_on_and_all_else_stands_apart(above, below, both):
    assert joined(above, below) == both
