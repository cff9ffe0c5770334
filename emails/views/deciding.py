"""What a manager decides: to send a mail once more or to leave it, and to release a blocked address."""

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from emails import services
from emails.models import Delivery, Suppression
from emails.selectors.troubles import blocked_in
from emails.services.resending import resend_refusal
from emails.states import GONE_OUT, DeliveryState
from emails.views.paging import page_of
from workshops.models import Person, Project
from workshops.services import ServiceError
from workshops.views.request import SignedInRequest


def delivery_resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then send the mail to this person once more."""
    managed = Delivery.objects.managed_by(request.user)
    delivery = get_object_or_404(managed.select_related("person", "touchpoint__workshop__project"), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        try:
            services.resend_delivery(delivery_id=pk, by=str(request.user)[:120], now=now)
        except ServiceError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, f"The mail to {delivery.person.name} leaves within a minute.")
        return redirect("emails:touchpoint-deliveries", delivery.touchpoint_id)
    context = {
        "delivery": delivery,
        "touchpoint": delivery.touchpoint,
        "workshop": delivery.touchpoint.workshop,
        "refusal": resend_refusal(delivery, now=now),
        "is_copy": delivery.state in GONE_OUT,
        "is_doubtful": delivery.state == DeliveryState.UNCERTAIN,
        "now": now,
    }
    return render(request, "emails/delivery_resend.html", context)


@require_POST
def delivery_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it off the list of what waits for a person."""
    delivery = get_object_or_404(Delivery.objects.managed_by(request.user), pk=pk)
    try:
        services.leave_delivery(delivery_id=pk, by=str(request.user)[:120], now=timezone.now())
    except ServiceError as error:
        messages.info(request, str(error))
    else:
        messages.success(request, "It stays as it is, and nobody is asked about it again.")
    return redirect("emails:touchpoint-deliveries", delivery.touchpoint_id)


def blocked(request: SignedInRequest, pk: int) -> HttpResponse:
    """The addresses that the project sends nothing to, and why."""
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    page = page_of(request, blocked_in(project.pk))
    people = Person.objects.filter(project=project).annotate(address=Lower("email"))
    names = dict(people.filter(address__in=[row.email for row in page]).values_list("address", "name"))
    rows = [(row, names.get(row.email, "")) for row in page]
    return render(
        request,
        "emails/blocked.html",
        {"project": project, "page": page, "rows": rows, "now": timezone.now()},
    )


def blocked_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then send to the address again."""
    rows = Suppression.objects.managed_by(request.user).select_related("project")
    suppression = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        by = str(request.user)[:120]
        if services.release_suppression(suppression_id=pk, by=by, now=timezone.now()):
            messages.success(request, f"{suppression.email} gets mails again.")
        else:
            messages.info(request, f"{suppression.email} was released already.")
        return redirect("emails:blocked", suppression.project_id)
    return render(
        request,
        "emails/blocked_release.html",
        {"suppression": suppression, "project": suppression.project},
    )
