"""The words that rows of this room can be in, and the moves between them that are allowed."""

from django.db.models import TextChoices


class Role(TextChoices):
    MANAGER = "manager", "Manager"
    MEMBER = "member", "Member"


class WorkshopState(TextChoices):
    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    CANCELLED = "cancelled", "Cancelled"


class Attendance(TextChoices):
    """How a group or a person takes part: RFC 5545, section 3.2.16 (REQ-, OPT-, NON-PARTICIPANT)."""

    REQUIRED = "required", "Required"
    OPTIONAL = "optional", "Optional"
    INFORMED = "informed", "Informed only"


class PartStat(TextChoices):
    """What a person answered: RFC 5545, section 3.2.12, in lower case."""

    NEEDS_ACTION = "needs-action", "No answer yet"
    ACCEPTED = "accepted", "Accepted"
    TENTATIVE = "tentative", "Tentative"
    DECLINED = "declined", "Declined"


class Presence(TextChoices):
    """Whether somebody was there; empty as long as nobody has said it."""

    UNKNOWN = "", "Not said"
    ATTENDED = "attended", "There"
    ABSENT = "absent", "Absent"


class TouchpointKind(TextChoices):
    SAVE_THE_DATE = "save-the-date", "Save the date"
    AGENDA = "agenda", "Agenda and pre-work"
    REMINDER = "reminder", "Reminder"
    RECAP = "recap", "Recap and actions"
    FOLLOW_UP = "follow-up", "Follow-up"
    OTHER = "other", "Other"
    # The next five are written by the program, never by a plan document.
    RSVP_REQUEST = "rsvp-request", "Request to answer"
    NUDGE = "nudge", "Reminder to answer"
    CHANGE_NOTICE = "change-notice", "Change notice"
    CANCELLATION = "cancellation", "Cancellation"
    ADDENDUM = "addendum", "Correction of the recap"


OWN_KINDS = (
    TouchpointKind.RSVP_REQUEST,
    TouchpointKind.NUDGE,
    TouchpointKind.CHANGE_NOTICE,
    TouchpointKind.CANCELLATION,
    TouchpointKind.ADDENDUM,
)


class TouchpointState(TextChoices):
    DRAFT = "draft", "Not scheduled"
    PLANNED = "planned", "Planned"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"
    CANCELLED = "cancelled", "Cancelled"


class Daypart(TextChoices):
    ANY = "", "09:00"
    MORNING = "morning", "Morning (08:00)"
    AFTERNOON = "afternoon", "Afternoon (14:00)"
    AFTER = "after", "After the workshop"


class Audience(TextChoices):
    NOBODY = "", "Only the groups below"
    ALL = "all", "All participants"
    NOT_DECLINED = "not-declined", "Everyone who has not declined"
    CONFIRMED = "confirmed", "Confirmed (accepted or tentative)"
    # The next two belong to the program's own touchpoints.
    UNANSWERED = "unanswered", "Who has not answered"
    RECEIVED = "received", "Who already got a mail"


PLAN_AUDIENCES = (Audience.NOBODY, Audience.ALL, Audience.NOT_DECLINED, Audience.CONFIRMED)


class RecapState(TextChoices):
    DRAFT = "draft", "Not ready"
    READY = "ready", "Ready to send"


class QuestionState(TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"


class ConstraintState(TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"


class ApprovalState(TextChoices):
    PENDING = "pending", "Pending"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class Layer(TextChoices):
    """The stations of data on its way from where it arises to those who read it."""

    SOURCE = "source", "Source"
    STAGING = "staging", "Staging"
    CORE = "core", "Core"
    SEMANTIC = "semantic", "Semantic"


class Level(TextChoices):
    UNKNOWN = "", "Not rated"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class PipelineState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    DROPPED = "dropped", "Dropped"


class DecisionState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    DECIDED = "decided", "Decided"
    REPLACED = "replaced", "Replaced"


class RiskState(TextChoices):
    OPEN = "open", "Open"
    MITIGATED = "mitigated", "Mitigated"
    ACCEPTED = "accepted", "Accepted"
    CLOSED = "closed", "Closed"


class DependencyState(TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Met"
    DROPPED = "dropped", "Dropped"


class CapacityState(TextChoices):
    OPEN = "open", "Open"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


# What a register's row still waits in.
UNSETTLED = ("proposed", "open", "pending")

# from state -> states it may move to
WORKSHOP_MOVES: dict[str, tuple[str, ...]] = {
    WorkshopState.DRAFT: (WorkshopState.SCHEDULED,),
    WorkshopState.SCHEDULED: (WorkshopState.CANCELLED,),
    WorkshopState.CANCELLED: (),
}
TOUCHPOINT_MOVES: dict[str, tuple[str, ...]] = {
    TouchpointState.DRAFT: (TouchpointState.PLANNED, TouchpointState.SKIPPED),
    TouchpointState.PLANNED: (TouchpointState.DONE, TouchpointState.SKIPPED, TouchpointState.CANCELLED),
    TouchpointState.SKIPPED: (TouchpointState.PLANNED,),
    TouchpointState.DONE: (TouchpointState.PLANNED,),
    TouchpointState.CANCELLED: (),
}
