"""To look, search and repair. States, times and tokens are the services' to move: here they are read-only."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.forms import ModelForm
from django.http import HttpRequest

from workshops import models


class UserAddForm(AdminUserCreationForm):
    class Meta:
        model = models.User
        fields = ("email",)
        field_classes: dict[str, Any] = {}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class UserChangeForm(DjangoUserChangeForm):
    class Meta:
        model = models.User
        fields = "__all__"
        field_classes: dict[str, Any] = {}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class PersonForm(ModelForm):
    def clean_email(self) -> str:
        """As everywhere else: SQLite finds no other writing of a letter outside ASCII."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(models.User)
class UserAdmin(DjangoUserAdmin):
    form = UserChangeForm
    add_form = UserAddForm
    ordering = ["email"]
    list_display = ["email", "first_name", "last_name", "is_active", "is_staff"]
    search_fields = ["email", "first_name", "last_name"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "first_name", "last_name"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Times", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]}),
    ]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that are a record of what happened, or that only a service can make whole."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MadeByServicesAdmin(admin.ModelAdmin):
    """Rows that are repaired here, and made elsewhere together with what belongs to them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(models.Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ["name", "time_zone", "country", "created_at"]
    list_filter = ["country"]
    search_fields = ["name"]
    readonly_fields = ["created_at"]


@admin.register(models.Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "project", "role"]
    list_filter = ["role", "project"]
    search_fields = ["user__email", "project__name"]
    autocomplete_fields = ["user", "project"]
    list_select_related = ["user", "project"]


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "project", "role", "asked_at", "expires_at", "accepted_at", "revoked_at"]
    list_filter = ["role", "project"]
    search_fields = ["email", "project__name"]
    list_select_related = ["project"]
    # The link's key is not even shown: who reads it could join in somebody's place.
    exclude = ["link_key"]


@admin.register(models.StakeholderGroup)
class StakeholderGroupAdmin(admin.ModelAdmin):
    list_display = ["name", "project"]
    list_filter = ["project"]
    search_fields = ["name", "project__name"]
    autocomplete_fields = ["project"]
    readonly_fields = ["key"]


@admin.register(models.Person)
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    list_display = ["name", "email", "project"]
    list_filter = ["project"]
    search_fields = ["name", "email", "project__name"]
    autocomplete_fields = ["project", "groups"]
    readonly_fields = ["created_at"]


@admin.register(models.Workshop)
class WorkshopAdmin(MadeByServicesAdmin):
    list_display = ["__str__", "project", "state", "start", "time_zone", "location"]
    list_filter = ["state", "project", "start"]
    search_fields = ["code", "title", "project__name", "location", "uid"]
    autocomplete_fields = ["project", "organizer"]
    # The touchpoints' times hang on the slot: the service moves both.
    readonly_fields = [
        "state",
        "start",
        "time_zone",
        "duration_min",
        "duration_max",
        "uid",
        "sequence",
        "created_at",
    ]
    list_select_related = ["project"]
    date_hierarchy = "start"


@admin.register(models.WorkshopGroup)
class WorkshopGroupAdmin(admin.ModelAdmin):
    list_display = ["group", "workshop", "attendance", "position"]
    list_filter = ["attendance", "workshop__project"]
    search_fields = ["group__name", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop", "group"]
    list_select_related = ["group", "workshop"]


@admin.register(models.Participant)
class ParticipantAdmin(MadeByServicesAdmin):
    list_display = ["person", "workshop", "attendance", "partstat", "answered_at", "removed_at"]
    list_filter = ["partstat", "attendance", "workshop__project"]
    search_fields = ["person__name", "person__email", "workshop__title", "workshop__code"]
    # The link's key is not even shown: who reads it could answer for the person.
    readonly_fields = ["workshop", "person", "partstat", "answered_at", "removed_at"]
    list_select_related = ["person", "workshop"]


@admin.register(models.AgendaItem)
class AgendaItemAdmin(admin.ModelAdmin):
    list_display = ["title", "workshop", "position", "minutes_min", "minutes_max"]
    list_filter = ["workshop__project"]
    search_fields = ["title", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop"]
    list_select_related = ["workshop"]


@admin.register(models.PreWork)
class PreWorkAdmin(admin.ModelAdmin):
    list_display = ["__str__", "workshop", "audience", "group"]
    list_filter = ["workshop__project"]
    search_fields = ["text", "audience", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop", "group"]
    list_select_related = ["workshop", "group"]


@admin.register(models.PreWorkTick)
class PreWorkTickAdmin(ReadOnlyAdmin):
    list_display = ["participant", "prework", "at"]
    list_filter = ["prework__workshop__project", "at"]
    search_fields = ["participant__person__name", "prework__text", "prework__workshop__title"]
    list_select_related = ["participant__person", "prework"]


@admin.register(models.EarlierTick)
class EarlierTickAdmin(ReadOnlyAdmin):
    list_display = ["participant", "words", "at"]
    list_filter = ["participant__workshop__project", "at"]
    search_fields = ["participant__person__name", "words", "participant__workshop__title"]
    list_select_related = ["participant__person"]


@admin.register(models.Artifact)
class ArtifactAdmin(admin.ModelAdmin):
    list_display = ["path", "workshop"]
    list_filter = ["workshop__project"]
    search_fields = ["path", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop"]
    list_select_related = ["workshop"]


@admin.register(models.PlanCheckPoint)
class PlanCheckPointAdmin(admin.ModelAdmin):
    list_display = ["name", "workshop"]
    list_filter = ["workshop__project"]
    search_fields = ["name", "text", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop"]
    list_select_related = ["workshop"]


@admin.register(models.PlanSource)
class PlanSourceAdmin(ReadOnlyAdmin):
    list_display = ["workshop", "imported_at"]
    list_filter = ["imported_at"]
    search_fields = ["workshop__title", "workshop__code"]
    list_select_related = ["workshop"]


@admin.register(models.Touchpoint)
class TouchpointAdmin(MadeByServicesAdmin):
    list_display = ["name", "workshop", "kind", "offset", "state", "opens_at", "closes_at", "expires_at"]
    list_filter = ["state", "kind", "audience", "workshop__project"]
    search_fields = ["name", "subject", "workshop__title", "workshop__code"]
    autocomplete_fields = ["groups", "cc_groups"]
    # The window is read-only for the same reason as the workshop's slot.
    readonly_fields = [
        "workshop",
        "kind",
        "state",
        "state_reason",
        "revision",
        "follows",
        "first_day",
        "last_day",
        "daypart",
        "is_after",
        "in_working_days",
        "at_time",
        "minutes",
        "opens_at",
        "closes_at",
        "expires_at",
    ]
    list_select_related = ["workshop"]

    @admin.display(description="T")
    def offset(self, touchpoint: models.Touchpoint) -> str:
        return touchpoint.offset_text


class RecapSectionInline(admin.TabularInline):
    model = models.RecapSection
    extra = 0
    fields = ["position", "heading", "text", "lists_actions"]


@admin.register(models.Recap)
class RecapAdmin(MadeByServicesAdmin):
    list_display = ["workshop", "state", "ready_at", "ready_by"]
    list_filter = ["state", "workshop__project"]
    search_fields = ["workshop__title", "workshop__code"]
    readonly_fields = ["workshop", "state", "ready_at", "ready_by"]
    inlines = [RecapSectionInline]
    list_select_related = ["workshop", "ready_by"]


@admin.register(models.RecapSection)
class RecapSectionAdmin(MadeByServicesAdmin):
    list_display = ["heading", "recap", "position", "lists_actions"]
    list_filter = ["lists_actions", "recap__workshop__project"]
    search_fields = ["heading", "text", "recap__workshop__title"]
    readonly_fields = ["recap", "plan_text"]
    list_select_related = ["recap__workshop"]


@admin.register(models.RecapVersion)
class RecapVersionAdmin(ReadOnlyAdmin):
    list_display = ["recap", "number", "at", "by", "withdrawn_at"]
    list_filter = ["recap__workshop__project"]
    search_fields = ["recap__workshop__title", "recap__workshop__code"]
    list_select_related = ["recap__workshop", "by"]


@admin.register(models.MeetingNote)
class MeetingNoteAdmin(ReadOnlyAdmin):
    list_display = ["workshop", "title", "version", "saved_at", "saved_by"]
    list_filter = ["workshop__project"]
    search_fields = ["title", "text", "workshop__title", "workshop__code"]
    list_select_related = ["workshop", "saved_by"]


@admin.register(models.Constraint)
class ConstraintAdmin(admin.ModelAdmin):
    list_display = ["text", "workshop", "flagged_by", "at", "state"]
    list_filter = ["state", "workshop__project"]
    search_fields = ["text", "answer", "flagged_by__name", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop", "flagged_by"]
    readonly_fields = ["state", "agenda_item"]
    list_select_related = ["workshop", "flagged_by"]


@admin.register(models.OpenQuestion)
class OpenQuestionAdmin(admin.ModelAdmin):
    list_display = ["text", "workshop", "owner", "due_on", "state"]
    list_filter = ["state", "workshop__project"]
    search_fields = ["text", "owner__name", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop", "owner"]
    readonly_fields = ["state", "agenda_item"]
    list_select_related = ["workshop", "owner"]


@admin.register(models.Approval)
class ApprovalAdmin(admin.ModelAdmin):
    list_display = ["text", "workshop", "owner", "due_on", "state"]
    list_filter = ["state", "workshop__project"]
    search_fields = ["text", "owner__name", "workshop__title", "workshop__code"]
    autocomplete_fields = ["workshop", "owner"]
    readonly_fields = ["state", "agenda_item"]
    list_select_related = ["workshop", "owner"]


@admin.register(models.CarriedPoint)
class CarriedPointAdmin(ReadOnlyAdmin):
    list_display = ["text", "workshop", "came_from", "subject"]
    list_filter = ["workshop__project"]
    search_fields = ["text", "subject", "workshop__title", "workshop__code"]
    list_select_related = ["workshop", "came_from"]


@admin.register(models.WorkshopEvent)
class WorkshopEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "workshop", "kind", "by", "detail"]
    list_filter = ["kind", "workshop__project", "at"]
    search_fields = ["detail", "workshop__title", "workshop__code", "by__email"]
    list_select_related = ["workshop", "by"]


class EntryAdmin(MadeByServicesAdmin):
    """A register's row. Its key and its state are the services' to set."""

    list_display = ["key", "text", "workshop", "owner_name", "state"]
    list_filter = ["state", "workshop__project"]
    search_fields = ["key", "text", "owner__name", "owner_text", "workshop__title", "workshop__code"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["workshop", "key", "state", "agenda_item", "raised_by"]
    list_select_related = ["workshop", "owner"]


for entry in (models.Pipeline, models.Decision, models.Risk, models.Dependency, models.CapacityNeed):
    admin.site.register(entry, EntryAdmin)
