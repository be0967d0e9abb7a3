"""What an entry of the ledger says of the rows that it seals: every column that anybody relies on, as plain JSON.

The same functions say it when an entry is written and when it is verified. People are told by their ids, with their
names beside them as they were then: an account may be renamed.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from corrections.models.article import Article
from corrections.models.chain import Entered
from corrections.models.event import NoteEvent
from corrections.models.note import CorrectionNote
from corrections.models.revision import Revision
from corrections.models.source import Source
from corrections.models.span import Span
from corrections.text import FORMAT

Told = dict[str, Any]


def content_of(
    what: Entered,
    at: datetime,
    article: Article,
    *,
    note: CorrectionNote | None = None,
    sources: Iterable[Source] = (),
    spans: Iterable[Span] = (),
    events: Iterable[NoteEvent] = (),
    revisions: Iterable[Revision] = (),
) -> Told:
    """The content of an entry about these rows, but for the names of the people in it."""
    told: Told = {"v": FORMAT, "what": str(what), "at": moment(at), "article": article_told(article)}
    if what == Entered.PAGE:
        told["page"] = page_told(article)
    if note is not None:
        told["note"] = note_told(note)
        told["sources"] = [source_told(source) for source in sources]
    told["spans"] = [span_told(span) for span in spans]
    told["events"] = [event_told(event) for event in events]
    told["revisions"] = [revision_told(revision) for revision in revisions]
    return told


def with_names(told: Told, names: Mapping[int, str]) -> Told:
    """The content with the names of its people, as they are called now."""
    return told | {"people": {str(pk): names[pk] for pk in sorted(people_in(told))}}


def article_told(article: Article) -> Told:
    return {"id": article.pk, "slug": article.slug}


def page_told(article: Article) -> Told:
    return {"published_at": moment(article.published_at), "published_by": article.published_by_id}


def note_told(note: CorrectionNote) -> Told:
    """A published note; the one that it amends, told by its number, is at hand."""
    return {
        "id": note.pk,
        "article": note.article_id,
        "uid": str(note.uid),
        "external_id": note.external_id,
        "number": note.number,
        "kind": str(note.kind),
        "severity": str(note.severity),
        "error_type": str(note.error_type),
        "wording": note.wording,
        "wording_html": str(note.wording_html),
        "memo": note.memo,
        "status": str(note.status),
        "apology": note.apology,
        "confirmed_internally": note.confirmed_internally,
        "reported_on": note.reported_on.isoformat() if note.reported_on else None,
        "withheld": note.withheld,
        "topic": note.topic,
        "amends": note.amends.number if note.amends else None,
        "author": note.author_id,
        "created_at": moment(note.created_at),
        "updated_at": moment(note.updated_at),
        "version": note.version,
        "publisher": note.publisher_id,
        "published_at": moment(note.published_at),
    }


def source_told(source: Source) -> Told:
    return {"position": source.position, "url": source.url, "title": source.title}


def span_told(span: Span) -> Told:
    """A place, with its quote, its replacement and its proven splices; offsets in code points."""
    return {
        "id": span.pk,
        "note": span.note_id,
        "revision": span.revision_id,
        "position": span.position,
        "field": span.field,
        "source_start": span.source_start,
        "source_end": span.source_end,
        "text_start": span.text_start,
        "text_end": span.text_end,
        "quote_exact": span.quote_exact,
        "quote_prefix": span.quote_prefix,
        "quote_suffix": span.quote_suffix,
        "replacement": span.replacement,
        "splices": [list(splice) for splice in span.splices],
        "origin": str(span.origin),
        "carried_from": span.carried_from_id,
        "created_at": moment(span.created_at),
        "created_by": span.created_by_id,
    }


def event_told(event: NoteEvent) -> Told:
    return {
        "id": event.pk,
        "note": event.note_id,
        "state": str(event.state),
        "by": event.by_id,
        "at": moment(event.at),
        "remark": event.remark,
    }


def revision_told(revision: Revision, sha256: str | None = None) -> Told:
    """A revision; its source by its SHA-256. sha256: as it was computed now, else as it is kept."""
    return {
        "id": revision.pk,
        "article": revision.article_id,
        "number": revision.number,
        "source": revision.sha256 if sha256 is None else sha256,
        "sha256": revision.sha256,
        "title": revision.title,
        "imported_at": moment(revision.imported_at),
        "imported_by": revision.imported_by_id,
        "reason": revision.reason,
        "own_erratum": revision.own_erratum,
    }


def moment(at: datetime | None) -> str | None:
    """A time as entries have it: UTC, with its microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


_PEOPLE = frozenset(("published_by", "author", "publisher", "created_by", "by", "imported_by"))


def people_in(told: Any) -> set[int]:
    """The ids of all accounts that a content names."""
    if isinstance(told, dict):
        named = {value for key, value in told.items() if key in _PEOPLE and value is not None}
        return named.union(*(people_in(value) for value in told.values()))
    if isinstance(told, list):
        return set().union(*(people_in(value) for value in told))
    return set()
