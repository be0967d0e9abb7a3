"""The newsroom's words for kinds, severities, places and states, and where a notice stands by default."""

from enum import StrEnum

from django.db import models


class Place(StrEnum):
    """Where readers find a notice."""

    TOP = "top"
    INLINE = "inline"
    FOOT = "foot"


class Severity(models.TextChoices):
    """How much the error matters; a serious one stands at the top and is flagged at the headline."""

    MINOR = "minor", "Minor"
    STANDARD = "standard", "Standard"
    SERIOUS = "serious", "Serious"


class Kind(models.TextChoices):
    """What a note does; the label is the readers'."""

    CORRECTION = "correction", "Correction"
    CLARIFICATION = "clarification", "Clarification"
    UPDATE = "update", "Update"
    EDITORS_NOTE = "editors_note", "Editor's note"
    MINOR_FIX = "minor_fix", "Minor fix"
    CONCERN = "concern", "Under review"
    RETRACTION = "retraction", "Retraction"
    REMOVAL = "removal", "Editor's note: content removed"

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

    NAME = "name", "Name"
    NUMBER = "number", "Number"
    DATE_OR_PLACE = "date_or_place", "Date or place"
    QUOTATION = "quotation", "Quotation"
    ATTRIBUTION = "attribution", "Attribution"
    IDENTITY_OR_CAPTION = "identity_or_caption", "Identity or caption"
    HEADLINE = "headline", "Headline"
    MISSTATED_FACT = "misstated_fact", "Misstated fact"
    CONTEXT_OR_OMISSION = "context_or_omission", "Context or omission"
    LINK = "link", "Link"
    OTHER = "other", "Other"


class Status(models.TextChoices):
    """How far a note has come. All but a published one are drafts; what is published never changes."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    PUBLISHED = "published", "Published"


class Origin(models.TextChoices):
    """How a span came to its place. The last three lead on from a span in an earlier revision."""

    SELECTED = "selected", "Selected by an editor"
    IMPORTED = "imported", "Imported with an annotation"
    CARRIED = "carried", "Carried from an earlier revision"
    PLACED = "placed", "Placed again by an editor"
    INCORPORATED = "incorporated", "Already put right in the newer revision"


class EventState(models.TextChoices):
    """What happened to a note."""

    DRAFTED = "drafted", "Drafted"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    PUBLISHED = "published", "Published"
    AMENDED = "amended", "Amended"
