"""Who is reminded of what, when, and in one mail."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.db.models.functions import Lower
from django.test.utils import CaptureQueriesContext

from emails.models import DigestRound, Notice, Reader, Suppression
from emails.services.digests import plan_digests
from emails.services.notices import send_notices
from emails.services.readers import choose_rhythm
from emails.services.ticks import follow_through
from tests.factories.actions import ActionItemFactory
from tests.factories.emails import DeliveryFactory
from tests.factories.workshops import (
    ApprovalFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    PersonFactory,
    ProjectFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
    UserFactory,
    WorkshopFactory,
)
from workshops.models import Person
from workshops.states import TouchpointKind

pytestmark = pytest.mark.django_db

# The workshop is on Monday 14 December, its follow-up on Thursday: from Monday 21 on it is repeated.
MONDAY = datetime(2026, 12, 21, 7, 5, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def workshop(project):
    return WorkshopFactory(project=project)


@pytest.fixture
def ada(project):
    return PersonFactory(project=project, name="Ada Quill", email="Ada@example.org")


def remind(now):
    """A tick's part that follows through."""
    return follow_through(now=now, limit=100)


def recipients(mailoutbox):
    return [mail.to[0] for mail in mailoutbox]


def test_what_is_open_after_the_follow_up_is_repeated_each_working_week(workshop, ada, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada)

    sent = [remind(MONDAY + day * DAY) for day in range(-4, 9)]

    # Nothing before the week after the follow-up; then on each Monday.
    assert sent == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    assert recipients(mailoutbox) == ['"Ada Quill" <ada@example.org>'] * 2


def test_mail_lists_what_is_theirs_with_due_dates_and_links(workshop, ada, mailoutbox):
    ApprovalFactory(workshop=workshop, owner=ada, due_on=date(2026, 12, 22))
    OpenQuestionFactory(workshop=workshop, owner=ada)
    ActionItemFactory(project=workshop.project, owner=ada, due_on=date(2026, 12, 18), state="in-progress")

    remind(MONDAY)

    [mail] = mailoutbox
    assert mail.subject == f"[{workshop.project.name}] Yours: 1 approval, 1 question, 1 action"
    assert "Approve: Access to the network zone" in mail.body
    assert "due Tue 22 Dec 2026 (tomorrow)" in mail.body
    assert "in progress, overdue since Fri 18 Dec 2026 (3 days ago)" in mail.body
    assert re.search(r"Answer and report back: http://127.0.0.1:8000/p/\S+/mine/\n", mail.body)
    assert mail.reply_to == [f'"{workshop.organizer.name}" <{workshop.organizer.email}>']


def test_two_ticks_send_one_mail(workshop, ada, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada)

    remind(MONDAY)
    DigestRound.objects.update(next_at=MONDAY)
    remind(MONDAY + timedelta(minutes=1))

    assert len(mailoutbox) == 1


def test_nothing_open_sends_nothing_and_keeps_no_rows(workshop, ada, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada, state="answered")
    ApprovalFactory(workshop=workshop, owner=ada, state="approved")
    ActionItemFactory(project=workshop.project, owner=ada, state="done")

    remind(MONDAY)

    assert (mailoutbox, Notice.objects.count(), Reader.objects.count()) == ([], 0, 0)


def test_all_workshops_of_all_projects_come_in_one_mail(workshop, ada, manager, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    other = ProjectFactory(manager=manager)
    twin = PersonFactory(project=other, name="Ada Quill", email="ada@EXAMPLE.org")
    ApprovalFactory(workshop=WorkshopFactory(project=other), owner=twin)

    remind(MONDAY)

    [mail] = mailoutbox
    assert mail.subject == "[2 projects] Yours: 1 approval, 1 question"
    for project in (workshop.project, other):
        assert f"Answer and report back: {project.name}: http" in mail.body
    # A reply would quote one project's words to the other's organizer.
    assert mail.reply_to == []


@pytest.mark.parametrize(
    ("rhythm", "days"), [("as-due", [0, 2, 3, 4, 7]), ("weekly", [0, 7]), ("paused", [])]
)
def test_due_dates_are_chased_unless_the_person_chose_weekly_or_nothing(
    workshop, ada, mailoutbox, rhythm, days
):
    # Due on Wednesday: two days before is Monday, three working days after is the Monday that follows.
    ActionItemFactory(project=workshop.project, owner=ada, due_on=date(2026, 12, 23))
    choose_rhythm(email=ada.email, rhythm=rhythm, now=MONDAY)

    sent = [day for day in range(8) if remind(MONDAY + day * DAY)]

    told = [mail for mail in mailoutbox if "ada@" in mail.to[0]]
    assert [day for day in sent if day != 7] == [day for day in days if day != 7]
    assert len(told) == len(days)


def test_manager_is_told_three_working_days_late(workshop, ada, manager, mailoutbox):
    choose_rhythm(email=ada.email, rhythm="paused", now=MONDAY)
    item = ActionItemFactory(project=workshop.project, owner=ada, due_on=date(2026, 12, 16))

    told = [day for day in range(-5, 9) if remind(MONDAY + day * DAY)]

    # Due on Wednesday, late on Thursday, Friday and Monday; then with each week.
    assert told == [0, 7]
    mail = mailoutbox[0]
    assert mail.to == [f'"{manager}" <{manager.email}>']
    assert mail.subject == f"[{workshop.project.name}] 1 action late"
    assert item.action in mail.body
    assert "Ada Quill" in mail.body
    assert f"/projects/{workshop.project_id}/actions/?overdue=1" in mail.body


def test_role_that_owns_an_action_is_reminded_as_the_people_of_its_group(workshop, mailoutbox):
    group = StakeholderGroupFactory(project=workshop.project, name="BI Lead")
    PersonFactory(project=workshop.project, name="Bo Finch", groups=[group])
    ActionItemFactory(project=workshop.project, owner=None, owner_text="bi lead", due_on=None)

    remind(MONDAY)

    assert [name.split('"')[1] for name in recipients(mailoutbox)] == ["Bo Finch"]


@pytest.mark.parametrize(
    "instant",
    [MONDAY - timedelta(minutes=10), MONDAY + timedelta(hours=11), MONDAY - DAY],
    ids=["before eight", "in the evening", "on a sunday"],
)
def test_nothing_leaves_out_of_hours_and_the_next_morning_makes_up(workshop, ada, mailoutbox, instant):
    OpenQuestionFactory(workshop=workshop, owner=ada)

    remind(instant)
    at_that_time = len(mailoutbox)
    remind(MONDAY + DAY)

    assert (at_that_time, len(mailoutbox)) == (0, 1)


def test_day_off_of_the_country_sends_nothing(workshop, ada, mailoutbox):
    workshop.project.country = "DE"
    workshop.project.save()
    OpenQuestionFactory(workshop=workshop, owner=ada)
    christmas_day = datetime(2026, 12, 25, 9, 0, tzinfo=UTC)

    remind(christmas_day)

    assert mailoutbox == []


def test_cancelled_workshops_ask_for_nothing(project, ada, mailoutbox):
    workshop = WorkshopFactory(project=project, state="cancelled")
    OpenQuestionFactory(workshop=workshop, owner=ada)
    ApprovalFactory(workshop=workshop, owner=ada)

    remind(MONDAY)

    assert mailoutbox == []


def test_no_digest_on_the_day_of_a_follow_up(workshop, ada, mailoutbox):
    ActionItemFactory(project=workshop.project, owner=ada, due_on=MONDAY.date())
    touchpoint = TouchpointFactory(workshop=workshop, kind=TouchpointKind.FOLLOW_UP, opens_at=MONDAY)
    DeliveryFactory(touchpoint=touchpoint, person=ada, created_at=MONDAY)

    on_the_day = remind(MONDAY)

    assert (on_the_day, remind(MONDAY + DAY)) == (0, 1)


def test_no_digest_before_a_follow_up_later_that_day(workshop, ada, mailoutbox):
    ActionItemFactory(project=workshop.project, owner=ada, due_on=MONDAY.date())
    TouchpointFactory(workshop=workshop, kind=TouchpointKind.FOLLOW_UP, opens_at=MONDAY + timedelta(hours=1))
    ParticipantFactory(workshop=workshop, person=ada)

    assert remind(MONDAY) == 0


def test_blocked_address_gets_none_and_the_row_says_why(workshop, ada, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    Suppression.objects.create(
        project=workshop.project, email="ada@example.org", reason="bounced", at=MONDAY - DAY
    )

    remind(MONDAY)

    notice = Notice.objects.get()
    assert (mailoutbox, notice.state) == ([], "suppressed")
    assert "blocked" in notice.error


def test_address_that_no_mail_can_be_made_out_to_is_given_up_at_once(workshop, ada, mailoutbox):
    # As it was saved before addresses were checked.
    Person.objects.filter(pk=ada.pk).update(email="ada quill@example.org")
    OpenQuestionFactory(workshop=workshop, owner=ada)

    remind(MONDAY)

    notice = Notice.objects.get()
    assert (mailoutbox, notice.state) == ([], "dead")
    assert "it holds a space. Correct the address." in notice.error


def test_reply_to_an_organizer_whose_address_cannot_be_used_is_left_out(workshop, ada, mailoutbox):
    Person.objects.filter(pk=workshop.organizer.pk).update(email="organizer\n@example.org")
    OpenQuestionFactory(workshop=workshop, owner=ada)

    remind(MONDAY)

    assert (recipients(mailoutbox), mailoutbox[0].reply_to) == (['"Ada Quill" <ada@example.org>'], [])


def test_what_is_settled_between_planning_and_sending_is_not_asked_for(workshop, ada, mailoutbox, settings):
    question = OpenQuestionFactory(workshop=workshop, owner=ada)
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    remind(MONDAY)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    question.state = "answered"
    question.save()

    remind(MONDAY + timedelta(hours=1))

    assert (mailoutbox, Notice.objects.get().state) == ([], "cancelled")


def test_server_that_is_down_is_tried_again_the_same_day_with_the_same_id(
    workshop, ada, mailoutbox, settings
):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    remind(MONDAY)
    waiting = Notice.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    remind(MONDAY + timedelta(minutes=3))

    notice = Notice.objects.get()
    assert (waiting.state, notice.state, notice.attempts) == ("retry", "sent", 2)
    assert "could not be reached" in waiting.error
    assert mailoutbox[0].extra_headers["Message-ID"] == waiting.message_id


def test_one_that_could_not_leave_all_day_expires_and_the_next_day_tells_it(
    workshop, ada, mailoutbox, settings
):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    settings.EMAIL_BACKEND = "tests.emails.services.test_reminders.Broken"
    for hour in range(24):
        remind(MONDAY + timedelta(hours=hour))
    expired = Notice.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    remind(MONDAY + DAY)

    assert expired.state == "expired"
    assert expired.error.startswith("Its day was over")
    assert len(mailoutbox) == 1


def test_worker_that_died_with_a_mail_leaves_it_to_the_next(workshop, ada, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    plan_digests(now=MONDAY)
    with pytest.raises(KeyboardInterrupt):
        send_notices(now=MONDAY, limit=10, connection=Killed())

    remind(MONDAY + timedelta(seconds=30))
    during_the_lease = len(mailoutbox)

    remind(MONDAY + timedelta(minutes=3))

    assert (during_the_lease, len(mailoutbox)) == (0, 1)


def test_point_13_and_22_header_leads_to_a_post_only_unsubscribe(workshop, ada, mailoutbox):
    OpenQuestionFactory(workshop=workshop, owner=ada)

    remind(MONDAY)

    headers = mailoutbox[0].extra_headers
    assert re.fullmatch(r"<http://127.0.0.1:8000/p/[^/]+/mails/stop/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_point_5_what_people_typed_is_inert(workshop, ada, mailoutbox):
    typed = "<b>x</b> [y](javascript:alert(1)) {{ person.name }}"
    OpenQuestionFactory(workshop=workshop, owner=ada, text=typed)

    remind(MONDAY)

    html = mailoutbox[0].alternatives[0].content
    assert typed in mailoutbox[0].body
    assert "<b>x</b>" not in html
    assert 'href="javascript' not in html


def test_questions_asked_do_not_grow_with_people_and_projects(workshop, ada, mailoutbox):
    def asked(now):
        DigestRound.objects.update(next_at=now)
        with CaptureQueriesContext(connection) as queries:
            sent = remind(now)
        return sent, len(queries)

    def own(person):
        OpenQuestionFactory(workshop=workshop, owner=person)
        ApprovalFactory(workshop=workshop, owner=person)
        ActionItemFactory(project=workshop.project, workshop=workshop, owner=person, due_on=None)

    own(ada)
    DigestRound.objects.create(project=workshop.project, next_at=MONDAY)
    one = asked(MONDAY)
    for _ in range(2):
        own(PersonFactory(project=workshop.project))

    three = asked(MONDAY + WEEK)

    # A mail more is a lease renewed and a result written.
    assert (one[0], three[0]) == (1, 3)
    assert three[1] - one[1] == 2 * 2


def test_of_people_with_nothing_open_nothing_is_read(workshop, ada, mailoutbox):
    def asked(now):
        with CaptureQueriesContext(connection) as queries:
            plan_digests(now=now)
        return sum(len(query["sql"]) for query in queries)

    group = StakeholderGroupFactory(project=workshop.project)
    PersonFactory(project=workshop.project).groups.add(group)
    OpenQuestionFactory(workshop=workshop, owner=ada)
    DigestRound.objects.create(project=workshop.project, next_at=MONDAY)
    before = asked(MONDAY)
    for _ in range(20):
        PersonFactory(project=workshop.project).groups.add(group)

    # The round is taken, so the same day plans nothing more; whom it may concern is read again.
    DigestRound.objects.update(next_at=MONDAY)
    assert asked(MONDAY) <= before


def test_idle_tick_asks_one_question(workshop, ada, django_assert_num_queries):
    OpenQuestionFactory(workshop=workshop, owner=ada)
    remind(MONDAY)

    with django_assert_num_queries(1):
        remind(MONDAY + timedelta(hours=1))


class Killed(BaseEmailBackend):
    """A mail server in whose middle the worker ends."""

    def open(self):
        raise KeyboardInterrupt


def test_manager_who_may_not_sign_in_any_more_is_not_told(workshop, mailoutbox):
    gone = UserFactory(is_active=False)
    workshop.project.memberships.update(user=gone)
    ActionItemFactory(project=workshop.project, owner=None, owner_text="", due_on=date(2026, 12, 1))

    assert remind(MONDAY) == 0


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda: Notice.objects.due(MONDAY).order_by("not_before"), "notice_moving"),
        (lambda: Notice.objects.failed_since(MONDAY.date()), "notice_failed"),
        (lambda: DigestRound.objects.filter(next_at__lte=MONDAY).order_by("next_at"), "digest_round_next"),
        (
            lambda: Person.objects.annotate(address=Lower("email")).filter(address="a@b").order_by(),
            "person_by_address",
        ),
    ],
    ids=["due notices", "failed notices", "due rounds", "people by address"],
)
def test_own_queries_use_their_index(rows, index):
    if connection.vendor == "postgresql":
        # Few rows fit on a page: without this a scan would be the better plan.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert index in rows().explain()
