"""The evidence that a note names."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q


class Source(models.Model):
    """A page, a document or a person that says what is right. That of a published note never changes."""

    note = models.ForeignKey("corrections.CorrectionNote", on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveIntegerField(default=0, help_text="Its place among the note's sources, from 0.")
    # A CharField, for a URLField also takes ftp, which the constraint below refuses.
    url = models.CharField(max_length=2000, blank=True, validators=[URLValidator(schemes=["http", "https"])])
    title = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["note_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(title=""),
                name="source_has_address_or_title",
                violation_error_message="Give the source an address or a title.",
            ),
            # It becomes a link on public pages, where javascript: would run.
            models.CheckConstraint(
                condition=Q(url="") | Q(url__istartswith="https://") | Q(url__istartswith="http://"),
                name="source_address_is_on_the_web",
                violation_error_message="The address must begin with https:// or http://.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url
