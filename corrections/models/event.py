"""The record of what happened to each note, when and by whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from corrections.models.vocabulary import EventState

CHANGED = "Changed."
"""The remark of an event that tells of a draft whose content was changed, not of a new one."""


class NoteEvent(models.Model):
    """One change of a note's state. Events are only ever added; they go with a draft that is deleted."""

    note = models.ForeignKey("corrections.CorrectionNote", on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=20, choices=EventState)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    remark = models.TextField(blank=True, help_text="Why; for the desk alone.")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="event_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"Note {self.note_id} {self.state}"
