"""The desk's own key: random bytes that seal its receipts, so that it knows them again, and nobody can guess what they
keep back.

It is no SECRET_KEY, which may be changed: whoever loses it can check in full no receipt that was given. It goes into
backups with the other tables, and into no output.
"""

import secrets

from django.apps import AppConfig
from django.apps import apps as current
from django.apps.registry import Apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone


class DeskKey(models.Model):
    """One row, made by the first migration that has it and never again."""

    key = models.CharField(max_length=64, help_text="32 random bytes in hexadecimal; never published.")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="desk_key_is_one_row"),
            models.CheckConstraint(condition=Exact(Length("key"), 64), name="desk_key_has_64_digits"),
        ]

    def __str__(self) -> str:
        return "The desk’s key"

    @classmethod
    def now(cls) -> bytes | None:
        """The key; None where it was lost. One query."""
        found = cls.objects.values_list("key", flat=True).first()
        return bytes.fromhex(found) if found else None


def make_desk_key(
    app_config: AppConfig | None = None, apps: Apps = current, using: str = "default", **signal: object
) -> None:
    """Make the key where there is none: after each migration, and after tests have emptied the tables."""
    if "deskkey" in apps.all_models["corrections"]:
        kept = apps.get_model("corrections", "DeskKey").objects.using(using)
        kept.get_or_create(pk=1, defaults={"key": secrets.token_hex(32)})
