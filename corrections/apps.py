"""The Django application `corrections`."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "corrections"
    label = "corrections"
    verbose_name = _("Corrections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from corrections.models.frozen import guard_against_replace

        connection_created.connect(guard_against_replace, dispatch_uid="corrections.guard_against_replace")
