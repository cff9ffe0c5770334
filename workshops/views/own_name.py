"""The name of whoever is signed in, which stands below the mails they send."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from workshops import services
from workshops.forms.joining import OwnNameForm
from workshops.forms.saving import refusals_on
from workshops.views.request import SignedInRequest


def own_name(request: SignedInRequest) -> HttpResponse:
    form = OwnNameForm(request.POST or None, initial={"name": request.user.get_full_name()})
    if form.is_valid():
        with refusals_on(form):
            user = services.rename_user(user_id=request.user.pk, name=form.cleaned_data["name"])
            messages.success(request, f"You are {user} from now on.")
            return redirect("dashboard")
    return render(request, "workshops/own_name.html", {"form": form})
