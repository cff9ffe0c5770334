from datetime import date

import pytest
from django.urls import reverse

from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import PersonFactory, ProjectFactory, WorkshopFactory


def page_of(client, query=""):
    return client.get(reverse("search"), {"q": query}).content.decode()


@pytest.fixture
def rows(project):
    """A workshop, a person and an action that one word finds."""
    return (
        WorkshopFactory(project=project, title="Tide tables", code="4"),
        PersonFactory(project=project, name="Ada Tidewell", email="ada.tidewell@example.org"),
        ActionItemFactory(project=project, key="A-77", action="Order the tide gauge"),
    )


def test_word_is_found_in_workshops_people_and_actions(manager_client, rows):
    page = page_of(manager_client, "tide")

    links = [row.get_absolute_url() for row in rows[:2]] + [reverse("actions:action-edit", args=[rows[2].pk])]
    assert [link for link in links if f'href="{link}"' not in page] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Workshop 4", "Tide tables"),
        ("tables TIDE", "Tide tables"),
        ("mole tide", "Tide tables"),
        ("tidewell@example", "Ada Tidewell"),
        ("a-77", "Order the tide gauge"),
    ],
)
def test_words_are_found_in_any_order_and_case_as_pages_write_them(manager_client, rows, query, found):
    page = page_of(manager_client, query)

    assert page.count('<li class="row-split">') == 1
    assert found in page


def test_every_word_has_to_be_there(manager_client, rows):
    page = page_of(manager_client, "tide elephants")

    assert "Nothing in your projects has all of these words." in page


def test_page_without_words_says_what_can_be_found(manager_client, rows):
    assert "Only your own projects are searched." in page_of(manager_client)
    assert "Only your own projects are searched." in page_of(manager_client, " \x00 ")


def test_what_was_typed_stays_in_the_box_and_is_no_markup(manager_client, rows):
    page = page_of(manager_client, '"><script>alert(1)</script>')

    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "query", ["%25", "_", "%5C", "'", "x" * 5000, "%ED%A0%80", "a%00b", "a+b+c+d+e+f+g+h+i+j"]
)
def test_any_text_has_an_answer(manager_client, rows, query):
    assert manager_client.get(f"{reverse('search')}?q={query}").status_code == 200


def test_percent_is_a_sign_and_no_joker(manager_client, rows):
    assert "Nothing in your projects" in page_of(manager_client, "t%e")


def test_long_lists_say_that_there_is_more(manager_client, project):
    PersonFactory.create_batch(21, project=project, name="Kim Tide")

    page = page_of(manager_client, "kim")

    assert page.count("<strong>Kim Tide</strong>") == 20
    assert "There are more. Add a word to find fewer." in page


def test_what_is_still_to_do_comes_first(manager_client, project):
    for action, state in (("Tide done", "done"), ("Tide open", "open")):
        ActionItemFactory(project=project, action=action, state=state, due_on=date(2026, 12, 18))

    page = page_of(manager_client, "tide")

    assert page.index("Tide open") < page.index("Tide done")


def test_member_is_led_to_the_page_of_the_person(member_client, rows):
    person = rows[1]

    assert person.get_absolute_url() in page_of(member_client, "tidewell")
    assert member_client.get(person.get_absolute_url()).status_code == 200


def test_point_25_search_never_crosses_projects(stranger_client, rows):
    assert "Nothing in your projects" in page_of(stranger_client, "tide")


def test_own_project_alone_is_searched_where_another_has_the_same_words(manager_client, rows):
    other = ProjectFactory(name="Their harbour")
    WorkshopFactory(project=other, title="Tide secrets")
    PersonFactory(project=other, name="Zoe Tide")
    ActionItemFactory(project=other, action="Hide the tide")

    page = page_of(manager_client, "tide")

    assert [text for text in ("Tide secrets", "Zoe Tide", "Hide the tide") if text in page] == []


def test_search_asks_to_sign_in(client, db):
    assert client.get(reverse("search")).status_code == 302


def test_looking_changes_nothing_and_takes_no_other_method(manager_client, rows):
    assert manager_client.post(reverse("search"), {"q": "tide"}).status_code == 405


def test_every_page_has_the_box(manager_client, project):
    page = manager_client.get(project.get_absolute_url()).content.decode()

    assert f'role="search" aria-label="Everything" method="get" action="{reverse("search")}"' in page


def test_search_takes_the_same_queries_for_1_and_3_rows(
    manager_client, project, rows, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8) as first:
        page_of(manager_client, "tide")
    for _ in range(2):
        WorkshopFactory(project=project, title="Tide tables")
        PersonFactory(project=project, name="Ada Tidewell")
        ActionItemFactory(project=project, action="Order the tide gauge")

    with django_assert_num_queries(len(first.captured_queries)):
        page_of(manager_client, "tide")
