"""The notes of an article as W3C Web Annotations."""

import json
from datetime import UTC

from django.conf import settings
from django.urls import reverse

from corrections.models import Article, CorrectionNote, Ledger, Origin, Severity, Span, ledger_of
from corrections.text import MEDIA_TYPE, Annotation, Quote, Target, write_annotation

ANNOTATIONS_TYPE = MEDIA_TYPE


def annotations_of(article: Article, drafts: bool = False) -> str:
    """All notes that hold, with their places in the latest revision, as a JSON array with a final line end.

    Importing it into an article with the same text gives the same notes.
    """
    ledger = ledger_of(article, drafts=drafts)
    address = settings.SITE_URL.rstrip("/") + reverse("article", args=[article.slug])
    return (
        json.dumps(
            [_written(ledger, note, address) for note in ledger.notes],
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _written(ledger: Ledger, note: CorrectionNote, address: str) -> dict:
    spans = ledger.spans_of(note)
    replacements = [span.replacement for span in spans if span.replacement is not None]
    annotation = Annotation(
        id=note.external_id or f"urn:uuid:{note.uid}",
        kind=note.kind,
        wording=note.wording,
        replacement=replacements[0] if replacements else None,
        targets=tuple(_target(note, span) for span in spans),
        sources=tuple((source.title, source.url) for source in note.sources.all()),
        tags=_tags(note),
    )
    stamped = {"created": f"{note.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} if note.is_published else {}
    return write_annotation(annotation, address, **stamped)


def _target(note: CorrectionNote, span: Span) -> Target:
    # The words of a withheld note stand in no output; neither do its neighbours help without them.
    quote = Quote("", "", "") if note.withheld else span.quote
    if span.origin == Origin.INCORPORATED or note.withheld:
        return Target(span.field, quote if quote.exact else None, None if span.field else span.text_range)
    return Target(span.field, quote, None if span.field else span.text_range)


def _tags(note: CorrectionNote) -> tuple[str, ...]:
    tags = [note.severity] if note.severity != Severity.STANDARD else []
    tags += [note.error_type] if note.error_type else []
    return (*tags, *(name for name in ("withheld", "apology") if getattr(note, name)))
