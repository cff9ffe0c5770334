"""What people do by their own link about what is theirs: questions answered, approvals decided."""

from datetime import datetime
from typing import Any

from django.db import transaction

from workshops.models import Approval, OpenQuestion
from workshops.services.errors import ServiceError
from workshops.services.history import record
from workshops.services.outcomes import SLUGS, note_settled, settled_as
from workshops.services.register_rows import save_changes
from workshops.states import ApprovalState, QuestionState

NOT_YOURS = "This is no longer yours: somebody else has it now, or it was taken off the list."
CHANGED = "This was changed in the meantime. Look at it once more, then press again."


@transaction.atomic
def answer_question(
    *, question_id: int, person_id: int, version: int, answer: str, now: datetime
) -> OpenQuestion:
    """Take the owner's own answer, or another one in its place. Safe to repeat.

    `version` is the one that they saw. Raises ServiceError where the question is not theirs or has changed,
    and for an empty answer.
    """
    question: OpenQuestion = _own(OpenQuestion, question_id, person_id)
    said = (QuestionState.ANSWERED.value, answer.strip())
    if not said[1]:
        raise ServiceError("Write the answer.")
    return _settle(question, said, version, "open question answered", now)


@transaction.atomic
def decide_approval(
    *, approval_id: int, person_id: int, version: int, is_given: bool, reason: str, now: datetime
) -> Approval:
    """Take the approver's own decision, or another one in its place. Safe to repeat.

    Raises ServiceError where the approval is not theirs or has changed, ValidationError for a rejection
    without a reason.
    """
    approval: Approval = _own(Approval, approval_id, person_id)
    state = ApprovalState.APPROVED if is_given else ApprovalState.REJECTED
    kind = "approval given" if is_given else "approval rejected"
    return _settle(approval, (state.value, reason.strip()), version, kind, now)


def _own(model: Any, pk: int, person_id: int) -> Any:
    rows = model.objects.select_for_update(of=("self",)).select_related("workshop", "owner")
    row = rows.filter(pk=pk, owner=person_id).first()
    if row is None:
        raise ServiceError(NOT_YOURS)
    return row


def _settle(row: Any, said: tuple[str, str], version: int, kind: str, now: datetime) -> Any:
    if settled_as(row) == said:
        return row
    if row.version != version:
        raise ServiceError(CHANGED)
    row.state = said[0]
    if isinstance(row, OpenQuestion):
        row.answer = said[1]
    else:
        row.reason = said[1]
    note_settled(row, by=row.owner.name, now=now)
    save_changes(row, [kind])
    subject = f"{SLUGS[type(row)]}:{row.pk}"
    record(row.workshop, kind, by=None, now=now, detail=f"{row.owner.name}: {row.text}", subject=subject)
    return row
