"""The points of the security list that calendars of due dates touch; each test carries its point's number."""

import logging
from datetime import date

import icalendar
import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from actions import services
from actions.feed_links import PURPOSE, feed_url
from actions.models import ActionItem, DueFeed
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import START, ParticipantFactory, PersonFactory
from workshops.links import participant_token, person_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def participant(time_machine):
    time_machine.move_to(START, tick=False)
    return ParticipantFactory()


@pytest.fixture
def person(participant):
    return participant.person


@pytest.fixture
def feed(person, settings):
    settings.SITE_URL = "https://plan.example.org"
    return services.make_feed(person=person)


def path_of(feed):
    return feed_url(feed).removeprefix("https://plan.example.org")


def entries(client, feed):
    return icalendar.Calendar.from_ical(client.get(path_of(feed)).content).events


def pages(participant):
    token, mine = participant_token(participant), person_token(participant.person, on=START.date())
    return [
        reverse("actions:own-subscription", args=[token]),
        reverse("actions:mine-subscription", args=[mine]),
    ]


def test_the_calendar_holds_what_the_person_still_has_to_do_on_a_day(client, feed, person):
    project = person.project
    own = ActionItemFactory(project=project, owner=person, action="Mine", due_on=date(2026, 12, 18))
    ActionItemFactory(project=project, owner=person, state="done")
    ActionItemFactory(project=project, owner=person, due_on=None)
    ActionItemFactory(project=project, action="Of another")
    services.update_action(action_id=own.pk, version=1, values={"notes": "x"}, by=None, now=START)

    [event] = entries(client, feed)

    assert (event["uid"], event["summary"]) == (f"action-{own.pk}@plan.example.org", "Due: Mine")
    assert (event["sequence"], event["dtstamp"].dt) == (1, START)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_calendar_asks_the_same_number_of_questions_for_any_number_of_rows(
    client, feed, person, rows, django_assert_num_queries
):
    ActionItemFactory.create_batch(rows, project=person.project, owner=person)

    # The feed with its person and project; the actions.
    with django_assert_num_queries(2):
        entries(client, feed)


def test_12_the_address_is_built_from_the_site_and_not_from_the_host(feed, participant, settings):
    settings.ALLOWED_HOSTS = ["other.example.org"]
    page = Client().get(pages(participant)[0], headers={"host": "other.example.org"}).text

    assert feed_url(feed).startswith("https://plan.example.org/p/")
    assert feed_url(feed) in page
    assert "other.example.org" not in page


def test_15_reading_changes_nothing(client, participant):
    for page in pages(participant):
        for _ in range(3):
            assert client.get(page).status_code == 200
            assert client.head(page).status_code == 200

    assert not DueFeed.objects.exists()


@pytest.mark.parametrize("place", [0, 1])
def test_16_a_button_makes_the_address_and_another_takes_it_back(client, participant, settings, place):
    settings.SITE_URL = "http://testserver"
    page = pages(participant)[place]

    client.post(page, {"make": "1"})
    first = DueFeed.objects.get()
    works = client.get(feed_url(first)).status_code
    client.post(page, {"make": "1"})
    codes = [client.get(feed_url(each)).status_code for each in (first, DueFeed.objects.get())]
    client.post(page, {"stop": "1"})

    assert (works, codes, DueFeed.objects.count()) == (200, [404, 200], 0)


def test_17_a_forged_cut_or_swapped_token_gets_one_same_page(client, feed, participant):
    token = Signer(salt=PURPOSE).sign(f"{feed.pk}.{feed.key}")
    other = services.make_feed(person=PersonFactory())
    wrong = [
        token[:-1],
        token + "x",
        "x",
        "9" * 500,
        Signer(salt="other").sign(f"{feed.pk}.{feed.key}"),
        Signer(salt=PURPOSE).sign(f"{feed.pk}.{other.key}"),
        participant_token(participant),
        person_token(participant.person, on=START.date()),
    ]

    answers = [client.get(reverse("actions:due-feed", args=[each])) for each in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_18_it_outlives_a_key_rotation(client, feed, settings):
    path = path_of(feed)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as one should be, at least fifty characters"

    assert client.get(path).status_code == 200


def test_19_nothing_of_it_is_kept_listed_or_passed_on(client, feed, participant):
    answers = [client.get(path) for path in (path_of(feed), *pages(participant))]

    for answer in answers:
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert "noindex" in answer["X-Robots-Tag"]
    assert answers[0]["Content-Type"] == "text/calendar; charset=utf-8"
    assert answers[0]["X-Content-Type-Options"] == "nosniff"


def test_20_it_stands_in_no_log(client, feed, caplog):
    token = path_of(feed).split("/")[2]
    with caplog.at_level(logging.DEBUG):
        client.get(path_of(feed))
        client.get(path_of(feed).replace(token, token + "x"))

    assert token not in caplog.text


def test_21_nobody_elses_actions_or_addresses_are_in_it(client, feed, person):
    ActionItemFactory(project=person.project, owner=None, owner_text="Team", action="Of the team")
    ActionItemFactory(project=person.project, owner=person)

    text = client.get(path_of(feed)).text

    assert ("Of the team" in text, "ATTENDEE" in text, "mailto" in text) == (False, False, False)


@pytest.mark.any_database
def test_23_only_reading_is_answered(client, feed):
    codes = {getattr(client, way)(path_of(feed)).status_code for way in ("post", "put", "patch", "delete")}

    assert codes == {405}
    assert ActionItem.objects.count() == 0


def test_the_log_offers_it_to_who_is_among_the_people(manager_client, manager, project, settings):
    settings.SITE_URL = "http://testserver"
    page = reverse("actions:subscription", args=[project.pk])
    nobody = manager_client.get(page).text
    manager_client.post(page, {"make": "1"})
    before = DueFeed.objects.count()
    PersonFactory(project=project, email=manager.email.upper())

    manager_client.post(page, {"make": "1"})
    shown = manager_client.get(page)

    assert "no action can be yours" in nobody
    assert (before, DueFeed.objects.count()) == (0, 1)
    assert feed_url(DueFeed.objects.get()) in shown.text
    assert shown["Cache-Control"] == "no-store"
