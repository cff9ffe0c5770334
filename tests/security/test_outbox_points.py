"""Points 7, 23 to 25, 27, 28 and 34 on the pages about mails."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from emails.models import Delivery, KeptRehearsal, Suppression
from emails.states import DeliveryState
from emails.urls import urlpatterns
from tests.factories.emails import DeliveryFactory, OutboxMessageFactory, SuppressionFactory
from tests.factories.workshops import ParticipantFactory, TouchpointFactory, UserFactory, WorkshopFactory
from workshops.models import Workshop
from workshops.states import WorkshopState

OK, GONE, SIGN_IN, NOT_ALLOWED = 200, 404, 302, 405

# URL name, and what it answers to a manager, a member, and the manager of another project: on GET, then on
# POST.
TABLE = [
    ("review", (OK, GONE, GONE), (302, GONE, GONE)),
    ("nudge", (OK, GONE, GONE), (302, GONE, GONE)),
    ("rehearsal", (OK, GONE, GONE), (302, GONE, GONE)),
    ("rehearsal-frame", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("deliveries-panel", (OK, OK, GONE), (OK, OK, GONE)),
    ("touchpoint-deliveries", (OK, OK, GONE), (OK, OK, GONE)),
    ("delivery-resend", (OK, GONE, GONE), (302, GONE, GONE)),
    ("delivery-leave", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (302, GONE, GONE)),
    ("blocked", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("blocked-release", (OK, GONE, GONE), (302, GONE, GONE)),
    ("touchpoint-preview", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("preview-frame", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("send-now", (OK, GONE, GONE), (302, GONE, GONE)),
    ("told-of-move", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("told-of-cancel", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("draft-preview", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (OK, GONE, GONE)),
    ("draft-frame", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (OK, GONE, GONE)),
    ("draft-test", (NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), (OK, GONE, GONE)),
    ("outbox-message", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("outbox-html", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("outbox-raw", (OK, GONE, GONE), (OK, GONE, GONE)),
    ("outbox-attachment", (OK, GONE, GONE), (OK, GONE, GONE)),
]
METHODS = ["get", "post"]
ROLES = ["manager", "member", "stranger"]
NAMES = [row[0] for row in TABLE]
FRAMES = ["rehearsal-frame", "preview-frame", "outbox-html"]

RAW = b"""From: commplan@localhost\r
To: ada@example.org\r
Subject: Hold the date\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary="x"\r
\r
--x\r
Content-Type: text/html; charset="utf-8"\r
\r
<html><head><title>x</title></head><body><script>alert(1)</script><a href="https://a.example">a</a></body></html>\r
--x\r
Content-Type: text/html\r
Content-Disposition: attachment; filename="evil\\"; x=\\".html"\r
\r
<script>alert(1)</script>\r
--x--\r
"""


@pytest.fixture
def workshop(project) -> Workshop:
    """A draft with one mail to one participant, whose delivery failed, and is kept in the outbox.

    An address of the project is blocked. The plan was rehearsed, and a mail of that is kept.
    """
    workshop = WorkshopFactory(project=project, draft=True)
    participant = ParticipantFactory(workshop=workshop)
    touchpoint = TouchpointFactory(workshop=workshop)
    delivery = DeliveryFactory(touchpoint=touchpoint, person=participant.person, state=DeliveryState.DEAD)
    OutboxMessageFactory(delivery=delivery, raw=RAW)
    SuppressionFactory(project=project)
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    # To play the plan for each of these tests would cost more than all of their answers.
    rehearsal = KeptRehearsal.objects.create(workshop=workshop, rsvp="accepted", played_at=at)
    rehearsal.mails.create(
        number=0,
        touchpoint=touchpoint.name,
        person=participant.person,
        name=participant.person.name,
        email=participant.person.email,
        at=at,
        sender="commplan@localhost",
        subject="Hold the date",
        text="Hold the date.",
        html="<html><body><script>alert(1)</script></body></html>",
    )
    return workshop


@pytest.fixture
def address(workshop):
    """The address of a page for the workshop, its touchpoint, its delivery or its kept mail."""
    delivery = Delivery.objects.select_related("touchpoint").get()
    mail = delivery.outbox_messages.get()
    rows = dict.fromkeys(("touchpoint", "preview", "send"), delivery.touchpoint)
    suppression = Suppression.objects.get()
    rows |= {"delivery": delivery, "outbox": mail}
    rows |= {"blocked": workshop.project, "blocked-release": suppression}

    def find(name: str) -> str:
        row = rows.get(name, rows.get(name.partition("-")[0], workshop))
        more = [0] if name == "outbox-attachment" else []
        query = "?mail=0" if name == "rehearsal-frame" else ""
        return reverse(f"emails:{name}", args=[row.pk, *more]) + query

    return find


@pytest.fixture
def browsers(manager_client, member_client, stranger_client):
    return dict(zip(ROLES, (manager_client, member_client, stranger_client), strict=True))


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Reader().feed(page)
    return found


@pytest.mark.parametrize("name", FRAMES)
def test_point_7_frame_of_a_mail_can_run_and_load_nothing(name, address, manager_client):
    answer = manager_client.get(address(name))

    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert {
        "default-src": "'none'",
        "script-src": "'none'",
        "img-src": "'none'",
        "connect-src": "'none'",
        "form-action": "'none'",
        "frame-src": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }.items() <= policy.items()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "query"), [("touchpoint-preview", ""), ("outbox-message", ""), ("rehearsal", "?mail=0")]
)
def test_point_7_page_shows_a_mail_in_a_sandboxed_frame_only(name, query, address, manager_client):
    page = manager_client.get(address(name) + query).content.decode()

    frames = [attributes for tag, attributes in elements(page) if tag == "iframe"]
    assert [frame["sandbox"] for frame in frames] == ["allow-popups allow-popups-to-escape-sandbox"]
    assert "srcdoc" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["preview-frame", "rehearsal-frame"])
def test_point_7_preview_uses_the_sanitizer_of_the_mails(name, workshop, address, manager_client):
    workshop.touchpoints.update(
        body="<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://e.example/x.png) <b onclick=x>"
    )
    manager_client.post(address("rehearsal"))

    page = manager_client.get(address(name)).content.decode()

    tags = {tag for tag, _ in elements(page)}
    assert tags.isdisjoint({"script", "img", "iframe", "form", "object", "svg"})
    assert not [
        attributes for _, attributes in elements(page) if any(key.startswith("on") for key in attributes)
    ]
    assert "javascript:" not in str([attributes.get("href") for _, attributes in elements(page)])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
@pytest.mark.any_database
def test_point_23_each_role_gets_what_the_table_says(row, method, address, browsers):
    name, *expected = row

    answers = {role: getattr(browsers[role], method)(address(name)).status_code for role in reversed(ROLES)}

    assert answers == dict(zip(ROLES, expected[METHODS.index(method)], strict=True))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [*NAMES, "outbox"])
@pytest.mark.any_database
def test_point_23_without_sign_in_everything_leads_to_the_sign_in(name, method, address):
    url = reverse("emails:outbox") if name == "outbox" else address(name)

    answer = getattr(Client(), method)(url)

    assert answer.status_code == SIGN_IN
    assert answer.url.startswith(f"{reverse('login')}?next=")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.any_database
def test_point_23_an_id_that_nobody_has_is_the_same_404(name, manager_client):
    more = [0] if name == "outbox-attachment" else []

    answer = manager_client.post(reverse(f"emails:{name}", args=[987654321, *more]))

    assert answer.status_code == GONE


@pytest.mark.any_database
def test_point_23_every_page_about_mails_is_in_the_table():
    # Providers have a secret instead of a role, and participants a signed link: tests of their own.
    by_token = {"participant-calendar", "reader-choice", "reader-stop", "mine-mails"}
    pages = {pattern.name for pattern in urlpatterns if not str(pattern.name).endswith("webhook")} - by_token

    # Held by the tables of recaps and of people.
    elsewhere = {"addendum", "addendum-panel", "addendum-frame", "person-mails"}
    assert pages - elsewhere == {*NAMES, "outbox"}


def test_point_24_extra_fields_change_nothing_when_a_workshop_is_scheduled(workshop, address, manager_client):
    start, project = workshop.start, workshop.project_id

    manager_client.post(
        address("review"),
        {"start": "2030-01-01", "project": 1, "state": "cancelled", "sequence": 9, "uid": "x"},
    )

    workshop.refresh_from_db()
    assert (workshop.start, workshop.project_id, workshop.sequence) == (start, project, 0)
    assert workshop.state == WorkshopState.SCHEDULED


def test_point_24_extra_fields_change_nothing_when_a_mail_is_sent_again(workshop, address, manager_client):
    workshop.touchpoints.update(state="planned", expires_at=None)
    delivery = Delivery.objects.get()

    manager_client.post(
        address("delivery-resend"),
        {"state": "sent", "person": 1, "email": "eve@example.org", "message_id": "x"},
    )

    again = Delivery.objects.get()
    assert (again.state, again.person_id, again.email, again.message_id) == (
        DeliveryState.QUEUED,
        delivery.person_id,
        delivery.email,
        delivery.message_id,
    )


def test_point_25_outbox_shows_no_mail_and_no_name_of_another_project(workshop, stranger_client):
    person = workshop.participants.get().person

    for query in ({}, {"person": person.pk}, {"workshop": workshop.pk}):
        page = stranger_client.get(reverse("emails:outbox"), query)
        assert list(page.context["page"]) == []
        assert person.name not in page.content.decode()
        assert str(workshop) not in page.content.decode()


def test_point_25_a_member_sees_only_mails_to_the_member(workshop, project, member_client):
    user = project.memberships.get(role="member").user
    touchpoint = workshop.touchpoints.get()
    own = DeliveryFactory(touchpoint=touchpoint, person__email=user.email)
    OutboxMessageFactory(delivery=own, subject="To the member")

    page = member_client.get(reverse("emails:outbox"))

    assert [row.subject for row in page.context["page"]] == ["To the member"]
    assert workshop.participants.get().person.name not in page.content.decode()


def test_point_25_preview_is_not_made_for_a_person_of_another_project(workshop, address, manager_client):
    foreign = ParticipantFactory(person__name="Ada Elsewhere").person

    page = manager_client.get(address("touchpoint-preview"), {"person": foreign.pk})

    assert page.context["person"] == workshop.participants.get().person
    assert "Ada Elsewhere" not in page.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "review",
        "rehearsal",
        "send-now",
        "draft-preview",
        "draft-frame",
        "draft-test",
        "delivery-resend",
        "delivery-leave",
        "blocked-release",
    ],
)
def test_point_27_what_changes_something_needs_the_token(name, manager, project, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)

    answer = client.post(address(name))

    assert answer.status_code == 403


def test_point_28_state_lease_and_message_id_cannot_be_set_in_the_admin(workshop):
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    delivery = Delivery.objects.get()
    url = reverse("admin:emails_delivery_change", args=[delivery.pk])

    shown = client.get(url).content.decode()
    changed = client.post(url, {"state": "queued", "lease": "", "message_id": "<x@example.org>"})

    delivery.refresh_from_db()
    assert {tag for tag, _ in elements(shown)}.isdisjoint({"textarea", "select"})
    assert changed.status_code == 403
    assert delivery.state == DeliveryState.DEAD


@pytest.mark.parametrize("name", ["outbox-attachment", "outbox-raw"])
def test_point_34_files_come_back_as_attachments_that_nothing_sniffs(name, address, manager_client):
    answer = manager_client.get(address(name))

    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] in ("application/octet-stream", "message/rfc822")


def test_point_34_name_of_a_file_adds_nothing_to_the_header(address, manager_client):
    answer = manager_client.get(address("outbox-attachment"))

    assert answer["Content-Disposition"] == 'attachment; filename="evil---x--.html"'
