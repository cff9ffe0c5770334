"""The use cases of the action log: one public function each, one transaction each."""

from actions.services.bulk import MOST_AT_ONCE, NewerVersions, change_actions
from actions.services.comments import comment_on_action
from actions.services.following import (
    delete_filter,
    make_feed,
    rename_filter,
    save_filter,
    stop_feed,
)
from actions.services.importing import (
    ImportPlan,
    PlannedRow,
    StalePreview,
    import_actions,
    preview_import,
)
from actions.services.items import NewerVersion, add_action, update_action
from actions.services.own import report_as_owner, report_on_action
from actions.services.risks import link_to_risk, unlink_from_risk

__all__ = [
    "MOST_AT_ONCE",
    "ImportPlan",
    "NewerVersion",
    "NewerVersions",
    "PlannedRow",
    "StalePreview",
    "add_action",
    "change_actions",
    "comment_on_action",
    "delete_filter",
    "import_actions",
    "link_to_risk",
    "make_feed",
    "preview_import",
    "rename_filter",
    "report_as_owner",
    "report_on_action",
    "save_filter",
    "stop_feed",
    "unlink_from_risk",
    "update_action",
]
