"""All addresses; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("workshops.urls")),
    path("", include("actions.urls")),
    path("", include("emails.urls")),
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
]
