"""The notes of an article as W3C Web Annotations: all in one array, or a collection in pages at its address."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import (
    Article,
    CorrectionNote,
    Hidden,
    Ledger,
    Origin,
    Severity,
    Span,
    edit_of,
    hidden_of,
    hidden_words,
    ledger_of,
)
from corrections.text import (
    CONTEXT,
    MEDIA_TYPE,
    Annotation,
    Quote,
    Target,
    TimeState,
    tells,
    timestamp,
    write_annotation,
)

ANNOTATIONS_TYPE = MEDIA_TYPE
A_PAGE = 100


def annotations_of(article: Article, drafts: bool = False) -> str:
    """All notes that hold, with their places in the latest revision, as a JSON array with a final line end.

    Importing it into an article with the same text gives the same notes. What is withheld stands neither in a quote
    nor among its neighbours; such a place is told by its position alone. When this desk got the text is not told: the
    file of another desk that has the same notes is the same.
    """
    ledger = ledger_of(article, drafts=drafts)
    telling = _Telling.of(ledger, settings.SITE_URL, is_stated=False)
    return _json([telling.annotation(note) for note in ledger.notes])


def annotation_collection(article: Article, origin: str) -> str:
    """The published notes as an AnnotationCollection (Web Annotation Data Model, 5) with its first page in it.

    Where there is more than a page, that names the next by its address. origin: what absolute addresses begin with.
    """
    ledger = ledger_of(article)
    pages = _Pages.of(ledger, origin)
    published = [note.publication for note in ledger.notes]
    collection = {
        "@context": CONTEXT,
        "id": pages.address,
        "type": "AnnotationCollection",
        "label": _("Corrections to this article"),
        **({"modified": timestamp(max(published))} if published else {}),
        "total": len(pages.notes),
    }
    if pages.notes:
        # A page that stands in its collection need not name it.
        first = pages.page(1, _Telling.of(ledger, origin))
        first = {key: value for key, value in first.items() if key not in ("@context", "partOf")}
        collection |= {"first": first, "last": pages.address_of(pages.count)}
    return _json(collection)


def annotation_page(article: Article, number: int, origin: str) -> str | None:
    """One AnnotationPage of an article's collection, the first is 1; None where it has no such page."""
    ledger = ledger_of(article)
    pages = _Pages.of(ledger, origin)
    if not 1 <= number <= pages.count:
        return None
    return _json(pages.page(number, _Telling.of(ledger, origin)))


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the annotations of one ledger have in common: the article's address, its text, and what is withheld."""

    ledger: Ledger
    address: str
    state: TimeState | None
    hidden: tuple[Hidden, ...]
    withheld: tuple[str, ...]

    @classmethod
    def of(cls, ledger: Ledger, origin: str, is_stated: bool = True) -> "_Telling":
        """is_stated: with the address of the text that the places are of, and since when readers had it; for that the
        article is public."""
        article, revision, state = ledger.article, ledger.revision, None
        if is_stated:
            cached = origin + reverse("revision", args=[article.slug, revision.number])
            state = TimeState(timestamp(max(revision.imported_at, article.publication)), cached)
        hidden = hidden_of(ledger)
        withheld = hidden_words(hidden, revision.rendering.texts()) if hidden else ()
        return cls(ledger, origin + reverse("article", args=[article.slug]), state, hidden, withheld)

    def annotation(self, note: CorrectionNote) -> dict[str, Any]:
        spans = self.ledger.spans_of(note)
        live = [edit_of(span).replacement for span in spans if edit_of(span).replacement is not None]
        # Of words that are put right already the replacement tells what was done, unless nothing of it is left to see.
        done = [span.replacement for span in spans if span.replacement]
        replacement = next(iter([*live, *done]), None)
        if replacement is not None and not note.withheld and tells(replacement, self.withheld):
            replacement = None
        if replacement == "":
            spans = tuple(span for span in spans if span.origin != Origin.INCORPORATED)
        annotation = Annotation(
            id=note.external_id or note.uid.urn,
            kind=note.kind,
            wording=note.wording,
            replacement=replacement,
            targets=tuple(_target(note, span, self.hidden) for span in spans),
            sources=tuple((source.title, source.url) for source in note.sources.all()),
            tags=_tags(note),
        )
        stamped = {"created": timestamp(note.publication)} if note.is_published else {}
        return write_annotation(annotation, self.address, self.state, **stamped)


@dataclass(frozen=True, slots=True)
class _Pages:
    """notes: in the order of their numbers, so that one that is published meanwhile moves none to another page."""

    address: str
    notes: tuple[CorrectionNote, ...]

    @classmethod
    def of(cls, ledger: Ledger, origin: str) -> "_Pages":
        address = origin + reverse("article-annotations", args=[ledger.article.slug])
        return cls(address, tuple(sorted(ledger.notes, key=lambda note: note.number or 0)))

    @property
    def count(self) -> int:
        return -(-len(self.notes) // A_PAGE)

    def address_of(self, number: int) -> str:
        return f"{self.address}?page={number}"

    def page(self, number: int, telling: _Telling) -> dict[str, Any]:
        start = (number - 1) * A_PAGE
        written = [telling.annotation(note) for note in self.notes[start : start + A_PAGE]]
        beside = {
            name: self.address_of(other)
            for name, other in (("prev", number - 1), ("next", number + 1))
            if 1 <= other <= self.count
        }
        return {
            "@context": CONTEXT,
            "id": self.address_of(number),
            "type": "AnnotationPage",
            "partOf": {"id": self.address, "type": "AnnotationCollection", "total": len(self.notes)},
            **beside,
            "startIndex": start,
            "items": [{key: value for key, value in one.items() if key != "@context"} for one in written],
        }


def _json(written: list[dict[str, Any]] | dict[str, Any]) -> str:
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


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
