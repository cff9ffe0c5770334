"""`manage.py export_plan WORKSHOP`: the plan as Markdown again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workshops import services
from workshops.models import Workshop


class Command(BaseCommand):
    help = "Print a workshop's communication plan as Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("workshop", type=int, metavar="WORKSHOP", help="the workshop's number (id)")

    def handle(self, *args: Any, workshop: int, **options: Any) -> None:
        row = Workshop.objects.select_related("project").filter(pk=workshop).first()
        if row is None:
            raise CommandError(f"There is no workshop {workshop}.")
        # The document ends as it ends: no line break of ours is added.
        self.stdout.write(services.export_plan(workshop=row), ending="")
