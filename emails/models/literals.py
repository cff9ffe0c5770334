"""Conditions written out: from bound values SQLite cannot tell that a partial index holds all the rows asked
for, and reads the whole table."""

from django.db.models import BooleanField, F, Func, Q

from emails.states import DeliveryState


def is_in(*states: DeliveryState) -> Func:
    """Whether a row is in one of these states."""
    literals = [repr(state.value) for state in states]
    condition = f"IN ({', '.join(literals)})" if len(literals) > 1 else f"= {literals[0]}"
    return _written_out("state", f"%(expressions)s {condition}")


def is_named(bare_id: str) -> Q:
    """Whether a mail's Message-ID or its provider's id is this one, which stands without angle brackets."""
    has_one = _written_out("provider_id", "NOT (%(expressions)s = '')")
    return Q(message_id=f"<{bare_id}>") | (Q(has_one) & Q(provider_id=bare_id))


def _written_out(column: str, template: str) -> Func:
    return Func(F(column), template=template, output_field=BooleanField())
