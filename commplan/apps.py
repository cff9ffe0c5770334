from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created

from commplan.database import set_up_session


class CommPlanConfig(AppConfig):
    name = "commplan"
    verbose_name = "CommPlan"

    def ready(self) -> None:
        connection_created.connect(set_up_session)
        # Imported here: it looks at models, and these are there by now.
        from commplan.checks import MAILS, check_mail_settings, check_site_is_private

        checks.register(check_mail_settings, MAILS)
        checks.register(check_site_is_private, checks.Tags.security, deploy=True)
