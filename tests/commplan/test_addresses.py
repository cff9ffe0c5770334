"""Addresses in mails are those of the site's pages."""

from types import ModuleType

import pytest
from django.urls import get_script_prefix, resolve, reverse, set_script_prefix

import actions.addresses
import emails.addresses
import workshops.addresses
from workshops.addresses import address

ROOMS: list[ModuleType] = [workshops.addresses, actions.addresses, emails.addresses]
ROUTES = {
    f"{room.__name__}.{name}": getattr(room, name) for room in ROOMS for name in vars(room) if name.isupper()
}


@pytest.fixture
def below_a_prefix():
    before = get_script_prefix()
    set_script_prefix("/plans/")
    yield
    set_script_prefix(before)


@pytest.mark.parametrize("route", ROUTES.values(), ids=ROUTES)
def test_address_is_what_reverse_makes_of_it(route):
    value = "7.aB-_9:x" if "<str:" in route else 7

    path = address(route, value)

    assert path == reverse(resolve(path).view_name, args=[value])


def test_address_is_below_the_sites_prefix(below_a_prefix):
    path = address(workshops.addresses.WORKSHOP, 7)

    assert path == reverse("workshops:workshop", args=[7]) == "/plans/workshops/7/"
