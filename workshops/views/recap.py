"""Recording what came out of the workshop, and opening the recap's gate."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from workshops import services
from workshops.forms.recap import RecapForm
from workshops.forms.saving import refusals_on
from workshops.models import Recap, RecapSection, Workshop
from workshops.recap_texts import register_of, section_text
from workshops.registers.kinds import BY_SLUG, writer_for
from workshops.selectors.meeting import notes_of
from workshops.selectors.register import rows_of
from workshops.services import ServiceError
from workshops.services.outcomes import write_section
from workshops.states import TouchpointKind, TouchpointState
from workshops.templatetags.commplan_time import in_zone
from workshops.views.request import SignedInRequest


def _managed(request: SignedInRequest, pk: int) -> Recap:
    rows = Recap.objects.managed_by(request.user).select_related("workshop__project", "ready_by")
    recap: Recap = get_object_or_404(rows, workshop=pk)
    return recap


def recap(request: SignedInRequest, pk: int) -> HttpResponse:
    """The plan's sections in one form; “ready to send” saves, then says when it goes and asks."""
    found = _managed(request, pk)
    if "reopen" in request.POST:
        services.reopen_recap(workshop_id=pk, by=request.user, now=timezone.now())
        messages.success(request, "The recap is taken back: change it, then mark it ready again.")
        return redirect("workshops:recap", pk)
    form = RecapForm(request.POST if request.method == "POST" else None, recap=found)
    if form.is_valid():
        with refusals_on(form):
            services.save_recap(workshop_id=pk, texts=form.texts, by=request.user, now=timezone.now())
            if "take" in request.POST:
                return _take_over(request, found)
            if section := _section_to_write(request, found):
                return redirect("workshops:recap-write", pk, section.pk)
            messages.success(request, "The recap is saved.")
            return redirect("workshops:recap-ready" if "ready" in request.POST else "workshops:recap", pk)
    notes = [note for note in notes_of(found.workshop) if note.text.strip()]
    return render(request, "workshops/recap_form.html", _context(found) | {"form": form, "notes": notes})


def _take_over(request: SignedInRequest, found: Recap) -> HttpResponse:
    """The notes whose button was pressed, into the section that is chosen beside it."""
    note = request.POST.get("take", "")
    section = request.POST.get(f"into-{note}", "")
    notes = {str(row.pk): row for row in found.workshop.meeting_notes.all()}
    sections = {str(row.pk): row for row in found.sections.all()}
    if note not in notes or section not in sections:
        raise Http404
    try:
        services.take_note_over(
            workshop_id=found.workshop_id,
            note_id=notes[note].pk,
            section_id=sections[section].pk,
            by=request.user,
            now=timezone.now(),
        )
    except ServiceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The notes stand in “{sections[section].heading}” now. Change them there.")
    return redirect(f"{reverse('workshops:recap', args=[found.workshop_id])}#section-{section}")


def _section_to_write(request: SignedInRequest, found: Recap) -> RecapSection | None:
    wanted = request.POST.get("write", "")
    return next((section for section in found.sections.all() if str(section.pk) == wanted), None)


def recap_write(request: SignedInRequest, pk: int, section: int) -> HttpResponse:
    """A section out of the registers: what it would say beside what stands there. A button writes it."""
    found = _managed(request, pk)
    row = get_object_or_404(found.sections, pk=section)
    writer = writer_for(row.heading)
    if not writer:
        raise Http404
    text = section_text(writer, rows_of(register_of(writer), found.workshop))
    if request.method == "POST" and text:
        try:
            write_section(
                workshop_id=pk,
                section_id=section,
                text=text,
                is_added="add" in request.POST,
                by=request.user,
                now=timezone.now(),
            )
        except ServiceError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"“{row.heading}” is written. Change it as you like.")
        return redirect("workshops:recap", pk)
    context = {"section": row, "text": text, "kind": BY_SLUG[register_of(writer)]}
    return render(request, "workshops/recap_write.html", _context(found) | context)


def recap_ready(request: SignedInRequest, pk: int) -> HttpResponse:
    """When the recap goes and to whom; confirming opens its gate."""
    found = _managed(request, pk)
    if request.method == "POST":
        try:
            services.mark_recap_ready(workshop_id=pk, by=request.user, now=timezone.now())
        except ServiceError as error:
            messages.error(request, str(error))
            return redirect("workshops:recap", pk)
        versions = found.versions.filter(withdrawn_at=None).count()
        if versions > 1:
            # Some may have an earlier one: that page knows who, and what they do not know yet.
            messages.success(request, f"The recap is ready as version {found.versions.count()}.")
            return redirect("emails:addendum", pk)
        messages.success(request, f"The recap is ready{_leaves(found.workshop, timezone.now())}.")
        return redirect("workshops:workshop", pk)
    context = _context(found) | {
        "missing": services.missing_in_recap(found),
        "sections": found.sections.all(),
    }
    return render(request, "workshops/recap_ready.html", context)


def _leaves(workshop: Workshop, now: datetime) -> str:
    """When its mail goes, as the end of a sentence; nothing where no mail tells the recap."""
    waiting = workshop.touchpoints.filter(kind=TouchpointKind.RECAP, state=TouchpointState.PLANNED)
    opens_at = waiting.order_by("opens_at").values_list("opens_at", flat=True).first()
    if opens_at is None:
        return ""
    at = "within a minute" if opens_at <= now else in_zone(opens_at, workshop.time_zone)
    return f": it leaves {at}"


def _context(found: Recap) -> dict[str, object]:
    mails = found.workshop.touchpoints.filter(kind=TouchpointKind.RECAP).prefetch_related(
        "groups", "cc_groups"
    )
    return {
        "recap": found,
        "workshop": found.workshop,
        "mails": mails,
        "has_versions": found.versions.exists(),
        "now": timezone.now(),
    }
