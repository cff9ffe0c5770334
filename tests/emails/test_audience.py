"""To whom a touchpoint goes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emails.audience import addressed, audience, awaited
from tests.factories.emails import DeliveryFactory
from tests.factories.workshops import (
    ParticipantFactory,
    PersonFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops.models import Touchpoint, Workshop
from workshops.states import Audience, PartStat, TouchpointKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    """A workshop with one participant for each answer, and one who was removed after accepting."""
    workshop = WorkshopFactory()
    for partstat in PartStat.values:
        ParticipantFactory(workshop=workshop, person__name=partstat, partstat=partstat)
    ParticipantFactory(
        workshop=workshop, person__name="removed", partstat=PartStat.ACCEPTED, removed_at=timezone.now()
    )
    return workshop


def names(touchpoint: Touchpoint) -> list[str]:
    return [person.name for person in audience(touchpoint)]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (Audience.NOBODY, []),
        (Audience.ALL, ["accepted", "declined", "needs-action", "tentative"]),
        (Audience.NOT_DECLINED, ["accepted", "needs-action", "tentative"]),
        (Audience.CONFIRMED, ["accepted", "tentative"]),
    ],
)
def test_audience_follows_the_answers_and_leaves_out_who_was_removed(workshop, base, expected):
    touchpoint = TouchpointFactory(workshop=workshop, audience=base)

    assert names(touchpoint) == expected


def test_groups_and_cc_groups_join_the_audience_once(workshop):
    group = StakeholderGroupFactory(project=workshop.project)
    person = PersonFactory(project=workshop.project, name="informed", groups=[group])
    ParticipantFactory(workshop=workshop, person__name="both", partstat=PartStat.ACCEPTED)
    workshop.participants.get(person__name="both").person.groups.add(group)
    touchpoint = TouchpointFactory(workshop=workshop, audience=Audience.CONFIRMED)
    touchpoint.groups.add(group)
    touchpoint.cc_groups.add(group)

    assert names(touchpoint) == ["accepted", "both", person.name, "tentative"]


def test_member_of_a_group_who_declined_is_addressed_only_after_the_workshop(workshop):
    group = StakeholderGroupFactory(project=workshop.project)
    workshop.participants.get(partstat=PartStat.DECLINED).person.groups.add(group)
    before = TouchpointFactory(workshop=workshop, audience=Audience.NOBODY)
    after = TouchpointFactory(
        workshop=workshop, audience=Audience.NOBODY, first_day=0, last_day=1, is_after=True
    )
    for touchpoint in (before, after):
        touchpoint.groups.add(group)

    assert (names(before), names(after)) == ([], ["declined"])


def test_member_of_a_group_who_was_removed_from_the_workshop_gets_nothing(workshop):
    group = StakeholderGroupFactory(project=workshop.project)
    workshop.participants.get(person__name="removed").person.groups.add(group)
    touchpoint = TouchpointFactory(workshop=workshop, audience=Audience.NOBODY, first_day=3, last_day=3)
    touchpoint.groups.add(group)

    assert names(touchpoint) == []


def test_request_to_answer_goes_to_the_unanswered_of_a_mail_for_the_confirmed(workshop):
    agenda = TouchpointFactory(workshop=workshop, audience=Audience.CONFIRMED)
    request = TouchpointFactory(
        workshop=workshop, kind=TouchpointKind.RSVP_REQUEST, audience=Audience.UNANSWERED, follows=agenda
    )

    assert names(request) == ["needs-action"]


def test_nobody_is_asked_to_answer_for_a_mail_that_they_get_anyway(workshop):
    group = StakeholderGroupFactory(project=workshop.project)
    workshop.participants.get(partstat=PartStat.NEEDS_ACTION).person.groups.add(group)
    to_all = TouchpointFactory(workshop=workshop, audience=Audience.NOT_DECLINED)
    to_group = TouchpointFactory(workshop=workshop, audience=Audience.CONFIRMED)
    to_group.groups.add(group)
    requests = [
        TouchpointFactory(
            workshop=workshop, kind=TouchpointKind.RSVP_REQUEST, audience=Audience.UNANSWERED, follows=follows
        )
        for follows in (to_all, to_group)
    ]

    assert [names(request) for request in requests] == [[], []]


@pytest.mark.parametrize("state", ["skipped", "cancelled"])
def test_nobody_is_asked_to_answer_for_a_mail_that_is_not_sent(workshop, state):
    agenda = TouchpointFactory(workshop=workshop, audience=Audience.CONFIRMED, state=state)
    request = TouchpointFactory(
        workshop=workshop, kind=TouchpointKind.RSVP_REQUEST, audience=Audience.UNANSWERED, follows=agenda
    )

    assert names(request) == []


def told_of(workshop, **sequences):
    """Whom the notice of the second change goes to, of people whose mails told these slots."""
    told = TouchpointFactory(workshop=workshop)
    notice = TouchpointFactory(
        workshop=workshop, kind=TouchpointKind.CHANGE_NOTICE, audience=Audience.RECEIVED
    )
    Workshop.objects.filter(pk=workshop.pk).update(sequence=2)
    for name, sequence in sequences.items():
        person = workshop.participants.get(person__name=name.replace("_", "-")).person
        DeliveryFactory(
            touchpoint=told, person=person, created_at=notice.opens_at, state="sent", sequence=sequence
        )
    return names(notice)


def test_change_notice_goes_to_whoever_was_told_an_older_slot(workshop):
    assert told_of(workshop, accepted=0, declined=1, removed=1, tentative=2) == ["accepted", "declined"]


def test_who_is_told_of_a_change_is_not_who_only_waited(workshop):
    told = TouchpointFactory(workshop=workshop)
    notice = TouchpointFactory(
        workshop=workshop, kind=TouchpointKind.CHANGE_NOTICE, audience=Audience.RECEIVED
    )
    Workshop.objects.filter(pk=workshop.pk).update(sequence=1)
    for name, state, sequence in [
        ("accepted", "queued", None),
        ("declined", "cancelled", 0),
        ("tentative", "bounced", 0),
        ("needs-action", "retry", None),
    ]:
        person = workshop.participants.get(person__name=name).person
        DeliveryFactory(touchpoint=told, person=person, state=state, sequence=sequence)

    # The declined one's was in the hands of a worker that was lost.
    assert names(notice) == ["declined"]


def test_of_what_does_not_say_which_slot_it_told_counts_when_it_was_queued(workshop):
    told = TouchpointFactory(workshop=workshop)
    notice = TouchpointFactory(
        workshop=workshop, kind=TouchpointKind.CHANGE_NOTICE, audience=Audience.RECEIVED
    )
    moment = timedelta(seconds=1)
    for name, created_at, state in [
        ("accepted", notice.opens_at - moment, "sent"),
        ("declined", notice.opens_at - moment, "sent"),
        ("removed", notice.opens_at - moment, "sent"),
        ("needs-action", notice.opens_at - moment, "queued"),
        ("tentative", notice.opens_at + moment, "sent"),
    ]:
        person = workshop.participants.get(person__name=name).person
        DeliveryFactory(touchpoint=told, person=person, created_at=created_at, state=state, sequence=None)

    assert names(notice) == ["accepted", "declined"]


def test_cancellation_goes_to_everyone_who_got_a_mail_even_if_removed_since(workshop):
    told = TouchpointFactory(workshop=workshop)
    cancellation = TouchpointFactory(
        workshop=workshop, kind=TouchpointKind.CANCELLATION, audience=Audience.RECEIVED
    )
    for name in ("accepted", "removed"):
        person = workshop.participants.get(person__name=name).person
        DeliveryFactory(touchpoint=told, person=person, state="sent")

    assert names(cancellation) == ["accepted", "removed"]


def test_people_of_another_project_are_never_addressed(workshop):
    ParticipantFactory(person__name="stranger", partstat=PartStat.ACCEPTED)
    touchpoint = TouchpointFactory(workshop=workshop, audience=Audience.CONFIRMED)

    assert names(touchpoint) == ["accepted", "tentative"]


def test_audiences_of_many_touchpoints_take_one_query(workshop):
    for base in (Audience.ALL, Audience.CONFIRMED, Audience.NOT_DECLINED):
        TouchpointFactory(workshop=workshop, audience=base)

    with CaptureQueriesContext(connection) as queries:
        pairs = list(addressed(Touchpoint.objects.all()).values_list("pk", "recipient"))

    assert (len(queries), len(pairs), len(set(pairs))) == (1, 9, 9)


def test_whoever_has_not_answered_is_awaited_by_a_mail_for_the_confirmed(workshop):
    confirmed = TouchpointFactory(workshop=workshop, audience=Audience.CONFIRMED)
    everyone = TouchpointFactory(workshop=workshop, audience=Audience.ALL)

    people = [person.name for person in awaited(confirmed)]

    assert (people, list(awaited(everyone))) == (["needs-action"], [])
