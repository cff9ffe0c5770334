"""The page on which a workshop is run: agenda with timers, notes, attendance, and what was caught."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from workshops import services
from workshops.forms.meeting import NoteForm
from workshops.models import MeetingNote, Participant, Workshop
from workshops.selectors import meeting as selectors
from workshops.selectors.meeting import Place
from workshops.services import NewerNote, ServiceError
from workshops.views.request import SignedInRequest


def _managed(request: SignedInRequest, pk: int) -> Workshop:
    rows = Workshop.objects.managed_by(request.user).select_related("project", "recap")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    return workshop


@require_safe
def meeting(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that is needed from the first minute to the recap."""
    return _page(request, _managed(request, pk))


def _page(
    request: SignedInRequest, workshop: Workshop, *, refused: dict[str, Any] | None = None
) -> HttpResponse:
    items = list(workshop.agenda_items.all())
    notes = selectors.notes_of(workshop)
    attendees = selectors.attendees_of(workshop)
    refused = refused or {}
    places = [
        refused if place.key == refused.get("key") else _note_context(place)
        for place in selectors.places_of(items, notes)
    ]
    context = {
        "workshop": workshop,
        "now": timezone.now(),
        "places": places,
        "has_agenda": bool(items),
        "orphans": selectors.orphans(notes),
        "attendees": attendees,
        "attendance": selectors.attendance_of(attendees),
    }
    return render(request, "workshops/meeting.html", context, status=422 if refused else 200)


def _note_context(place: Place, **more: Any) -> dict[str, Any]:
    note = place.note
    context = {"key": place.key, "item": place.item, "note": note, "planned": place.planned}
    return context | {"text": place.text, "version": note.version if note else 0} | more


@require_POST
def meeting_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Saves the notes of one place; whoever writes over newer words is shown these, and loses none."""
    workshop = _managed(request, pk)
    form = NoteForm(request.POST)
    place = _place(workshop, request.POST.get("item", ""))
    if not form.is_valid():
        return _note_answer(request, workshop, place, text=form.typed, reasons=form.reasons())
    data = form.cleaned_data
    text = data["text"]
    if data["both"] is not None and place.note:
        text = f"{place.text.rstrip()}\n\n{text}"
    try:
        note = services.save_note(
            workshop_id=pk,
            item_id=data["item"],
            text=text,
            version=form.known_version,
            by=request.user,
            now=timezone.now(),
        )
    except NewerNote as error:
        newer = Place(place.item, error.note)
        said = {"text": data["text"], "version": data["version"], "newer": error.note}
        return _note_answer(request, workshop, newer, **said)
    except ServiceError as error:
        return _note_answer(request, workshop, place, text=text, reasons=[str(error)])
    is_whole = data["over"] is not None or data["both"] is not None
    return _note_answer(request, workshop, Place(place.item, note), is_saved=True, is_whole=is_whole)


def _place(workshop: Workshop, item: str) -> Place:
    """The place that a form speaks of; the general one where the item is gone."""
    notes = MeetingNote.objects.filter(workshop=workshop).select_related("saved_by", "item")
    if item.isdecimal() and len(item) < 19 and (found := workshop.agenda_items.filter(pk=item).first()):
        return Place(found, notes.filter(item=found).first())
    return Place(None, notes.filter(item=None, title="").first())


def _note_answer(
    request: SignedInRequest, workshop: Workshop, place: Place, *, is_whole: bool = False, **more: Any
) -> HttpResponse:
    context = _note_context(place, **more)
    is_saved = bool(more.get("is_saved"))
    if request.htmx:
        template = "workshops/meeting_note.html" if is_whole else "workshops/meeting_note_state.html"
        return render(request, template, context | {"workshop": workshop}, status=200 if is_saved else 422)
    if is_saved:
        messages.success(request, "The notes are saved.")
        return redirect(f"{reverse('workshops:meeting', args=[workshop.pk])}#note-{place.key}")
    return _page(request, workshop, refused=context)


@require_POST
def meeting_presence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whether a participant was there."""
    rows = Participant.objects.managed_by(request.user).select_related("workshop__project", "person")
    participant: Participant = get_object_or_404(rows, pk=pk)
    back = f"{reverse('workshops:meeting', args=[participant.workshop_id])}#attendance"
    try:
        participant = services.set_presence(
            participant_id=pk,
            presence=request.POST.get("presence", ""),
            by=request.user,
            now=timezone.now(),
        )
    except ServiceError as error:
        messages.error(request, str(error))
        return redirect(back)
    if not request.htmx:
        return redirect(back)
    context = {
        "participant": participant,
        "attendance": selectors.attendance_of(selectors.attendees_of(participant.workshop)),
        "workshop": participant.workshop,
        "is_answer": True,
    }
    return render(request, "workshops/meeting_attendee.html", context)


@require_POST
def meeting_presence_all(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody of whom nothing was said was there if they accepted."""
    workshop = _managed(request, pk)
    count = services.record_presence_as_answered(workshop_id=pk, by=request.user, now=timezone.now())
    messages.success(request, f"Attendance of {count} recorded as they answered. Change what was different.")
    return redirect(f"{reverse('workshops:meeting', args=[workshop.pk])}#attendance")


@require_safe
def meeting_caught(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the registers hold by now: a part of the page."""
    workshop = _managed(request, pk)
    context = {"workshop": workshop, "panels": selectors.caught(workshop), "is_manager": True}
    return render(request, "workshops/meeting_caught.html", context)
