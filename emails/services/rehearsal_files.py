"""A rehearsal as files: one `.eml` a mail, `rehearsal.json`, and a page to look through."""

import json
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify

from emails.services.rehearsal import Rehearsal, RehearsedMail, Silent


def as_json(rehearsal: Rehearsal) -> dict[str, Any]:
    """Times are ISO 8601; `at_local` is in the workshop's zone."""
    return {
        "mails": [_mail(number, mail) for number, mail in enumerate(rehearsal.mails, start=1)],
        "held": [_silent(row) for row in rehearsal.held],
        "skipped": [_silent(row) for row in rehearsal.skipped],
    }


def write(rehearsal: Rehearsal, folder: Path) -> None:
    """Write the rehearsal into the folder; what an earlier one left there goes."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9][0-9][0-9][0-9]-*.eml"):
        old.unlink()
    described = as_json(rehearsal)
    for row, mail in zip(described["mails"], rehearsal.mails, strict=True):
        message: Any = mail.message.message()
        (folder / row["file"]).write_bytes(message.as_bytes(linesep="\r\n"))
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (folder / "rehearsal.json").write_text(text, encoding="utf-8")
    (folder / "index.html").write_text(_page(rehearsal, described), encoding="utf-8")


def html_of(mail: RehearsedMail) -> str:
    alternatives = mail.message.alternatives  # type: ignore[attr-defined]
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")


def file_name(number: int, mail: RehearsedMail) -> str:
    name = f"{slugify(mail.touchpoint)[:40]}-{slugify(mail.person)[:40]}".strip("-")
    return f"{number:04}-{name or 'mail'}.eml"


def _mail(number: int, mail: RehearsedMail) -> dict[str, str]:
    return {
        "touchpoint": mail.touchpoint,
        "person": mail.person,
        "email": mail.email,
        "at_utc": mail.at.isoformat(),
        "at_local": mail.at_local.isoformat(),
        "subject": mail.subject,
        "file": file_name(number, mail),
    }


def _silent(row: Silent) -> dict[str, Any]:
    return {"touchpoint": row.touchpoint, "reasons": list(row.reasons)}


def _page(rehearsal: Rehearsal, described: dict[str, Any]) -> str:
    mails = [
        {**row, "text": mail.message.body, "html": html_of(mail), "at": mail.at_local}
        for row, mail in zip(described["mails"], rehearsal.mails, strict=True)
    ]
    context = {"workshop": rehearsal.workshop, **described, "mails": mails}
    return render_to_string("emails/rehearsal_files/index.html", context)
