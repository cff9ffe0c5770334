from workshops.models.earlier_tick import EarlierTick
from workshops.models.history import WorkshopEvent
from workshops.models.invitation import Invitation
from workshops.models.meeting import MeetingNote
from workshops.models.outcomes import Approval, Constraint, OpenQuestion, Recap, RecapSection
from workshops.models.people import Person, StakeholderGroup
from workshops.models.project import Membership, Project
from workshops.models.recap_versions import RecapVersion
from workshops.models.registers import CapacityNeed, Decision, Dependency, Entry, Pipeline, Risk
from workshops.models.touchpoint import Touchpoint
from workshops.models.traced import CarriedPoint
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
    "CapacityNeed",
    "CarriedPoint",
    "Constraint",
    "Decision",
    "Dependency",
    "EarlierTick",
    "Entry",
    "Invitation",
    "MeetingNote",
    "Membership",
    "OpenQuestion",
    "Participant",
    "Person",
    "Pipeline",
    "PlanCheckPoint",
    "PlanSource",
    "PreWork",
    "PreWorkTick",
    "Project",
    "Recap",
    "RecapSection",
    "RecapVersion",
    "Risk",
    "StakeholderGroup",
    "Touchpoint",
    "User",
    "Workshop",
    "WorkshopEvent",
    "WorkshopGroup",
]
