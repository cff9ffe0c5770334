"""The heat map of risks: which stand in which field, and how hot the field is. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

LEVELS: Final = ("low", "medium", "high")
# By the sum of both levels, counted from 0: the words tell the fields apart, the colour only helps.
_WORDS: Final = ("minor", "minor", "watch", "serious", "severe")


@dataclass(frozen=True, slots=True)
class Spot:
    """One risk of the map."""

    key: str
    text: str
    impact: str
    likelihood: str
    url: str = ""


@dataclass(slots=True)
class Field:
    impact: str
    likelihood: str
    heat: int
    word: str
    spots: list[Spot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows from high to low impact, fields from low to high likelihood; who is not rated stands beside."""

    rows: tuple[tuple[Field, ...], ...]
    unrated: tuple[Spot, ...]


def heat_map(spots: Iterable[Spot]) -> HeatMap:
    fields = {
        (impact, likelihood): Field(impact, likelihood, heat, _WORDS[heat])
        for high, impact in enumerate(LEVELS)
        for wide, likelihood in enumerate(LEVELS)
        for heat in [high + wide]
    }
    unrated = []
    for spot in spots:
        if found := fields.get((spot.impact, spot.likelihood)):
            found.spots.append(spot)
        else:
            unrated.append(spot)
    rows = tuple(tuple(fields[impact, likelihood] for likelihood in LEVELS) for impact in reversed(LEVELS))
    return HeatMap(rows, tuple(unrated))
