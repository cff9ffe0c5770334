"""`manage.py import_plan FILE...`: a communication plan becomes a draft workshop."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workshops import services
from workshops.management.projects import project_to_fill
from workshops.plan_document import (
    PlanDocument,
    PlanError,
    PlanPart,
    UnparsedLine,
    parse,
    read_bytes,
    require_plan,
    split_series,
)
from workshops.timing import format_offset
from workshops.validators import plain_address, time_zones


class Command(BaseCommand):
    help = "Read communication plans (Markdown) and save each as a draft workshop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what is understood, save nothing")
        parser.add_argument("--json", action="store_true", help="print one object a plan, a list for several")
        parser.add_argument("--project", default="", help="the project's name; else the plan's own")
        parser.add_argument("--start", default="", help="2026-12-14T10:00, in the workshop's time zone")
        parser.add_argument("--timezone", default="", help="such as Europe/Berlin; else the project's")
        parser.add_argument("--location", default="", help="the room or the link")
        parser.add_argument("--organizer", default="", metavar="EMAIL", help="who invites and gets replies")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        check_options(options)
        now = timezone.now()
        results = []
        for file, text, plan in read_plans(files):
            result = plan.to_json()
            if not options["dry_run"]:
                result["workshop"]["id"] = self.save(file, text, plan, options, now)
            results.append(result)
            if not options["json"]:
                self.stdout.write(summary(file, plan, result))
        if options["json"]:
            shown = results[0] if len(results) == 1 else results
            self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))

    def save(self, file: Path, text: str, plan: PlanDocument, options: dict[str, Any], now: datetime) -> int:
        name = options["project"] or plan.project_name
        if not name:
            raise CommandError(f"{file} names no project. Give one: --project NAME.")
        organizer = options["organizer"]
        project = project_to_fill(name, time_zone=options["timezone"], organizer_email=organizer, now=now)
        time_zone = options["timezone"] or project.time_zone
        try:
            workshop = services.import_plan(
                text=text,
                project=project,
                by=None,
                now=now,
                start=start_of(options["start"], time_zone),
                time_zone=time_zone,
                location=options["location"],
                organizer_email=organizer,
            )
        except (PlanError, services.ServiceError) as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {' '.join(error.messages)}") from error
        return workshop.pk


def check_options(options: dict[str, Any]) -> None:
    """Raises CommandError before anything is saved."""
    if options["timezone"] and options["timezone"] not in time_zones():
        raise CommandError(f"“{options['timezone']}” is no time zone. Example: Europe/Berlin.")
    start_of(options["start"], options["timezone"] or "UTC")
    if options["organizer"]:
        try:
            plain_address(options["organizer"])
        except ValidationError as error:
            raise CommandError(f"--organizer: {' '.join(error.messages)}") from error


def start_of(text: str, time_zone: str) -> datetime | None:
    """The start as an aware time: wall-clock time of the zone, unless the text has an offset of its own."""
    if not text:
        return None
    try:
        start = datetime.fromisoformat(text)
        if start.tzinfo is None:
            start = start.replace(tzinfo=ZoneInfo(time_zone))
        return start.astimezone(ZoneInfo("UTC"))
    except (ValueError, OverflowError) as error:
        raise CommandError(f"“{text}” is no start. Write it like 2026-12-14T10:00.") from error


def read_plans(files: Sequence[Path]) -> Iterator[tuple[Path, str, PlanDocument]]:
    """The plans in the files with their texts: several of a file that holds a series of workshops.

    Raises CommandError that names the file.
    """
    for file in files:
        try:
            text = read_bytes(file.read_bytes())
            parts = split_series(text) or (PlanPart("", text, 0),)
            for part in parts:
                plan = parse(part.text)
                require_plan(plan)
                yield file, part.text, in_file(plan, part, text if part is parts[0] else "")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except PlanError as error:
            raise CommandError(f"{file}: {error}") from error


def in_file(plan: PlanDocument, part: PlanPart, above: str) -> PlanDocument:
    """The plan with its lines counted from the file's beginning; what stands above the first is none's."""
    before = above.split("\n")[: part.lines_above]
    unparsed = [UnparsedLine(number, line) for number, line in enumerate(before, start=1) if line.strip()]
    own = [UnparsedLine(line.line + part.lines_above, line.text) for line in plan.unparsed]
    return replace(plan, unparsed=(*unparsed, *own))


def summary(file: Path, plan: PlanDocument, result: dict[str, Any]) -> str:
    """What was understood, for a person."""
    spec = plan.workshop
    saved = f"saved as workshop {result['workshop']['id']}" if "id" in result["workshop"] else "not saved"
    lines = [f"{file}: {spec.title or 'a workshop without a title'} ({saved})"]
    for touchpoint in plan.touchpoints:
        window = format_offset(touchpoint.timing)
        mail = f"“{touchpoint.email.subject}”" if touchpoint.email else "no mail text of its own"
        lines.append(f"  {window:12} {touchpoint.name}: {mail}")
    lines.append(
        f"  {len(plan.groups)} groups, {len(plan.agenda)} agenda items, {len(plan.prework)} pre-work,"
        f" {len(plan.recap_sections)} recap sections, {len(plan.checks)} checklist points"
    )
    if plan.unparsed:
        lines.append(f"  {len(plan.unparsed)} lines were kept but not understood:")
        lines += [f"    {line.line}: {line.text}" for line in plan.unparsed]
    return "\n".join(lines)
