"""`manage.py check_plan WORKSHOP`: what the plan still lacks, and where it is mended."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commplan.plan_check import check_of, workshops_to_check


class Command(BaseCommand):
    help = "Check a workshop's communication plan: its own checklist, and the defects that plans have."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workshop", type=int, metavar="WORKSHOP", help="the workshop's number (id)")
        parser.add_argument("--json", action="store_true", help="a list of findings for programs")

    def handle(self, *args: Any, workshop: int, **options: Any) -> None:
        row = workshops_to_check().filter(pk=workshop).first()
        if row is None:
            raise CommandError(f"There is no workshop {workshop}.")
        report = check_of(row, now=timezone.now())
        if options["json"]:
            found = [finding.to_json() for finding in report.findings]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{row}: {report.score}.")
        for finding in report.findings:
            self.stdout.write(f"{finding.state:6}  {finding.check}: {finding.message}  {finding.url}")
