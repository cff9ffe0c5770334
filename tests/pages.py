"""Every page of the program, found by its URL conf, with an address of the demo: for what holds of all.

A new page is found by itself as long as its address begins like those of its kind; else `rows` has to learn
its kind, and the tests that use this module say so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from actions.models import ActionItem
from commplan.demo.load import load_demo
from emails.models import Delivery, OutboxMessage, Reader
from emails.reader_links import reader_token
from emails.services import tick
from emails.services.rehearsing import keep_rehearsal
from tests.factories.emails import SuppressionFactory
from tests.factories.workshops import (
    CarriedPointFactory,
    ConstraintFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    PipelineFactory,
    RecapSectionFactory,
    RiskFactory,
)
from workshops.invitation_links import invitation_token
from workshops.links import participant_token, person_token
from workshops.models import Approval, OpenQuestion, Project, User

# The administration is Django's own, health pages speak to machines, mails in frames are looked at as mails.
LEFT_OUT = re.compile(r"admin/|anymail/|healthz|readyz|metrics|signin/|.*(frame|outbox/<int:pk>/html)/$")
RISKS = "Risks of the demo"
# Without an invitation kept at the sign-in it is rightly not there.
GONE = {"workshops:join-signed-in"}
# More of what a page can show than its plain address does.
VARIANTS = {
    "search": ["?q=pipeline"],
    "emails:rehearsal": ["?mail=0"],
    "workshops:people": ["?q=nobody+at+all"],
    "workshops:person-merge-choose": ["?q=a"],
    "actions:action-log": ["?group=owner", "?group=week", "?overdue=on", "?q=nothing+like+it"],
}


@dataclass(frozen=True, slots=True)
class PageAddress:
    name: str
    url: str


def demo_with_everything(*, now: datetime) -> Project:
    """The demo a minute after it was loaded, its first mails sent, with a row of each kind of page."""
    project = load_demo(now=now)
    tick(now=now)
    workshop = project.workshops.get(code="5")
    for code in ("3", "5"):
        # One that a register writes: the others have no page for that.
        recap = project.workshops.get(code=code).recap
        RecapSectionFactory(recap=recap, position=90, heading=RISKS)
    double = PersonFactory(project=project, name="Quill, Ada", email="ada.quill@example.org")
    PersonFactory(project=project, name="Ada Quill", email="quill@example.com")
    if not workshop.constraints.exists():
        ConstraintFactory(workshop=workshop, flagged_by=double, at=now - timedelta(days=1))
    if not workshop.risks.exists():
        RiskFactory(workshop=workshop, owner=double)
    if not workshop.pipelines.exists():
        PipelineFactory(workshop=workshop)
    CarriedPointFactory(workshop=project.workshops.get(code="6"), came_from=workshop)
    project.saved_filters.create(user=manager_of(project), name="Late", query="overdue=on")
    Reader.objects.get_or_create(email="ada.quill@example.org")
    SuppressionFactory(project=project, email="gone@example.org", delivery=None)
    MembershipFactory(project=project, role="member")
    InvitationFactory(project=project, asked_at=now)
    failed = Delivery.objects.filter(touchpoint__workshop__project=project).latest("pk")
    failed.state, failed.error = "dead", "550 5.1.1 No such user here."
    failed.save(update_fields=["state", "error"])
    keep_rehearsal(workshop_id=workshop.pk, rsvp="accepted", now=now)
    return project


def rows(project: Project) -> dict[str, dict[str, Any]]:
    """By the beginning of an address: what to put for the names in it."""
    workshops = {workshop.code: workshop for workshop in project.workshops.all()}
    coming, waiting = workshops["5"], workshops["3"]
    people = list(project.people.order_by("pk"))
    participant = coming.participants.active()[0]
    manager = project.memberships.filter(role="manager").select_related("user")[0].user
    mail = OutboxMessage.objects.exclude(delivery=None).latest("pk")
    invitation = project.invitations.all()[0]
    question = OpenQuestion.objects.open().exclude(owner=None)[0]
    approval = Approval.objects.pending().exclude(owner=None)[0]
    today = timezone.localdate()
    return {
        "projects": {"pk": project.pk, "register": "risk", "suffix": "csv"},
        "workshops": {
            "pk": coming.pk,
            "register": "risk",
            "suffix": "csv",
            "section": coming.recap.sections.filter(heading=RISKS)[0].pk,
        },
        "workshops/<int:pk>/recap/": {
            "pk": waiting.pk,
            "section": waiting.recap.sections.filter(heading=RISKS)[0].pk,
        },
        "check-points": {"pk": coming.check_points.all()[0].pk},
        "people": {"pk": people[0].pk, "other": people[1].pk},
        "groups": {"pk": project.groups.all()[0].pk},
        "members": {"pk": project.memberships.all()[0].pk},
        "invitations": {"pk": invitation.pk},
        "participants": {"pk": participant.pk},
        "touchpoints": {"pk": coming.touchpoints.get(kind="agenda").pk},
        "questions": {"pk": _first(project, "open_questions")},
        "approvals": {"pk": _first(project, "approvals")},
        "constraints": {"pk": _first(project, "constraints")},
        "risks": {"pk": _first(project, "risks")},
        "registers": {"register": "risk", "pk": _first(project, "risks")},
        "actions": {"pk": ActionItem.objects.filter(project=project)[0].pk, "cell": "state"},
        "deliveries": {"pk": mail.delivery_id},
        "outbox": {"pk": mail.pk, "number": 0},
        "carried": {"pk": _first(project, "carried_points")},
        "action-filters": {"pk": project.saved_filters.all()[0].pk},
        "blocked": {"pk": project.suppressions.all()[0].pk},
        "p/<str:token>/mails": {"token": reader_token(Reader.objects.latest("pk"), on=today)},
        "p/<str:token>/mine": {"token": person_token(question.owner, on=today)},
        "p/<str:token>/mine/questions": {"token": person_token(question.owner, on=today), "pk": question.pk},
        "p/<str:token>/mine/approvals": {"token": person_token(approval.owner, on=today), "pk": approval.pk},
        "p/join": {"token": invitation_token(invitation)},
        "p": {"token": participant_token(participant)},
        "accounts/reset": {
            "uidb64": urlsafe_base64_encode(force_bytes(manager.pk)),
            "token": default_token_generator.make_token(manager),
        },
    }


def _first(project: Project, relation: str) -> int:
    """The first row of a kind that hangs on the project's workshops."""
    found = [row.pk for workshop in project.workshops.all() for row in getattr(workshop, relation).all()]
    return int(found[0])


def routes() -> Iterator[tuple[str, str]]:
    """(name with its room, route) of every address of ours."""
    yield from _routes(get_resolver().url_patterns, "", "")


def _routes(patterns: list[Any], space: str, prefix: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if LEFT_OUT.match(route):
            continue
        if isinstance(pattern, URLResolver):
            yield from _routes(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space, route
            )
        elif isinstance(pattern, URLPattern):
            yield space + str(pattern.name), route


def addresses(project: Project) -> list[PageAddress]:
    """Every address that can be opened, of pages and of what only answers to buttons or sends a file."""
    known = rows(project)
    # The longest beginning that fits knows best.
    beginnings = sorted(known, key=len, reverse=True)
    found: list[PageAddress] = []
    for name, route in routes():
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        beginning = next((each for each in beginnings if route.startswith(each)), "")
        values = known.get(beginning, {})
        if lacking := [each for each in names if each not in values]:
            raise LookupError(f"tests/pages.py: rows() has no {lacking} for the address {route!r} ({name}).")
        url = reverse(name, kwargs={each: values[each] for each in names})
        found += [PageAddress(name + more, url + more) for more in ["", *VARIANTS.get(name, [])]]
    return list({page.url: page for page in found}.values())


def pages(project: Project) -> list[PageAddress]:
    """The addresses that show a whole page to the project's manager who opens them."""
    client = Client()
    client.force_login(manager_of(project))
    extra = [
        PageAddress(f"workshops:workshop of {workshop}", workshop.get_absolute_url())
        for workshop in project.workshops.all()
    ]
    return [
        page
        for page in (*addresses(project), *extra, PageAddress("404", "/nowhere/"))
        if _is_page(client, page)
    ]


def manager_of(project: Project) -> User:
    return project.memberships.filter(role="manager").select_related("user").order_by("pk")[0].user


def _is_page(client: Client, page: PageAddress) -> bool:
    if "." in page.url.rpartition("/")[2]:
        # A file: whether it is there depends on more than a row.
        return False
    answer = client.get(page.url, follow=page.name.endswith("password_reset_confirm"))
    is_wrong = answer.status_code >= 400 and answer.status_code != 405 and page.name not in {"404", *GONE}
    if is_wrong:
        raise LookupError(f"tests/pages.py: {page.name} answers {answer.status_code} at {page.url}.")
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_html and not answer.streaming and b"<html" in answer.content and page.name not in GONE
