"""A mail in the form that a provider's API takes, where it does not go out by SMTP."""

from typing import TYPE_CHECKING, Any, Final

from anymail.signals import pre_send
from django.core.mail import EmailMultiAlternatives

if TYPE_CHECKING:
    from anymail.backends.base import AnymailBaseBackend

# Under this name a provider gives our own id back with each event.
ID_KEY: Final = "commplan_id"
_CALENDAR: Final = "text/calendar"


def fit(mail: EmailMultiAlternatives, backend: "AnymailBaseBackend") -> None:
    """Change the mail into one that this provider can carry, as little as it takes.

    Our own id goes along, so that an event finds its delivery even if it comes before our own commit. The
    date of handing over is the provider's to write.
    """
    own_id = str(mail.extra_headers.get("Message-ID", "")).strip("<>")
    if own_id:
        mail.metadata = {ID_KEY: own_id}  # type: ignore[attr-defined]
    mail.extra_headers.pop("Date", None)
    if backend.esp_name == "Postmark":
        # Else it puts a Message-ID of its own in place of ours, and a second copy would not show as one.
        mail.extra_headers["X-PM-KeepID"] = "true"
    if backend.esp_name == "Resend":
        # It takes no file whose type says more than its name does.
        mail.alternatives = [(part[0], _bare(part[1])) for part in mail.alternatives]
    for simplify in (_calendar_as_a_file, _id_as_a_tag, _without_headers):
        if _takes(backend, mail):
            return
        simplify(mail)


def _takes(backend: "AnymailBaseBackend", mail: EmailMultiAlternatives) -> bool:
    from anymail.exceptions import AnymailUnsupportedFeature

    try:
        backend.build_message_payload(mail, backend.send_defaults)
    except AnymailUnsupportedFeature:
        return False
    return True


def _calendar_as_a_file(mail: EmailMultiAlternatives) -> None:
    """Most APIs know text and HTML alone. The file gets the part's own type: by it the big mail programs
    tell an invitation from any other attachment."""
    types = [mimetype for _, mimetype in mail.alternatives if mimetype.startswith(_CALENDAR)]
    if not types:
        return
    mail.alternatives = [part for part in mail.alternatives if part[1] not in types]
    files: list[Any] = mail.attachments
    mail.attachments = []
    for name, content, mimetype in files:
        mail.attach(name, content, types[0] if str(name).endswith(".ics") else mimetype)


def _bare(mimetype: str) -> str:
    return mimetype.partition(";")[0]


def _id_as_a_tag(mail: EmailMultiAlternatives) -> None:
    metadata = vars(mail).pop("metadata", {})
    mail.tags = list(metadata.values())  # type: ignore[attr-defined]


def _without_headers(mail: EmailMultiAlternatives) -> None:
    mail.extra_headers = {}


def _before_sending(sender: "type[AnymailBaseBackend]", message: Any, **kwargs: Any) -> None:
    if isinstance(message, EmailMultiAlternatives):
        fit(message, sender())


def connect() -> None:
    """Have every mail that leaves by Anymail made fit, whoever sends it."""
    pre_send.connect(_before_sending, dispatch_uid="emails.transport.providers")
