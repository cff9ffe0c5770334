"""What a follow-up and a recap tell each person about what is theirs."""

import re
from datetime import date

import pytest

from emails.facts import facts
from emails.message.mail import MailContext, compose, recipients
from tests.emails.scenes import FOLLOW_UP_AT
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    ApprovalFactory,
    OpenQuestionFactory,
    ParticipantFactory,
    StakeholderGroupFactory,
    TouchpointFactory,
)
from workshops.links import person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def touchpoint():
    return TouchpointFactory(
        kind="follow-up", is_after=True, first_day=3, last_day=3, opens_at=FOLLOW_UP_AT, body="Hello."
    )


def mail_to(touchpoint, person, **kinds):
    workshop_id = touchpoint.workshop_id
    context = MailContext(touchpoint, facts(workshop_id))
    return compose(context, recipients(workshop_id, [person.pk], **kinds)[person.pk], now=FOLLOW_UP_AT)


def test_follow_up_lists_what_is_the_recipients_and_leads_to_where_it_is_settled(touchpoint):
    workshop = touchpoint.workshop
    group = StakeholderGroupFactory(project=workshop.project, name="BI Lead")
    ada = ParticipantFactory(workshop=workshop, person__groups=[group]).person
    bo = ParticipantFactory(workshop=workshop).person
    ApprovalFactory(workshop=workshop, owner=ada, due_on=date(2026, 12, 18))
    OpenQuestionFactory(workshop=workshop, owner=ada)
    ActionItemFactory(project=workshop.project, owner=None, owner_text="BI lead", action="Name the on-call")

    theirs, nothing = (mail_to(touchpoint, person).body for person in (ada, bo))

    assert "Approve: Access to the network zone – due Fri 18 Dec 2026" in theirs
    assert "Answer: Which retention do we need?" in theirs
    assert "Do: Name the on-call – due Fri 18 Dec 2026" in theirs
    url = re.search(r"Answer and report back: http://127.0.0.1:8000/p/(\S+)/mine/", theirs)
    assert url
    assert person_of(url[1], now=FOLLOW_UP_AT) == ada
    assert "Approve:" not in nothing
    assert "/mine/" not in nothing


def test_recap_begins_with_what_was_agreed_there_for_the_recipient_to_do(touchpoint):
    touchpoint.kind, touchpoint.body = "recap", "Hello,\n\n{{ recap.actions }}"
    workshop, project = touchpoint.workshop, touchpoint.workshop.project
    ada, bo = (ParticipantFactory(workshop=workshop).person for _ in range(2))
    ActionItemFactory(project=project, workshop=workshop, owner=bo, action="Call the vendor")
    ActionItemFactory(project=project, workshop=workshop, owner=ada, action="Write the runbook")
    ActionItemFactory(project=project, owner=ada, action="Of another workshop")

    body = mail_to(touchpoint, ada).body

    top, below = body.split("Hello,")
    assert "Do: Write the runbook – due Fri 18 Dec 2026" in top
    assert "Of another workshop" not in body
    assert below.index("Write the runbook") < below.index("Call the vendor")
    assert re.search(r"Read or print the recap: \S+/recap/\nAnswer and report back: \S+/mine/", body)


def test_recap_of_very_many_actions_stays_small_enough_to_be_shown_whole(touchpoint):
    touchpoint.kind, touchpoint.body = "recap", "Hello,\n\n{{ recap.actions }}"
    workshop = touchpoint.workshop
    ada = ParticipantFactory(workshop=workshop).person
    ActionItemFactory.create_batch(
        120,
        project=workshop.project,
        workshop=workshop,
        owner=ada,
        action="Call the vendor of the gauge " * 4,
    )

    mail = mail_to(touchpoint, ada)

    html = str(mail.alternatives[0][0])
    assert len(html.encode()) < 100_000
    assert "And: 110 more of yours" in mail.body
    assert "And 20 more in the action log" in mail.body


def test_follow_up_lists_ones_own_first(touchpoint):
    touchpoint.body = "{{ followup.open_questions }}"
    workshop = touchpoint.workshop
    ada = ParticipantFactory(workshop=workshop).person
    OpenQuestionFactory(workshop=workshop, text="Who pays?", due_on=date(2026, 12, 1))
    OpenQuestionFactory(workshop=workshop, text="Which gauge?", owner=ada, due_on=date(2026, 12, 9))

    body = mail_to(touchpoint, ada).body

    assert body.rindex("Which gauge?") < body.index("Who pays?")


def test_point_15_link_in_a_preview_of_a_follow_up_answers_for_nobody(client, touchpoint):
    workshop = touchpoint.workshop
    ada = ParticipantFactory(workshop=workshop).person
    OpenQuestionFactory(workshop=workshop, owner=ada)

    mail = mail_to(touchpoint, ada, is_preview=True)

    path = re.search(r"http://127.0.0.1:8000(/p/\S+/mine/)", mail.body)
    assert path
    assert "preview" in client.get(path[1]).content.decode().lower()
