"""A column that takes and gives SafeHtml only."""

from django.db import models

from corrections.text import SafeHtml


class SafeHtmlField(models.TextField):
    """Sanitised HTML: what is read is `SafeHtml`, and to write a plain string raises TypeError.

    Joining two pieces makes a plain string, so HTML that was put together by hand never reaches the table.
    """

    def from_db_value(self, value: str | None, expression, connection) -> SafeHtml | None:
        return None if value is None else SafeHtml(value)

    def get_db_prep_save(self, value, connection):
        if not isinstance(value, SafeHtml) and not hasattr(value, "resolve_expression"):
            raise TypeError(f"{self.name} keeps SafeHtml, not {type(value).__name__}: sanitise it first.")
        return super().get_db_prep_save(value, connection)

    def deconstruct(self):
        # The column is plain text, and migrations outlive this class.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
