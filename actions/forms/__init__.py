"""What people type about actions: adding, changing, filtering, uploading."""

from actions.forms.bulk import BulkForm, chosen_of, chosen_text
from actions.forms.filters import LogFilterForm, filter_choices
from actions.forms.following import FilterNameForm
from actions.forms.items import ActionForm, CommentForm, LinkForm, QuickAddForm
from actions.forms.upload import ConfirmForm, UploadForm, confirm_form

__all__ = [
    "ActionForm",
    "BulkForm",
    "CommentForm",
    "ConfirmForm",
    "FilterNameForm",
    "LinkForm",
    "LogFilterForm",
    "QuickAddForm",
    "UploadForm",
    "chosen_of",
    "chosen_text",
    "confirm_form",
    "filter_choices",
]
