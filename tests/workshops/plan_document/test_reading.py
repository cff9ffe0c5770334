import pytest

from workshops.plan_document import PlanError, parse, read_bytes, require_plan


def test_byte_order_mark_and_line_ends_are_taken_away() -> None:
    assert read_bytes(b"\xef\xbb\xbf# A\r\nb\rc\n") == "# A\nb\nc\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfeT\x00", "UTF-16"),
        (b"caf\xe9", "not UTF-8 text .byte 4"),
        (b"a" * (1024 * 1024 + 1), "larger than 1 MB"),
        (b"a\x00b", "NUL"),
    ],
)
def test_file_that_is_no_text_is_refused_with_the_reason(data: bytes, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        read_bytes(data)


@pytest.mark.parametrize("text", ["", "Hello", "# Shopping\n\n- milk\n", "---\na: b\n---\n"])
def test_text_without_a_plan_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="No plan was found"):
        require_plan(parse(text))


def test_timeline_alone_is_a_plan() -> None:
    plan = parse("## Timeline\n- T-3: Invite\n")

    require_plan(plan)

    assert len(plan.touchpoints) == 1
