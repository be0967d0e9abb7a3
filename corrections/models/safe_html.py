"""A column that takes and gives SafeHtml only."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, Expression

from corrections.text import SafeHtml

if TYPE_CHECKING:
    _Text = models.TextField[SafeHtml | Combinable, SafeHtml]
else:
    _Text = models.TextField


class SafeHtmlField(_Text):
    """Sanitised HTML: what is read is `SafeHtml`, and to write a plain string raises TypeError.

    Joining two pieces makes a plain string, so HTML that was put together by hand never reaches the table.
    """

    def from_db_value(
        self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> SafeHtml | None:
        return None if value is None else SafeHtml(value)

    def get_db_prep_save(self, value: object, connection: BaseDatabaseWrapper) -> Any:
        if not isinstance(value, SafeHtml) and not hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} keeps SafeHtml, not {type(value).__name__}: sanitise it first.")
        return super().get_db_prep_save(value, connection)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        # The column is plain text, and migrations outlive this class.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
