from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self) -> None:
        # Imported here: it looks at models, and these are there by now.
        from actions.services import merging

        merging.connect()
