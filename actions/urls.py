"""Addresses of the action log's pages."""

from django.urls import URLPattern, path

from actions import addresses
from actions.views import (
    agreed,
    bulk,
    capture,
    carry,
    charts,
    feeds,
    filters,
    importing,
    item,
    log,
    own,
    panel,
    person,
    rows,
)

app_name = "actions"
urlpatterns: list[URLPattern] = [
    path(addresses.ACTION_LOG, log.action_log, name="action-log"),
    path("projects/<int:pk>/actions.csv", log.action_export, name="action-export"),
    path("projects/<int:pk>/actions/import/", importing.action_import, name="action-import"),
    path("projects/<int:pk>/actions/charts/", charts.action_charts, name="action-charts"),
    path("projects/<int:pk>/actions/calendar/", feeds.subscription, name="subscription"),
    path("projects/<int:pk>/actions/change/", bulk.action_bulk, name="action-bulk"),
    path("projects/<int:pk>/actions/filters/", filters.saved_filters, name="saved-filters"),
    path("action-filters/<int:pk>/", filters.saved_filter, name="saved-filter"),
    path("actions/<int:pk>/", item.action_edit, name="action-edit"),
    path("actions/<int:pk>/comment/", item.action_comment, name="action-comment"),
    path("actions/<int:pk>/cell/<slug:cell>/", rows.action_cell, name="action-cell"),
    path("workshops/<int:pk>/actions/panel/", panel.workshop_panel, name="workshop-panel"),
    path("workshops/<int:pk>/carry/actions/", carry.carry, name="carry"),
    path("risks/<int:pk>/actions/panel/", panel.risk_panel, name="risk-panel"),
    path("workshops/<int:pk>/capture/", capture.capture, name="capture"),
    path("people/<int:pk>/actions/", person.person_panel, name="person-panel"),
    path("workshops/<int:pk>/actions/agreed/", agreed.agreed, name="agreed"),
    path("p/<str:token>/due.ics", feeds.due_feed, name="due-feed"),
    path("p/<str:token>/due-dates/", feeds.own_subscription, name="own-subscription"),
    path("p/<str:token>/mine/due-dates/", feeds.mine_subscription, name="mine-subscription"),
    path("p/<str:token>/recap/actions/", agreed.answer_agreed, name="answer-agreed"),
    path("p/<str:token>/actions/", own.own_actions, name="own-actions"),
    path("p/<str:token>/mine/actions/", own.mine_actions, name="mine-actions"),
]
