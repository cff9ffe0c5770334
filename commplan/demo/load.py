"""Tell the demo's story through the same services that the pages use."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from actions import services as action_services
from actions.states import ActionState
from commplan.demo import story
from commplan.demo.dates import demo_start, demo_zone
from workshops import services
from workshops.models import Person, Project, User, Workshop
from workshops.services.plans import import_plan
from workshops.services.registers import save_row
from workshops.states import ApprovalState, QuestionState, TouchpointState

HERE = Path(__file__).parent
# Long before the first touchpoint of the first workshop: then the plans were imported and scheduled.
BEGAN = timedelta(days=14)


@transaction.atomic
def load_demo(*, now: datetime) -> Project:
    """The demo project, so that each kind of mail is due at `now` and none is late."""
    zone = demo_zone(now)
    manager = _manager()
    project = _project(manager, zone, began=now - BEGAN)
    people = {person.email: person for person in project.people.all()}
    workshops = {demo.plan: _workshop(demo, project, manager, people, now=now) for demo in story.WORKSHOPS}
    _record_recaps(workshops, manager, now=now)
    _record_open_points(workshops, people, manager, now=now)
    _record_registers(workshops, people, manager, now=now)
    _record_actions(workshops, people, manager, now=now)
    return project


def _manager() -> User:
    """Without a password: only the local run's link signs in."""
    first, last = story.MANAGER_NAME
    user = User.objects.filter(email=story.MANAGER_EMAIL).first()
    return user or User.objects.create_user(story.MANAGER_EMAIL, None, first_name=first, last_name=last)


def _project(manager: User, zone: ZoneInfo, *, began: datetime) -> Project:
    project = services.create_project(
        name=story.PROJECT,
        time_zone=str(zone),
        # All seven: the demo is as good on a Sunday.
        working_days="1,2,3,4,5,6,7",
        country="",
        by=manager,
        now=began,
    )
    people = (HERE / "people.csv").read_text(encoding="utf-8")
    services.import_people(project_id=project.pk, text=people, by=manager, now=began)
    return project


def _workshop(
    demo: story.DemoWorkshop, project: Project, manager: User, people: dict[str, Person], *, now: datetime
) -> Workshop:
    """A workshop that was scheduled when the story began and whose earlier mails are past."""
    began = now - BEGAN
    workshop = import_plan(
        text=(HERE / "plans" / demo.plan).read_text(encoding="utf-8"),
        project=project,
        by=manager,
        now=began,
        organizer_email=story.MANAGER_EMAIL,
    )
    start = demo_start(now, days=demo.days, at=demo.at, zone=project.zone)
    services.set_slot(
        workshop_id=workshop.pk,
        start=start,
        time_zone=project.time_zone,
        duration_min=workshop.duration_min,
        duration_max=workshop.duration_max,
        location=story.LOCATION,
        by=manager,
        now=began,
    )
    services.schedule(workshop_id=workshop.pk, by=manager, now=began)
    if demo is not story.WORKSHOPS[-1]:
        _answer(workshop, people, now=min(start, now) - timedelta(days=1))
    _skip_past(workshop, demo, now=now)
    workshop.refresh_from_db()
    return workshop


def _answer(workshop: Workshop, people: dict[str, Person], *, now: datetime) -> None:
    participants = {participant.person_id: participant for participant in workshop.participants.all()}
    for email, (partstat, comment) in story.ANSWERS.items():
        participant = participants[people[email].pk]
        services.answer(participant_id=participant.pk, partstat=partstat, comment=comment, now=now)


def _skip_past(workshop: Workshop, demo: story.DemoWorkshop, *, now: datetime) -> None:
    """What was due before the demo began is not sent now; what goes with the due mail is."""
    opened = workshop.touchpoints.filter(state=TouchpointState.PLANNED, opens_at__lte=now)
    for touchpoint in opened.exclude(kind=demo.due).exclude(follows__kind=demo.due):
        services.skip_touchpoint(touchpoint_id=touchpoint.pk, reason=story.SKIP_REASON, by=None, now=now)


def _record_recaps(workshops: dict[str, Workshop], manager: User, *, now: datetime) -> None:
    for plan, texts in story.RECAPS.items():
        workshop = workshops[plan]
        sections = {section.heading: section.pk for section in workshop.recap.sections.all()}
        written = {sections[heading]: text for heading, text in texts.items()}
        services.save_recap(workshop_id=workshop.pk, texts=written, by=manager, now=now)
        services.mark_recap_ready(workshop_id=workshop.pk, by=manager, now=now)


def _record_open_points(
    workshops: dict[str, Workshop], people: dict[str, Person], manager: User, *, now: datetime
) -> None:
    for plan, text, owner, days in story.QUESTIONS:
        services.save_question(
            workshop_id=workshops[plan].pk,
            text=text,
            owner_id=people[owner].pk,
            due_on=_day(workshops[plan], now, days),
            state=QuestionState.OPEN,
            answer="",
            by=manager,
            now=now,
        )
    for plan, text, owner, days in story.APPROVALS:
        services.save_approval(
            workshop_id=workshops[plan].pk,
            text=text,
            owner_id=people[owner].pk,
            due_on=_day(workshops[plan], now, days),
            state=ApprovalState.PENDING,
            reason="",
            by=manager,
            now=now,
        )


def _record_registers(
    workshops: dict[str, Workshop], people: dict[str, Person], manager: User, *, now: datetime
) -> None:
    ids: dict[str, int] = {}
    for plan, register, said, owner in story.REGISTERS:
        person = people.get(owner)
        values = {**said, "owner_id": person.pk if person else None, "owner_text": "" if person else owner}
        if "depends_on" in said:
            values["depends_on"] = [ids[text] for text in said["depends_on"]]
        row = save_row(workshop_id=workshops[plan].pk, register=register, values=values, by=manager, now=now)
        ids[row.text] = row.pk


def _record_actions(
    workshops: dict[str, Workshop], people: dict[str, Person], manager: User, *, now: datetime
) -> None:
    for plan, action, owner, days, state in story.ACTIONS:
        workshop = workshops[plan]
        item = action_services.add_action(
            project_id=workshop.project_id,
            workshop_id=workshop.pk,
            action=action,
            owner_id=people[owner].pk,
            due_on=_day(workshop, now, days),
            source=str(workshop)[:300],
            by=manager,
            now=now,
        )
        if item.state != state:
            values = {"state": state}
            if state == ActionState.BLOCKED:
                values["blocked_reason"] = story.BLOCKED_BECAUSE
            action_services.update_action(
                action_id=item.pk, version=item.version, values=values, by=manager, now=now
            )


def _day(workshop: Workshop, now: datetime, days: int) -> date:
    return now.astimezone(workshop.zone).date() + timedelta(days=days)
