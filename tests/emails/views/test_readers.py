"""How often somebody is reminded, chosen by their own link."""

from datetime import timedelta

import pytest
from django.urls import reverse

from emails.models import Reader
from emails.reader_links import reader_token
from tests.factories.workshops import START, PersonFactory
from workshops.links import person_token

NOW = START + timedelta(days=4)


@pytest.fixture
def ada(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return PersonFactory(email="Ada@example.org")


def test_choice_is_kept_for_the_address_and_told(client, ada):
    path = reverse("emails:mine-mails", args=[person_token(ada, on=NOW.date())])

    response = client.post(path, {"rhythm": "weekly"}, follow=True)

    reader = Reader.objects.get()
    assert (reader.email, reader.rhythm, reader.rhythm_at) == ("ada@example.org", "weekly", NOW)
    assert "You chose “Once a week” now." in response.content.decode()
    assert "Back to what is yours" in response.content.decode()


def test_both_links_change_the_same_choice(client, ada):
    reader = Reader.objects.create(email="ada@example.org", rhythm="weekly")
    path = reverse("emails:reader-choice", args=[reader_token(reader, on=NOW.date())])

    client.post(path, {"rhythm": "as-due"})
    text = client.get(reverse("emails:mine-mails", args=[person_token(ada, on=NOW.date())])).content.decode()

    assert Reader.objects.get().rhythm == "as-due"
    assert 'value="as-due" aria-describedby="about-as-due" aria-current="true"' in text


@pytest.mark.parametrize("values", [{}, {"rhythm": "hourly"}])
def test_other_words_are_refused(client, ada, values):
    path = reverse("emails:mine-mails", args=[person_token(ada, on=NOW.date())])

    response = client.post(path, values)

    assert (response.status_code, Reader.objects.count()) == (200, 0)
    assert 'role="alert"' in response.content.decode()
