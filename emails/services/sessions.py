"""The session with the database, which may be over when a mail server took its time."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def reconnecting(work: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Have `work` done once more over a new connection, where the one that it had was lost.

    PostgreSQL was restarted, or it, a pooler or a router hung up while nothing was asked: what is known of a
    mail must be written down even so. For what changes nothing when it is done twice, as a compare-and-set.
    """

    @wraps(work)
    def wrapped(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        session = connection.connection
        try:
            return work(*args, **kwargs)
        except (InterfaceError, OperationalError):
            # A transaction that ends with the session opens another by itself.
            is_another = not connection.in_atomic_block and connection.connection is not session
            if not is_another and not drop_if_lost():
                raise
            return work(*args, **kwargs)

    return wrapped


def drop_if_lost() -> bool:
    """Let the next statement open a new connection, where this one was lost; whether it was."""
    if connection.in_atomic_block or connection.is_usable():
        return False
    connection.close()
    return True
