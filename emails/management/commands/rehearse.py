"""`manage.py rehearse WORKSHOP --out DIR`: play a plan and look at each mail before it leaves."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emails.services.rehearsal import ACCEPTED, ANSWERS, RehearsalError, rehearse
from emails.services.rehearsal_files import write
from workshops.models import Workshop


class Command(BaseCommand):
    help = (
        "Play a workshop's plan against a simulated clock and write its mails to a folder; nothing is sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("workshop", type=int, help="the workshop's id, as in its address")
        parser.add_argument("--out", required=True, type=Path, help="the folder to write to")
        parser.add_argument(
            "--rsvp",
            choices=ANSWERS,
            default=ACCEPTED,
            help="whether people accept right after their first mail (default), or never answer",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["out"])
        try:
            rehearsal = rehearse(options["workshop"], rsvp=options["rsvp"])
        except Workshop.DoesNotExist as error:
            raise CommandError(f"There is no workshop {options['workshop']}.") from error
        except RehearsalError as error:
            raise CommandError(str(error)) from error
        try:
            write(rehearsal, folder)
        except OSError as error:
            raise CommandError(f"The folder cannot be written: {error}") from error
        self.stdout.write(
            f"{len(rehearsal.mails)} mails, {len(rehearsal.held)} held, {len(rehearsal.skipped)} skipped: "
            f"{folder / 'index.html'}"
        )
