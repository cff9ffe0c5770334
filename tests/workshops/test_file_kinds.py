import pytest

from workshops.file_kinds import no_text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "a Word or Excel document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a Word or Excel document"),
        (b"{\\rtf1\\ansi", "a document with formats"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_document_of_an_office_program_is_told_by_its_kind(data, kind):
    assert no_text(data).startswith(f"This is {kind}, not a text.")


@pytest.mark.parametrize(
    "data", [b"", b"# Plan", b"name,email", b"\xef\xbb\xbfname", "id,action".encode("utf-16")]
)
def test_what_may_be_a_text_is_read(data):
    assert no_text(data) == ""
