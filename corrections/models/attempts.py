"""How often somebody tried to sign in lately: counts in a table of so many slots, whoever tries with whatever names."""

from datetime import datetime

from django.db import models
from django.utils.crypto import salted_hmac

SLOTS = 2**18  # a sort; two names that share one are rare, and nobody who has not the secret key can find two


class AttemptsQuerySet(models.QuerySet["Attempts"]):
    def over(self, now: datetime) -> "AttemptsQuerySet":
        """What no longer counts."""
        return self.filter(forgotten_at__lte=now)


class Attempts(models.Model):
    """The attempts of one sort with one name, address, device or pair of them.

    A row knows none of these, only the slot that a keyed hash gives it: people type their passwords as names. So the
    table has an end, too. A table and no process's memory, since several processes serve the desk.
    """

    slot = models.PositiveIntegerField(primary_key=True)
    count = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(help_text="When the next attempt may be made.")
    forgotten_at = models.DateTimeField(db_index=True, help_text="When these attempts no longer count.")

    objects = AttemptsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "attempts"

    def __str__(self) -> str:
        return f"{self.count} attempts in slot {self.slot}"


def slot_of(sort: int, *of: str) -> int:
    """The slot for what is counted. sort: from 0, at most a dozen. of: what tells it from others of its sort."""
    told = "\0".join(f"{len(part)}:{part}" for part in of)
    return sort * SLOTS + int.from_bytes(salted_hmac(f"attempts-{sort}", told).digest()[:8], "big") % SLOTS
