"""A mail that is filled in is, part for part, the mail that the plain way makes."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from typing import Any

import icalendar
import pytest
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emails.facts import facts
from emails.message.fast_path import FastPath, FilledMail
from emails.message.identity import message_id
from emails.message.mail import MailContext, PlanMail, compose, recipients
from emails.message.values import Recipient
from emails.transport.handover import FastHandover, PlainHandover, way_out
from emails.transport.smtp import EmailBackend
from tests.emails.scenes import SAVE_THE_DATE_AT, Scene, record_recap, scheduled_plan
from tests.examples import examples
from tests.factories.actions import ActionItemFactory
from tests.factories.workshops import OpenQuestionFactory, PersonFactory, PreWorkFactory
from tests.faults.smtp_server import SmtpServer
from workshops.models import Participant, Person

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PERSONAL = "Hi {{ person.first_name }},\n\nplease hold {{ workshop.when }}.\n\nAnswer: {{ rsvp.link }}"
NAMES = [
    "Ada Quill",
    "Åsa Þórðardóttir-Sępińska",
    "Zoë O'Brien",
    "Jo R. Vale & Co",
    "Bo " + "Longname" * 8,
    "李 小龙",
    "Ada Åström",
    "X",
]


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def context_of(scene: Scene, kind: str = "save-the-date", **changes: str) -> MailContext:
    touchpoint = scene.touchpoint(kind)
    for name, value in changes.items():
        setattr(touchpoint, name, value)
    return MailContext(touchpoint, facts(scene.workshop.pk))


def recipient_of(scene: Scene, person: Person) -> Recipient:
    return recipients(scene.workshop.pk, [person.pk])[person.pk]


def renamed(recipient: Recipient, name: str, email: str = "someone@example.org") -> Recipient:
    """Somebody else in the same place."""
    number = recipient.person.pk
    person = Person(pk=number, project=recipient.person.project, name=name, email=email)
    participant = recipient.participant
    if participant is None:
        return replace(recipient, person=person)
    columns = {field.attname: getattr(participant, field.attname) for field in Participant._meta.fields}
    other = Participant(**columns | {"pk": participant.pk + 7, "link_key": "k" * 16})
    other.person = person
    return replace(recipient, person=person, participant=other)


class Both:
    """The two ways for one touchpoint, with a template already learnt from these people."""

    def __init__(self, context: MailContext, *models: Recipient) -> None:
        self.context, self.fast = context, FastPath()
        for model in models:
            for _ in range(2):
                self.compose(model)

    def compose(self, recipient: Recipient) -> FilledMail | PlanMail:
        return self.fast.compose(
            self.context, recipient, now=SAVE_THE_DATE_AT, message_id_=self.id_of(recipient)
        )

    def plain(self, recipient: Recipient) -> bytes:
        mail = compose(
            self.context, recipient, now=SAVE_THE_DATE_AT, message_id_=self.id_of(recipient)
        ).message()
        return bytes(mail.as_bytes(linesep="\r\n"))

    def id_of(self, recipient: Recipient) -> str:
        return message_id(self.context.touchpoint.pk, 1, hash(recipient.person.name))

    def filled(self, recipient: Recipient) -> bytes:
        mail = self.compose(recipient)
        assert isinstance(mail, FilledMail)
        assert mail.has_dots or not any(line.startswith(b".") for line in mail.content.splitlines())
        assert mail.recipient == recipient.person.email
        return mail.content


def read(content: bytes) -> list[Any]:
    """Headers as they are written, and what is in each part; of calendars what they say."""
    mail = message_from_bytes(content)
    return [(part.items(), _content(part)) for part in mail.walk()]


def _content(part: Any) -> object:
    content = part.get_payload(decode=True)
    if part.get_content_type() in ("text/calendar", "application/ics"):
        return icalendar.Calendar.from_ical(content)
    return content


def parts(content: bytes) -> dict[str, ParsedMail]:
    mail = message_from_bytes(content, policy=policy.default)
    return {part.get_content_type(): part for part in mail.walk()}


def assert_same(ways: Both, recipient: Recipient) -> bytes:
    content = ways.filled(recipient)
    assert read(content) == read(ways.plain(recipient))
    return content


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["save-the-date", "agenda", "reminder"])
def test_filled_mail_reads_as_the_plain_one(scene, kind, name):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, kind, body=PERSONAL, subject="{{ person.name }}: hold"), *models(ada))

    content = assert_same(ways, renamed(ada, name))

    assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None


def models(recipient: Recipient) -> list[Recipient]:
    """One of each kind of name: a text without a letter outside ASCII is encoded in another way."""
    return [renamed(recipient, name) for name in ("Cy Marsh", "Cy Märsh", "Çy Marsh")]


def test_names_keep_what_html_writes_in_another_way(scene):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body=f"{PERSONAL}\n\nYours, {{{{ person.name }}}}"), ada)

    found = parts(assert_same(ways, renamed(ada, "Bo M&M's Finch")))

    assert "Yours, Bo M&amp;M's Finch</p>" in found["text/html"].get_content()
    assert "Yours, Bo M&M's Finch" in found["text/plain"].get_content()
    assert icalendar.Calendar.from_ical(found["application/ics"].get_content()).walk("VEVENT")[0][
        "ATTENDEE"
    ].params["CN"] == ("Bo M&M's Finch")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words.", "8bit"),  # for the quotation marks around the workshop's title
        ("Grüße aus Zürich.", "8bit"),
        ("word " * 300, "quoted-printable"),
        ("Grüße = " * 300, "quoted-printable"),
    ],
)
def test_every_encoding_that_the_plain_way_chooses_is_kept(scene, text, encoding):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body=f"{{{{ person.first_name }}}}\n\n{text}"), ada)

    found = parts(assert_same(ways, renamed(ada, "Bo Finch")))

    kinds = ("text/plain", "text/html", "text/calendar", "application/ics")
    encodings = [found[kind]["Content-Transfer-Encoding"] for kind in kinds]
    assert encodings == [encoding, encoding, "7bit", "base64"]


def test_name_outside_ascii_alone_makes_the_text_8bit(scene):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body="Hi {{ person.name }}"), *models(ada))

    found = [parts(assert_same(ways, renamed(ada, name))) for name in ("Bo Finch", "Bo Fïnch")]

    assert [mail["text/calendar"]["Content-Transfer-Encoding"] for mail in found] == ["7bit", "8bit"]


@pytest.mark.parametrize("partstat", ["needs-action", "accepted", "tentative", "declined"])
@pytest.mark.parametrize("attendance", ["required", "optional"])
def test_answer_and_role_are_the_recipients_own(scene, partstat, attendance):
    ada, bo = (recipient_of(scene, who.person) for who in (scene.ada, scene.bo))
    ways = Both(context_of(scene, body=PERSONAL), ada)
    assert bo.participant is not None
    bo.participant.partstat, bo.participant.attendance = partstat, attendance
    ways.compose(bo), ways.compose(bo)

    assert_same(ways, bo)


def test_who_is_only_informed_gets_no_invitation_either_way(scene):
    informed = PersonFactory(project=scene.workshop.project, name="Ina Brook", email="ina@example.org")
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body=PERSONAL), ada, recipient_of(scene, informed))

    content = assert_same(ways, recipient_of(scene, informed))

    assert b"text/calendar" not in content
    assert b"no answer needed" in content


def test_cancellation_takes_the_invitation_back_in_both_ways(scene):
    ada, bo = (recipient_of(scene, who.person) for who in (scene.ada, scene.bo))
    ways = Both(context_of(scene, kind="save-the-date", body=PERSONAL), ada)
    ways.context.touchpoint.kind = "cancellation"
    ways = Both(ways.context, ada)

    assert b"METHOD:CANCEL" in assert_same(ways, bo)


def test_list_of_ones_own_goes_the_plain_way_until_a_second_has_the_same(scene):
    for participant, action in ((scene.ada, "Write the runbook"), (scene.bo, "Ask for access")):
        ActionItemFactory(project=scene.workshop.project, owner=participant.person, action=action)
    ada, bo = (recipient_of(scene, who.person) for who in (scene.ada, scene.bo))
    ways = Both(context_of(scene, body="Hi {{ person.name }}\n\n{{ person.actions }}"), ada)

    to_bo = ways.compose(bo)

    assert isinstance(to_bo, PlanMail)
    assert "Ask for access" in to_bo.body
    assert b"Write the runbook" in assert_same(ways, renamed(ada, "Cy Marsh"))


def test_recap_that_marks_ones_own_is_filled_in_for_all_others(scene):
    record_recap(scene, "We keep the nightly load.", SAVE_THE_DATE_AT)
    owner = PersonFactory(project=scene.workshop.project, name="Di Moss")
    ActionItemFactory(project=scene.workshop.project, workshop=scene.workshop, owner=owner)
    OpenQuestionFactory(workshop=scene.workshop, text="Which retention?", owner=owner)
    PreWorkFactory(workshop=scene.workshop, text="Read the overview.")
    body = (
        "{{ recap.sections }}\n\n{{ followup.open_questions }}\n\n{{ person.prework }}\n\n{{ actions.link }}"
    )
    ada, bo = (recipient_of(scene, who.person) for who in (scene.ada, scene.bo))
    ways = Both(context_of(scene, "recap", body=body), ada)

    content = assert_same(ways, bo)

    assert b"Di Moss (you)" not in content
    assert isinstance(ways.compose(recipient_of(scene, owner)), PlanMail)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Ada  Quill",
            "Ada <b>Quill</b>",
            "Ada, Quill",
            'Ada "Q" Quill',
            "Ada_Quill_",
            "O’Brien",
            "1st Ada",
        ),
        *(
            "Ada; Quill",
            "*Ada*",
            "A" * 80,
            "Ada\u200bQuill",
            "Ada Quill.",
            "http://evil.example",
            "{{ x.y }}",
        ),
    ],
)
def test_name_that_is_not_plain_goes_the_plain_way(scene, name):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body=PERSONAL), ada)

    mail = ways.compose(renamed(ada, name))

    assert isinstance(mail, PlanMail)
    assert mail.message().as_bytes(linesep="\r\n") == ways.plain(renamed(ada, name))


@pytest.mark.parametrize(
    "body",
    [
        "# For {{ person.name }}",
        "For {{ person.name }}\n===",
        "| Who | What |\n| --- | --- |\n| {{ person.name }} | reads |",
        "`code of {{ person.name }} here`",
        "    {{ person.name }} in code",
        "&{{ person.first_name }};",
        "<{{ person.first_name }}@example.org>",
        "[click](https://example.org/?who={{ person.first_name }})",
        f"{'word ' * 160}{{{{ rsvp.link }}}}",
    ],
)
def test_name_in_a_place_that_is_not_plain_goes_the_plain_way(scene, body):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body=body), ada)

    assert isinstance(ways.compose(renamed(ada, "Bo")), PlanMail)


@pytest.mark.parametrize(
    "body",
    [
        "[Answer here]({{ rsvp.link }})",
        "`{{ rsvp.link }}`",
        "**{{ person.first_name }}**, *{{ person.name }}*: “{{ person.name }}”",
        "> Dear {{ person.first_name }}!\n\n1. {{ person.name }}\n   - {{ rsvp.link }}",
        "Nothing of one's own.",
        "{{ workshop.agenda }}\n\n- {{ person.name }}",
    ],
)
def test_name_and_link_among_words_are_filled_in(scene, body):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body=body), ada)

    assert_same(ways, renamed(ada, "Bo Finch"))


def test_number_of_templates_has_an_end(scene):
    ada = recipient_of(scene, scene.ada.person)
    ways = Both(context_of(scene, body="{{ person.actions }}"), ada)

    for number in range(200):
        own = (ActionItemFactory.build(action=f"Task {number}"),)
        for _ in range(2):
            ways.compose(replace(ada, open_actions=own))

    [common] = ways.fast._known.values()
    assert len(common.templates) <= 64
    assert len(common.met) <= 64


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs", "M"]), max_size=40)
names = st.one_of(
    st.from_regex(r"[A-Za-zÀ-ÿĀ-ž一-龥]{1,12}( [A-Za-zÀ-ÿ&'.-]{1,12}){0,3}", fullmatch=True),
    words,
)
bodies = st.lists(
    st.one_of(
        words,
        st.sampled_from(["{{ person.name }}", "{{ person.first_name }}", "{{ rsvp.link }}", "\n", "\n\n"]),
        st.sampled_from(
            ["# ", "- ", "> ", "    ", "**", "| a | b |\n|---|---|\n| ", "`", "<", "&", ";", "."]
        ),
        st.just("long " * 220),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=words.filter(str.strip), body=bodies, pair=st.tuples(names, names))
def test_both_ways_agree_whatever_is_written(scene, subject, body, pair):
    ada = recipient_of(scene, scene.ada.person)
    context = context_of(scene, subject=subject, body=body)
    first, second = (renamed(ada, name.strip() or "X") for name in pair)
    try:
        compose(context, first, now=SAVE_THE_DATE_AT)
    except ValueError:
        return
    ways = Both(context, first)

    mail = ways.compose(second)

    content = mail.content if isinstance(mail, FilledMail) else mail.message().as_bytes(linesep="\r\n")
    assert read(content) == read(ways.plain(second))


def test_fast_path_is_for_our_own_smtp_alone():
    assert type(way_out(EmailBackend())) is FastHandover
    assert type(way_out(LocmemBackend())) is PlainHandover


def test_same_mail_arrives_whichever_way_it_left(scene):
    ada = recipient_of(scene, scene.ada.person)
    context = context_of(scene, body=f"{PERSONAL}\n\n```\n.hidden\n..\n.\n```")
    ways = Both(context, ada)
    with SmtpServer() as server:
        handover = FastHandover(EmailBackend(host="127.0.0.1", port=server.port, timeout=10))
        handover.open()
        plain = compose(context, ada, now=SAVE_THE_DATE_AT, message_id_=ways.id_of(ada))
        handover.send(plain)
        filled = ways.compose(ada)
        handover.send(filled)
        handover.close()

        sent_plain, sent_filled = server.mails

    assert isinstance(filled, FilledMail)
    assert b"\r\n    ...\r\n" not in filled.content
    assert sent_plain.recipient == sent_filled.recipient == "ada@example.org"
    undotted = [re.sub(rb"(?m)^\.\.", b".", mail.data) for mail in (sent_plain, sent_filled)]
    assert read(undotted[0]) == read(undotted[1])
