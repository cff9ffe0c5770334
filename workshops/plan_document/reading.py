"""The two ways in which a file is refused; everything else that is text can be read."""

from typing import Final

from .model import PlanDocument

MAX_BYTES: Final = 1024 * 1024


class PlanError(ValueError):
    """The file is no plan document; the message tells the user why and what to do."""


def read_bytes(data: bytes) -> str:
    """The text of an uploaded file, with plain line ends and without a byte order mark.

    Raises PlanError where the file is larger than 1 MB, is not UTF-8, or holds NUL bytes.
    """
    if len(data) > MAX_BYTES:
        raise PlanError("The file is larger than 1 MB. A communication plan is a text of a few pages.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PlanError("The file is not UTF-8 text (it looks like UTF-16). Save it as UTF-8 and try again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanError(
            f"The file is not UTF-8 text (byte {error.start + 1} does not fit). "
            "Save it as UTF-8 and try again."
        ) from None
    if "\x00" in text:
        raise PlanError("The file holds NUL bytes, so it is not a text. Upload the Markdown file itself.")
    return normalise(text)


def normalise(text: str) -> str:
    """The text with line feeds as its only line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def require_plan(plan: PlanDocument) -> None:
    """Raise PlanError where nothing of a communication plan was found."""
    found = (plan.touchpoints, plan.agenda, plan.prework, plan.recap_sections, plan.objectives, plan.groups)
    if not any(found):
        raise PlanError(
            "No plan was found in this text. A plan has headings and at least one of: a timeline with points "
            "such as “T-7: Invite”, a mail with “To:” and “Subject:”, an agenda, objectives or groups."
        )
