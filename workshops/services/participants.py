"""Who takes part, and what they answered."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from workshops.models import Participant, Person, User, Workshop, WorkshopGroup
from workshops.models.people import new_key
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.states import Attendance, PartStat, WorkshopState


@transaction.atomic
def enroll(*, project_id: int, now: datetime) -> None:
    """Make the members of invited groups participants of the project's workshops that are still to come.

    A draft is, whatever its date: the recap of a workshop that is planned late may still be sent.
    Safe to repeat. Who was removed by hand stays removed; who stands in two groups is required if one is.
    """
    to_come = Q(workshop__state=WorkshopState.DRAFT) | Q(workshop__start__gt=now)
    invited = WorkshopGroup.objects.filter(to_come, workshop__project_id=project_id).exclude(
        attendance=Attendance.INFORMED
    )
    rows = (
        invited.exclude(workshop__state=WorkshopState.CANCELLED)
        .exclude(group__people=None)
        .values_list("workshop_id", "group__people", "attendance")
    )
    wanted: dict[tuple[int, int], str] = {}
    for workshop_id, person_id, attendance in rows:
        if wanted.get((workshop_id, person_id)) != Attendance.REQUIRED:
            wanted[workshop_id, person_id] = attendance
    known = Participant.objects.filter(workshop__project_id=project_id)
    for pair in known.values_list("workshop_id", "person_id"):
        wanted.pop(pair, None)
    Participant.objects.bulk_create(
        (
            Participant(workshop_id=workshop_id, person_id=person_id, attendance=attendance)
            for (workshop_id, person_id), attendance in wanted.items()
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


@transaction.atomic
def add_participant(
    *, workshop_id: int, person_id: int, attendance: str, by: User | None, now: datetime
) -> Participant:
    """Ask one more person of the project to come; who was removed is asked again."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop_id)
    person = Person.objects.filter(pk=person_id, project_id=workshop.project_id).first()
    if person is None:
        raise ServiceError("Choose a person of this project.")
    if workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled: nobody can be invited any more.")
    participant, _ = Participant.objects.update_or_create(
        workshop=workshop, person=person, defaults={"attendance": attendance, "removed_at": None}
    )
    record(workshop, "participant added", by=by, now=now, detail=person.name)
    return participant


@transaction.atomic
def remove_participant(*, participant_id: int, by: User | None, now: datetime) -> None:
    """No mail of this workshop goes to the person any more, and their link ends."""
    participant = _locked(participant_id)
    participant.removed_at = now
    participant.link_key = new_key()
    participant.save(update_fields=["removed_at", "link_key"])
    record(participant.workshop, "participant removed", by=by, now=now, detail=participant.person.name)


@transaction.atomic
def restore_participant(*, participant_id: int, by: User | None, now: datetime) -> None:
    participant = _locked(participant_id)
    participant.removed_at = None
    participant.save(update_fields=["removed_at"])
    record(participant.workshop, "participant restored", by=by, now=now, detail=participant.person.name)


@transaction.atomic
def set_attendance(*, participant_id: int, attendance: str, by: User | None, now: datetime) -> None:
    participant = _locked(participant_id)
    participant.attendance = attendance
    participant.full_clean(validate_constraints=False)
    participant.save(update_fields=["attendance"])
    detail = f"{participant.person.name}: {attendance}"
    record(participant.workshop, "attendance changed", by=by, now=now, detail=detail)


@transaction.atomic
def revoke_link(*, participant_id: int, by: User | None, now: datetime) -> None:
    """Every link sent to the participant so far stops working; the next mail carries a new one."""
    participant = _locked(participant_id)
    participant.link_key = participant.person.link_key = new_key()
    participant.save(update_fields=["link_key"])
    # Whoever has a link that got into wrong hands has, as a rule, the other one too.
    participant.person.save(update_fields=["link_key"])
    record(participant.workshop, "link revoked", by=by, now=now, detail=participant.person.name)


@transaction.atomic
def revoke_person_links(*, person_id: int, by: User | None, now: datetime) -> None:
    """Every link to answer, settle and report that the person was sent stops working, in all workshops."""
    person = Person.objects.select_for_update().get(pk=person_id)
    person.link_key = new_key()
    person.save(update_fields=["link_key"])
    own = list(person.participations.select_for_update(of=("self",)).select_related("workshop"))
    for participant in own:
        participant.link_key = new_key()
        record(participant.workshop, "link revoked", by=by, now=now, detail=person.name)
    Participant.objects.bulk_update(own, ["link_key"])


@transaction.atomic
def answer(*, participant_id: int, partstat: str, comment: str, now: datetime) -> Participant:
    """Take the person's own answer. Raises ServiceError once the workshop has started or is cancelled."""
    participant = _locked(participant_id)
    workshop = participant.workshop
    if workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled.")
    if workshop.start is not None and now >= workshop.start:
        raise ServiceError("This workshop has started: answers are closed.")
    if participant.removed_at is not None:
        raise ServiceError("You are no longer on the list of this workshop.")
    if partstat not in PartStat.values or partstat == PartStat.NEEDS_ACTION:
        raise ServiceError("Choose one of the answers.")
    participant.partstat, participant.comment = PartStat(partstat), comment
    participant.answered_at = now
    participant.full_clean(validate_constraints=False)
    participant.save(update_fields=["partstat", "comment", "answered_at"])
    record(workshop, f"answer: {partstat}", by=None, now=now, detail=participant.person.name)
    return participant


def _locked(participant_id: int) -> Participant:
    rows = Participant.objects.select_for_update(of=("self",)).select_related("workshop", "person")
    return rows.get(pk=participant_id)
