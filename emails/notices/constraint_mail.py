"""The mail that tells a workshop's managers what participants flagged."""

from collections import defaultdict
from collections.abc import Collection

from django.conf import settings
from django.utils import dateformat

from emails.message.rendering import Button, Layout, RenderedMail, escape_markdown, render_mail
from emails.models import Suppression, ToldConstraint
from workshops.addresses import REGISTERS, address
from workshops.models import Constraint, Workshop
from workshops.placeholders import escape
from workshops.states import ConstraintState


def told_by(keys: Collection[str]) -> dict[str, list[Constraint]]:
    """What the notices with these keys tell, as far as nobody has answered it meanwhile."""
    rows = ToldConstraint.objects.filter(key__in=keys, constraint__state=ConstraintState.OPEN)
    found: dict[str, list[Constraint]] = defaultdict(list)
    for row in rows.select_related("constraint__flagged_by").order_by("constraint"):
        found[row.key].append(row.constraint)
    return dict(found)


def blocked(project_id: int, emails: Collection[str]) -> set[str]:
    """Which of these addresses the project sends nothing to."""
    rows = Suppression.objects.active().filter(project=project_id, email__in=emails)
    return set(rows.values_list("email", flat=True))


def render_constraints(workshop: Workshop, constraints: list[Constraint]) -> RenderedMail:
    """What was flagged, by whom and when, as inert words: participants wrote them."""
    count = "A constraint" if len(constraints) == 1 else f"{len(constraints)} constraints"
    url = settings.SITE_URL + address(REGISTERS, workshop.pk)
    lines = [_line(constraint, workshop) for constraint in constraints]
    intro = f"{count} for {escape_markdown(str(workshop))}, flagged by those who take part:"
    return render_mail(
        subject=escape(f"[{workshop.project.name}] {count} flagged: {workshop}"),
        body=escape("\n\n".join([intro, "\n".join(lines)])),
        values={},
        blocks={},
        layout=Layout(
            project_name=workshop.project.name,
            heading=f"{count} flagged",
            buttons=(Button("Answer in the register", f"{url}#register-constraint"),),
            footer=("You get this mail at most once an hour and workshop, as its organizer or manager.",),
        ),
    )


def _line(constraint: Constraint, workshop: Workshop) -> str:
    who = constraint.flagged_by.name if constraint.flagged_by else "Somebody"
    at = dateformat.format(constraint.at.astimezone(workshop.zone), "D j M Y, H:i")
    said = f"{who}, {at} ({workshop.time_zone})"
    return f"- **{escape_markdown(constraint.text)}** – {escape_markdown(said)}"
