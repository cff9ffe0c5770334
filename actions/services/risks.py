"""The actions that make a risk less likely or less bad."""

from datetime import datetime

from django.db import transaction

from actions.models import ActionEvent, ActionItem
from workshops.models import Risk, User
from workshops.services.errors import ServiceError


@transaction.atomic
def link_to_risk(*, action_id: int, risk_id: int, by: User | None, now: datetime) -> bool:
    """Link an action to a risk of its project; False where it is linked already."""
    return _set_link(action_id, risk_id, is_linked=True, by=by, now=now)


@transaction.atomic
def unlink_from_risk(*, action_id: int, risk_id: int, by: User | None, now: datetime) -> bool:
    """Take an action away from a risk; the action stays. False where it was not linked."""
    return _set_link(action_id, risk_id, is_linked=False, by=by, now=now)


def _set_link(action_id: int, risk_id: int, *, is_linked: bool, by: User | None, now: datetime) -> bool:
    item = ActionItem.objects.select_for_update(of=("self",)).get(pk=action_id)
    risk = Risk.objects.filter(pk=risk_id, workshop__project=item.project_id).first()
    if risk is None:
        raise ServiceError("This risk is not one of the action's project.")
    if item.risks.filter(pk=risk_id).exists() == is_linked:
        return False
    if is_linked:
        item.risks.add(risk)
    else:
        item.risks.remove(risk)
    pair = ["", str(risk)] if is_linked else [str(risk), ""]
    ActionEvent.objects.create(action_item=item, at=now, by=by, changes={"risk": pair})
    return True
