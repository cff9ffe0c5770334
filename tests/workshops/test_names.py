import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.names import first_name, in_speaking_order


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ada Quill", "Ada"),
        ("Quill, Ada", "Ada"),
        ("Quill, Ada Maria", "Ada"),
        ("Dr. Ada Quill", "Ada"),
        ("Quill, Prof. Ada", "Ada"),
        ("Ada Quill, PhD", "Ada"),
        ("Ada Quill, CPA", "Ada"),
        ("Ada", "Ada"),
        ("Dr.", "Dr."),
        ("Quill,", "Quill,"),
        ("", ""),
    ],
)
def test_first_name_is_how_one_is_addressed(name, first):
    assert first_name(name) == first


@given(st.text(max_size=60))
def test_any_name_has_one(name):
    assert first_name(name) in (name, *in_speaking_order(name).split())
