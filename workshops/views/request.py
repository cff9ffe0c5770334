from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from workshops.models import User


class SignedInRequest(HttpRequest):
    """A request for a page behind the sign-in: its user is one of ours."""

    user: User
    htmx: HtmxDetails
