"""The Django application `corrections`."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CorrectionsConfig(AppConfig):
    name = "corrections"
    label = "corrections"
    verbose_name = "Corrections"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from corrections.models.frozen import guard_against_replace

        connection_created.connect(guard_against_replace, dispatch_uid="corrections.guard_against_replace")
