"""Ending the links that a person was sent: what that means first, then a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from workshops import services
from workshops.models import Person
from workshops.views.request import SignedInRequest


def person_revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.managed_by(request.user).select_related("project"), pk=pk)
    if request.method == "POST":
        services.revoke_person_links(person_id=pk, by=request.user, now=timezone.now())
        messages.success(
            request, f"Links sent to {person.name} so far have ended. The next mail carries a new one."
        )
        return redirect("workshops:person", pk)
    return render(request, "workshops/person_revoke.html", {"person": person, "project": person.project})
