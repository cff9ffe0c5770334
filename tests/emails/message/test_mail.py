"""One mail to one person."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import icalendar
import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from emails.facts import facts
from emails.message.identity import message_id
from emails.message.mail import MailContext, PlanMail, compose, recipients
from emails.message.values import Recipient
from tests.emails.scenes import SAVE_THE_DATE_AT, Scene, record_recap, scheduled_plan
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import (
    OpenQuestionFactory,
    ParticipantFactory,
    PersonFactory,
    PreWorkFactory,
    StakeholderGroupFactory,
)
from workshops.links import participant_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def to_person(scene: Scene, kind: str, person=None, **changes: str) -> PlanMail:
    touchpoint = scene.touchpoint(kind)
    for name, value in changes.items():
        setattr(touchpoint, name, value)
    touchpoint.save()
    person = person or scene.ada.person
    context = MailContext(touchpoint, facts(scene.workshop.pk))
    return compose(context, recipients(scene.workshop.pk, [person.pk])[person.pk], now=SAVE_THE_DATE_AT)


def parsed(mail: PlanMail):
    return message_from_bytes(mail.message().as_bytes(), policy=policy.default)


@override_settings(DEFAULT_FROM_EMAIL="CommPlan <plan@example.org>")
def test_mail_names_who_writes_and_sends_replies_to_the_organizer(scene):
    organizer = scene.workshop.organizer

    mail = parsed(to_person(scene, "save-the-date"))

    assert mail["From"] == "Tech Manager – Robin Vale <plan@example.org>"
    assert mail["To"] == "Ada Quill <ada@example.org>"
    assert mail["Reply-To"] == f"Robin Vale <{organizer.email}>"
    assert mail["Date"] == "Mon, 07 Dec 2026 08:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")


@override_settings(DEFAULT_FROM_EMAIL="CommPlan <plan@example.org>")
def test_mail_of_another_role_names_the_person_who_has_it_and_gets_the_replies(scene):
    project = scene.workshop.project
    group = StakeholderGroupFactory(project=project, name="BI lead")
    dee = PersonFactory(project=project, name="Dee Lark", email="dee@example.org", groups=[group])

    mail = to_person(scene, "save-the-date", sender="BI Lead")

    assert parsed(mail)["From"] == "BI Lead – Dee Lark <plan@example.org>"
    assert parsed(mail)["Reply-To"] == f"Dee Lark <{dee.email}>"
    assert "Your reply goes to Dee Lark." in mail.body


@pytest.mark.parametrize("people", [0, 2])
def test_mail_of_a_role_that_no_one_person_has_is_the_organizers(scene, people):
    project = scene.workshop.project
    group = StakeholderGroupFactory(project=project, name="BI Lead")
    PersonFactory.create_batch(people, project=project, groups=[group])

    mail = parsed(to_person(scene, "save-the-date", sender="BI Lead"))

    assert str(mail["From"]).startswith("BI Lead – Robin Vale <")
    assert str(mail["Reply-To"]).startswith("Robin Vale <")


def test_message_id_is_the_same_for_each_try_and_differs_by_person_and_revision():
    ids = [message_id(1, 1, 1), message_id(1, 1, 1), message_id(1, 2, 1), message_id(1, 1, 2)]

    assert (ids[0] == ids[1], len(set(ids))) == (True, 3)


def test_same_mail_has_the_same_bytes(scene):
    first, second = (to_person(scene, "save-the-date").message().as_bytes() for _ in range(2))

    assert first == second


def test_mail_before_the_workshop_brings_the_invitation_in_both_ways(scene):
    mail = parsed(to_person(scene, "save-the-date"))

    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    alternative = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    [attachment] = mail.iter_attachments()
    assert alternative["Content-Type"].params["method"] == "REQUEST"
    assert attachment.get_filename() == "invite.ics"
    assert icalendar.Calendar.from_ical(attachment.get_content()) == icalendar.Calendar.from_ical(
        alternative.get_content()
    )


def test_invitation_names_the_recipient_alone_with_their_answer(scene):
    scene.answer(scene.ada, "tentative", SAVE_THE_DATE_AT)

    mail = parsed(to_person(scene, "save-the-date"))

    [attachment] = mail.iter_attachments()
    event = icalendar.Calendar.from_ical(attachment.get_content()).walk("VEVENT")[0]
    assert str(event["ATTENDEE"]) == "mailto:ada@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"
    assert (str(event["UID"]), event["SEQUENCE"]) == (scene.workshop.uid, 0)


def test_mail_carries_the_recipients_own_link_alone(scene):
    mail = to_person(scene, "save-the-date")

    everything = mail.message().as_bytes().decode()
    assert participant_url(scene.ada) in mail.body
    assert participant_url(scene.bo) not in everything
    assert "bo@example.org" not in everything


def test_person_who_is_only_informed_gets_no_invitation_and_no_link(scene):
    informed = PersonFactory(project=scene.workshop.project, name="Ina Brook", email="ina@example.org")

    mail = to_person(scene, "save-the-date", informed, body="Answer: {{ rsvp.link }}.")

    assert [kind for _, kind in mail.alternatives] == ["text/html"]
    assert "Answer: no answer needed." in mail.body
    assert "/p/" not in mail.body
    assert "are kept informed" in mail.body


def test_link_to_answer_can_be_clicked_where_the_text_has_it(scene):
    mail = to_person(scene, "save-the-date", body="Answer: {{ rsvp.link }}")

    html = str(mail.alternatives[0][0])
    assert html.count(f'href="{participant_url(scene.ada)}"') == 2


def test_own_prework_is_what_is_for_all_and_for_ones_groups(scene):
    group = StakeholderGroupFactory(project=scene.workshop.project, name="Data Engineers")
    scene.ada.person.groups.add(group)
    PreWorkFactory(workshop=scene.workshop, text="Read the overview.", position=1)
    PreWorkFactory(workshop=scene.workshop, audience="", group=group, text="List the jobs.", position=2)

    bodies = [
        to_person(
            scene, "save-the-date", person, body="{{ person.prework }}\n\nOf all:\n\n{{ workshop.prework }}"
        ).body
        for person in (scene.ada.person, scene.bo.person)
    ]

    whole = "Of all:\n\n- All: Read the overview.\n- Data Engineers: List the jobs."
    own_first = "Of all:\n\n- Data Engineers: List the jobs.\n- All: Read the overview."
    assert "- Read the overview.\n- List the jobs.\n\n" + own_first in bodies[0]
    assert "- Read the overview.\n\n" + whole in bodies[1]


def test_text_part_says_the_link_once_where_the_mail_names_it_itself(scene):
    named = to_person(scene, "save-the-date", scene.ada.person, body="Answer here: {{ rsvp.link }}").body
    plain = to_person(scene, "save-the-date", scene.ada.person, body="Please answer.").body
    other = to_person(scene, "save-the-date", scene.ada.person, body="Read: {{ rsvp.link }}recap/").body

    assert (named.count("/p/"), plain.count("/p/"), other.count("/p/")) == (1, 1, 2)
    assert "Accept or decline: http" in plain


def test_recap_lists_actions_with_owner_and_due_date_and_marks_ones_own(scene):
    record_recap(scene, "We keep the nightly load.", SAVE_THE_DATE_AT)
    ActionItemFactory(
        project=scene.workshop.project,
        workshop=scene.workshop,
        action="Write the runbook",
        owner=scene.ada.person,
        due_on="2026-12-18",
    )

    to_ada, to_bo = (to_person(scene, "recap", who.person) for who in (scene.ada, scene.bo))

    assert "Write the runbook" in to_ada.body
    assert "Ada Quill (you)" in to_ada.body
    assert "Fri 18 Dec 2026" in to_ada.body
    assert "(you)" not in to_bo.body
    assert "Ada Quill" in to_bo.body


def test_recap_marks_what_a_role_has_to_do_for_the_people_of_that_role(scene):
    record_recap(scene, "We keep the nightly load.", SAVE_THE_DATE_AT)
    project = scene.workshop.project
    scene.ada.person.groups.add(StakeholderGroupFactory(project=project, name="BI Lead"))
    ActionItemFactory(project=project, workshop=scene.workshop, owner=None, owner_text="BI Lead")

    to_ada, to_bo = (to_person(scene, "recap", who.person).body for who in (scene.ada, scene.bo))

    assert "BI Lead (you)" in to_ada
    assert "BI Lead" in to_bo
    assert "(you)" not in to_bo


def test_follow_up_marks_ones_own_questions(scene):
    OpenQuestionFactory(workshop=scene.workshop, text="Which retention?", owner=scene.bo.person)

    to_ada, to_bo = (to_person(scene, "follow-up", who.person).body for who in (scene.ada, scene.bo))

    assert "Which retention? – Bo Finch\n" in to_ada
    assert "Which retention? – Bo Finch (you)" in to_bo


def test_place_that_is_a_link_can_be_clicked(scene):
    scene.workshop.location = "https://meet.example.org/mole"
    scene.workshop.save()

    mail = to_person(scene, "save-the-date", body="Where: {{ workshop.location }}")

    assert str(mail.alternatives[0][0]).count('href="https://meet.example.org/mole"') >= 1


def test_recipients_take_the_same_queries_however_many_they_are(scene):
    people = [scene.ada.person.pk]
    with CaptureQueriesContext(connection) as one:
        recipients(scene.workshop.pk, people)
    people += [ParticipantFactory(workshop=scene.workshop).person_id for _ in range(2)]

    with CaptureQueriesContext(connection) as three:
        found = recipients(scene.workshop.pk, people)

    assert (len(one), set(found)) == (len(three), set(people))
    assert all(isinstance(recipient, Recipient) for recipient in found.values())


def test_long_names_outside_ascii_survive_the_headers(scene):
    person = scene.ada.person
    person.name = "Åsa-Lovisa Þórðardóttir-Sępińska von und zu Überlingen am Bodensee “Ässä”"
    person.save()

    mail = to_person(scene, "save-the-date").message()

    name, address = parseaddr(str(make_header(decode_header(mail["To"].replace("\n", "")))))
    assert (name, address) == (person.name, "ada@example.org")
