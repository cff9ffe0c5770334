"""A mail's HTML as a document of its own, for a sandboxed frame."""

from collections.abc import Callable
from typing import Any, ParamSpec, cast

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

# A mail brings its styles with it; nothing else of it may load or run, and only our own pages may frame it.
# Its links open beside the page: the frame has no way to go anywhere itself.
POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "frame-src": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
P = ParamSpec("P")


def mail_frame(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """The view's page may be framed by ours, and may do nothing."""
    framable = xframe_options_sameorigin(csp_replace(POLICY)(cast(Any, view)))
    return cast(Callable[P, HttpResponse], framable)


def html_of(message: EmailMessage) -> str:
    """The HTML part of a mail that was composed and not sent; empty where it has none."""
    parts = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return next((str(content) for content, kind in parts if kind == "text/html"), "")


def framed(html: str) -> HttpResponse:
    """The HTML with its links opening in a window of their own."""
    head, found, rest = html.partition("<head>")
    document = f'{head}{found}<base target="_blank">{rest}' if found else html
    response = HttpResponse(document)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
