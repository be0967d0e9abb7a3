"""The notes of an article as W3C Web Annotations."""

import json
from collections.abc import Sequence
from datetime import UTC

from django.conf import settings
from django.urls import reverse

from corrections.models import Article, CorrectionNote, Ledger, Origin, Severity, Span, edit_of, ledger_of
from corrections.pages.withheld import Hidden, hidden_in
from corrections.text import MEDIA_TYPE, Annotation, Quote, Target, write_annotation

ANNOTATIONS_TYPE = MEDIA_TYPE


def annotations_of(article: Article, drafts: bool = False) -> str:
    """All notes that hold, with their places in the latest revision, as a JSON array with a final line end.

    Importing it into an article with the same text gives the same notes. What is withheld stands neither in a quote
    nor among its neighbours; such a place is told by its position alone.
    """
    ledger = ledger_of(article, drafts=drafts)
    hidden = _hidden(ledger)
    address = settings.SITE_URL.rstrip("/") + reverse("article", args=[article.slug])
    written = [_written(ledger, note, address, hidden) for note in ledger.notes]
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _hidden(ledger: Ledger) -> tuple[Hidden, ...]:
    if not any(note.withheld for note in (*ledger.notes, *ledger.amended)):
        return ()
    return hidden_in(ledger, ledger.revision.rendering.texts())


def _written(ledger: Ledger, note: CorrectionNote, address: str, hidden: Sequence[Hidden]) -> dict:
    spans = ledger.spans_of(note)
    live = [edit_of(span).replacement for span in spans if edit_of(span).replacement is not None]
    # Of words that are put right already the replacement tells what was done, unless nothing of it is left to see.
    done = [span.replacement for span in spans if span.replacement]
    replacement = next(iter([*live, *done]), None)
    if replacement == "":
        spans = tuple(span for span in spans if span.origin != Origin.INCORPORATED)
    annotation = Annotation(
        id=note.external_id or note.uid.urn,
        kind=note.kind,
        wording=note.wording,
        replacement=replacement,
        targets=tuple(_target(note, span, hidden) for span in spans),
        sources=tuple((source.title, source.url) for source in note.sources.all()),
        tags=_tags(note),
    )
    stamped = {"created": f"{note.published_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"} if note.is_published else {}
    return write_annotation(annotation, address, **stamped)


def _target(note: CorrectionNote, span: Span, hidden: Sequence[Hidden]) -> Target:
    place = span.text_range
    near = [one.range for one in hidden if one.field == span.field]
    if note.withheld or any(one.overlaps(place) for one in near):
        return Target(span.field, None, place)
    before = max((one.end for one in near if one.end <= place.start), default=0)
    after = min((one.start for one in near if one.start >= place.end), default=place.end + len(span.quote_suffix))
    told = min(len(span.quote_prefix), place.start - before)
    quote = Quote(
        span.quote_exact,
        span.quote_prefix[len(span.quote_prefix) - told :],
        span.quote_suffix[: after - place.end],
    )
    return Target(span.field, quote, None if span.field else place)


def _tags(note: CorrectionNote) -> tuple[str, ...]:
    tags = [note.severity] if note.severity != Severity.STANDARD else []
    tags += [note.error_type] if note.error_type else []
    return (*tags, *(name for name in ("withheld", "apology") if getattr(note, name)))
