"""A whole plan, as a manager would have it: two people, five mails, everything set."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from emails import services as emails
from tests.factories.workshops import (
    AgendaItemFactory,
    ParticipantFactory,
    PersonFactory,
    RecapFactory,
    RecapSectionFactory,
    TouchpointFactory,
    WorkshopFactory,
)
from workshops import services
from workshops.models import Participant, Person, Project, Touchpoint, Workshop
from workshops.states import Audience, TouchpointKind, TouchpointState

BEFORE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
# The windows of the plan open at these instants; the workshop is on Monday 14 December, 10:00 in Berlin.
SAVE_THE_DATE_AT = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
AGENDA_AT = datetime(2026, 12, 11, 8, 0, tzinfo=UTC)
REMINDER_AT = datetime(2026, 12, 14, 7, 0, tzinfo=UTC)
START_AT = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
RECAP_AT = datetime(2026, 12, 14, 11, 0, tzinfo=UTC)
FOLLOW_UP_AT = datetime(2026, 12, 17, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

_PLAN: list[tuple[TouchpointKind, dict[str, Any]]] = [
    (
        TouchpointKind.SAVE_THE_DATE,
        {"first_day": -7, "last_day": -5, "body": "Please hold {{ workshop.when }}."},
    ),
    (
        TouchpointKind.AGENDA,
        {"first_day": -3, "last_day": -3, "audience": Audience.CONFIRMED, "body": "{{ workshop.agenda }}"},
    ),
    (
        TouchpointKind.REMINDER,
        {"first_day": 0, "last_day": 0, "daypart": "morning", "body": "Today at {{ workshop.location }}."},
    ),
    (
        TouchpointKind.RECAP,
        {"first_day": 0, "last_day": 1, "is_after": True, "daypart": "after", "body": "{{ recap.sections }}"},
    ),
    (
        TouchpointKind.FOLLOW_UP,
        {
            "first_day": 3,
            "last_day": 3,
            "is_after": True,
            "body": "{{ followup.open_questions }}\n\n{{ followup.approvals }}",
        },
    ),
]


@dataclass
class Scene:
    workshop: Workshop
    ada: Participant
    bo: Participant

    def touchpoint(self, kind: str) -> Touchpoint:
        found: Touchpoint = self.workshop.touchpoints.filter(kind=kind).order_by("-pk")[0]
        return found

    def answer(self, participant: Participant, partstat: str, now: datetime) -> None:
        services.answer(participant_id=participant.pk, partstat=partstat, comment="", now=now)

    def move(self, start: datetime, now: datetime) -> None:
        services.set_slot(
            workshop_id=self.workshop.pk,
            start=start,
            time_zone="Europe/Berlin",
            duration_min=90,
            duration_max=120,
            location="Room Mole 2",
            by=None,
            now=now,
        )


def scheduled_plan(project: Project | None = None, *, schedule_at: datetime | None = BEFORE) -> Scene:
    """The plan, scheduled at that instant; with None it stays a draft."""
    given = {"project": project} if project else {}
    workshop = WorkshopFactory(draft=True, code="4", **given)
    AgendaItemFactory(workshop=workshop, title="Walk through the flows")
    recap = RecapFactory(workshop=workshop)
    RecapSectionFactory(recap=recap, heading="Decisions")
    for position, (kind, values) in enumerate(_PLAN):
        TouchpointFactory(
            **{
                "workshop": workshop,
                "kind": kind,
                "name": kind.label,
                "position": position,
                "audience": Audience.NOT_DECLINED,
                "subject": f"{kind.label}: {{{{ workshop.title }}}}",
                "state": TouchpointState.DRAFT,
                "opens_at": None,
                "closes_at": None,
                "expires_at": None,
                **values,
            }
        )
    people = [
        PersonFactory(project=workshop.project, name=name, email=f"{name.split()[0].lower()}@example.org")
        for name in ("Ada Quill", "Bo Finch")
    ]
    ada, bo = (ParticipantFactory(workshop=workshop, person=person) for person in people)
    if schedule_at is not None:
        services.schedule(workshop_id=workshop.pk, by=None, now=schedule_at)
    workshop.refresh_from_db()
    return Scene(workshop, ada, bo)


def record_recap(scene: Scene, text: str, now: datetime) -> None:
    section = scene.workshop.recap.sections.get()
    services.save_recap(workshop_id=scene.workshop.pk, texts={section.pk: text}, by=None, now=now)
    services.mark_recap_ready(workshop_id=scene.workshop.pk, by=None, now=now)


def add_person(scene: Scene, name: str, partstat: str = "needs-action") -> Person:
    person = PersonFactory(
        project=scene.workshop.project, name=name, email=f"{name.split()[0].lower()}@example.org"
    )
    ParticipantFactory(workshop=scene.workshop, person=person, partstat=partstat)
    return person


def run_tick(now: datetime) -> None:
    emails.tick(now=now)


def told(mailoutbox: list[Any]) -> list[tuple[str, str]]:
    """Who got what of the plan, in order: the first word of the address and the subject's first part.

    What the program tells the managers of its own is left out.
    """
    plan = [mail for mail in mailoutbox if " waiting: " not in mail.subject]
    return [(mail.to[0].split("<")[1].split("@")[0], mail.subject.split(":")[0]) for mail in plan]
