"""The Django application `corrections`."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "corrections"
    label = "corrections"
    verbose_name = _("Corrections")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from corrections.models.desk_key import make_desk_key
        from corrections.models.frozen import guard_against_replace
        from corrections.models.log import fill_log
        from corrections.models.roles import fill_groups
        from corrections.models.words import fill_words

        connection_created.connect(guard_against_replace, dispatch_uid="corrections.guard_against_replace")
        post_migrate.connect(make_desk_key, sender=self, dispatch_uid="corrections.make_desk_key")
        post_migrate.connect(fill_log, sender=self, dispatch_uid="corrections.fill_log")
        post_migrate.connect(fill_groups, sender=self, dispatch_uid="corrections.fill_groups")
        post_migrate.connect(fill_words, sender=self, dispatch_uid="corrections.fill_words")
