"""The room's use cases: each function is one, in one transaction."""

from typing import TYPE_CHECKING

from workshops.on_demand import on_demand
from workshops.services.accounts import rename_user
from workshops.services.checks import tick_point
from workshops.services.early import early_refusal, open_now
from workshops.services.errors import EditedMeanwhile, NewerVersion, ServiceError
from workshops.services.invitations import (
    accept_invitation,
    change_role,
    invite,
    join_with_password,
    resend_invitation,
    revoke_invitation,
)
from workshops.services.meeting import (
    NewerNote,
    record_presence_as_answered,
    save_note,
    set_presence,
    take_note_over,
)
from workshops.services.merging import merge_people
from workshops.services.nudges import nudge, nudge_refusal
from workshops.services.outcomes import (
    mark_recap_ready,
    missing_in_recap,
    reopen_recap,
    save_approval,
    save_question,
    save_recap,
)
from workshops.services.owned import answer_question, decide_approval
from workshops.services.participants import (
    add_participant,
    answer,
    enroll,
    remove_participant,
    restore_participant,
    revoke_link,
    revoke_person_links,
    set_attendance,
)
from workshops.services.participation import flag_constraint, tick_prework
from workshops.services.people import (
    PeopleImport,
    create_project,
    delete_group,
    delete_person,
    import_people,
    remove_member,
    save_group,
    save_person,
)
from workshops.services.prework import PreWorkEntry, save_prework
from workshops.services.projects import update_project
from workshops.services.slot import (
    cancel,
    delete_draft,
    missing_for_schedule,
    not_sent_when_cancelled,
    schedule,
    set_slot,
)
from workshops.services.timing import PlannedTouchpoint, retime, schedule_preview
from workshops.services.touchpoints import (
    add_touchpoint,
    finish_touchpoint,
    hold_touchpoint,
    release_touchpoint,
    remove_touchpoint,
    restore_touchpoint,
    skip_touchpoint,
    update_touchpoint,
)
from workshops.services.workshop import (
    AgendaEntry,
    save_agenda,
    set_groups,
    update_details,
)

if TYPE_CHECKING:
    from workshops.services.export import export_plan, plan_of
    from workshops.services.plans import import_plan

__all__ = [
    "AgendaEntry",
    "EditedMeanwhile",
    "NewerNote",
    "NewerVersion",
    "PeopleImport",
    "PlannedTouchpoint",
    "PreWorkEntry",
    "ServiceError",
    "accept_invitation",
    "add_participant",
    "add_touchpoint",
    "answer",
    "answer_question",
    "cancel",
    "change_role",
    "create_project",
    "decide_approval",
    "delete_draft",
    "delete_group",
    "delete_person",
    "early_refusal",
    "enroll",
    "export_plan",
    "finish_touchpoint",
    "flag_constraint",
    "hold_touchpoint",
    "import_people",
    "import_plan",
    "invite",
    "join_with_password",
    "mark_recap_ready",
    "merge_people",
    "missing_for_schedule",
    "missing_in_recap",
    "not_sent_when_cancelled",
    "nudge",
    "nudge_refusal",
    "open_now",
    "plan_of",
    "record_presence_as_answered",
    "release_touchpoint",
    "remove_member",
    "remove_participant",
    "remove_touchpoint",
    "rename_user",
    "reopen_recap",
    "resend_invitation",
    "restore_participant",
    "restore_touchpoint",
    "retime",
    "revoke_invitation",
    "revoke_link",
    "revoke_person_links",
    "save_agenda",
    "save_approval",
    "save_group",
    "save_note",
    "save_person",
    "save_prework",
    "save_question",
    "save_recap",
    "schedule",
    "schedule_preview",
    "set_attendance",
    "set_groups",
    "set_presence",
    "set_slot",
    "skip_touchpoint",
    "take_note_over",
    "tick_point",
    "tick_prework",
    "update_details",
    "update_project",
    "update_touchpoint",
]

if not TYPE_CHECKING:  # a type checker would take any name for one of the package's
    __getattr__ = on_demand(__name__, {"export": "export_plan plan_of", "plans": "import_plan"})
