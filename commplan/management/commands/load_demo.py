"""`manage.py load_demo`: something to look at in an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from commplan.demo.load import load_demo
from workshops.models import Project


class Command(BaseCommand):
    help = "Load the demo project; refuses where there is a project already."

    def handle(self, *args: Any, **options: Any) -> None:
        if Project.objects.exists():
            raise CommandError("There is a project already: the demo goes into an empty database only.")
        project = load_demo(now=timezone.now())
        count = project.workshops.count()
        self.stdout.write(
            f"Demo project “{project}” loaded: {count} workshops, on the clock of {project.time_zone}."
        )
