"""The registers as files: down as CSV or Markdown, decision log and risk register up with a preview."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from workshops.forms.registers import TableForm
from workshops.models import Project, Workshop
from workshops.register_files import table_of
from workshops.registers.columns import COLUMNS
from workshops.registers.kinds import BY_SLUG
from workshops.registers.tables import write_csv, write_markdown
from workshops.selectors import register as selectors
from workshops.selectors.projects import is_manager
from workshops.services.register_tables import import_table
from workshops.views.request import SignedInRequest

_WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "md": (write_markdown, "text/markdown; charset=utf-8"),
}


@require_safe
def project_registers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every register over all workshops of the project, as files; and the risks that are still open."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    is_managed = is_manager(project, request.user)
    context = {
        "project": project,
        "counts": selectors.counts_of_project(project),
        "heat": selectors.heat_of(selectors.rows_of_project("risk", project), is_linked=is_managed),
        "flow": selectors.flow_of(selectors.rows_of_project("pipeline", project)),
    }
    return render(request, "workshops/project_registers.html", context)


@require_safe
def project_table(request: SignedInRequest, pk: int, register: str, suffix: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    _check(register, suffix)
    return _file(register, suffix, selectors.rows_of_project(register, project))


@require_safe
def table_export(request: SignedInRequest, pk: int, register: str, suffix: str) -> HttpResponse:
    workshop: Workshop = get_object_or_404(Workshop.objects.visible_to(request.user), pk=pk)
    _check(register, suffix)
    return _file(register, suffix, selectors.rows_of(register, workshop))


def _check(register: str, suffix: str) -> None:
    if register not in BY_SLUG or suffix not in _WRITERS:
        raise Http404


def _file(register: str, suffix: str, rows: QuerySet[Any]) -> HttpResponse:
    write, kind = _WRITERS[suffix]
    text = write(*table_of(register, rows))
    name = content_disposition_header(True, f"{BY_SLUG[register].title.lower()}.{suffix}")
    headers = {"Content-Disposition": name or "attachment", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type=kind, headers=headers)


def table_import(request: SignedInRequest, pk: int, register: str) -> HttpResponse:
    """First what the table would change; saved only after a yes."""
    rows = Workshop.objects.managed_by(request.user).select_related("project")
    workshop: Workshop = get_object_or_404(rows, pk=pk)
    if register not in COLUMNS:
        raise Http404
    form = TableForm(request.POST or None, request.FILES or None, register=register)
    back = f"{reverse('workshops:registers', args=[pk])}#register-{register}"
    done = None
    if form.is_valid():
        done = import_table(
            workshop_id=pk,
            register=register,
            table=form.cleaned_data["table"],
            by=request.user,
            now=timezone.now(),
            is_preview="save" not in request.POST,
        )
        if "save" in request.POST:
            counts = f"{len(done.new)} new, {len(done.changed)} changed, {done.unchanged} unchanged"
            messages.success(request, f"The table is taken over: {counts}, {len(done.wrong)} wrong.")
            return redirect(back)
    context = {
        "form": form,
        "done": done,
        "kind": BY_SLUG[register],
        "columns": COLUMNS[register],
        "workshop": workshop,
        "back": back,
    }
    return render(request, "workshops/register_table.html", context)
