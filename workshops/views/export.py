"""The plan as a document to take away."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from workshops import services
from workshops.models import Workshop
from workshops.views.request import SignedInRequest


@require_safe
def plan_export(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop: Workshop = get_object_or_404(Workshop.objects.visible_to(request.user), pk=pk)
    name = slugify(f"plan workshop {workshop.code} {workshop.title}")[:100] or "plan"
    return HttpResponse(
        services.export_plan(workshop=workshop),
        content_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.md") or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
