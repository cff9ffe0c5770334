"""The agenda editor."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshops import services
from workshops.agenda import agenda_total, clock_times
from workshops.edit_tags import agenda_tag
from workshops.forms.agenda import AgendaFormSet, RowFormSet, agenda_rows
from workshops.models import Workshop
from workshops.selectors import workshop as selectors
from workshops.services import AgendaEntry
from workshops.views.request import SignedInRequest
from workshops.views.row_editor import RowEditor


class AgendaEditor(RowEditor[AgendaEntry]):
    url_name = "workshops:agenda"
    page = "workshops/agenda_form.html"
    theirs = "workshops/agenda_theirs.html"
    noun = "agenda"
    event = "agenda changed"
    main_field = "title"

    def formset(self, workshop: Workshop, data: QueryDict | None = None) -> RowFormSet:
        # What was sent is not held against what is stored: an item that was added is there twice else.
        initial = None if data is not None else agenda_rows(workshop)
        return AgendaFormSet(data, initial=initial, prefix="items")

    def entries(self, workshop: Workshop) -> list[AgendaEntry]:
        return [AgendaEntry.of(item) for item in workshop.agenda_items.all()]

    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in ("title", "minutes_min", "minutes_max", "presenter")}

    def entry(self, values: dict[str, Any]) -> AgendaEntry:
        return AgendaEntry(**values)

    def tag(self, entries: Sequence[AgendaEntry]) -> str:
        return agenda_tag(entries)

    def save(
        self, request: SignedInRequest, workshop: Workshop, entries: list[AgendaEntry], seen: str | None
    ) -> None:
        now = timezone.now()
        services.save_agenda(workshop_id=workshop.pk, items=entries, by=request.user, now=now, seen=seen)

    def more(self, workshop: Workshop, entries: list[AgendaEntry], formset: RowFormSet) -> dict[str, Any]:
        minutes = [(item.minutes_min, item.minutes_max) for item in entries]
        begins = clock_times(minutes, start=workshop.local_start)[: len(formset)]
        return {
            "rows": zip_longest(formset.forms, begins),
            "total": agenda_total(minutes, slot_min=workshop.duration_min, slot_max=workshop.duration_max),
            "presenters": selectors.presenters_of(workshop),
        }


EDITOR = AgendaEditor()


def agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    return EDITOR.edit(request, _managed(request, pk))


@require_POST
def agenda_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    return EDITOR.undo(request, _managed(request, pk))


def _managed(request: SignedInRequest, pk: int) -> Workshop:
    workshop: Workshop = get_object_or_404(Workshop.objects.managed_by(request.user), pk=pk)
    return workshop
