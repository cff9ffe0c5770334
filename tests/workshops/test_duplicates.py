"""Which people look like one."""

import time

from workshops.duplicates import SAME_MAILBOX, SAME_NAME, TYPING_ERROR, Known, Pair, likely_pairs


def pairs(*people):
    return likely_pairs(Known(number, name, email) for number, (name, email) in enumerate(people, start=1))


def test_same_name_in_any_order_and_with_any_accents():
    assert pairs(("Ada Quíll", "ada@example.org"), ("Quill, Ada", "quill@example.com")) == [
        Pair(1, 2, SAME_NAME)
    ]


def test_titles_do_not_tell_people_apart():
    assert pairs(("Dr. Ada Quill", "a@example.org"), ("Ada Quill", "q@example.com")) == [
        Pair(1, 2, SAME_NAME)
    ]


def test_same_mailbox_of_two_domains_where_a_name_is_shared():
    assert pairs(("Ada Quill", "ada.quill@example.org"), ("A. Quill", "adaquill@example.com")) == [
        Pair(1, 2, SAME_MAILBOX)
    ]


def test_one_letter_in_the_address_where_a_name_is_shared():
    for typed in ("ada.quil@example.org", "ada.qulil@example.org", "ada.quell@example.org"):
        assert pairs(("Ada Quill", "ada.quill@example.org"), ("Ada Q", typed)) == [Pair(1, 2, TYPING_ERROR)]


def test_shared_mailboxes_and_first_names_make_no_pair():
    assert (
        pairs(
            ("Ada", "ada@example.org"),
            ("Ada", "a.b@example.com"),
            ("Bo Finch", "info@example.org"),
            ("Cleo Marsh", "info@example.com"),
            ("Kara Vale", "kvale@example.org"),
            ("Dan Hill", "dvale@example.org"),
        )
        == []
    )


def test_a_pair_stands_once_with_its_strongest_reason():
    assert pairs(("Ada Quill", "ada@example.org"), ("Ada Quill", "ada@example.com")) == [
        Pair(1, 2, SAME_NAME)
    ]


def test_ten_thousand_people_take_no_more_than_a_few_seconds():
    people = [Known(n, f"Person{n} Vale{n}", f"p{n}.vale@example{n % 7}.org") for n in range(10_000)]

    began = time.process_time()
    found = likely_pairs(people)

    assert found == []
    assert time.process_time() - began < 15
