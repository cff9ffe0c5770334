"""`manage.py up`: the whole program on this machine, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commplan import runner
from workshops.models import Membership, Project, User
from workshops.states import Role

# Who signs in where a database has no users yet; the domain is one that no mail can reach.
MANAGER = "manager@commplan.localhost"


class Command(BaseCommand):
    help = "Start CommPlan on this machine: web page, worker and beat in one process."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        runner.add_arguments(parser)
        parser.add_argument(
            "--empty", action="store_true", help="leave an empty database empty: no demo project"
        )

    def handle(self, *args: Any, port: int, bind: str, empty: bool, **options: Any) -> None:
        try:
            # Before anything else: another `up` may be running on this very database.
            server = runner.make_server(bind, port)
            with runner.alone(settings.DATA_DIR):
                call_command("migrate", interactive=False, verbosity=0)
                if not empty and not Project.objects.exists():
                    call_command("load_demo", stdout=self.stdout)
                manager = local_manager()
            self._serve(server, manager, bind=bind, port=port)
        except runner.StartError as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            raise CommandError("stopped before it was ready", returncode=130) from None

    def _serve(self, server: runner.Server, manager: User, *, bind: str, port: int) -> None:
        url = runner.base_url(bind, port)
        sign_in = url + runner.new_sign_in_path(user_id=manager.pk, bind=bind)

        def say_ready() -> None:
            runner.print_line(f"READY {url}/")
            runner.print_line(f"SIGN IN {sign_in}")

        runner.LocalRun(server).run(url=f"{url}/", on_ready=say_ready)


def local_manager() -> User:
    """The demo's manager; without a project, whoever may do everything here, made if need be."""
    managers = Membership.objects.filter(role=Role.MANAGER, user__is_active=True)
    first = managers.order_by("project_id", "pk").select_related("user").first()
    if first:
        return first.user
    superuser = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return superuser or User.objects.create_superuser(MANAGER)
