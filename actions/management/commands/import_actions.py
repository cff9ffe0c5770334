"""`manage.py import_actions FILE --project NAME`: an action log from a CSV file."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actions import services
from actions.sheet import MAX_BYTES, Sheet, SheetError, read
from workshops.management.projects import project_named


class Command(BaseCommand):
    help = "Take over a CSV table of actions: id,action,owner,due_date,status,source,notes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--project", required=True, metavar="NAME")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and save nothing")
        parser.add_argument("--json", action="store_true", help="print the counts and wrong rows as JSON")

    def handle(self, *args: Any, file: Path, project: str, **options: Any) -> None:
        target, sheet = project_named(project), self._sheet(file)
        now = timezone.now()
        if options["dry_run"]:
            plan = services.preview_import(project_id=target.pk, sheet=sheet, now=now)
        else:
            plan = services.import_actions(project_id=target.pk, sheet=sheet, by=None, now=now)
        counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
        if options["json"]:
            result = {**counts, "wrong": [asdict(row) for row in plan.wrong]}
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=2))
            return
        self.stdout.write(", ".join(f"{count} {word}" for word, count in counts.items()))
        for row in plan.wrong:
            self.stderr.write(f"{file}, row {row.row}: {row.reason}")

    def _sheet(self, file: Path) -> Sheet:
        try:
            with file.open("rb") as opened:
                # One byte more than is taken: enough to tell that a file is too large.
                return read(opened.read(MAX_BYTES + 1))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except SheetError as error:
            raise CommandError(f"{file}: {error}") from error
