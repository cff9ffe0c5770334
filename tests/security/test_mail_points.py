"""Templates and mail: points 1 to 5 and 8 to 14 of the forty, as far as a mail to a person shows them."""

import ast
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from typing import Any

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commplan.checks import LONGEST_TIMEOUT
from emails.facts import facts
from emails.gates import gate
from emails.message.mail import MailContext, compose, recipients
from emails.message.values import personal_blocks, personal_values
from emails.services import dispatch_due, open_deliveries
from emails.transport.handover import connect
from emails.transport.smtp import EmailBackend
from tests.emails.scenes import SAVE_THE_DATE_AT, Scene, scheduled_plan
from tests.examples import examples
from tests.factories.workshops import AgendaItemFactory
from workshops import services
from workshops.placeholders import BY_NAME

pytestmark = pytest.mark.django_db
TRICKS = [
    "{{ person.name.email }}",
    "{{ person[0] }}",
    "{{ person.name!r }}",
    "{{ person.name:9 }}",
    "{{ secret }}",
]


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def composed(scene: Scene, **changes: Any) -> Any:
    touchpoint = scene.touchpoint("save-the-date")
    for name, value in changes.items():
        setattr(touchpoint, name, value)
    person = scene.ada.person
    context = MailContext(touchpoint, facts(scene.workshop.pk))
    return compose(context, recipients(scene.workshop.pk, [person.pk])[person.pk], now=SAVE_THE_DATE_AT)


def html_of(mail: Any) -> str:
    return str(mail.alternatives[0][0])


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("field", ["subject", "body"])
def test_01_placeholder_outside_the_list_is_never_sent(scene, mailoutbox, trick, field):
    scene.workshop.touchpoints.filter(kind="save-the-date").update(**{field: trick})

    open_deliveries(now=SAVE_THE_DATE_AT)
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10)

    verdict = gate(scene.touchpoint("save-the-date"), facts(scene.workshop.pk))
    assert (mailoutbox, len(verdict.reasons)) == ([], 1)


def test_01_single_braces_are_words(scene):
    mail = composed(scene, body="Our {person.name} and {0!r}.")

    assert "Our {person.name} and {0!r}." in mail.body


def test_02_every_value_is_text(scene):
    read = facts(scene.workshop.pk)
    recipient = recipients(scene.workshop.pk, [scene.ada.person_id])[scene.ada.person_id]

    values = personal_values(read, recipient) | personal_blocks(read, recipient, set(BY_NAME))

    assert set(values) == set(BY_NAME)
    assert {type(value) for value in values.values()} == {str}


def test_03_value_that_looks_like_a_placeholder_is_not_filled_in_again(scene):
    scene.ada.person.name = "{{ organizer.email }}"
    scene.ada.person.save()
    AgendaItemFactory(workshop=scene.workshop, title="{{ organizer.name }} speaks")

    mail = composed(
        scene, body="Hi {{ person.name }}\n\n{{ workshop.agenda }}", subject="To {{ person.name }}"
    )

    assert "Hi {{ organizer.email }}" in mail.body
    assert "{{ organizer.name }} speaks" in mail.body
    assert mail.subject == "To {{ organizer.email }}"


def test_04_template_syntax_stays_literal(scene):
    mail = composed(scene, body="{% load static %}{% debug %} {# no #} ${x}")

    assert "{% load static %}{% debug %} {# no #} ${x}" in mail.body
    assert "{% load static %}{% debug %} {# no #} ${x}" in html_of(mail)


def test_05_name_with_markup_is_inert(scene):
    scene.ada.person.name = "<b>Ada</b> [click](https://evil.example) **x** https://evil.example"
    scene.ada.person.save()

    mail = composed(scene, body="Hi {{ person.name }}!")

    assert scene.ada.person.name in mail.body
    assert 'href="https://evil.example' not in html_of(mail)
    assert "<b>Ada" not in html_of(mail)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028"])
@pytest.mark.parametrize("field", ["subject", "sender", "name"])
def test_08_line_break_in_a_header_is_a_form_error(scene, field, end):
    touchpoint = scene.touchpoint("save-the-date")
    setattr(touchpoint, field, f"Hello{end}Bcc: everyone@example.org")

    with pytest.raises(ValidationError) as error:
        touchpoint.full_clean()

    assert field in error.value.error_dict


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_08_line_break_that_came_past_the_form_leaves_in_no_header(scene, mailoutbox, end):
    person = scene.ada.person
    type(person).objects.filter(pk=person.pk).update(name=f"Ada{end}Bcc: everyone@example.org")

    open_deliveries(now=SAVE_THE_DATE_AT)
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10)

    headers = [list(mail.message().keys()) for mail in mailoutbox]
    assert len(headers) == 2
    assert all("Bcc" not in names for names in headers)


def test_09_headers_are_a_closed_list(scene):
    names = list(composed(scene).message().keys())

    assert sorted(names) == [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Reply-To",
        "Subject",
        "To",
    ]


def test_10_every_connection_has_a_timeout_and_tells_its_failures(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    connection = connect()

    assert isinstance(connection, EmailBackend)
    assert connection.timeout == settings.EMAIL_TIMEOUT
    assert 0 < settings.EMAIL_TIMEOUT <= LONGEST_TIMEOUT
    assert connection.fail_silently is False


def test_10_no_module_asks_for_silence(settings):
    silent = {
        str(path.relative_to(settings.BASE_DIR))
        for room in ("workshops", "actions", "emails", "commplan")
        for path in (settings.BASE_DIR / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "fail_silently"
        if ast.unparse(node.value) != "False"
    }

    assert silent == set()


@pytest.mark.parametrize(
    "address",
    ["a@example.org,b@example.org", "Ada <a@example.org>", "a@example.org\nb@example.org", "a b@c.org"],
)
def test_11_address_is_one_plain_address(scene, address):
    scene.ada.person.email = address

    with pytest.raises(ValidationError):
        scene.ada.person.full_clean()


def test_11_each_mail_goes_to_one_person(scene, mailoutbox):
    open_deliveries(now=SAVE_THE_DATE_AT)
    dispatch_due(now=SAVE_THE_DATE_AT, limit=10)

    assert [len(mail.recipients()) for mail in mailoutbox] == [1, 1]


def test_12_links_come_from_the_site_url_alone(scene, settings):
    settings.SITE_URL = "https://plan.example.org"

    mail = composed(scene, body="{{ rsvp.link }} {{ actions.link }}")

    found = html_of(mail).split('href="')[1:]
    assert len(found) == 3
    assert all(link.startswith("https://plan.example.org/") for link in found)


def test_12_forged_host_is_refused():
    response = Client().get("/accounts/login/", headers={"host": "evil.example"})

    assert response.status_code == 400


def test_13_no_field_adds_a_calendar_property(scene):
    nasty = "Room;X=1,2\r\nATTENDEE:mailto:evil@example.org\r\nX-A:1"
    workshop = scene.workshop
    type(workshop).objects.filter(pk=workshop.pk).update(
        title=nasty, location=nasty, objectives=[nasty], time_zone="Europe/Berlin"
    )
    plain = composed(scheduled_plan(), subject="Hi")

    mail = composed(scene, subject="Hi")

    assert names_of(mail) == names_of(plain)


def names_of(mail: Any) -> list[str]:
    content = next(content for content, kind in mail.alternatives if kind.startswith("text/calendar"))
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return [name for name, _ in event.property_items(recursive=False)]


def test_14_from_is_the_projects_own_address_and_the_organizer_is_in_reply_to(scene, settings):
    settings.DEFAULT_FROM_EMAIL = "plan@example.org"

    mail = composed(scene, sender="Boss <boss@evil.example>")

    sent = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    [sender] = sent["From"].addresses
    assert sender.addr_spec == "plan@example.org"
    assert [address.addr_spec for address in sent["Reply-To"].addresses] == [scene.workshop.organizer.email]


@hypothesis_settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=60)
)
def test_whatever_the_name_is_the_mail_has_one_recipient(scene, name):
    scene.ada.person.name = name
    services.save_person(
        project_id=scene.workshop.project_id,
        person_id=scene.ada.person_id,
        name=name.strip() or "Ada",
        email="ada@example.org",
        group_ids=[],
        by=None,
        now=SAVE_THE_DATE_AT,
    )

    message = composed(scene, body="Hi {{ person.name }}").message()

    assert message["To"].endswith("<ada@example.org>")
    assert str(make_header(decode_header(message["To"]))).count("<ada@example.org>") == 1
