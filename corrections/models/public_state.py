"""The state of everything that readers may see: one number that goes up with each change of it."""

from django.db import models, transaction
from django.db.models import F


class PublicState(models.Model):
    """One row. Whoever changes what readers see takes the next number, and keeps others who would waiting.

    So a page that was made at a number shows all that had happened up to it: lists go by this number, and each article
    keeps the number of its own last change.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="public_state_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def now(cls) -> int:
        """The number of the last change; one query."""
        return cls.objects.values_list("number", flat=True).first() or 0

    @classmethod
    def next(cls) -> int:
        """The number of a change that this transaction makes. Raises TransactionManagementError outside of one."""
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("The public state changes only inside a transaction.")
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(number=F("number") + 1)
        return cls.now()
