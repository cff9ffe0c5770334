"""What the editors of lists do alike: saved while one works, told when two work at once, removals undone."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from workshops.forms.agenda import RowFormSet
from workshops.models import Workshop
from workshops.selectors import workshop as selectors
from workshops.services import EditedMeanwhile
from workshops.views.request import SignedInRequest
from workshops.views.way_back import done

Entry = TypeVar("Entry")
Removed = list[tuple[int, dict[str, Any]]]


class RowEditor(ABC, Generic[Entry]):
    """One kind of list; `edit` and `undo` are its two views."""

    # Of the page, and with `-undo` of the way back.
    url_name: ClassVar[str]
    page: ClassVar[str]
    # How the list reads that somebody else saved in the meantime.
    theirs: ClassVar[str]
    # As it stands in the middle of a sentence.
    noun: ClassVar[str]
    # The line of history that a change leaves.
    event: ClassVar[str]
    # The field of a row that says what it is.
    main_field: ClassVar[str]

    @abstractmethod
    def formset(self, workshop: Workshop, data: QueryDict | None = None) -> RowFormSet:
        """The rows as they are stored, or as they were sent."""

    @abstractmethod
    def entries(self, workshop: Workshop) -> list[Entry]:
        """What is stored now."""

    @abstractmethod
    def values(self, row: dict[str, Any]) -> dict[str, Any]:
        """What an entry is made of, out of a form's cleaned row; it goes into the session."""

    @abstractmethod
    def entry(self, values: dict[str, Any]) -> Entry:
        """The entry that is made of these."""

    @abstractmethod
    def tag(self, entries: Sequence[Entry]) -> str:
        """Of the list as it is; another list has another one."""

    @abstractmethod
    def save(
        self, request: SignedInRequest, workshop: Workshop, entries: list[Entry], seen: str | None
    ) -> None:
        """Replace the stored list. Raises EditedMeanwhile."""

    @abstractmethod
    def more(self, workshop: Workshop, entries: list[Entry], formset: RowFormSet) -> dict[str, Any]:
        """What else the page shows."""

    def edit(self, request: SignedInRequest, workshop: Workshop) -> HttpResponse:
        """All rows in one form; for htmx it is saved in place, and the answer says how that went."""
        if request.method != "POST":
            return self._page(request, workshop, self.formset(workshop))
        formset = self.formset(workshop, request.POST)
        is_in_place = bool(getattr(request, "htmx", False))
        context: dict[str, Any] = {"is_valid": formset.is_valid(), "now": timezone.now()}
        if formset.is_valid():
            try:
                self._save(request, workshop, formset)
            except EditedMeanwhile:
                context["meanwhile"] = selectors.last_change(workshop, self.event)
                context["theirs"] = self.entries(workshop)
            else:
                if not is_in_place:
                    url = reverse(self.url_name, args=[workshop.pk])
                    done(request, f"The {self.noun} is saved.", url=url, label="Edit it again")
                    return redirect("workshops:workshop", workshop.pk)
        if is_in_place:
            has_failed = "theirs" in context or not context["is_valid"]
            context |= {"formset": formset, "workshop": workshop, "editor": self}
            context["tag"] = self.tag(self.entries(workshop))
            return render(request, "workshops/rows_saved.html", context, status=422 if has_failed else 200)
        return self._page(request, workshop, formset, **context)

    def undo(self, request: SignedInRequest, workshop: Workshop) -> HttpResponse:
        """What the last save removed comes back, each row to its place."""
        removed = self._removed(request, workshop)
        if not removed:
            messages.info(request, "There is nothing to bring back.")
            return redirect(self.url_name, workshop.pk)
        entries = self.entries(workshop)
        for place, values in removed:
            entries.insert(place, self.entry(values))
        self.save(request, workshop, entries, None)
        request.session[self._key] = None
        only = f"“{removed[0][1][self.main_field]}” is back."
        messages.success(request, only if len(removed) == 1 else "They are back.")
        return redirect(self.url_name, workshop.pk)

    @property
    def _key(self) -> str:
        """What the last save removed, for the way back: in the session, as it is one person's doing."""
        return f"removed from {self.noun}"

    def _save(self, request: SignedInRequest, workshop: Workshop, formset: RowFormSet) -> None:
        entries = [self.entry(self.values(row)) for row in formset.rows()]
        # What another person wrote is replaced by the button that says so, and by no other.
        self.save(request, workshop, entries, request.POST.get("overwrite") or request.POST.get("seen"))
        removed = [(place, self.values(row)) for place, row in formset.removed()]
        request.session[self._key] = {"workshop": workshop.pk, "rows": removed} if removed else None

    def _removed(self, request: SignedInRequest, workshop: Workshop) -> Removed:
        kept = request.session.get(self._key)
        return kept["rows"] if kept and kept["workshop"] == workshop.pk else []

    def _page(
        self, request: SignedInRequest, workshop: Workshop, formset: RowFormSet, **more: Any
    ) -> HttpResponse:
        entries = self.entries(workshop)
        removed = self._removed(request, workshop)
        context = {
            "editor": self,
            "undo_url": f"{self.url_name}-undo",
            "formset": formset,
            "workshop": workshop,
            # A form that comes back still speaks of the list that it was written for.
            "seen": request.POST.get("seen") or self.tag(entries),
            "tag": self.tag(entries),
            "removed": [values[self.main_field] for _, values in removed],
            "now": timezone.now(),
        }
        return render(request, self.page, context | self.more(workshop, entries, formset) | more)
