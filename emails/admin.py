"""To look and search. What was sent, when and why is a record: nothing of it can be typed here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from emails import models
from emails.services.readers import revoke_reader_links
from workshops.admin import ReadOnlyAdmin


class RecordAdmin(ReadOnlyAdmin):
    """Rows by which the loop knows what was said already."""

    # No deleting of many at once: the next tick would send their mails a second time.
    actions: Any = None


class RecordInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeliveryEventInline(RecordInline):
    model = models.DeliveryEvent
    fields = ["at", "from_state", "to_state", "cause", "by"]


class EarlierCopyInline(RecordInline):
    model = models.EarlierCopy
    fields = ["email", "sent_at", "superseded_at", "message_id", "provider_id"]


@admin.register(models.Delivery)
class DeliveryAdmin(RecordAdmin):
    list_display = ["person", "touchpoint", "workshop", "state", "attempts", "not_before", "sent_at", "error"]
    list_filter = ["state", "touchpoint__kind", "touchpoint__workshop__project"]
    search_fields = [
        "person__name",
        "email",
        "person__email",
        "touchpoint__name",
        "touchpoint__workshop__title",
        "touchpoint__workshop__code",
        "message_id",
        "error",
    ]
    search_help_text = "Name or address of the person, touchpoint, workshop, Message-ID, error"
    list_select_related = ["person", "touchpoint__workshop"]
    date_hierarchy = "created_at"
    inlines = [DeliveryEventInline, EarlierCopyInline]

    @admin.display(ordering="touchpoint__workshop__title")
    def workshop(self, delivery: models.Delivery) -> str:
        return str(delivery.touchpoint.workshop)


@admin.register(models.DeliveryEvent)
class DeliveryEventAdmin(RecordAdmin):
    list_display = ["at", "delivery", "from_state", "to_state", "cause", "by"]
    list_filter = ["to_state", "by", "delivery__touchpoint__workshop__project"]
    search_fields = ["cause", "delivery__person__name", "delivery__email", "delivery__message_id"]
    list_select_related = ["delivery__touchpoint", "delivery__person"]
    date_hierarchy = "at"


@admin.register(models.EarlierCopy)
class EarlierCopyAdmin(RecordAdmin):
    list_display = ["email", "delivery", "sent_at", "superseded_at"]
    list_filter = ["delivery__touchpoint__workshop__project"]
    search_fields = ["email", "delivery__person__name", "message_id", "provider_id"]
    search_help_text = "Address, name of the person, Message-ID, provider's id"
    list_select_related = ["delivery__touchpoint", "delivery__person"]
    date_hierarchy = "sent_at"


@admin.register(models.Hold)
class HoldAdmin(RecordAdmin):
    list_display = ["touchpoint", "workshop", "since", "missing"]
    list_filter = ["touchpoint__kind", "touchpoint__workshop__project"]
    search_fields = ["touchpoint__name", "touchpoint__workshop__title", "touchpoint__workshop__code"]
    list_select_related = ["touchpoint__workshop"]
    date_hierarchy = "since"

    @admin.display(ordering="touchpoint__workshop__title")
    def workshop(self, hold: models.Hold) -> str:
        return str(hold.touchpoint.workshop)

    @admin.display(description="what is missing")
    def missing(self, hold: models.Hold) -> str:
        return " ".join(hold.reasons)


@admin.register(models.HoldNotice)
class HoldNoticeAdmin(RecordAdmin):
    list_display = ["workshop", "on"]
    list_filter = ["workshop__project"]
    search_fields = ["workshop__title", "workshop__code"]
    list_select_related = ["workshop"]
    date_hierarchy = "on"


@admin.register(models.OutboxMessage)
class OutboxMessageAdmin(RecordAdmin):
    list_display = ["subject", "recipient", "touchpoint", "at"]
    list_filter = ["delivery__touchpoint__kind", "delivery__touchpoint__workshop__project"]
    search_fields = ["subject", "recipient", "delivery__person__name", "delivery__message_id"]
    list_select_related = ["delivery__touchpoint"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.OutboxMessage]:
        return super().get_queryset(request).defer("raw")

    @admin.display(ordering="delivery__touchpoint__name")
    def touchpoint(self, message: models.OutboxMessage) -> str:
        return str(message.delivery.touchpoint) if message.delivery else ""


@admin.register(models.KeptRehearsal)
class KeptRehearsalAdmin(RecordAdmin):
    list_display = ["workshop", "rsvp", "played_at"]
    list_filter = ["workshop__project"]
    search_fields = ["workshop__title", "workshop__code"]
    list_select_related = ["workshop"]
    date_hierarchy = "played_at"


@admin.register(models.KeptMail)
class KeptMailAdmin(RecordAdmin):
    list_display = ["subject", "email", "touchpoint", "at"]
    list_filter = ["rehearsal__workshop__project"]
    search_fields = ["subject", "email", "rehearsal__workshop__title", "rehearsal__workshop__code"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[models.KeptMail]:
        return super().get_queryset(request).defer("text", "html")


@admin.register(models.Heartbeat)
class HeartbeatAdmin(RecordAdmin):
    list_display = ["name", "started_at", "finished_at"]
    search_fields = ["name"]
    date_hierarchy = "started_at"


@admin.register(models.Suppression)
class SuppressionAdmin(RecordAdmin):
    list_display = ["email", "project", "reason", "at", "released_at", "released_by"]
    list_filter = ["reason", "project"]
    search_fields = ["email", "detail"]
    list_select_related = ["project"]
    date_hierarchy = "at"


@admin.register(models.Notice)
class NoticeAdmin(RecordAdmin):
    list_display = ["kind", "email", "on", "state", "attempts", "not_before", "sent_at", "error"]
    list_filter = ["kind", "state"]
    search_fields = ["email", "name", "key", "message_id", "error"]
    search_help_text = "Address, name, what it is about, Message-ID, error"
    date_hierarchy = "on"


@admin.register(models.DigestRound)
class DigestRoundAdmin(RecordAdmin):
    list_display = ["project", "next_at"]
    search_fields = ["project__name"]
    list_select_related = ["project"]


@admin.register(models.ToldConstraint)
class ToldConstraintAdmin(RecordAdmin):
    list_display = ["constraint", "workshop", "at"]
    list_filter = ["workshop__project"]
    search_fields = ["constraint__text", "workshop__title", "workshop__code"]
    list_select_related = ["constraint", "workshop"]
    date_hierarchy = "at"


@admin.register(models.Reader)
class ReaderAdmin(RecordAdmin):
    list_display = ["email", "rhythm", "rhythm_at"]
    list_filter = ["rhythm"]
    search_fields = ["email"]
    actions = ("revoke_links",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # A row less is a reader who is asked anew how often: only its links can be ended here.
        return {name: found for name, found in super().get_actions(request).items() if name == "revoke_links"}

    @admin.action(description="Revoke the links to choose how often mails remind")
    def revoke_links(self, request: HttpRequest, queryset: QuerySet[models.Reader]) -> None:
        count = revoke_reader_links(emails=list(queryset.values_list("email", flat=True)))
        self.message_user(request, f"Links revoked: {count}. The next mail carries a new one.")


@admin.register(models.AskedDay)
class AskedDayAdmin(RecordAdmin):
    list_display = ["email", "on", "touchpoint"]
    search_fields = ["email"]
    list_select_related = ["touchpoint"]
    date_hierarchy = "on"
