#!/usr/bin/env python3
"""Django's command line. `up` and `test` first make the environment that they run in."""

import os
import runpy
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))


def main() -> None:
    """Run the command given on the command line."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in ("up", "test"):
        # By its file: the package itself imports Celery, which may not be installed yet.
        bootstrap = runpy.run_path(os.path.join(ROOT, "commplan", "bootstrap.py"))
        bootstrap["ensure"](ROOT, command, sys.argv)
    if command == "up":
        from commplan.runner import set_local_defaults

        set_local_defaults(sys.argv[2:])
    if command == "worker":
        os.environ["HAS_PAGES"] = "false"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commplan.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
