"""From the bytes of an uploaded file to its text, whatever program wrote it."""

import codecs

from workshops.file_kinds import no_text


class SheetError(ValueError):
    """The file as a whole cannot be read; the message is a sentence for the user."""


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    Lone surrogates stay in: they are faults of a row, not of the file.
    """
    if reason := no_text(data):
        raise SheetError(reason)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    if encoding := _utf_16(data):
        try:
            return data.decode(encoding, "surrogatepass").removeprefix("\ufeff"), "UTF-16"
        except UnicodeDecodeError as error:
            raise SheetError("The file looks like UTF-16 text but ends in the middle of a letter.") from error
    try:
        return data.decode("utf-8", "surrogatepass"), "UTF-8"
    except UnicodeDecodeError:
        return _windows(data), "Windows-1252"


def _utf_16(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    # Without a mark: the header is plain ASCII, so every other byte of its first letters is zero.
    head = data[:16]
    if len(head) == 16 and not any(head[1::2]) and all(head[0::2]):
        return "utf-16-le"
    if len(head) == 16 and not any(head[0::2]) and all(head[1::2]):
        return "utf-16-be"
    return ""


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise SheetError("The file is not text. Save it as CSV (UTF-8) and upload that.") from error
