from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.workshops import (
    START,
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.edit_tags import touchpoint_tag
from workshops.placeholders import PLACEHOLDERS
from workshops.states import TouchpointKind, TouchpointState


@pytest.fixture
def touchpoint(project, at, early):
    at(early)
    return TouchpointFactory(workshop=WorkshopFactory(project=project))


def post(client, touchpoint, **changes):
    values = {
        "name": touchpoint.name,
        "purpose": "",
        "first_day": touchpoint.first_day,
        "last_day": touchpoint.last_day,
        "daypart": touchpoint.daypart,
        "audience": touchpoint.audience,
        "sender": touchpoint.sender,
        "subject": touchpoint.subject,
        "body": touchpoint.body,
    } | changes
    return client.post(touchpoint.get_absolute_url(), values)


def test_message_after_a_skip_leads_back_to_the_touchpoint(manager_client, project, at, early):
    at(early)
    touchpoint = TouchpointFactory(workshop__project=project, name="<b>Hold</b>")

    page = manager_client.post(
        reverse("workshops:touchpoint-skip", args=[touchpoint.pk]), {"reason": "By hand"}, follow=True
    ).content.decode()

    told = "“&lt;b&gt;Hold&lt;/b&gt;” is skipped: nobody gets it any more."
    assert f'{told} <a href="{touchpoint.get_absolute_url()}">Plan it again</a>' in page


def test_touchpoint_whose_time_has_come_is_no_longer_told_as_planned(manager_client, touchpoint, at):
    url, opens_at = touchpoint.get_absolute_url(), touchpoint.opens_at

    ahead = manager_client.get(url).content.decode()
    at(opens_at)
    open_now = manager_client.get(url).content.decode()

    assert "Planned, Mon 7 Dec 2026, 09:00 (Europe/Berlin)" in ahead
    assert "Opened, Mon 7 Dec 2026, 09:00 (Europe/Berlin)" in open_now


@pytest.mark.parametrize(("day", "offset"), [(-3, "T-3 working days"), (0, "T-0")])
def test_window_may_count_working_days(manager_client, touchpoint, day, offset):
    post(manager_client, touchpoint, first_day=day, last_day=day, in_working_days="on")

    touchpoint.refresh_from_db()
    assert touchpoint.offset_text == offset
    assert touchpoint.in_working_days == (day != 0)


@pytest.mark.parametrize(
    ("values", "offset"),
    [({"at_time": "16:30"}, "T-7 to T-5, 16:30"), ({"first_day": 0, "last_day": 0, "minutes": 120}, "T-2h")],
)
def test_window_may_have_an_hour_of_its_own(manager_client, touchpoint, values, offset):
    post(manager_client, touchpoint, **values)

    touchpoint.refresh_from_db()
    assert touchpoint.offset_text == offset


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"minutes": 30}, "both days are 0 then"),
        ({"first_day": 0, "last_day": 0, "minutes": 30, "at_time": "9:00"}, "Either an exact time"),
        ({"first_day": 0, "last_day": 0, "minutes": 1440}, "less than or equal to 1439"),
        ({"at_time": "half past"}, "Enter a valid time"),
    ],
)
def test_hours_that_contradict_are_told_beside_the_field(manager_client, touchpoint, values, told):
    page = post(manager_client, touchpoint, **values).content.decode()

    touchpoint.refresh_from_db()
    assert told in page
    assert (touchpoint.at_time, touchpoint.minutes) == (None, None)


def test_window_audience_and_text_are_saved_and_its_time_follows(manager_client, touchpoint):
    group = StakeholderGroupFactory(project=touchpoint.workshop.project)
    copied = StakeholderGroupFactory(project=touchpoint.workshop.project)

    response = post(
        manager_client,
        touchpoint,
        first_day=-4,
        last_day=-3,
        daypart="afternoon",
        audience="confirmed",
        groups=[group.pk],
        cc_groups=[copied.pk],
        subject="{{ workshop.title }} soon",
        body="Line one\r\nLine two",
    )

    touchpoint.refresh_from_db()
    assert response.url == touchpoint.workshop.get_absolute_url()
    assert (touchpoint.first_day, touchpoint.last_day, touchpoint.daypart) == (-4, -3, "afternoon")
    assert (touchpoint.audience, list(touchpoint.groups.all())) == ("confirmed", [group])
    assert list(touchpoint.cc_groups.all()) == [copied]
    assert touchpoint.body == "Line one\nLine two"
    # Four days before the Monday is a Thursday, 14:00 in Berlin.
    assert touchpoint.opens_at == START - timedelta(days=4) + timedelta(hours=4)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"subject": "{{ workshop.title.__class__ }}"}, "asks for more than a value"),
        ({"body": "{{ workshop.titel }}"}, "Did you mean {{ workshop.title }}?"),
        ({"body": "{{ settings.SECRET_KEY }}"}, "is not a placeholder."),
        ({"subject": "{{ workshop.agenda }}"}, "fills several lines, and a subject has one."),
        ({"subject": "Hold\r\nBcc: a@example.org"}, "Write it on one line, without control characters."),
        ({"name": "Hold\nthe date"}, "Write it on one line, without control characters."),
        ({"sender": "Tech\rManager"}, "Write it on one line, without control characters."),
        ({"last_day": -9}, "The last day is before the first."),
        ({"last_day": 2}, "A window lies before the workshop or after it, not on both sides."),
        ({"first_day": -9999}, "Ensure this value is greater than or equal to -366."),
        ({"audience": ""}, "Nobody would get it"),
        ({"audience": "received"}, "Select a valid choice."),
    ],
)
def test_wrong_value_is_refused_and_everything_typed_is_kept(manager_client, touchpoint, values, sentence):
    response = post(manager_client, touchpoint, **{"purpose": "Typed before the mistake", **values})

    text = response.content.decode()
    touchpoint.refresh_from_db()
    assert response.status_code == 200
    assert sentence in text
    assert "Typed before the mistake" in text
    assert (touchpoint.purpose, touchpoint.first_day, touchpoint.last_day) == ("", -7, -5)


def test_mail_for_the_day_after_is_told_from_the_reminder_of_the_day(manager_client, touchpoint):
    post(manager_client, touchpoint, first_day=0, last_day=1)

    touchpoint.refresh_from_db()
    assert touchpoint.is_after
    assert touchpoint.offset_text == "T+0 / T+1"


def test_own_mail_of_the_program_lets_only_its_text_be_changed(manager_client, touchpoint):
    notice = TouchpointFactory(
        workshop=touchpoint.workshop,
        kind=TouchpointKind.CHANGE_NOTICE,
        audience="received",
        first_day=0,
        last_day=0,
    )

    post(manager_client, notice, subject="Moved", audience="all", first_day=-3, last_day=-3)

    notice.refresh_from_db()
    assert (notice.subject, notice.audience, notice.first_day) == ("Moved", "received", 0)


def test_touchpoint_is_skipped_with_its_reason_and_planned_again(manager_client, touchpoint):
    url = reverse("workshops:touchpoint-skip", args=[touchpoint.pk])

    without = manager_client.post(url, {"reason": ""})
    manager_client.post(url, {"reason": "Everybody knows"})
    touchpoint.refresh_from_db()
    skipped = (touchpoint.state, touchpoint.state_reason)
    manager_client.post(reverse("workshops:touchpoint-restore", args=[touchpoint.pk]))
    touchpoint.refresh_from_db()

    assert "This field is required." in without.content.decode()
    assert skipped == (TouchpointState.SKIPPED, "Everybody knows")
    assert touchpoint.state == TouchpointState.PLANNED


def test_touchpoint_that_is_over_is_not_planned_again(manager_client, touchpoint, at):
    manager_client.post(reverse("workshops:touchpoint-skip", args=[touchpoint.pk]), {"reason": "No"})
    at(START)

    response = manager_client.post(reverse("workshops:touchpoint-restore", args=[touchpoint.pk]), follow=True)

    touchpoint.refresh_from_db()
    assert "Its time is over" in response.content.decode()
    assert touchpoint.state == TouchpointState.SKIPPED


def test_help_lists_every_placeholder(manager_client):
    text = manager_client.get(reverse("workshops:placeholders")).content.decode()

    assert [name.name for name in PLACEHOLDERS if f"{{{{ {name.name} }}}}" not in text] == []


def test_change_by_somebody_else_is_told_and_neither_is_lost(manager_client, touchpoint):
    seen = touchpoint_tag(touchpoint)
    colleague = UserFactory(first_name="Mara", last_name="Lindqvist")
    services.update_touchpoint(
        touchpoint_id=touchpoint.pk, values={"body": "Their words"}, group_ids=[], cc_group_ids=[],
        by=colleague, now=timezone.now(),
    )  # fmt: skip

    response = post(manager_client, touchpoint, body="My words", seen=seen)

    text = response.content.decode()
    touchpoint.refresh_from_db()
    assert "Mara Lindqvist changed this touchpoint in the meantime" in text
    assert "Their words</pre>" in text
    assert "My words</textarea>" in text
    assert touchpoint.body == "Their words"
    assert [label for label, _ in response.context["differences"]] == ["Text"]


def test_saving_again_after_that_is_a_decision_and_saves(manager_client, touchpoint):
    services.update_touchpoint(
        touchpoint_id=touchpoint.pk, values={"body": "Their words"}, group_ids=[], cc_group_ids=[],
        by=None, now=timezone.now(),
    )  # fmt: skip
    told = post(manager_client, touchpoint, body="My words", seen="another")

    post(manager_client, touchpoint, body="My words", seen=told.context["seen"])

    touchpoint.refresh_from_db()
    assert touchpoint.body == "My words"


def test_groups_that_somebody_else_chose_are_told_too(manager_client, touchpoint):
    seen = touchpoint_tag(touchpoint)
    group = StakeholderGroupFactory(project=touchpoint.workshop.project, name="BI Leads")
    touchpoint.groups.add(group)

    response = post(manager_client, touchpoint, seen=seen)

    assert ("To these groups as well", "BI Leads") in response.context["differences"]


def test_form_with_an_error_still_knows_which_text_it_was_written_for(manager_client, touchpoint):
    response = post(manager_client, touchpoint, name="", seen="of-long-ago")

    assert 'name="seen" value="of-long-ago"' in response.content.decode()


def test_editor_asks_the_database_no_more_for_three_rows_than_for_one(manager_client, project):
    counts = []
    for number in (1, 3):
        workshop = WorkshopFactory(project=project)
        for _ in range(number):
            ParticipantFactory(workshop=workshop)
            PersonFactory(project=project)
        touchpoint = TouchpointFactory(workshop=workshop)
        with CaptureQueriesContext(connection) as queries:
            manager_client.get(touchpoint.get_absolute_url())
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_touchpoint_is_held_with_its_reason_and_released(manager_client, touchpoint, manager):
    hold = reverse("workshops:touchpoint-hold", args=[touchpoint.pk])
    asked = manager_client.get(hold).content.decode()

    manager_client.post(hold, {"reason": "the room is not sure"})
    held = manager_client.get(touchpoint.get_absolute_url()).content.decode()
    overview = manager_client.get(touchpoint.workshop.get_absolute_url()).content.decode()
    said = manager_client.post(reverse("workshops:touchpoint-release", args=[touchpoint.pk]), follow=True)

    touchpoint.refresh_from_db()
    assert "Nothing more of this mail leaves until you release it" in asked
    assert f"Held by {manager}: the room is not sure" in held
    assert "Release it" in held
    assert "timeline-held" in overview
    assert "is released: it leaves at its time." in said.content.decode()
    assert not touchpoint.is_held


def test_holding_twice_is_refused_beside_what_was_typed(manager_client, touchpoint):
    hold = reverse("workshops:touchpoint-hold", args=[touchpoint.pk])
    manager_client.post(hold, {"reason": ""})

    again = manager_client.post(hold, {"reason": "once more"}).content.decode()

    assert "is held already." in again
    assert "once more" in again


def test_what_is_due_leaves_at_once_when_it_is_released(manager_client, touchpoint, at):
    manager_client.post(reverse("workshops:touchpoint-hold", args=[touchpoint.pk]), {"reason": ""})
    at(touchpoint.opens_at)

    said = manager_client.post(reverse("workshops:touchpoint-release", args=[touchpoint.pk]), follow=True)

    assert "it leaves within a minute." in said.content.decode()


def test_release_of_what_is_not_held_says_so(manager_client, touchpoint):
    said = manager_client.post(reverse("workshops:touchpoint-release", args=[touchpoint.pk]), follow=True)

    assert "is not held." in said.content.decode()
