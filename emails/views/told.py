"""Who would be told if the workshop were moved or cancelled now: a part of the pages that ask for it."""

from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from emails.audience import audience
from workshops.models import Person, Workshop
from workshops.services.slot import add_own
from workshops.states import Audience, TouchpointKind
from workshops.views.request import SignedInRequest

NOTICES = {"move": TouchpointKind.CHANGE_NOTICE, "cancel": TouchpointKind.CANCELLATION}


def told(request: SignedInRequest, pk: int, change: str) -> HttpResponse:
    """Counted and by name; a fragment for htmx, a page of its own without."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    context = {"workshop": workshop, "change": change, "people": _told(workshop, NOTICES[change])}
    is_fragment = bool(getattr(request, "htmx", False))
    response = render(request, "emails/told_panel.html" if is_fragment else "emails/told.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _told(workshop: Workshop, kind: TouchpointKind) -> list[Person]:
    """The audience of the notice as it would be: it is made and taken back, so that the two cannot differ."""
    with transaction.atomic():
        # Who was told the slot as it is now would know an older one.
        Workshop.objects.filter(pk=workshop.pk).update(sequence=F("sequence") + 1)
        notice = add_own(workshop, kind, audience=Audience.RECEIVED)
        notice.opens_at = timezone.now()
        notice.save(update_fields=["opens_at"])
        people = list(audience(notice))
        transaction.set_rollback(True)
    return people
