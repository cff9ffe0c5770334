"""The rows of a workshop as a plan document again."""

from dataclasses import replace

from workshops.default_texts import DEFAULT_TITLE, RECAP_HEADINGS
from workshops.models import Touchpoint, Workshop
from workshops.models.people import group_key
from workshops.plan_document import (
    AgendaSpec,
    CheckSpec,
    EmailSpec,
    GroupSpec,
    Original,
    PlanDocument,
    PreWorkSpec,
    RecapSectionSpec,
    TouchpointSpec,
    WorkshopSpec,
    parse,
    render_agenda,
    render_prework,
    restore,
    write,
)
from workshops.services.plans import minutes_of


def export_plan(*, workshop: Workshop) -> str:
    """The plan as Markdown; what nobody changed since the import comes out to the letter."""
    source = getattr(workshop, "plan_source", None)
    return write(plan_of(workshop), source=source.text if source else None)


def plan_of(workshop: Workshop) -> PlanDocument:
    """The plan as values, with the user's words where placeholders stand."""
    source = getattr(workshop, "plan_source", None)
    before = parse(source.text) if source else PlanDocument()
    plan = PlanDocument(
        workshop=_workshop_spec(workshop, before),
        project_name=before.project_name or workshop.project.name,
        objectives=tuple(workshop.objectives),
        groups=_groups(workshop, before),
        agenda=_agenda(workshop, before),
        prework=tuple(PreWorkSpec(item.audience, item.text) for item in workshop.prework.all()),
        preparation=tuple(workshop.preparation),
        recap_sections=_recap_sections(workshop, before),
        checks=tuple(CheckSpec(check.name, check.text) for check in workshop.check_points.all()),
        artifacts=tuple(workshop.artifacts.values_list("path", flat=True)),
        notes=before.notes,
        unparsed=before.unparsed,
    )
    changed = _changed_fragments(plan, before)
    touchpoints = workshop.touchpoints.of_plan()
    return replace(plan, touchpoints=tuple(_touchpoint_spec(row, changed) for row in touchpoints))


def _workshop_spec(workshop: Workshop, before: PlanDocument) -> WorkshopSpec:
    """A document that names no duration, or no title, gets none as long as that of the import holds."""
    spec = before.workshop
    shortest: int | None = workshop.duration_min
    longest: int | None = workshop.duration_max
    if spec.duration_max is None and (shortest, longest) == minutes_of(before):
        shortest = longest = None
    title = "" if not spec.title and workshop.title == DEFAULT_TITLE else workshop.title
    return WorkshopSpec(workshop.code, title, shortest, longest)


def _groups(workshop: Workshop, before: PlanDocument) -> tuple[GroupSpec, ...]:
    """The groups in the spelling of the plan: the project may know them by another one."""
    written = {group_key(group.name): group for group in before.groups}
    rows = workshop.workshop_groups.select_related("group")
    return tuple(written.get(row.group.key) or GroupSpec(row.group.name, row.note) for row in rows)


def _agenda(workshop: Workshop, before: PlanDocument) -> tuple[AgendaSpec, ...]:
    """The agenda; an item as it was imported has its notes apart again, as they stand in the document.

    Presenters go into a document that had some.
    """
    written = {(item.line, item.min, item.max): item for item in before.agenda}
    has_presenters = any(item.presenter for item in before.agenda)
    found = []
    for row in workshop.agenda_items.all():
        key = (row.title, row.minutes_min, row.minutes_max)
        spec = written.get(key) or AgendaSpec(*key)
        found.append(replace(spec, presenter=row.presenter if has_presenters else ""))
    return tuple(found)


def _recap_sections(workshop: Workshop, before: PlanDocument) -> tuple[RecapSectionSpec, ...]:
    recap = getattr(workshop, "recap", None)
    sections = tuple(
        RecapSectionSpec(section.heading, section.prompt, section.plan_text)
        for section in (recap.sections.all() if recap else ())
    )
    is_ours = not before.recap_sections and tuple(row.heading for row in sections) == RECAP_HEADINGS
    return () if is_ours else sections


def _changed_fragments(plan: PlanDocument, before: PlanDocument) -> dict[str, str]:
    """The parts of mail texts that were edited since the import, written anew, by placeholder."""
    changed = {}
    if plan.agenda != before.agenda:
        changed["workshop.agenda"] = render_agenda(plan.agenda)
    if plan.prework != before.prework:
        changed["workshop.prework"] = render_prework(plan.prework)
    if plan.preparation != before.preparation:
        changed["workshop.preparation"] = "\n".join(f"- {point}" for point in plan.preparation)
    if plan.workshop.duration_min != before.workshop.duration_min or (
        plan.workshop.duration_max != before.workshop.duration_max
    ):
        changed["workshop.duration"] = duration_words(plan.workshop)
    return changed


def duration_words(spec: WorkshopSpec) -> str:
    if spec.duration_min == spec.duration_max:
        return f"{spec.duration_max} minutes"
    return f"{spec.duration_min}–{spec.duration_max} minutes"


def _touchpoint_spec(touchpoint: Touchpoint, changed: dict[str, str]) -> TouchpointSpec:
    return TouchpointSpec(
        name=touchpoint.name,
        label=touchpoint.offset_text,
        opens_day=touchpoint.first_day,
        closes_day=touchpoint.last_day,
        daypart=touchpoint.daypart,
        is_after=touchpoint.is_after,
        in_working_days=touchpoint.in_working_days,
        at=touchpoint.at_time,
        minutes=touchpoint.minutes,
        purpose=touchpoint.purpose,
        optional=touchpoint.is_optional,
        email=_email_spec(touchpoint, changed) if touchpoint.has_own_text else None,
    )


def _email_spec(touchpoint: Touchpoint, changed: dict[str, str]) -> EmailSpec:
    return EmailSpec(
        sender=touchpoint.sender,
        to=tuple(touchpoint.written_to.get("to", ())),
        cc=tuple(touchpoint.written_to.get("cc", ())),
        bcc=tuple(touchpoint.written_to.get("bcc", ())),
        subject=_users_words(touchpoint, "subject", changed),
        body=_users_words(touchpoint, "body", changed),
    )


def _users_words(touchpoint: Touchpoint, field: str, changed: dict[str, str]) -> str:
    originals = [Original(placeholder, text) for placeholder, text in touchpoint.originals.get(field, ())]
    return restore(getattr(touchpoint, field), originals, changed=changed)
