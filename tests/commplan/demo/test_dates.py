from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commplan.demo.dates import EARLIEST, LATEST, demo_start, demo_zone
from commplan.demo.story import WORKSHOPS
from workshops.states import TouchpointKind
from workshops.timing import Times, Window, WorkCalendar, plan_times

instants = st.datetimes(
    # Hypothesis takes its bounds without a zone.
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2045, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
# As the demo's plans have them.
WINDOWS = {
    TouchpointKind.SAVE_THE_DATE: Window(-7, -5),
    TouchpointKind.AGENDA: Window(-3, -3),
    TouchpointKind.REMINDER: Window(0, 0, "morning"),
    TouchpointKind.RECAP: Window(0, 1, is_after=True),
    TouchpointKind.FOLLOW_UP: Window(3, 3),
}


def due_times(now: datetime, days: int, at: time, due: TouchpointKind) -> Times:
    zone = demo_zone(now)
    start = demo_start(now, days=days, at=at, zone=zone)
    every_day = WorkCalendar(frozenset(range(1, 8)))
    end = start + timedelta(minutes=120)
    times = plan_times(list(WINDOWS.values()), start=start, end=end, zone=zone, calendar=every_day)
    return times[list(WINDOWS).index(due)]


@given(instants)
def test_it_is_a_working_hour_in_the_zone_of_the_demo(now):
    local = now.astimezone(demo_zone(now)).time()

    assert EARLIEST <= local < LATEST


@given(instants)
def test_workshop_of_today_starts_today_with_time_left_and_on_the_half_hour(now):
    zone = demo_zone(now)

    start = demo_start(now, days=0, at=time(), zone=zone)

    assert timedelta(hours=2) < start - now <= timedelta(hours=2.5)
    assert start.astimezone(zone).date() == now.astimezone(zone).date()
    assert (start.minute % 30, start.second, start.microsecond) == (0, 0, 0)


@given(instants)
def test_due_mail_of_each_workshop_is_open_and_not_late_at_any_moment(now):
    times = [due_times(now, demo.days, demo.at, demo.due) for demo in WORKSHOPS]

    assert all(each.is_open(now) and not each.is_late(now) for each in times)


def test_demo_shows_all_five_kinds():
    assert {demo.due for demo in WORKSHOPS} == set(WINDOWS)
