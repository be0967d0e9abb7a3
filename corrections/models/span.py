"""Places of notes in revisions: the words that a note is about, sealed by their quote."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from corrections.models.note import CorrectionNote
from corrections.models.revision import Revision, RevisionQuerySet
from corrections.models.vocabulary import Origin
from corrections.text import Quote, SourceRange, Splice, TextRange, become

_LEADING_ON = [Origin.CARRIED, Origin.PLACED, Origin.INCORPORATED]


class SpanQuerySet(models.QuerySet["Span"]):
    def current(self) -> "SpanQuerySet":
        """The spans in the latest revision of their article."""
        return self.filter(~Exists(_later_revisions()))

    def replacing(self, *revisions: Revision) -> "SpanQuerySet":
        """The spans whose words are replaced in revisions, drafts' too; of a chain of published notes the newest's."""
        newer = CorrectionNote.objects.superseded()
        articles = [revision.article_id for revision in revisions]
        spans = self.filter(revision__in=revisions, note__article__in=articles, replacement__isnull=False)
        return spans.exclude(origin=Origin.INCORPORATED).exclude(note__in=newer.filter(article__in=articles))

    def lost(self) -> "SpanQuerySet":
        """The spans that stand in an older revision and have not been taken on into a later one."""
        return self.filter(Exists(_later_revisions()), carried_to__isnull=True)


def _later_revisions() -> RevisionQuerySet:
    return Revision.objects.filter(article=OuterRef("revision__article"), number__gt=OuterRef("revision__number"))


class Span(models.Model):
    """A stretch of one revision's body, of one field of its front matter, or of a link's or a picture's attribute.

    All offsets are code points, start inclusive, end exclusive: `source_*` of the whole source, `text_*` of the
    rendered body or, for a field, of its string; that of "#link.3.href" is an address (see `is_attribute`). A span
    stays in its revision; in a later one another row leads on from it (`carried_from`), and that alone may be added
    once the note is published.
    """

    note = models.ForeignKey("corrections.CorrectionNote", on_delete=models.CASCADE, related_name="spans")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="spans")
    position = models.PositiveIntegerField(default=0, help_text="Its place among the note's spans, from 0.")
    field = models.CharField(
        max_length=200, blank=True, help_text='A path in the front matter, such as "title"; empty for the body.'
    )
    source_start = models.PositiveIntegerField()
    source_end = models.PositiveIntegerField()
    text_start = models.PositiveIntegerField()
    text_end = models.PositiveIntegerField()
    quote_exact = models.TextField(help_text="The words, as rendered: the seal that is checked before use.")
    quote_prefix = models.TextField(blank=True, help_text="What stands directly before them.")
    quote_suffix = models.TextField(blank=True, help_text="What stands directly after them.")
    replacement = models.TextField(  # noqa: DJ001 - none and empty are two things here
        null=True, blank=True, help_text="What the words become. None: they stay. Empty: they are deleted."
    )
    splices = models.JSONField(
        default=list, blank=True, help_text='The proven changes to the whole source: [[start, end, "new"], ...].'
    )
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.SELECTED)
    # RESTRICT, where PROTECT would also keep a draft from being deleted together with all of its spans.
    carried_from = models.OneToOneField(
        "self",
        on_delete=models.RESTRICT,
        related_name="carried_to",
        null=True,
        blank=True,
        help_text="The span of the same note in an earlier revision that this one leads on from.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering = ["note_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(text_end__gt=F("text_start")), name="span_is_not_empty"),
            models.CheckConstraint(condition=Q(source_end__gt=F("source_start")), name="span_source_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("quote_exact"), F("text_end") - F("text_start")),
                name="span_quote_is_as_long_as_its_text",
            ),
            models.CheckConstraint(
                condition=Q(replacement__isnull=True, splices=[])
                | Q(Q(replacement__isnull=False), ~Q(splices=[]) | Q(origin=Origin.INCORPORATED)),
                name="span_replacement_has_its_splices",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=_LEADING_ON, carried_from__isnull=False)
                | Q(~Q(origin__in=_LEADING_ON), carried_from__isnull=True),
                name="span_carried_knows_where_from",
            ),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="span_origin_is_known"),
        ]

    def __str__(self) -> str:
        return f"“{self.quote_exact}” in revision {self.revision_id}"

    @property
    def text_range(self) -> TextRange:
        return TextRange(self.text_start, self.text_end)

    @property
    def source_range(self) -> SourceRange:
        return SourceRange(self.source_start, self.source_end)

    @property
    def quote(self) -> Quote:
        return Quote(self.quote_exact, self.quote_prefix, self.quote_suffix)

    @property
    def proven_splices(self) -> tuple[Splice, ...]:
        """The splices as the library takes them, in code points of the whole source."""
        return tuple(Splice(SourceRange(start, end), new) for start, end, new in self.splices)

    def is_right(self, words: str, past: Mapping[int, "Span"]) -> bool:
        """Whether words in which this place may be now are right: they became the replacement; or, of words that were
        right already, they are not the very error come back, and stay as the newsroom has them.

        past: the spans of the note by their ids, needed only for words that were right already.
        """
        if self.origin != Origin.INCORPORATED:
            return become(self.quote_exact, words, self.replacement)
        return words != self.first_words(past)

    def first_words(self, past: Mapping[int, "Span"]) -> str:
        """The words that the note is about: of a place that was put right, those before it was. past: as above."""
        first = self
        while first.origin == Origin.INCORPORATED and first.carried_from_id is not None:
            first = past[first.carried_from_id]
        return first.quote_exact


def last_of(spans: Iterable[Span]) -> list[Span]:
    """Of all spans of notes those that no other leads on from: where each place stands last."""
    spans = list(spans)
    led_on = {span.carried_from_id for span in spans}
    return [span for span in spans if span.pk not in led_on]
