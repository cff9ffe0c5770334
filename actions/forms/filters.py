"""What of the log is shown: the filters in the page's address."""

from django import forms

from actions.paging import Place
from actions.selectors.log import GROUPS, MINE, NO_OWNER, SORTS, UNFINISHED, LogFilter
from actions.states import ActionState
from workshops.models import Person, Project

# The largest number that both databases take as an id.
_LARGEST_ID = 2**63 - 1


class LogFilterForm(forms.Form):
    """The filters in the page's address. What makes no sense there is as good as not there."""

    q = forms.CharField(max_length=200, required=False)
    owner = forms.CharField(max_length=201, required=False)
    state = forms.ChoiceField(
        choices=[("", "Any state"), (UNFINISHED, "Not finished"), *ActionState.choices], required=False
    )
    workshop = forms.IntegerField(min_value=0, max_value=_LARGEST_ID, required=False)
    overdue = forms.BooleanField(required=False)
    sort = forms.ChoiceField(
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")], required=False
    )
    group = forms.ChoiceField(choices=[("", "No groups"), *((name, name) for name in GROUPS)], required=False)
    after = forms.CharField(required=False)
    before = forms.CharField(required=False)

    def wanted(self, me: Person | None = None) -> LogFilter:
        """`me` is who asks, where the project's people have that address."""
        self.is_valid()
        data = self.cleaned_data
        group = data.get("group") or ""
        sort = data.get("sort") or "due"
        # Groups need their own order, which may be turned round.
        if group and sort.removeprefix("-") != GROUPS[group]:
            sort = GROUPS[group]
        before, after = data.get("before"), data.get("after")
        return LogFilter(
            owner=data.get("owner") or "",
            state=data.get("state") or "",
            workshop_id=data.get("workshop"),
            is_overdue=bool(data.get("overdue")),
            text=data.get("q") or "",
            sort=sort.removeprefix("-"),
            is_descending=sort.startswith("-"),
            group=group,
            me=me,
            place=Place(before or after or "", is_backward=bool(before)) if before or after else None,
        )


def filter_choices(
    project: Project, owners: list[tuple[str, str]], me: Person | None
) -> dict[str, list[tuple[str, str]]]:
    """What the page's select boxes offer."""
    workshops = [(str(workshop.pk), str(workshop)) for workshop in project.workshops.all()]
    return {
        "owners": [("", "Any owner"), *([(MINE, "Mine")] if me else []), *owners, (NO_OWNER, "Nobody yet")],
        "workshops": [("", "Any workshop"), *workshops],
    }
