"""All addresses; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path

from commplan.views.local_signin import local_signin

urlpatterns = [
    path("", include("workshops.urls")),
    path("", include("actions.urls")),
    path("", include("emails.urls")),
    path("signin/<str:token>/", local_signin, name="local-signin"),
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
]
