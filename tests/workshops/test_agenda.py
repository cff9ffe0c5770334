import pytest

from workshops.agenda import agenda_total


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ([(40, 55), (30, 40)], "70–95 of 90–120 min: fits"),
        ([(60, 60), (60, 60)], "120 of 90–120 min: fits"),
        ([(10, 15)], "10–15 of 90–120 min: fits, 75 min unplanned"),
        ([(80, 100), (20, 25)], "100–125 of 90–120 min: may run over by 5 min"),
        ([(130, 150)], "130–150 of 90–120 min: over by 10 min"),
        ([(None, 95), (None, None)], "95 of 90–120 min: fits (1 item without minutes)"),
        ([], "0 of 90–120 min: fits, 90 min unplanned"),
    ],
)
def test_sum_of_the_minutes_is_compared_with_the_slot(items, text):
    total = agenda_total(items, slot_min=90, slot_max=120)

    assert total.text == text
