"""Pages for what went wrong on our side."""

import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from emails.storage import is_full

# A database that is locked or started again is mostly back by then.
_AGAIN_AFTER: Final = 30


def broken(request: HttpRequest) -> HttpResponse:
    """What broke, in general words; a full disk by its name, for whoever runs the program can mend it, and a
    database that is locked or away, for whoever waits can send what they typed again.

    Django calls it while it handles the error. No page reads the database: it may be what broke.
    """
    error = sys.exc_info()[1]
    if is_full(error):
        # RFC 4918, 11.5: Insufficient Storage.
        return HttpResponse(loader.get_template("507.html").render(), status=507)
    if isinstance(error, (OperationalError, InterfaceError)):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(_AGAIN_AFTER)})
    return server_error(request)
