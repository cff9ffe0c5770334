"""Addresses of what leaves the house."""

from django.urls import path

from emails import addresses
from emails.views import (
    addendum,
    deciding,
    deliveries,
    drafts,
    nudge,
    outbox,
    participant_calendar,
    person_mails,
    preview,
    readers,
    rehearsal,
    review,
    send_now,
    told,
    webhooks,
)

app_name = "emails"
urlpatterns = [
    path("workshops/<int:pk>/review/", review.review, name="review"),
    path("workshops/<int:pk>/nudge/", nudge.nudge, name="nudge"),
    path("workshops/<int:pk>/recap/correction/", addendum.addendum, name="addendum"),
    path("workshops/<int:pk>/recap/correction/frame/", addendum.addendum_frame, name="addendum-frame"),
    path("workshops/<int:pk>/recap/correction/panel/", addendum.addendum_panel, name="addendum-panel"),
    path("workshops/<int:pk>/rehearsal/", rehearsal.rehearsal, name="rehearsal"),
    path("workshops/<int:pk>/rehearsal/frame/", rehearsal.rehearsal_frame, name="rehearsal-frame"),
    path("workshops/<int:pk>/deliveries/panel/", deliveries.deliveries_panel, name="deliveries-panel"),
    path(addresses.DELIVERIES, deliveries.touchpoint_deliveries, name="touchpoint-deliveries"),
    path("deliveries/<int:pk>/resend/", deciding.delivery_resend, name="delivery-resend"),
    path("deliveries/<int:pk>/leave/", deciding.delivery_leave, name="delivery-leave"),
    path("projects/<int:pk>/blocked/", deciding.blocked, name="blocked"),
    path("blocked/<int:pk>/release/", deciding.blocked_release, name="blocked-release"),
    path("touchpoints/<int:pk>/preview/", preview.touchpoint_preview, name="touchpoint-preview"),
    path("touchpoints/<int:pk>/preview/frame/", preview.touchpoint_preview_frame, name="preview-frame"),
    path("people/<int:pk>/mails/", person_mails.person_mails, name="person-mails"),
    path("touchpoints/<int:pk>/send-now/", send_now.send_now, name="send-now"),
    path("workshops/<int:pk>/told/of-move/", told.told, {"change": "move"}, name="told-of-move"),
    path("workshops/<int:pk>/told/of-cancel/", told.told, {"change": "cancel"}, name="told-of-cancel"),
    path("workshops/<int:pk>/draft/preview/", drafts.draft_preview, name="draft-preview"),
    path("workshops/<int:pk>/draft/frame/", drafts.draft_frame, name="draft-frame"),
    path("workshops/<int:pk>/draft/test/", drafts.draft_test, name="draft-test"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.outbox_message, name="outbox-message"),
    path("outbox/<int:pk>/html/", outbox.outbox_html, name="outbox-html"),
    path("outbox/<int:pk>/raw/", outbox.outbox_raw, name="outbox-raw"),
    path("outbox/<int:pk>/attachments/<int:number>/", outbox.outbox_attachment, name="outbox-attachment"),
    path(
        "p/<str:token>/calendar.ics", participant_calendar.participant_calendar, name="participant-calendar"
    ),
    path(addresses.READER_CHOICE, readers.reader_choice, name="reader-choice"),
    path(addresses.READER_STOP, readers.reader_stop, name="reader-stop"),
    path("p/<str:token>/mine/mails/", readers.mine_mails, name="mine-mails"),
    path("anymail/<path:address>", webhooks.tracking, name="tracking-webhook"),
]
