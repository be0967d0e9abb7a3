"""The newsroom's words for kinds, severities, places and states, and where a notice stands by default."""

from enum import StrEnum

from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from corrections.text import LANGUAGES, HouseStyle


class Place(StrEnum):
    """Where readers find a notice."""

    TOP = "top"
    INLINE = "inline"
    FOOT = "foot"


class Severity(models.TextChoices):
    """How much the error matters; a serious one stands at the top and is flagged at the headline."""

    MINOR = "minor", _("Minor")
    STANDARD = "standard", _("Standard")
    SERIOUS = "serious", _("Serious")


def _name(kind: str) -> str:
    language = get_language()
    return HouseStyle(language=language if language in LANGUAGES else LANGUAGES[0]).kind(kind)


_readers = lazy(_name, str)


class Kind(models.TextChoices):
    """What a note does; the label is the readers'."""

    CORRECTION = "correction", _readers("correction")
    CLARIFICATION = "clarification", _readers("clarification")
    UPDATE = "update", _readers("update")
    EDITORS_NOTE = "editors_note", _readers("editors_note")
    MINOR_FIX = "minor_fix", _readers("minor_fix")
    CONCERN = "concern", _readers("concern")
    RETRACTION = "retraction", _readers("retraction")
    REMOVAL = "removal", _readers("removal")

    def placement(self, severity: Severity) -> Place:
        """Where a notice of this kind stands. A kind that has a place keeps it, whatever the severity."""
        by_severity = Place.TOP if severity == Severity.SERIOUS else Place.INLINE
        return _PLACES.get(self, by_severity)


_PLACES = {
    Kind.CLARIFICATION: Place.FOOT,
    Kind.UPDATE: Place.FOOT,
    Kind.EDITORS_NOTE: Place.TOP,
    Kind.MINOR_FIX: Place.FOOT,
    Kind.CONCERN: Place.TOP,
    Kind.RETRACTION: Place.TOP,
    Kind.REMOVAL: Place.TOP,
}


class ErrorType(models.TextChoices):
    """What was wrong; kept for the newsroom's figures, never shown to readers."""

    NAME = "name", _("Name")
    NUMBER = "number", _("Number")
    DATE_OR_PLACE = "date_or_place", _("Date or place")
    QUOTATION = "quotation", _("Quotation")
    ATTRIBUTION = "attribution", _("Attribution")
    IDENTITY_OR_CAPTION = "identity_or_caption", _("Identity or caption")
    HEADLINE = "headline", _("Headline")
    MISSTATED_FACT = "misstated_fact", _("Misstated fact")
    CONTEXT_OR_OMISSION = "context_or_omission", _("Context or omission")
    LINK = "link", _("Link")
    OTHER = "other", _("Other")


class Status(models.TextChoices):
    """How far a note has come. All but a published one are drafts; what is published never changes."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")


class Origin(models.TextChoices):
    """How a span came to its place. The last three lead on from a span in an earlier revision."""

    SELECTED = "selected", _("Selected by an editor")
    IMPORTED = "imported", _("Imported with an annotation")
    CARRIED = "carried", _("Carried from an earlier revision")
    PLACED = "placed", _("Placed again by an editor")
    INCORPORATED = "incorporated", _("Already put right in the newer revision")


class EventState(models.TextChoices):
    """What happened to a note."""

    DRAFTED = "drafted", _("Drafted")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")
    AMENDED = "amended", _("Amended")
