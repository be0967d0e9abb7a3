"""Who has an article open at the desk: one row an account and browser tab, which holds for some seconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

A_MOMENT = 100  # milliseconds


class PresenceQuerySet(models.QuerySet["Presence"]):
    def at(self, now: datetime) -> "PresenceQuerySet":
        """Who is there at this time, with their accounts, the first that came first."""
        return self.filter(until__gt=now).select_related("account").order_by("pk")

    def over(self, now: datetime) -> "PresenceQuerySet":
        """What no longer holds."""
        return self.filter(until__lte=now)


class Presence(models.Model):
    """A tab in which somebody has an article open, and what its card is about.

    A table and no process's memory, since several processes serve the desk. Nothing points here and nothing is kept:
    a row that is lost is written again within seconds.
    """

    article = models.ForeignKey("corrections.Article", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40, help_text="The name that the browser gave this tab.")
    # No foreign key: whoever deletes a draft need not ask who looks at it.
    note = models.PositiveBigIntegerField(null=True, blank=True, help_text="The note that the open card is about.")
    words = models.CharField(max_length=200, blank=True, help_text="The words that the open card marks anew.")
    until = models.DateTimeField(db_index=True, help_text="When this no longer holds, unless it is said again.")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "account", "tab"], name="presence_is_one_row_a_tab"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} at article {self.article_id} until {self.until:%H:%M:%S}"


@contextmanager
def hardly_waiting(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """What is written inside waits for another writer no longer than a moment, and raises OperationalError then.

    SQLite has one writer at a time. Fifty tabs that queue behind a long import would leave no thread to serve anybody.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {A_MOMENT}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
