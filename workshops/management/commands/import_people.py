"""`manage.py import_people FILE --project NAME`: a list of people, `name,email,groups`."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workshops import services
from workshops.management.projects import project_named
from workshops.people_csv import decode_list


class Command(BaseCommand):
    help = "Add people to a project from a CSV list: name,email,groups (groups separated by ;)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--project", required=True, metavar="NAME")
        parser.add_argument("--json", action="store_true", help="print the counts and wrong rows as JSON")

    def handle(self, *args: Any, file: Path, project: str, **options: Any) -> None:
        target = project_named(project)
        try:
            text = decode_list(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{file}: {error}") from error
        result = services.import_people(project_id=target.pk, text=text, by=None, now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(asdict(result), ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{result.new} new, {result.changed} changed, {result.unchanged} unchanged")
        if result.made:
            self.stdout.write(f"groups made: {'; '.join(result.made)}")
        for row in result.wrong:
            self.stderr.write(f"{file}, line {row.line}: {row.reason}")
