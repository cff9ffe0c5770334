"""The use cases of the action log: one public function each, one transaction each."""

from actions.services.comments import comment_on_action
from actions.services.importing import (
    ImportPlan,
    PlannedRow,
    StalePreview,
    import_actions,
    preview_import,
)
from actions.services.items import NewerVersion, add_action, update_action
from actions.services.own import report_as_owner, report_on_action

__all__ = [
    "ImportPlan",
    "NewerVersion",
    "PlannedRow",
    "StalePreview",
    "add_action",
    "comment_on_action",
    "import_actions",
    "preview_import",
    "report_as_owner",
    "report_on_action",
    "update_action",
]
