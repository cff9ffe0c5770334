"""Plan documents in and out: the plan becomes rows, and the rows become the plan again."""

from datetime import datetime

from django.db import transaction

from workshops import default_texts
from workshops.agenda import agenda_total
from workshops.default_texts import DEFAULT_MINUTES, DEFAULT_TITLE, RECAP_HEADINGS
from workshops.models import (
    AgendaItem,
    Artifact,
    Person,
    PlanCheckPoint,
    PlanSource,
    PreWork,
    Project,
    Recap,
    RecapSection,
    StakeholderGroup,
    Touchpoint,
    User,
    Workshop,
    WorkshopGroup,
)
from workshops.models.people import group_key
from workshops.plan_audiences import attendance_of, audiences_of, informed_groups, names_before_workshop
from workshops.plan_document import (
    AudienceSpec,
    EmailSpec,
    GroupNames,
    PlanDocument,
    TouchpointSpec,
    parse,
    parse_audience,
    require_plan,
    sender_in,
    to_template,
)
from workshops.services.history import record
from workshops.services.participants import enroll
from workshops.services.timing import retime
from workshops.touchpoint_kinds import touchpoint_kind


@transaction.atomic
def import_plan(
    *,
    text: str,
    project: Project,
    by: User | None,
    now: datetime,
    start: datetime | None = None,
    time_zone: str = "",
    location: str = "",
    organizer_email: str = "",
) -> Workshop:
    """A draft workshop out of a plan document. Raises PlanError where there is no plan; ValidationError."""
    plan = parse(text)
    require_plan(plan)
    spec = plan.workshop
    shortest, longest = minutes_of(plan)
    workshop = Workshop(
        project=project,
        code=spec.code[:20],
        title=(spec.title or DEFAULT_TITLE)[:200],
        start=start,
        time_zone=time_zone or project.time_zone,
        duration_min=shortest,
        duration_max=longest,
        location=location,
        organizer=_organizer(project, organizer_email) if organizer_email else None,
        objectives=list(plan.objectives),
        preparation=list(plan.preparation),
    )
    workshop.full_clean()
    workshop.save()
    PlanSource.objects.create(workshop=workshop, text=text, imported_at=now)
    names = GroupNames(plan.groups)
    groups = _save_groups(workshop, plan, names)
    _save_content(workshop, plan, groups, names)
    _save_recap(workshop, plan)
    informed = informed_groups(plan, names)
    for position, touchpoint in enumerate(plan.touchpoints):
        whom = audiences_of(touchpoint, names, informed)
        _save_touchpoint(workshop, position, touchpoint, plan, groups, whom)
    retime(workshop)
    enroll(project_id=project.pk, now=now)
    record(workshop, "plan imported", by=by, now=now, detail=workshop.title)
    return workshop


def minutes_of(plan: PlanDocument) -> tuple[int, int]:
    """How long the workshop takes: as the plan says, else as long as its agenda."""
    spec = plan.workshop
    shortest, longest = spec.duration_min or spec.duration_max, spec.duration_max or spec.duration_min
    if not shortest or not longest:
        total = agenda_total(((item.min, item.max) for item in plan.agenda), slot_min=0, slot_max=0)
        shortest, longest = (0, 0) if total.untimed else (total.shortest, total.longest)
    return shortest or DEFAULT_MINUTES, longest or DEFAULT_MINUTES


def _organizer(project: Project, email: str) -> Person:
    address = email.strip().lower()
    person = Person.objects.filter(project=project, email__iexact=address).first()
    if person is None:
        user = User.objects.filter(email=address).first()
        name = user.get_full_name() if user else ""
        person = Person(project=project, email=address, name=name or address.partition("@")[0])
        person.full_clean()
        person.save()
    return person


def _save_groups(workshop: Workshop, plan: PlanDocument, names: GroupNames) -> dict[str, StakeholderGroup]:
    """The plan's groups by the name that the plan gives them."""
    known = {group.key: group for group in StakeholderGroup.objects.filter(project=workshop.project)}
    invited = names_before_workshop(plan, names)
    groups: dict[str, StakeholderGroup] = {}
    taken: set[int] = set()
    for position, spec in enumerate(plan.groups):
        key = group_key(spec.name)
        group = known.get(key)
        if group is None:
            group = known[key] = StakeholderGroup(project=workshop.project, name=spec.name[:200])
            group.full_clean(exclude=["key"])
            group.save()
        if group.pk not in taken:
            taken.add(group.pk)
            WorkshopGroup.objects.create(
                workshop=workshop,
                group=group,
                position=position,
                attendance=attendance_of(spec, invited),
                note=" ".join(spec.note.split())[:500],
            )
        groups[spec.name] = group
    return groups


def _save_content(
    workshop: Workshop, plan: PlanDocument, groups: dict[str, StakeholderGroup], names: GroupNames
) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(
            workshop=workshop,
            position=position,
            title=item.line if len(item.line) <= 300 else item.title[:300],
            presenter=item.presenter[:120],
            minutes_min=item.min,
            minutes_max=item.max,
        )
        for position, item in enumerate(plan.agenda)
    )
    for position, item in enumerate(plan.prework):
        audience = parse_audience([item.audience], names) if item.audience else AudienceSpec()
        is_one = len(audience.groups) == 1 and not (audience.base or audience.unmatched)
        group = groups[audience.groups[0]] if is_one else None
        PreWork.objects.create(
            workshop=workshop,
            position=position,
            audience=item.audience[:200],
            group=group,
            text=item.text,
        )
    Artifact.objects.bulk_create(
        Artifact(workshop=workshop, position=position, path=path[:500])
        for position, path in enumerate(plan.artifacts)
    )
    PlanCheckPoint.objects.bulk_create(
        PlanCheckPoint(workshop=workshop, position=position, name=check.name[:300], text=check.text)
        for position, check in enumerate(plan.checks)
    )


def _save_recap(workshop: Workshop, plan: PlanDocument) -> None:
    recap = Recap.objects.create(workshop=workshop)
    sections = [(section.heading, section.prompt, section.text) for section in plan.recap_sections]
    sections = sections or [(heading, "", "") for heading in RECAP_HEADINGS]
    actions = next((heading for heading, _, _ in sections if "action" in heading.casefold()), None)
    RecapSection.objects.bulk_create(
        RecapSection(
            recap=recap,
            position=position,
            heading=heading[:200],
            prompt=prompt,
            text=text,
            plan_text=text,
            lists_actions=heading == actions,
        )
        for position, (heading, prompt, text) in enumerate(sections)
    )


def _save_touchpoint(
    workshop: Workshop,
    position: int,
    spec: TouchpointSpec,
    plan: PlanDocument,
    groups: dict[str, StakeholderGroup],
    whom: tuple[AudienceSpec, AudienceSpec],
) -> None:
    audience, copied = whom
    kind = touchpoint_kind(spec)
    touchpoint = Touchpoint(
        workshop=workshop,
        position=position,
        kind=kind,
        name=(spec.name or kind.label)[:200],
        label=spec.label[:100],
        purpose=spec.purpose,
        is_optional=spec.optional,
        first_day=spec.opens_day,
        last_day=spec.closes_day,
        daypart=spec.daypart,
        is_after=spec.is_after,
        in_working_days=spec.in_working_days,
        at_time=spec.at,
        minutes=spec.minutes,
        audience=audience.base,
    )
    if spec.email:
        _take_mail(touchpoint, spec.email, plan)
    else:
        text = default_texts.text_for(kind, last_day=spec.closes_day)
        touchpoint.subject, touchpoint.body, touchpoint.has_own_text = text.subject, text.body, False
        known = next((other.email.sender for other in plan.touchpoints if other.email), "")
        touchpoint.sender = (sender_in(spec.purpose) or known)[:120]
    touchpoint.full_clean()
    touchpoint.save()
    touchpoint.groups.set(groups[name] for name in audience.groups)
    touchpoint.cc_groups.set(groups[name] for name in copied.groups)


def _take_mail(touchpoint: Touchpoint, email: EmailSpec, plan: PlanDocument) -> None:
    subject = to_template(email.subject, field="subject", plan=plan)
    body = to_template(email.body, field="body", plan=plan)
    touchpoint.sender = email.sender[:120]
    touchpoint.written_to = {"to": list(email.to), "cc": list(email.cc), "bcc": list(email.bcc)}
    touchpoint.subject, touchpoint.body = subject.template, body.template
    touchpoint.originals = {
        "subject": [[original.placeholder, original.text] for original in subject.originals],
        "body": [[original.placeholder, original.text] for original in body.originals],
    }
