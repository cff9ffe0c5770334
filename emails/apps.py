from django.apps import AppConfig


class EmailsConfig(AppConfig):
    name = "emails"

    def ready(self) -> None:
        # Imported here: they look at models, and these are there by now.
        from emails import webhooks
        from emails.services import merging
        from emails.transport import providers

        merging.connect()
        providers.connect()
        webhooks.connect()
