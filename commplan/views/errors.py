"""Pages for what went wrong on our side."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from emails.storage import is_full


def broken(request: HttpRequest) -> HttpResponse:
    """What broke, in general words; a full disk by its name, for whoever runs the program can mend it.

    Django calls it while it handles the error. Neither page reads the database: it may be what broke.
    """
    if is_full(sys.exc_info()[1]):
        # RFC 4918, 11.5: Insufficient Storage.
        return HttpResponse(loader.get_template("507.html").render(), status=507)
    return server_error(request)
