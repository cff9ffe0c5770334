"""What somebody typed and sent while no longer signed in: shown again, so that no word of it is lost."""

from dataclasses import dataclass
from typing import Any, Final

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure

# Pages with passwords, and those that make their own checks.
_LEFT_OUT: Final = ("/accounts/", "/admin/", "/p/")
_OURS: Final = frozenset({"csrfmiddlewaretoken", "next"})
# Shorter words say little without their page.
_WORTH_READING: Final = 20
# Letters beside each other on a desk, and lines below each other that leave the button in sight.
_LINE: Final = 100
_MOST_ROWS: Final = 14


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form as it was sent."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """Its name in words: `form-3-text` is `Text`."""
        return self.name.rpartition("-")[2].replace("_", " ").capitalize()

    @property
    def is_typed(self) -> bool:
        """Whether it holds words, and not what a box or a choice sends."""
        return len(self.value.split()) > 1

    @property
    def is_long(self) -> bool:
        """Whether it is worth reading here."""
        return self.is_typed and len(self.value) >= _WORTH_READING

    @property
    def rows(self) -> int:
        """How many lines show it whole, as far as that fits a page."""
        lines = sum(1 + len(line) // _LINE for line in self.value.splitlines())
        return min(lines + 1, _MOST_ROWS)

    @property
    def is_one_line(self) -> bool:
        return len(self.value) <= _LINE and "\n" not in self.value


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for the sign-in; who sent a form is not sent away from what they typed."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        return (unsent(request) or refusal) if refusal else None


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is not valid (any more).

    Its fields are offered again only where the browser says that our own page sent them: a form of somebody
    else's page must not come back from us with a token that is valid.
    """
    if request.headers.get("HX-Request") and not request.user.is_authenticated:
        # With the session the browser forgot the token, too; the page there asks for the sign-in.
        return redirect_to_login(request.get_full_path())
    is_own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return (unsent(request) if is_own else None) or csrf_failure(request, reason)


def unsent(request: HttpRequest) -> HttpResponse | None:
    """The page with what was typed; nothing where nothing was, and for htmx, whose page is still there."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return None
    if request.path.startswith(_LEFT_OUT):
        return None
    fields = [
        Field(name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in _OURS and "password" not in name and isinstance(value, str)
    ]
    if not any(field.is_typed for field in fields):
        return None
    context = {"fields": fields, "has_files": bool(request.FILES), "address": request.get_full_path()}
    # RFC 9110, 15.5.4: understood, and not done.
    response = render(request, "commplan/unsent.html", context, status=403)
    add_never_cache_headers(response)
    return response
