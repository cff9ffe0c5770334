"""What must not stand in a log: the addresses of participants' pages are secrets."""

import logging
import re
from typing import Any

# The page of workshops.views.answer, with or without its slash, wherever in a line it stands.
SECRET_PATH = re.compile(r"/p/[^\s'\"<>?#]+")


class SecretPaths(logging.Filter):
    """Takes the tokens of signed links out of a record, and the request that carries one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(value) for value in record.args)
        request = getattr(record, "request", None)
        if request is not None and SECRET_PATH.search(getattr(request, "path", "")):
            # A handler that reports by mail would print the whole request.
            delattr(record, "request")
        return True


def _hidden(value: Any) -> Any:
    return SECRET_PATH.sub("/p/…", value) if isinstance(value, str) else value
