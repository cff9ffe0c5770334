"""The plan check of a workshop: what all rooms know of it, gathered for `workshops.plan_check`."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import dateformat

from emails.facts import WorkshopFacts, facts
from emails.gates import Reason
from emails.message.values import sources, workshop_blocks
from emails.selectors.pages import TouchpointStatus, touchpoint_statuses
from workshops import services
from workshops.default_texts import RECAP_HEADINGS
from workshops.models import PlanCheckPoint, RecapSection, Touchpoint, Workshop, WorkshopGroup
from workshops.models.people import group_key
from workshops.placeholders import names_in
from workshops.plan_check import (
    REGISTERS_PAGE,
    GroupFacts,
    Hole,
    MailFacts,
    Neighbour,
    OwnedFacts,
    Place,
    PointFacts,
    Report,
    RiskFacts,
    SectionFacts,
    Snapshot,
    TextFacts,
    check_plan,
    named_documents,
)
from workshops.plan_document import is_nobody, section_outline
from workshops.states import (
    Attendance,
    Audience,
    PipelineState,
    TouchpointKind,
    TouchpointState,
    WorkshopState,
)

_PENDING: Final = (TouchpointState.DRAFT, TouchpointState.PLANNED)
_EVERYBODY: Final = (Audience.ALL, Audience.NOT_DECLINED)
# What the gate says of recipients and of the recap, other rules say with more to it.
_TOLD_ELSEWHERE: Final = ("workshops:participants", "workshops:recap", "workshops:agenda")
_EMPTY_MAIL: Final = ("The mail has no text.", "The mail has no subject.")


def workshops_to_check() -> QuerySet[Workshop]:
    """Workshops with what the check reads of them at once."""
    rows: QuerySet[Workshop] = Workshop.objects.select_related("project", "organizer", "plan_source")
    return rows


def check_of(workshop: Workshop, *, now: datetime) -> Report:
    """How the workshop's plan stands now, in a fixed number of queries."""
    return check_plan(snapshot_of(workshop, now=now))


def day_of_check(workshop: Workshop, now: datetime) -> str:
    """The day in the workshop's zone, as the appendix of an exported plan names it."""
    return dateformat.format(now.astimezone(workshop.zone), "j F Y")


def snapshot_of(workshop: Workshop, *, now: datetime) -> Snapshot:
    """What the rules need to know, as plain values."""
    read = facts(workshop.pk)
    points = workshop.check_points.select_related("ticked_by")
    document = services.export_plan(workshop=workshop)
    outline = section_outline(document)
    return Snapshot(
        workshop_id=workshop.pk,
        project_id=workshop.project_id,
        slot_min=workshop.duration_min,
        slot_max=workshop.duration_max,
        start=workshop.start,
        is_over=bool(workshop.end and workshop.end <= now),
        outline=outline,
        texts=tuple(_texts(workshop, read)),
        objectives=tuple(workshop.objectives),
        agenda=tuple((item.minutes_min, item.minutes_max) for item in read.agenda),
        has_prework=bool(read.prework),
        has_people=_has_people(workshop),
        groups=tuple(_group(row) for row in read.workshop.workshop_groups.all()),
        mails=tuple(_mails(workshop, read, now)),
        artifacts=named_documents(read.artifacts, document, outline),
        sections=tuple(_section(section, read) for section in read.sections),
        constraints=tuple(workshop.constraints.values_list("at", flat=True)),
        owned=tuple(_owned(workshop, read)),
        risks=tuple(_risks(workshop)),
        neighbours=tuple(_neighbours(workshop)),
        points=tuple(_point(point, workshop) for point in points),
    )


def _has_people(workshop: Workshop) -> bool:
    """Whether the project knows anybody but who invites."""
    people = workshop.project.people.all()
    return (people.exclude(pk=workshop.organizer_id) if workshop.organizer_id else people).exists()


def _group(row: WorkshopGroup) -> GroupFacts:
    is_informed = row.attendance == Attendance.INFORMED
    return GroupFacts(row.group_id, row.group.name, is_informed)


def _texts(workshop: Workshop, read: WorkshopFacts) -> Iterator[TextFacts]:
    """What people wrote that mails take in; the mails' own words are told with them."""
    edit, agenda = Place("workshops:workshop-edit", workshop.pk), Place("workshops:agenda", workshop.pk)
    yield TextFacts("The title", workshop.title, edit)
    yield TextFacts("The place", workshop.location, Place("workshops:slot", workshop.pk))
    yield TextFacts("The list of objectives", "\n".join(workshop.objectives), edit)
    yield TextFacts("The list of what to bring", "\n".join(workshop.preparation), edit)
    yield TextFacts("The agenda", "\n".join(item.title for item in read.agenda), agenda)
    prework = "\n".join(item.text for item in read.prework)
    yield TextFacts("The pre-work", prework, Place("workshops:prework", workshop.pk))
    recap = Place("workshops:recap", workshop.pk)
    for section in read.sections:
        yield TextFacts(f"The recap’s section “{section.heading}”", section.text, recap)


def _mails(workshop: Workshop, read: WorkshopFacts, now: datetime) -> Iterator[MailFacts]:
    """The mails of the plan; one that was taken out of it says nothing to anybody."""
    keys = {row.group.key: row.group_id for row in read.workshop.workshop_groups.all()}
    lists = workshop_blocks(read) | {"person.prework": "\n".join(sources("person.prework", read))}
    for status in touchpoint_statuses(workshop, now, read=read):
        touchpoint = status.touchpoint
        # What the program skipped because its time was over is still what the plan says.
        is_out = touchpoint.state == TouchpointState.SKIPPED and touchpoint.skipped_by_id is not None
        has_nothing_to_say = touchpoint.is_optional and not touchpoint.body.strip()
        if not (touchpoint.is_own or is_out or has_nothing_to_say):
            yield _mail(status, lists, keys)


def _mail(status: TouchpointStatus, lists: dict[str, str], keys: dict[str, int]) -> MailFacts:
    touchpoint = status.touchpoint
    parts = [
        touchpoint.subject,
        touchpoint.body,
        *(lists.get(name, "") for name in names_in(touchpoint.body)),
    ]
    named = [name for line in ("to", "cc", "bcc") for name in touchpoint.written_to.get(line, ())]
    groups = (*touchpoint.groups.all(), *touchpoint.cc_groups.all())
    base = touchpoint.get_audience_display() if touchpoint.audience != Audience.NOBODY else ""
    return MailFacts(
        pk=touchpoint.pk,
        name=touchpoint.name,
        subject=touchpoint.subject,
        body=touchpoint.body,
        sender=touchpoint.sender,
        text="\n".join(parts),
        comes_after=touchpoint.window.comes_after,
        is_reminder=touchpoint.kind == TouchpointKind.REMINDER,
        needs_agenda=touchpoint.kind == TouchpointKind.AGENDA
        or "workshop.agenda" in names_in(touchpoint.body),
        is_pending=touchpoint.state in _PENDING,
        is_for_everybody=touchpoint.audience in _EVERYBODY,
        audience=", ".join(filter(None, [base, *(group.name for group in groups)])),
        names_recipients=not touchpoint.has_own_text or not all(map(is_nobody, named)),
        group_ids=frozenset(group.pk for group in groups),
        sender_ids=frozenset(_sender_ids(touchpoint.sender, keys)),
        reach=len(status.people) + len(status.awaited) + status.sent,
        holes=tuple(_holes(touchpoint, status.reasons)),
    )


def _sender_ids(sender: str, keys: dict[str, int]) -> Iterator[int]:
    """The groups that write the mail: `Robin Vale (Tech Manager)`, `Training Lead / Product Owner`."""
    for name in {sender, *re.split(r"[/,;()&]|\s[–—-]\s|\band\b", sender)}:
        if name.strip() and (group := keys.get(group_key(name.strip()))):
            yield group


def _holes(touchpoint: Touchpoint, reasons: tuple[Reason, ...]) -> Iterator[Hole]:
    for reason in reasons:
        if reason.view not in _TOLD_ELSEWHERE and reason.text not in _EMPTY_MAIL:
            yield Hole(reason.text, Place(reason.view, reason.pk))


def _section(section: RecapSection, read: WorkshopFacts) -> SectionFacts:
    is_ours = tuple(each.heading for each in read.sections) == RECAP_HEADINGS
    return SectionFacts(
        section.heading,
        section.prompt,
        section.plan_text,
        section.text,
        needs_no_words=section.lists_actions or is_ours,
    )


def _owned(workshop: Workshop, read: WorkshopFacts) -> Iterator[OwnedFacts]:
    """The pipelines, the environments that they run in, and the actions."""
    environments: dict[str, str] = {}
    for pipeline in workshop.pipelines.exclude(state=PipelineState.DROPPED).select_related("owner"):
        page = Place("workshops:entry-edit", pipeline.pk, "pipeline")
        yield OwnedFacts("pipeline", pipeline.text, pipeline.owner_name, page)
        for name in filter(None, map(str.strip, re.split("[,;]", pipeline.environments))):
            # Whoever owns a pipeline answers for where it runs.
            environments[name] = environments.get(name) or pipeline.owner_name
    for name, owner in environments.items():
        yield OwnedFacts(
            "environment", name, owner, Place(REGISTERS_PAGE, workshop.pk, part="register-pipeline")
        )
    for action in read.actions:
        if action.is_open:
            page = Place("actions:action-edit", action.pk)
            yield OwnedFacts("action", action.action, action.owner_name, page)


def _risks(workshop: Workshop) -> Iterator[RiskFacts]:
    for risk in workshop.risks.select_related("owner"):
        page = Place("workshops:entry-edit", risk.pk, "risk")
        yield RiskFacts(risk.text, risk.owner_name, risk.mitigation, page)


def _neighbours(workshop: Workshop) -> Iterator[Neighbour]:
    """The project's other workshops, in order; by their start where both have one, else by their number."""
    others = workshop.project.workshops.exclude(pk=workshop.pk).exclude(state=WorkshopState.CANCELLED)
    for other in sorted(others, key=_number):
        if workshop.start and other.start and workshop.start != other.start:
            yield Neighbour(str(other), other.start < workshop.start)
        elif workshop.code and other.code and _number(workshop) != _number(other):
            yield Neighbour(str(other), _number(other) < _number(workshop))


def _number(workshop: Workshop) -> tuple[tuple[int, str], ...]:
    """A workshop's number in the order in which people count: 2, 2a, 10."""
    parts = re.findall(r"\d{1,9}|\D+", workshop.code)
    return tuple(
        (int(part), "") if part.isdigit() and part.isascii() else (0, part.casefold()) for part in parts
    )


def _point(point: PlanCheckPoint, workshop: Workshop) -> PointFacts:
    ticked = ""
    if point.ticked_at:
        day = dateformat.format(point.ticked_at.astimezone(workshop.zone), "j F Y")
        ticked = f"by {point.ticked_by} on {day}" if point.ticked_by else f"on {day}"
    return PointFacts(point.pk, point.name, point.text, ticked)
