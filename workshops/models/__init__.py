from workshops.models.history import WorkshopEvent
from workshops.models.outcomes import Approval, Constraint, OpenQuestion, Recap, RecapSection
from workshops.models.people import Person, StakeholderGroup
from workshops.models.project import Membership, Project
from workshops.models.touchpoint import Touchpoint
from workshops.models.user import User
from workshops.models.workshop import (
    AgendaItem,
    Artifact,
    Participant,
    PlanCheckPoint,
    PlanSource,
    PreWork,
    PreWorkTick,
    Workshop,
    WorkshopGroup,
)

__all__ = [
    "AgendaItem",
    "Approval",
    "Artifact",
    "Constraint",
    "Membership",
    "OpenQuestion",
    "Participant",
    "Person",
    "PlanCheckPoint",
    "PlanSource",
    "PreWork",
    "PreWorkTick",
    "Project",
    "Recap",
    "RecapSection",
    "StakeholderGroup",
    "Touchpoint",
    "User",
    "Workshop",
    "WorkshopEvent",
    "WorkshopGroup",
]
