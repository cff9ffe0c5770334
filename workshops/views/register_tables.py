"""Decision log and risk register as files: down as CSV or Markdown, up with a preview."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from workshops.forms.registers import TableForm
from workshops.models import Workshop
from workshops.register_selectors import rows_of
from workshops.registers.kinds import BY_SLUG
from workshops.registers.tables import COLUMNS, write_csv, write_markdown
from workshops.services.register_tables import cells_of, import_table
from workshops.views.request import SignedInRequest

_WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "md": (write_markdown, "text/markdown; charset=utf-8"),
}


@require_safe
def table_export(request: SignedInRequest, pk: int, register: str, suffix: str) -> HttpResponse:
    workshop: Workshop = get_object_or_404(Workshop.objects.visible_to(request.user), pk=pk)
    if register not in COLUMNS or suffix not in _WRITERS:
        raise Http404
    write, kind = _WRITERS[suffix]
    text = write(register, [cells_of(register, row) for row in rows_of(register, workshop)])
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
