from actions.models.action import ActionComment, ActionEvent, ActionItem
from actions.models.reading import DueFeed, SavedFilter

__all__ = ["ActionComment", "ActionEvent", "ActionItem", "DueFeed", "SavedFilter"]
