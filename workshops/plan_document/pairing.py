"""Which touchpoint of a changed plan was which before."""

from collections.abc import Sequence

from .model import TouchpointSpec


def partners(new: Sequence[TouchpointSpec], old: Sequence[TouchpointSpec]) -> list[int | None]:
    """For each new touchpoint the old one that it was: the same, else of that name, else of that label."""
    free = dict.fromkeys(range(len(old)))
    found: list[int | None] = [None] * len(new)
    for is_same in (
        lambda one, two: one == two,
        lambda one, two: (one.name, one.label) == (two.name, two.label),
        lambda one, two: one.name == two.name,
        lambda one, two: one.label == two.label,
    ):
        for number, touchpoint in enumerate(new):
            if found[number] is None:
                at = next((at for at in free if is_same(touchpoint, old[at])), None)
                if at is not None:
                    found[number] = at
                    free.pop(at)
    return found
