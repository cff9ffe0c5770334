from django.apps import AppConfig


class EmailsConfig(AppConfig):
    name = "emails"

    def ready(self) -> None:
        # Imported here: they look at models, and these are there by now.
        from emails import providers, webhooks
        from emails.services import merging

        merging.connect()
        providers.connect()
        webhooks.connect()
