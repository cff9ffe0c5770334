"""The pre-work editor."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshops import services
from workshops.edit_tags import prework_tag
from workshops.forms.agenda import RowFormSet
from workshops.forms.prework import PreWorkFormSet, prework_rows
from workshops.models import Workshop
from workshops.services import PreWorkEntry
from workshops.views.request import SignedInRequest
from workshops.views.row_editor import RowEditor


class PreWorkEditor(RowEditor[PreWorkEntry]):
    url_name = "workshops:prework"
    page = "workshops/prework_form.html"
    theirs = "workshops/prework_theirs.html"
    noun = "pre-work"
    event = "pre-work changed"
    main_field = "text"

    def formset(self, workshop: Workshop, data: QueryDict | None = None) -> RowFormSet:
        initial = None if data is not None else prework_rows(workshop)
        project = {"project": workshop.project}
        return PreWorkFormSet(data, initial=initial, prefix="items", form_kwargs=project)

    def entries(self, workshop: Workshop) -> list[PreWorkEntry]:
        return [PreWorkEntry.of(item) for item in workshop.prework.all()]

    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        group_id = row["group"].pk if row["group"] else None
        return {"audience": row["audience"], "group_id": group_id, "text": row["text"]}

    def entry(self, values: dict[str, Any]) -> PreWorkEntry:
        return PreWorkEntry(**values)

    def tag(self, entries: Sequence[PreWorkEntry]) -> str:
        return prework_tag(entries)

    def save(
        self, request: SignedInRequest, workshop: Workshop, entries: list[PreWorkEntry], seen: str | None
    ) -> None:
        now = timezone.now()
        services.save_prework(workshop_id=workshop.pk, items=entries, by=request.user, now=now, seen=seen)

    def more(self, workshop: Workshop, entries: list[PreWorkEntry], formset: RowFormSet) -> dict[str, Any]:
        return {}


EDITOR = PreWorkEditor()


def prework(request: SignedInRequest, pk: int) -> HttpResponse:
    return EDITOR.edit(request, _managed(request, pk))


@require_POST
def prework_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    return EDITOR.undo(request, _managed(request, pk))


def _managed(request: SignedInRequest, pk: int) -> Workshop:
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    return workshop
