"""The action log of a project, where the team looks; and the same as a file."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify

from actions import services
from actions.forms import LogFilterForm, QuickAddForm, filter_choices
from actions.groups import GROUPINGS, group_heading
from actions.paging import Page
from actions.selectors import log as selectors
from actions.selectors.log import LogFilter
from actions.sheet import write
from actions.states import ActionState
from actions.views.rows import Row, rows_of
from workshops.forms.saving import refusals_on
from workshops.models import Project
from workshops.selectors.projects import is_manager
from workshops.views.request import SignedInRequest

_COLUMNS = (
    ("id", "Id"),
    ("action", "Action"),
    ("owner", "Owner"),
    ("workshop", "Workshop"),
    ("due", "Due"),
    ("state", "State"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: what its link asks for, and how it sorts the rows now, in ARIA's words."""

    label: str
    sort: str
    direction: str


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    rows: list[Row]


def action_log(request: SignedInRequest, pk: int) -> HttpResponse:
    """All actions of the project, filtered and sorted as the address says; a POST adds one."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    now = timezone.now()
    today = now.astimezone(project.zone).date()
    book = selectors.owner_book(pk)
    add_form = QuickAddForm(request.POST or None, book=book, today=today, auto_id="add_%s")
    if add_form.is_valid():
        with refusals_on(add_form):
            item = services.add_action(project_id=pk, **add_form.values(), by=request.user, now=now)
            messages.success(request, f"{item.key} is added.")
            return redirect(request.get_full_path())
    me = selectors.person_of(project, request.user)
    wanted = LogFilterForm(request.GET).wanted(me)
    page = selectors.log_page(project, wanted, today=today)
    context = {
        "project": project,
        "page": page,
        "groups": _groups(page, wanted, request.get_full_path()),
        "columns": _columns(wanted),
        "wanted": wanted,
        "groupings": GROUPINGS,
        "is_filtered": wanted.is_filtered,
        "choices": filter_choices(project, selectors.owner_choices(project), me),
        "add_form": add_form,
        "saved_filters": selectors.saved_filters_of(project, request.user),
        "query": request.GET.urlencode(),
        "suggestions": book.suggestions(),
        "states": ActionState.choices,
        "unfinished": selectors.UNFINISHED,
        "today": today,
        "is_manager": is_manager(project, request.user),
        "next": request.get_full_path(),
    }
    return render(request, "actions/log.html", context)


def _groups(page: Page, wanted: LogFilter, back: str) -> list[Group]:
    """The rows under the headings of their groups; without groups, all of them under none."""
    found: list[Group] = []
    for row in rows_of(page.items, back=back):
        heading = group_heading(row.item, wanted.group)
        if not found or found[-1].heading != heading:
            found.append(Group(heading, []))
        found[-1].rows.append(row)
    return found


def _columns(wanted: LogFilter) -> list[Column]:
    columns = []
    for name, label in _COLUMNS:
        is_sorted = name == wanted.sort
        direction = ("descending" if wanted.is_descending else "ascending") if is_sorted else ""
        sort = f"-{name}" if is_sorted and not wanted.is_descending else name
        columns.append(Column(label, sort, direction))
    return columns


def action_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """All actions of the project as CSV, whatever the page shows."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    name = slugify(project.name) or "project"
    others = selectors.other_columns(project)
    return HttpResponse(
        write(selectors.sheet_rows(project, others), others=others),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-actions.csv"'},
    )
