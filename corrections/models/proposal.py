"""Where lost places may be now: the best image of each in the latest revision, for an editor to take or to refuse."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from corrections.models.revision import Revision
from corrections.models.span import Span
from corrections.text import Certainty, TextRange


class Proposal(models.Model):
    """A lost span's proposed place in the revision that was the latest when it was made.

    It is never a fact: readers' pages and exports do not know it. The next revision puts another in its stead, and an
    editor's decision takes it away.
    """

    span = models.OneToOneField(Span, on_delete=models.CASCADE, related_name="proposal")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    field = models.CharField(
        max_length=200, blank=True, help_text='A path in the front matter, such as "title"; empty for the body.'
    )
    text_start = models.PositiveIntegerField(help_text="In code points of the revision's text, as a span's.")
    text_end = models.PositiveIntegerField()
    certainty = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Certainty],
        help_text="same: the words are unchanged, and yet could not be taken; changed: a sound image with other words; "
        "review: the best guess.",
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["span_id"]
        constraints = [
            models.CheckConstraint(condition=Q(text_end__gt=F("text_start")), name="proposal_is_not_empty"),
            models.CheckConstraint(
                condition=Q(certainty__in=[one.value for one in Certainty]), name="proposal_certainty_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Span {self.span_id} at {self.text_start} of revision {self.revision_id}"

    @property
    def text_range(self) -> TextRange:
        return TextRange(self.text_start, self.text_end)
