"""What people type about actions: adding, changing, filtering, uploading."""

from actions.forms.filters import LogFilterForm, filter_choices
from actions.forms.items import ActionForm, CommentForm, QuickAddForm, RowForm
from actions.forms.upload import ConfirmForm, UploadForm, confirm_form

__all__ = [
    "ActionForm",
    "CommentForm",
    "ConfirmForm",
    "LogFilterForm",
    "QuickAddForm",
    "RowForm",
    "UploadForm",
    "confirm_form",
    "filter_choices",
]
