"""Reads for one workshop's pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workshops.agenda import AgendaTotal, agenda_total, clock_times
from workshops.models import AgendaItem, Participant, Person, Recap, Touchpoint, Workshop, WorkshopEvent
from workshops.states import Attendance, Audience, PartStat, TouchpointState
from workshops.timeline import LONGEST_LABEL, Point, TimeLine, draw, nominal_days
from workshops.timing import format_offset

# When a manager opens the page to get ready for the meeting.
SOON = timedelta(minutes=30)

# So many rows are looked through at a glance or two.
LONG_LIST = 40

# A touchpoint, the name of its pill, the words in it, and when it really left.
Status = tuple[Touchpoint, str, str, datetime | None]


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answered what."""

    accepted: int
    tentative: int
    declined: int
    waiting: int

    @property
    def total(self) -> int:
        return self.accepted + self.tentative + self.declined + self.waiting


@dataclass(frozen=True, slots=True)
class GroupOfParticipants:
    """A stakeholder group as the workshop invites it, with those of it who take part."""

    name: str
    attendance: str
    note: str = ""
    participants: list[Participant] = field(default_factory=list)

    @property
    def answers(self) -> "Answers":
        return answers_of(self.participants)


@dataclass(frozen=True, slots=True)
class TouchpointRow:
    """A touchpoint as the page shows it; `status` is one of the state pills."""

    touchpoint: Touchpoint
    status: str
    status_text: str
    audience: str
    cc: str

    @property
    def state(self) -> Status:
        return self.touchpoint, self.status, self.status_text, None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the manager does next, and the name of the page where it is done."""

    text: str
    label: str
    url_name: str
    details: tuple[str, ...] = ()


def participants_of(workshop: Workshop) -> list[Participant]:
    """Those who are asked to come, by name, with their groups at hand."""
    rows = workshop.participants.active().select_related("person").prefetch_related("person__groups")
    return list(rows)


def answers_of(participants: Sequence[Participant]) -> Answers:
    counts = Counter(participant.partstat for participant in participants)
    return Answers(
        accepted=counts[PartStat.ACCEPTED],
        tentative=counts[PartStat.TENTATIVE],
        declined=counts[PartStat.DECLINED],
        waiting=counts[PartStat.NEEDS_ACTION],
    )


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Those who gave one answer; `status` is the pill's."""

    name: str
    status: str
    participants: list[Participant]

    @property
    def is_long(self) -> bool:
        """Whether it would push what stands below it out of sight."""
        return len(self.participants) > LONG_LIST


_ANSWERS = (
    (PartStat.NEEDS_ACTION, "draft"),
    (PartStat.ACCEPTED, "done"),
    (PartStat.TENTATIVE, "held"),
    (PartStat.DECLINED, "skipped"),
)


def participants_by_answer(participants: Sequence[Participant]) -> list[AnswerGroup]:
    """Who is still to answer first, then each answer that somebody gave."""
    groups = [
        AnswerGroup(answer.label, status, [row for row in participants if row.partstat == answer])
        for answer, status in _ANSWERS
    ]
    return [group for group in groups if group.participants]


def participants_by_group(
    workshop: Workshop, participants: Sequence[Participant]
) -> list[GroupOfParticipants]:
    """The invited groups in the plan's order, then the people who stand in none of them."""
    groups = []
    shown: set[int] = set()
    for invited in workshop.workshop_groups.select_related("group"):
        members = [
            participant
            for participant in participants
            if any(group.pk == invited.group_id for group in participant.person.groups.all())
        ]
        if invited.attendance == Attendance.INFORMED:
            members = []
        shown.update(member.pk for member in members)
        attendance = invited.get_attendance_display()
        groups.append(GroupOfParticipants(invited.group.name, attendance, invited.note, members))
    others = [participant for participant in participants if participant.pk not in shown]
    if others:
        name = "Others" if groups else "Invited one by one"
        groups.append(GroupOfParticipants(name, "", participants=others))
    return groups


def total_of(workshop: Workshop, items: Sequence[AgendaItem]) -> AgendaTotal:
    return agenda_total(
        [(item.minutes_min, item.minutes_max) for item in items],
        slot_min=workshop.duration_min,
        slot_max=workshop.duration_max,
    )


def presenters_of(workshop: Workshop) -> list[str]:
    """Who is likely to present an item: those who take part, and the organizer."""
    names = workshop.participants.active().values_list("person__name", flat=True)
    organizer = [workshop.organizer.name] if workshop.organizer else []
    return sorted({*names, *organizer})


def preview_people(workshop: Workshop) -> list[tuple[str, list[Person]]]:
    """As whom a mail can be looked at: those who take part, then the others of the project."""
    rows = workshop.participants.active().select_related("person").order_by("person__name", "pk")
    here = [participant.person for participant in rows]
    others = workshop.project.people.exclude(pk__in=[person.pk for person in here])
    groups = [("Participants", here), ("Others of the project", list(others.order_by("name", "pk")))]
    return [(label, people) for label, people in groups if people]


def last_change(workshop: Workshop, kind: str, *, detail: str = "") -> WorkshopEvent | None:
    """The newest line of this kind in the history, with who made it."""
    lines = workshop.history.filter(kind=kind).select_related("by")
    return (lines.filter(detail=detail) if detail else lines).first()


def agenda_lines(workshop: Workshop, items: Sequence[AgendaItem]) -> list[tuple[str, AgendaItem]]:
    """Each item with the time at which it begins."""
    minutes = [(item.minutes_min, item.minutes_max) for item in items]
    return list(zip(clock_times(minutes, start=workshop.local_start), items, strict=True))


def touchpoint_rows(workshop: Workshop, *, now: datetime) -> list[TouchpointRow]:
    """The touchpoints in the order in which they go out; those without a time keep the plan's order."""
    touchpoints = list(workshop.touchpoints.prefetch_related("groups", "cc_groups"))
    if all(touchpoint.opens_at for touchpoint in touchpoints):
        touchpoints.sort(key=lambda row: (row.opens_at, row.position, row.pk))
    return [_row(touchpoint, now) for touchpoint in touchpoints]


def _row(touchpoint: Touchpoint, now: datetime) -> TouchpointRow:
    status, text = touchpoint_status(touchpoint, now=now)
    groups = ", ".join(group.name for group in touchpoint.groups.all())
    audience = "" if touchpoint.audience == Audience.NOBODY else touchpoint.get_audience_display()
    return TouchpointRow(
        touchpoint=touchpoint,
        status=status,
        status_text=text,
        audience=", ".join(part for part in (audience, groups) if part),
        cc=", ".join(group.name for group in touchpoint.cc_groups.all()),
    )


def touchpoint_status(touchpoint: Touchpoint, *, now: datetime) -> tuple[str, str]:
    """The pill and its words. Whether mails have gone, only the deliveries know."""
    if touchpoint.state == TouchpointState.DONE:
        return "done", "Done"
    if touchpoint.state in (TouchpointState.SKIPPED, TouchpointState.CANCELLED):
        return "skipped", touchpoint.get_state_display()
    if touchpoint.is_held:
        return "held", "Held"
    if touchpoint.state == TouchpointState.DRAFT:
        return "draft", "Not scheduled"
    if touchpoint.opens_at and touchpoint.opens_at <= now:
        return "next", "Window open"
    return "next", "Planned"


def time_line(workshop: Workshop, rows: Iterable[Status], *, now: datetime) -> TimeLine:
    """The touchpoints on a line with T in the middle, each with its pill and the words for it.

    What has left stands where it left, everything else at its planned time.
    """
    points = [_point(workshop, *row) for row in rows]
    return draw(points, now_days=_days_between(workshop.start, now) if workshop.start else None)


def _point(
    workshop: Workshop, touchpoint: Touchpoint, status: str, status_text: str, sent_at: datetime | None
) -> Point:
    at = sent_at or touchpoint.opens_at
    if workshop.start and at:
        days = _days_between(workshop.start, at)
        when = f"{at.astimezone(workshop.zone):%a} {_day(workshop, at)}"
    else:
        days = nominal_days(touchpoint.window.calendar_days[0], comes_after=touchpoint.window.comes_after)
        when = ""
    return Point(
        days=days,
        label="" if touchpoint.is_own else _label(touchpoint),
        name=touchpoint.name,
        status=status,
        status_text=status_text,
        when=when,
    )


def _label(touchpoint: Touchpoint) -> str:
    """Its window in the plan's words, or in as few as there are where these are too many for the drawing."""
    written = touchpoint.offset_text
    return written if len(written) <= LONGEST_LABEL else format_offset(touchpoint.window)


def _day(workshop: Workshop, instant: datetime) -> str:
    local = instant.astimezone(workshop.zone)
    return f"{local.day} {local:%b, %H:%M}"


def _days_between(start: datetime, instant: datetime) -> float:
    return (instant - start) / timedelta(days=1)


def recap_of(workshop: Workshop) -> Recap | None:
    return Recap.objects.filter(workshop=workshop).select_related("ready_by").first()


def next_step(
    workshop: Workshop, *, missing: Sequence[str], has_people: bool, recap: Recap | None, now: datetime
) -> NextStep | None:
    """What the plan waits for; None where it runs by itself."""
    if workshop.is_cancelled:
        return None
    if workshop.is_draft and workshop.start is None:
        return NextStep("The workshop has no date yet.", "Set the slot", "workshops:slot")
    if workshop.is_draft and missing:
        text = "Before it can be scheduled:"
        return NextStep(text, "Complete the workshop", "workshops:workshop-edit", tuple(missing))
    if workshop.is_draft and not has_people:
        return NextStep("Nobody takes part yet.", "Add participants", "workshops:participants")
    if workshop.is_draft:
        text = "Nothing is sent yet. Look at each mail’s time and audience, then schedule."
        return NextStep(text, "Review and schedule", "emails:review")
    if workshop.start and workshop.end and workshop.start - SOON <= now < workshop.end:
        text = "The workshop is on." if workshop.start <= now else "The workshop starts soon."
        return NextStep(text, "Run the meeting", "workshops:meeting")
    if workshop.end and workshop.end <= now and recap and not recap.is_ready:
        text = "The workshop is over. The recap waits for what came out."
        return NextStep(text, "Record the recap", "workshops:recap")
    return None
