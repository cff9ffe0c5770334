"""The admin's pages are there for who asks for one."""

from django.contrib.admin.sites import all_sites
from django.urls import reverse


def test_admin_of_each_room_is_found_and_sound():
    reverse("admin:index")

    [site] = all_sites
    rooms = {model._meta.app_label for model in site._registry}
    assert rooms >= {"workshops", "actions", "emails", "auth"}
    assert site.check(None) == []
