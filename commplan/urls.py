"""All addresses; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

from commplan.views.accounts import PasswordResetView
from commplan.views.dashboard import dashboard
from commplan.views.health import healthz, metrics, readyz
from commplan.views.local_signin import local_signin
from commplan.views.plan_check import plan_check, plan_check_panel, plan_check_tick, plan_with_check
from commplan.views.projects import projects
from commplan.views.search import search_page

handler500 = "commplan.views.errors.broken"

admin.autodiscover()

urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("projects/", projects, name="projects"),
    path("search/", search_page, name="search"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("workshops/<int:pk>/check/", plan_check, name="plan-check"),
    path("workshops/<int:pk>/check/panel/", plan_check_panel, name="plan-check-panel"),
    path("workshops/<int:pk>/checked-plan.md", plan_with_check, name="plan-with-check"),
    path("check-points/<int:pk>/tick/", plan_check_tick, name="plan-check-tick"),
    path("", include("workshops.urls")),
    path("", include("actions.urls")),
    path("", include("emails.urls")),
    path("signin/<str:token>/", local_signin, name="local-signin"),
    path("accounts/password_reset/", PasswordResetView.as_view(), name="password_reset"),
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
]
