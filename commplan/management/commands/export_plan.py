"""`manage.py export_plan WORKSHOP`: the plan as Markdown again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commplan.plan_check import check_of, day_of_check, workshops_to_check
from workshops import services
from workshops.plan_check import as_markdown


class Command(BaseCommand):
    help = "Print a workshop's communication plan as Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workshop", type=int, metavar="WORKSHOP", help="the workshop's number (id)")
        parser.add_argument(
            "--with-check", action="store_true", help="append the result of the plan check to the document"
        )

    def handle(self, *args: Any, workshop: int, **options: Any) -> None:
        row = workshops_to_check().filter(pk=workshop).first()
        if row is None:
            raise CommandError(f"There is no workshop {workshop}.")
        # The document ends as it ends: no line break of ours is added.
        self.stdout.write(services.export_plan(workshop=row), ending="")
        if options["with_check"]:
            now = timezone.now()
            appendix = as_markdown(check_of(row, now=now), on=day_of_check(row, now))
            self.stdout.write(appendix, ending="")
