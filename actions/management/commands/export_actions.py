"""`manage.py export_actions --project NAME [FILE]`: the action log of a project as CSV."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actions.selectors.log import other_columns, sheet_rows
from actions.sheet import write
from workshops.management.projects import project_named


class Command(BaseCommand):
    help = "Write a project's action log as CSV: id,action,owner,due_date,status,source,notes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="without it: standard output")
        parser.add_argument("--project", required=True, metavar="NAME")

    def handle(self, *args: Any, file: Path | None, project: str, **options: Any) -> None:
        source = project_named(project)
        others = other_columns(source)
        table = write(sheet_rows(source, others), others=others)
        if file is None:
            self.stdout.write(table, ending="")
            return
        try:
            file.write_text(table, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
