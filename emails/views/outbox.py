"""The local outbox: mails that were kept instead of sent, as their recipients would see them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from emails.models import OutboxMessage
from emails.selectors import pages as selectors
from emails.views.frames import framed, mail_frame
from emails.views.paging import page_of
from workshops.models import Person, Workshop
from workshops.views.request import SignedInRequest


def outbox(request: SignedInRequest) -> HttpResponse:
    """The kept mails of the projects that the user manages, the newest first, by person and workshop."""
    # By project, under whose name they are offered: each project may have a workshop 1.
    order = ("project__name", "project")
    workshops = Workshop.objects.managed_by(request.user).select_related("project")
    workshops = workshops.order_by(*order, *(Workshop._meta.ordering or ()))
    people = Person.objects.managed_by(request.user).select_related("project").order_by(*order, "name", "pk")
    workshop = workshops.filter(pk=_number(request, "workshop")).first()
    person = people.filter(pk=_number(request, "person")).first()
    messages = selectors.outbox(
        request.user, person_id=person.pk if person else None, workshop_id=workshop.pk if workshop else None
    )
    context = {
        "page": page_of(request, messages),
        "workshops": workshops,
        "people": people,
        "workshop": workshop,
        "person": person,
        # What the links to other pages of the list keep.
        "query": _kept(workshop=workshop, person=person),
    }
    return render(request, "emails/outbox.html", context)


def outbox_message(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail: HTML in a frame, text, headers, attachments."""
    row = _row(request, pk)
    message = _parsed(row)
    plain = message.get_body(preferencelist=("plain",))
    context = {
        "row": row,
        "headers": [(name, str(value)) for name, value in message.items()],
        "text": plain.get_content() if plain else "",
        "has_html": message.get_body(preferencelist=("html",)) is not None,
        "attachments": [_described(part) for part in message.iter_attachments()],
        "calendar": _calendar(message),
    }
    return render(request, "emails/outbox_message.html", context)


@mail_frame
def outbox_html(request: SignedInRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame."""
    html = _parsed(_row(request, pk)).get_body(preferencelist=("html",))
    if html is None:
        raise Http404("This mail has no HTML part.")
    return framed(html.get_content())


def outbox_raw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bytes as they would have left, as a file."""
    row = _row(request, pk)
    return _file(bytes(row.raw), "message/rfc822", f"mail-{row.pk}.eml")


def outbox_attachment(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One attachment, as a file: never shown as a page of ours."""
    parts = list(_parsed(_row(request, pk)).iter_attachments())
    if number >= len(parts):
        raise Http404("This mail has no such attachment.")
    content = parts[number].get_payload(decode=True)
    return _file(cast(bytes, content), "application/octet-stream", parts[number].get_filename() or "file")


def _kept(**filters: Workshop | Person | None) -> str:
    chosen = {name: row.pk for name, row in filters.items() if row is not None}
    return f"{urlencode(chosen)}&" if chosen else ""


def _row(request: SignedInRequest, pk: int) -> OutboxMessage:
    rows = OutboxMessage.objects.visible_to(request.user).select_related(
        "delivery__person", "delivery__touchpoint__workshop__project"
    )
    row: OutboxMessage = get_object_or_404(rows, pk=pk)
    return row


def _parsed(row: OutboxMessage) -> EmailMessage:
    return message_from_bytes(bytes(row.raw), policy=policy.default)


def _described(part: EmailMessage) -> tuple[str, str, int]:
    payload = part.get_payload(decode=True)
    return part.get_filename() or "file", part.get_content_type(), len(cast(bytes, payload) or b"")


def _calendar(message: EmailMessage) -> str:
    """The calendar entry as mail programs read it."""
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content())
    return ""


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(name)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _plain(name: str) -> str:
    return "".join(char if char.isalnum() or char in ".-_" else "-" for char in name)


def _number(request: SignedInRequest, name: str) -> int:
    """The id that the address names; 0, which no row has, where it names none."""
    text = request.GET.get(name, "")
    # Longer numbers are no keys of ours, and would overflow the database's.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
