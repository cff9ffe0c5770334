from workshops.registers.heat import Spot, heat_map


def test_a_risk_stands_in_the_field_of_its_impact_and_likelihood():
    ice, fog = Spot("R-1", "Ice", "high", "low"), Spot("R-2", "Fog", "high", "high")

    found = heat_map([ice, fog])

    high = found.rows[0]
    assert [field.spots for field in high] == [[ice], [], [fog]]
    assert [field.word for field in high] == ["watch", "serious", "severe"]


def test_what_is_not_rated_stands_beside_the_map():
    ice = Spot("R-1", "Ice", "high", "")

    found = heat_map([ice])

    assert found.unrated == (ice,)
    assert not any(field.spots for row in found.rows for field in row)
