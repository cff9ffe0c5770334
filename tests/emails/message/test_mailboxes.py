"""What a mail can be made out to."""

import pytest

from emails.message.mailboxes import UnusableAddress, address_fault, named_address, recipient_address
from emails.transport.errors import describe, is_expected, is_permanent


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("", "it is empty"),
        (" ", "it is empty"),
        ("ada\n@example.org", "it holds a line break or another character that is not shown"),
        ("ada@example.org\x00", "it holds a line break or another character that is not shown"),
        ("\udce4da@example.org", "it holds a line break or another character that is not shown"),
        ("ada quill@example.org", "it holds a space"),
        ("ada,bo@example.org", "it holds the sign ,"),
        ("<ada@example.org>", "it holds the sign <"),
        ("ada.example.org", "it has no @"),
        ("ada@bo@example.org", "it has more than one @"),
        ("@example.org", "nothing stands before its @"),
        ("ada@", "nothing stands after its @"),
        ("jörg@example.org", "before its @ stands ö, and only plain letters may"),
        ("ada@example..org", "what stands after its @ is no name of a mail server"),
        (f"ada@{'x' * 64}.org", "what stands after its @ is no name of a mail server"),
    ],
)
def test_fault_of_an_address_is_told(address, fault):
    assert address_fault(address) == fault


# Some of them would not be saved today: the mail server knows better than we do.
@pytest.mark.parametrize(
    "address",
    ["ada@example.org", "ada@intranet", "ada.@example.org", "ada@exämple.org", "o'neil+x@example.org"],
)
def test_what_a_mail_server_can_judge_has_no_fault(address):
    assert address_fault(address) == ""


def test_unusable_address_is_permanent_and_tells_what_to_do():
    with pytest.raises(UnusableAddress) as caught:
        recipient_address("Ada Quill", "ada\n@example.org")

    assert is_permanent(caught.value)
    assert is_expected(caught.value)
    assert describe(caught.value) == (
        "No mail can be made out to the address “ada�@example.org”: it holds a line break or another "
        "character that is not shown. Correct the address."
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada\r\nBcc: eve@example.org", '"Ada Bcc: eve@example.org" <ada@example.org>'),
        ("Ada\x01\x7f\ud800 Quill", '"Ada Quill" <ada@example.org>'),
        ('Ada "the" Quill', '"Ada \\"the\\" Quill" <ada@example.org>'),
        (" \n", "ada@example.org"),
        ("A" * 5000, f'"{"A" * 300}" <ada@example.org>'),
    ],
)
def test_name_stands_on_one_line_that_a_mail_can_hold(name, shown):
    assert named_address(name, "ada@example.org") == shown
