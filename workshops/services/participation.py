"""What participants do on their own page beside answering: pre-work done, constraints flagged."""

from datetime import datetime
from typing import Final

from django.db import transaction

from workshops.models import Constraint, Participant, PreWorkTick
from workshops.selectors.participant import prework_for
from workshops.services.errors import ServiceError
from workshops.services.history import record

# More than anybody means: a link that got into wrong hands fills no register.
MOST_CONSTRAINTS: Final = 20


@transaction.atomic
def tick_prework(*, participant_id: int, prework_id: int, is_done: bool, now: datetime) -> None:
    """Keep that the participant did a part of their own pre-work, or take it back. Safe to repeat.

    Raises ServiceError for pre-work that is not (or no longer) theirs.
    """
    participant = Participant.objects.select_related("person").get(pk=participant_id)
    if not any(item.pk == prework_id for item in prework_for(participant)):
        raise ServiceError("This pre-work was changed in the meantime. Look at it once more.")
    if is_done:
        PreWorkTick.objects.get_or_create(
            participant=participant, prework_id=prework_id, defaults={"at": now}
        )
    else:
        PreWorkTick.objects.filter(participant=participant, prework=prework_id).delete()


@transaction.atomic
def flag_constraint(*, participant_id: int, text: str, now: datetime) -> Constraint:
    """Put down what the workshop has to reckon with, as the participant says it; the same words once.

    Raises ServiceError for a cancelled workshop and for too many, ValidationError for more than a line.
    """
    # The lock makes two clicks at once take turns: the second one finds the first one's words.
    rows = Participant.objects.select_for_update(of=("self",)).select_related("workshop", "person")
    participant = rows.get(pk=participant_id)
    workshop, person = participant.workshop, participant.person
    if workshop.is_cancelled:
        raise ServiceError("This workshop is cancelled.")
    own = list(Constraint.objects.filter(workshop=workshop, flagged_by=person))
    same = next((constraint for constraint in own if constraint.text == text), None)
    if same:
        return same
    if len(own) >= MOST_CONSTRAINTS:
        raise ServiceError(f"You have flagged {len(own)} constraints: talk to the organizer about more.")
    constraint = Constraint(workshop=workshop, flagged_by=person, text=text, at=now, added_at=now)
    constraint.full_clean()
    constraint.save()
    subject = f"constraint:{constraint.pk}"
    record(workshop, "constraint flagged", by=None, now=now, detail=f"{person.name}: {text}", subject=subject)
    return constraint
