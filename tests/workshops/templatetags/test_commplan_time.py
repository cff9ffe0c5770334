from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from workshops.templatetags.commplan_time import clock_in_zone, day_in_zone, in_zone, relative

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def test_instant_is_shown_in_the_zone_with_its_name():
    assert in_zone(NOW, "Europe/Berlin") == "Mon 14 Dec 2026, 10:00 (Europe/Berlin)"
    assert in_zone(NOW, ZoneInfo("Asia/Tokyo")) == "Mon 14 Dec 2026, 18:00 (Asia/Tokyo)"


def test_day_is_the_day_of_the_zone():
    late = datetime(2026, 12, 14, 23, 30, tzinfo=UTC)

    assert day_in_zone(late, "Asia/Tokyo") == "Tue 15 Dec 2026"
    assert clock_in_zone(late, "Asia/Tokyo") == "08:30"


def test_no_instant_is_shown_as_nothing():
    assert [in_zone(None, "UTC"), day_in_zone(None, "UTC"), clock_in_zone(None, "UTC")] == ["", "", ""]
    assert relative(None, NOW) == ""


def test_missing_zone_is_utc():
    assert in_zone(NOW, "") == "Mon 14 Dec 2026, 09:00 (UTC)"


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=90), "in 90 minutes"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(hours=40), "in 40 hours"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(days=20), "in 3 weeks"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(days=-3), "3 days ago"),
    ],
)
def test_relative_time_is_told_in_the_unit_that_reads_best(distance, words):
    assert relative(NOW + distance, NOW) == words


def test_filters_load_under_the_name_that_pages_use():
    page = Template("{% load commplan_time %}{{ at|in_zone:'UTC' }}, {{ at|relative:now }}")

    text = page.render(Context({"at": NOW, "now": NOW}))

    assert text == "Mon 14 Dec 2026, 09:00 (UTC), now"
