"""A table of actions uploaded: first a preview, saved only after a yes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions import services
from actions.forms import ConfirmForm, UploadForm, confirm_form
from actions.services import ImportPlan
from actions.sheet import COLUMNS, Sheet, SheetError, read
from workshops.models import Project
from workshops.views.request import SignedInRequest

# Enough to see whether the file was understood; the counts stand above.
ROWS_SHOWN = 100


def action_import(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(Project.objects.managed_by(request.user), pk=pk)
    if "digest" in request.POST:
        return _save(request, project)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data["file"]
        try:
            sheet = read(data)
        except SheetError as error:
            form.add_error("file", str(error))
        else:
            plan = services.preview_import(project_id=pk, sheet=sheet, now=timezone.now())
            return _preview(request, project, data, sheet, plan)
    return _upload(request, project, form)


def _save(request: SignedInRequest, project: Project) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _upload(
            request, project, UploadForm(), error="The file did not come through. Upload it again."
        )
    data = form.cleaned_data["content"]
    try:
        sheet = read(data)
        plan = services.import_actions(
            project_id=project.pk,
            sheet=sheet,
            by=request.user,
            now=timezone.now(),
            expected_digest=form.cleaned_data["digest"],
        )
    except SheetError as error:
        return _upload(request, project, UploadForm(), error=str(error))
    except services.StalePreview as stale:
        messages.warning(request, str(stale))
        return _preview(request, project, data, sheet, stale.plan)
    counts = f"{len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged"
    wrong = ""
    if plan.wrong:
        rows = "row was" if len(plan.wrong) == 1 else "rows were"
        wrong = f"; {len(plan.wrong)} wrong {rows} left out"
    messages.success(request, f"The table is imported: {counts}{wrong}.")
    return redirect("actions:action-log", project.pk)


def _upload(request: SignedInRequest, project: Project, form: UploadForm, error: str = "") -> HttpResponse:
    context = {"project": project, "form": form, "error": error, "columns": COLUMNS}
    return render(request, "actions/import.html", context)


def _preview(
    request: SignedInRequest, project: Project, data: bytes, sheet: Sheet, plan: ImportPlan
) -> HttpResponse:
    context = {
        "project": project,
        "sheet": sheet,
        "separator": {",": "commas", ";": "semicolons", "\t": "tabs"}[sheet.separator],
        "plan": plan,
        "new": plan.new[:ROWS_SHOWN],
        "changed": plan.changed[:ROWS_SHOWN],
        "wrong": plan.wrong[:ROWS_SHOWN],
        "form": confirm_form(data, plan.digest),
    }
    return render(request, "actions/import_preview.html", context)
