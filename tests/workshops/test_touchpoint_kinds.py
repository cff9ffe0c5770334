"""What a touchpoint is, told from its words."""

import pytest

from workshops.plan_document import parse
from workshops.states import TouchpointKind
from workshops.touchpoint_kinds import touchpoint_kind


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("T-7: Einladung", TouchpointKind.SAVE_THE_DATE),
        ("T-3: ordre du jour", TouchpointKind.AGENDA),
        ("T-1: Herinnering", TouchpointKind.REMINDER),
        ("T+1: Protokoll", TouchpointKind.RECAP),
        ("T+1: compte rendu", TouchpointKind.RECAP),
        ("T+7: openstaande punten", TouchpointKind.FOLLOW_UP),
        ("T-7: Pre-read (Audience: Everyone invited; Channel: mail)", TouchpointKind.AGENDA),
        ("T-7: Maps (Audience: Everyone invited; Channel: mail)", TouchpointKind.OTHER),
    ],
)
def test_kind_is_told_by_the_words_of_the_row_and_not_by_whom_it_goes_to(
    row: str, kind: TouchpointKind
) -> None:
    (touchpoint,) = parse(f"# Plan\n\n## Timeline\n\n- {row}\n").touchpoints

    assert touchpoint_kind(touchpoint) == kind
