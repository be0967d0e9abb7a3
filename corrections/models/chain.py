"""The ledger as a chain: what was published, entry by entry, each sealed with the hash of the one before.

There is one chain for the whole house. Its entries repeat what the rows say, so that `models.verification` can tell
whether a row was changed or removed in spite of all that guards it.
"""

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from corrections.text import BEFORE_THE_FIRST


class Entered(models.TextChoices):
    """What an entry tells of."""

    PAGE = "page", _("Page made public")
    NOTE = "note", _("Note published")
    REVISION = "revision", _("Next revision imported")
    PLACE = "place", _("Place given by an editor")


class LedgerEntry(models.Model):
    """One entry. The database refuses to change it, to delete it, and to take one that does not follow the last.

    content: canonical JSON, as `corrections.models.entered` writes it; what stands beside it repeats what it says, to
    be found by. note: of a note's publication, or of a place that it was given; else none.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True, help_text="1 for the first of the house, without gaps.")
    article = models.ForeignKey("corrections.Article", on_delete=models.PROTECT, related_name="ledger_entries")
    note = models.ForeignKey(
        "corrections.CorrectionNote", on_delete=models.PROTECT, related_name="ledger_entries", null=True, blank=True
    )
    what = models.CharField(max_length=20, choices=Entered)
    at = models.DateTimeField()
    content = models.TextField(help_text="What is sealed, withheld words too; never published.")
    previous = models.CharField(max_length=64, help_text="The hash of the entry before; of the first, 64 zeros.")
    nonce = models.CharField(
        max_length=64, help_text="Random, never published: without it a few withheld words could be guessed."
    )
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="ledger_begins_with_one"),
            models.CheckConstraint(condition=Q(what__in=Entered.values), name="ledger_entry_is_of_a_known_kind"),
            models.UniqueConstraint(
                fields=["note"], condition=Q(what=Entered.NOTE), name="ledger_has_each_publication_once"
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(what=Entered.PAGE), name="ledger_has_each_page_once"
            ),
        ]
        indexes = [models.Index(fields=["article", "sequence"], name="ledger_by_article")]

    def __str__(self) -> str:
        return f"Entry {self.sequence}"


class LedgerHead(models.Model):
    """One row: how many entries there are, and the hash of the last. Whoever adds entries locks it first.

    Lock order: articles, then this row, then the public state.
    """

    entries = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=BEFORE_THE_FIRST)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.entries} {self.hash}"

    @classmethod
    def now(cls) -> "LedgerHead":
        """The head as it is; one query."""
        return cls.objects.first() or cls()

    @classmethod
    def lock(cls) -> "LedgerHead":
        """Keeps others from adding entries until the transaction ends; returns the head as it is now.

        Raises TransactionManagementError outside a transaction.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("The ledger goes on only inside a transaction.")
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)
