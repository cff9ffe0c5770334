"""`manage.py test`: all tests, by pytest."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the tests with pytest, to which all arguments go."

    def run_from_argv(self, argv: list[str]) -> None:
        """Become pytest: imported before it starts, code would hide its warnings from it."""
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *argv[2:]])
