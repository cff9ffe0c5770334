"""What a mail server may answer, and what becomes of the delivery."""

import subprocess
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from time import monotonic

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from commplan.readiness import readiness
from emails.models import Delivery
from emails.selectors.queue import mail_stop
from emails.services import tick
from tests.factories.workshops import UserFactory
from tests.faults.scene import due_now
from tests.faults.smtp_server import HANG_UP, TAKE_AND_HANG_UP, Answer, Script, SmtpServer, Stage
from workshops.models import Membership, Touchpoint
from workshops.states import Role

# What an answer means is decided before a database hears of it.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

BO, CY = "bo0@example.org", "bo1@example.org"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """The server's own, for localhost, with its key in the same file."""
    path = tmp_path / "server.pem"
    made = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    )
    subprocess.run(["openssl", *made.split(), "-keyout", path, "-out", path], check=True, capture_output=True)
    return path


@pytest.fixture
def now(server: SmtpServer, settings: Settings) -> datetime:
    """The moment at which two mails are due, to be sent over the scripted server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 1
    moment = timezone.now()
    due_now(2, now=moment)
    return moment


def to_bo(at: Stage, *answers: Answer) -> Script:
    """These answers, one after the other, to the mails to Bo at the stage; all else goes well."""
    left = list(answers)

    def script(stage: Stage, recipient: str) -> Answer | None:
        return left.pop(0) if left and stage == at and recipient == BO else None

    return script


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("person__email", "state"))


@pytest.mark.parametrize(
    ("stage", "answer", "state"),
    [
        ("rcpt", Answer("450 try later"), "retry"),
        ("rcpt", Answer("550 no such person"), "dead"),
        ("rcpt", HANG_UP, "retry"),
        ("rcpt", Answer("421 closing"), "retry"),
        ("rcpt", Answer("250 ok", after=3), "retry"),
        # Without an end, so that it is no answer at all.
        ("rcpt", Answer("550 " + "x" * 20_000), "retry"),
        ("rcpt", Answer("250-\udcff\udcfe\r\n250-\x00\r\n250 ok"), "sent"),
        ("rcpt", Answer("550-Empf\udce4nger\r\n550 unbekannt"), "dead"),
        ("rcpt", Answer("252 cannot tell, and take it"), "sent"),
        ("rcpt", Answer("what?"), "retry"),
        # About us, not about Bo: it passes when our settings are mended.
        ("rcpt", Answer("554 5.7.1 <bo0@example.org>: Relay access denied"), "retry"),
        ("rcpt", Answer("530 5.7.0 Authentication required"), "retry"),
        # About what was said before, whoever the mail is for.
        ("rcpt", Answer("503 5.5.1 must authenticate first"), "retry"),
        ("data", Answer("503 5.5.1 bad sequence"), "retry"),
        ("data", Answer("451 try later"), "retry"),
        ("data", Answer("354 go\r\n354 go"), "uncertain"),
        ("data", HANG_UP, "retry"),
        ("data", Answer("421 closing"), "retry"),
        ("data", Answer("554 no valid recipients"), "dead"),
        ("end", Answer("451 try later"), "retry"),
        ("end", Answer("421 closing"), "retry"),
        ("end", Answer("552 too large"), "dead"),
        ("end", Answer("554 not wanted"), "dead"),
        ("end", Answer("what?"), "uncertain"),
        ("end", HANG_UP, "uncertain"),
        ("end", TAKE_AND_HANG_UP, "uncertain"),
        ("end", Answer("250 taken", after=3, takes=True), "uncertain"),
        ("end", Answer("250 taken", after=0.3, takes=True), "sent"),
    ],
)
def test_answer_to_one_mail_decides_about_that_mail_alone(server, now, stage, answer, state):
    server.script = to_bo(stage, answer)

    tick(now=now)

    assert states() == {BO: state, CY: "sent"}


def test_server_that_greets_nobody_costs_no_try_of_the_mails_behind_the_first(server, now):
    server.script = lambda stage, recipient: HANG_UP if stage == "connect" else None

    tick(now=now)
    server.script = lambda stage, recipient: None
    tick(now=now + timedelta(minutes=2))

    assert states() == {BO: "sent", CY: "sent"}
    assert set(server.copies.values()) == {1}


def test_server_that_loses_commands_in_a_row_is_told_one_thing_after_the_other(server, now):
    due_now(6, now=now)
    server.loses_rows = True

    tick(now=now)

    assert set(Delivery.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert set(server.copies.values()) == {1}


def test_greylisted_mail_arrives_by_a_later_try(server, now):
    server.script = to_bo("rcpt", Answer("451 greylisted"), Answer("451 greylisted"))

    for minutes in (0, 2, 10):
        tick(now=now + timedelta(minutes=minutes))

    assert states() == {BO: "sent", CY: "sent"}
    assert Delivery.objects.get(person__email=BO).attempts == 3


def test_mail_in_doubt_is_sent_once_more_after_ten_minutes_with_the_same_message_id(server, now):
    server.script = to_bo("end", TAKE_AND_HANG_UP)
    tick(now=now)
    tick(now=now + timedelta(minutes=9))
    before = states()

    tick(now=now + timedelta(minutes=11))

    assert before[BO] == "uncertain"
    assert states()[BO] == "sent"
    assert sorted(server.copies.values()) == [1, 2]


def test_mail_in_doubt_twice_waits_for_a_person(server, now):
    server.script = to_bo("end", *[TAKE_AND_HANG_UP] * 9)

    for minutes in range(0, 600, 10):
        tick(now=now + timedelta(minutes=minutes))

    assert states()[BO] == "uncertain"
    assert len([mail for mail in server.mails if mail.recipient == BO]) == 2


@pytest.mark.parametrize(
    ("stage", "answer", "told"),
    [
        ("connect", Answer("421 too many connections"), "does not talk to us"),
        ("connect", Answer("554 no service"), "does not talk to us"),
        ("connect", Answer("HTTP/1.1 400 Bad Request"), "does not talk to us"),
        ("connect", Answer("220 ready", after=3), "could not be reached"),
        ("ehlo", Answer("250 scripted", after=3), "could not be reached"),
        ("ehlo", Answer("250-scripted\r\n250 AUTH LOGIN PLAIN"), "refuses our sign-in"),
        ("ehlo", Answer("250 scripted"), "refuses our sign-in: SMTP AUTH extension not supported"),
        ("mail", Answer("550 not yours"), "does not send for our address"),
        ("mail", Answer("530 5.7.0 Must issue a STARTTLS command first"), "refuses our sign-in"),
        ("mail", Answer("421 closing"), "The server answered: 421 closing"),
    ],
)
def test_fault_of_the_server_or_the_settings_condemns_no_mail(server, now, settings, stage, answer, told):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = ("robin", "old") if stage == "ehlo" else ("", "")
    faults = {stage: answer, "auth": Answer("535 5.7.8 bad credentials")}
    server.script = lambda stage, recipient: faults.get(stage)
    tick(now=now)
    before = states()
    reasons = set(Delivery.objects.values_list("error", flat=True))

    faults.clear()
    settings.EMAIL_HOST_USER = ""
    tick(now=now + timedelta(minutes=2))

    assert before == {BO: "retry", CY: "retry"}
    assert [told in reason for reason in reasons] == [True]
    assert states() == {BO: "sent", CY: "sent"}


def test_refused_sign_in_is_told_with_what_mends_it_and_ends_with_the_first_mail(
    server, now, settings, client
):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "robin", "old"
    faults = {"ehlo": Answer("250-scripted\r\n250 AUTH PLAIN"), "auth": Answer("535 5.7.8 bad credentials")}
    server.script = lambda stage, recipient: faults.get(stage)
    touchpoint = Touchpoint.objects.get()
    manager = UserFactory()
    Membership.objects.create(project=touchpoint.workshop.project, user=manager, role=Role.MANAGER)
    client.force_login(manager)
    pages = [
        reverse("dashboard"),
        reverse("emails:deliveries-panel", args=[touchpoint.workshop_id]),
        reverse("emails:touchpoint-deliveries", args=[touchpoint.pk]),
    ]

    for minutes in (0, 2, 4):
        tick(now=now + timedelta(minutes=minutes))
    broken = [client.get(page).content.decode() for page in pages]
    ready = readiness(now + timedelta(minutes=5)).reasons
    faults.clear()
    settings.EMAIL_HOST_USER = ""
    tick(now=now + timedelta(minutes=10))
    mended = [client.get(page).content.decode() for page in pages]

    for text in ("No mail leaves", "The mail server refuses our sign-in: 535", "in EMAIL_URL"):
        assert [text in page for page in broken] == [True] * 3
    assert [reason for reason in ready if reason.startswith("The mail server has confirmed no mail for ")]
    assert ["No mail leaves" in page for page in mended] == [False] * 3


@pytest.mark.parametrize(("others", "is_stopped"), [(0, False), (1, True)])
@pytest.mark.parametrize(
    ("stage", "answer"), [("rcpt", Answer("451 4.3.0 try later")), ("end", TAKE_AND_HANG_UP)]
)
def test_server_that_confirms_nothing_of_what_is_tried_is_told_within_five_minutes(
    server, now, others, is_stopped, stage, answer
):
    due_now(others, now=now)
    server.script = lambda at, recipient: answer if at == stage else None

    for minutes in (0, 2, 4):
        tick(now=now + timedelta(minutes=minutes))

    told = readiness(now + timedelta(minutes=5)).reasons
    assert [reason for reason in told if "has confirmed no mail" in reason] == (
        ["The mail server has confirmed no mail for 4 minutes."] if is_stopped else []
    )
    assert mail_stop() is None


@pytest.mark.parametrize(
    ("extensions", "told"),
    [
        ("SIZE", "does not talk to us: STARTTLS extension not supported by server."),
        ("STARTTLS", "does not talk to us: 454 not here"),
    ],
)
def test_encryption_that_the_server_does_not_offer_is_told_with_what_mends_it(
    server, now, settings, extensions, told
):
    settings.EMAIL_USE_TLS = True
    server.script = lambda stage, recipient: (
        Answer(f"250-scripted\r\n250 {extensions}") if stage == "ehlo" else None
    )

    tick(now=now)

    stop = mail_stop()
    assert states() == {BO: "retry", CY: "retry"}
    assert stop
    assert told in stop.reason
    assert "host, port and encryption" in stop.advice


def test_way_to_sign_in_that_is_not_ours_is_told_with_what_mends_it(server, now, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "robin", "old"
    server.script = lambda stage, recipient: (
        Answer("250-scripted\r\n250 AUTH GSSAPI XOAUTH2") if stage == "ehlo" else None
    )

    tick(now=now)

    stop = mail_stop()
    assert states() == {BO: "retry", CY: "retry"}
    assert stop
    assert "refuses our sign-in: No suitable authentication method found." in stop.reason


@pytest.mark.parametrize(
    ("host", "is_known", "told"),
    [
        ("localhost", False, "self-signed certificate"),
        ("127.0.0.1", True, "not valid for '127.0.0.1'"),
        ("localhost", True, ""),
    ],
)
def test_certificate_decides_whether_mails_leave_and_a_bad_one_condemns_none(
    server, now, settings, certificate, monkeypatch, host, is_known, told
):
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = host, True
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server.secret = SSLContext(PROTOCOL_TLS_SERVER)
    server.secret.load_cert_chain(certificate)
    answers = {"ehlo": Answer("250-scripted\r\n250 STARTTLS"), "starttls": Answer("220 go on")}
    server.script = lambda stage, recipient: answers.get(stage)

    tick(now=now)

    stop = mail_stop()
    if not told:
        assert (states(), stop) == ({BO: "sent", CY: "sent"}, None)
        return
    assert states() == {BO: "retry", CY: "retry"}
    assert stop
    assert stop.reason.startswith("The mail server's certificate cannot be trusted: ")
    assert told in stop.reason
    assert "the host name that stands in the certificate" in stop.advice


def test_handshake_that_never_ends_is_waited_for_once(server, now, settings):
    settings.EMAIL_USE_TLS = True
    faults = {"ehlo": Answer("250-scripted\r\n250 STARTTLS"), "starttls": Answer("220 go on", is_deaf=True)}
    server.script = lambda stage, recipient: faults.get(stage)
    begun = monotonic()

    tick(now=now)

    assert states() == {BO: "retry", CY: "retry"}
    assert monotonic() - begun < 2 * settings.EMAIL_TIMEOUT


def test_name_that_nobody_knows_leaves_all_for_later(now, settings):
    settings.EMAIL_HOST = "no-such-host.invalid"

    tick(now=now)

    assert states() == {BO: "retry", CY: "retry"}


def test_mail_too_large_for_the_server_is_not_tried_for_days(server, now):
    server.script = lambda stage, recipient: Answer("552 too large") if stage == "mail" else None

    tick(now=now)

    assert states() == {BO: "dead", CY: "dead"}
    assert set(Delivery.objects.values_list("error", flat=True)) == {"The server answered: 552 too large"}


@pytest.mark.parametrize("farewell", [HANG_UP, Answer("421 enough for one connection")])
def test_server_that_ends_each_connection_after_some_mails_gets_all_of_them_once(server, now, farewell):
    due_now(10, now=now)
    mails = Counter[str]()

    def script(stage: Stage, recipient: str) -> Answer | None:
        mails[stage] += 1
        if stage == "connect":
            mails["mail"] = 0
        return farewell if stage == "mail" and mails["mail"] > 3 else None

    server.script = script

    for minutes in (0, 2, 10, 30):
        tick(now=now + timedelta(minutes=minutes))

    assert Counter(states_of_all()) == {"sent": 12}
    assert sorted(server.copies.values()) == [1] * 12


def states_of_all() -> list[str]:
    return list(Delivery.objects.values_list("state", flat=True))
