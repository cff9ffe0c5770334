"""To look, search and repair. What is changed here goes through the services, and so into the history."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from actions import services
from actions.models import ActionComment, ActionEvent, ActionItem, DueFeed, SavedFilter
from actions.sheet import NOTES_LIMIT
from workshops.models import User

_VALUES = ("action", "owner_id", "owner_text", "due_on", "workshop_id", "source", "notes")


class ActionItemForm(forms.ModelForm):
    """Says beside the field what the service would refuse."""

    class Meta:
        model = ActionItem
        fields = ["project", "workshop", "action", "owner", "owner_text", "due_on", "source", "notes"]

    def clean_notes(self) -> str:
        notes: str = self.cleaned_data["notes"]
        if len(notes) > NOTES_LIMIT:
            raise ValidationError(f"These are more than {NOTES_LIMIT:,} characters.")
        return notes

    def clean(self) -> None:
        project = self.cleaned_data.get("project") or getattr(self.instance, "project", None)
        for name in ("owner", "workshop"):
            chosen = self.cleaned_data.get(name)
            if chosen and chosen.project != project:
                self.add_error(name, "Choose one of the action's own project.")


class HistoryInline(admin.TabularInline):
    model = ActionEvent
    fields = ["at", "by", "person", "changes"]
    readonly_fields = ["at", "by", "person", "changes"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ActionItem)
class ActionItemAdmin(admin.ModelAdmin):
    form = ActionItemForm
    list_display = ["key", "action", "owner_name", "due_on", "state", "project", "workshop"]
    list_filter = ["state", "due_on", "project"]
    list_select_related = ["owner", "project", "workshop"]
    search_fields = ["key", "action", "notes", "source", "owner_text", "owner__name", "owner__email"]
    date_hierarchy = "due_on"
    autocomplete_fields = ["project", "workshop", "owner"]
    readonly_fields = ["key", "state", "version", "created_at", "closed_at"]
    inlines = [HistoryInline]

    def get_readonly_fields(self, request: HttpRequest, obj: ActionItem | None = None) -> list[str]:
        # An action keeps its project: its key, owner and workshop belong to it.
        return [*self.readonly_fields, "project"] if obj else list(self.readonly_fields)

    def save_model(self, request: HttpRequest, obj: ActionItem, form: ActionItemForm, change: bool) -> None:
        values = {name: getattr(obj, name) for name in _VALUES}
        by, now = cast(User, request.user), timezone.now()
        if change:
            saved = services.update_action(
                action_id=obj.pk, version=obj.version, values=values, by=by, now=now
            )
        else:
            saved = services.add_action(project_id=obj.project_id, **values, by=by, now=now)
        obj.pk, obj.key, obj.version = saved.pk, saved.key, saved.version


@admin.register(ActionEvent)
class ActionEventAdmin(admin.ModelAdmin):
    """The record of what happened: to read only."""

    list_display = ["at", "action_item", "by", "person", "changes"]
    list_filter = ["at", "action_item__project"]
    list_select_related = ["action_item", "by", "person"]
    search_fields = ["action_item__key", "action_item__action", "by__email"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ActionComment)
class ActionCommentAdmin(admin.ModelAdmin):
    """What was said stays as it was said; a word that should not stand there can be taken away."""

    list_display = ["at", "action_item", "by", "person", "text"]
    list_filter = ["at", "action_item__project"]
    list_select_related = ["action_item", "by", "person"]
    search_fields = ["text", "action_item__key", "action_item__action", "by__email", "person__name"]
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(DueFeed)
class DueFeedAdmin(admin.ModelAdmin):
    """Who follows their due dates in a calendar; deleting one stops its address, and the key is not shown."""

    list_display = ["person", "created_at"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email"]
    fields = ["person", "created_at"]
    readonly_fields = ["person", "created_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SavedFilter)
class SavedFilterAdmin(admin.ModelAdmin):
    list_display = ["name", "user", "project", "query"]
    list_filter = ["project"]
    list_select_related = ["user", "project"]
    search_fields = ["name", "user__email", "project__name"]
    readonly_fields = ["project", "user", "query"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
