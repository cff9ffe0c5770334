"""The page behind the search box of every page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commplan.search import LONGEST_QUERY, search, words_of
from workshops.views.request import SignedInRequest


@require_safe
def search_page(request: SignedInRequest) -> HttpResponse:
    """What is found of `q` in the user's projects; without words it says what can be found."""
    query = request.GET.get("q", "").strip()
    words = words_of(query)
    context = {
        "now": timezone.now(),
        "query": query[:LONGEST_QUERY].replace("\x00", ""),
        "found": search(request.user, words) if words else None,
    }
    return render(request, "commplan/search.html", context)
