from actions.models.action import ActionEvent, ActionItem

__all__ = ["ActionEvent", "ActionItem"]
