"""Whether the ledger is whole, and the rows are what was entered: read from the first entry to the last.

What is kept in memory does not grow with the ledger, but for one bit for each place and event of a note and for each
revision. Nothing is written.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from corrections import bounded
from corrections.models.article import Article
from corrections.models.chain import Entered, LedgerEntry, LedgerHead
from corrections.models.entered import (
    Told,
    article_told,
    event_told,
    moment,
    note_told,
    page_told,
    revision_told,
    source_told,
    span_told,
)
from corrections.models.event import NoteEvent
from corrections.models.ledger import article_source
from corrections.models.note import CorrectionNote
from corrections.models.one_moment import one_moment
from corrections.models.revision import Rendering, Revision
from corrections.models.source import Source
from corrections.models.span import Span
from corrections.models.vocabulary import Status
from corrections.text import BEFORE_THE_FIRST, FORMAT, RENDERER, Refusal, Sentence, entry_hash, read_article

_BATCH = 500  # entries read at once
_AT_ONCE = 1000  # rows asked for by their ids in one query
_SOURCES_AT_ONCE = 20  # revisions in memory at a time
_UNREADABLE: Told = {}  # what a row says whose columns hold what they cannot hold


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. entries, head: how many entries fit one another, and the hash of the last of these.

    saved_at: the number of the entry whose hash was saved, 0 before the first; None where it was not asked for or not
    found. fault: the first thing that does not fit; None where all does.
    """

    entries: int
    head: str
    saved_at: int | None
    fault: Sentence | None


def verify(saved: str = "") -> Verified:
    """Read the whole ledger and compare it with the rows as they are. saved: a head that somebody kept, to be found."""
    with one_moment():
        walk = _Walk(saved)
        fault = next(walk.faults(), None)
    return Verified(walk.entries, walk.head, walk.saved_at, fault)


def renderings_at_fault() -> Iterator[Sentence]:
    """Whatever readers are shown that is not what its revision's source renders to, by this renderer.

    Each revision is rendered anew, in a process that is stopped in time, and compared with the rendering that pages
    are made from, whatever made that.
    """
    for revision in Revision.objects.select_related("article").order_by("pk").iterator(_SOURCES_AT_ONCE):
        named: dict[str, Any] = {"number": revision.number, "article": revision.article.slug}
        try:
            shown = revision.rendering
        except Rendering.DoesNotExist:
            yield Sentence(
                "Readers get nothing of revision {number} of {article}: what was rendered of it is gone.", **named
            )
            continue
        try:
            read = bounded.call(read_article, article_source(revision))
        except Refusal as refusal:
            yield Sentence("Revision {number} of {article} was not rendered anew: {why}", why=refusal.sentence, **named)
            continue
        if (str(shown.html), shown.fields) == (str(read.html), [list(one) for one in read.fields]):
            continue
        if shown.renderer == RENDERER:
            yield Sentence("What readers get of revision {number} of {article} is not what its file says.", **named)
        else:
            # The version is told by the row itself, so whoever forges a page may have written any.
            yield Sentence(
                "What readers get of revision {number} of {article} was made by another version of the renderer "
                "({renderer}), and is not what its file says by this one. Have that version verify it: if it finds "
                "this too, the page was changed.",
                renderer=shown.renderer,
                **named,
            )


class _Walk:
    """One reading of the ledger, as far as it has come."""

    def __init__(self, saved: str) -> None:
        self.entries, self.head = 0, BEFORE_THE_FIRST
        self.saved, self.saved_at = saved, 0 if saved == BEFORE_THE_FIRST else None
        self._spans, self._events, self._revisions = _Marked(), _Marked(), _Marked()

    def faults(self) -> Iterator[Sentence]:
        """All that does not fit, the first entry's first. What follows a first fault may follow from it."""
        while batch := list(LedgerEntry.objects.filter(sequence__gt=self.entries).order_by("sequence")[:_BATCH]):
            read = [_read(entry) for entry in batch]
            rows = _Rows.of(content for content, _ in read if content is not None)
            for entry, (content, unread) in zip(batch, read, strict=True):
                for why in self._faults_of(entry, content, unread, rows):
                    yield Sentence("{entry}: {why}", entry=_called(entry, content), why=why)
        kept = LedgerHead.now()
        if (kept.entries, kept.hash) != (self.entries, self.head):
            yield Sentence(
                "The ledger ends with entry {found}, but its head was kept at entry {kept}: its end was changed.",
                found=self.entries,
                kept=kept.entries,
            )
        yield from self._never_entered()
        if self.saved and self.saved_at is None:
            yield Sentence(
                "The saved head {head} is not in the ledger: since it was saved, entries were cut off or written anew.",
                head=self.saved,
            )

    def _faults_of(
        self, entry: LedgerEntry, content: Told | None, unread: Sentence | None, rows: "_Rows"
    ) -> Iterator[Sentence]:
        expected = self.entries + 1
        if entry.sequence != expected:
            yield Sentence("entry {missing}, which comes before it, is missing.", missing=expected)
        if entry.previous != self.head:
            yield Sentence("the hash of the entry before, as it has it, is not that entry’s.")
        if content is None:
            if unread is not None:
                yield unread
            return
        if _columns(entry) != _columns_told(content):
            yield Sentence("what stands beside its content is not what the content says.")
        yield from rows.faults(content)
        self._spans.mark(span["id"] for span in content["spans"])
        self._events.mark(event["id"] for event in content["events"])
        self._revisions.mark(revision["id"] for revision in content["revisions"])
        self.entries, self.head = entry.sequence, entry.hash
        if entry.hash == self.saved:
            self.saved_at = entry.sequence

    def _never_entered(self) -> Iterator[Sentence]:
        """What is published, but has no entry."""
        own = LedgerEntry.objects.filter(article=OuterRef("pk"), what=Entered.PAGE)
        for slug in Article.objects.published().filter(~Exists(own)).order_by("pk").values_list("slug", flat=True)[:1]:
            yield Sentence("The page of {article} is public, but was never entered.", article=slug)
        own = LedgerEntry.objects.filter(note=OuterRef("pk"), what=Entered.NOTE)
        notes = CorrectionNote.objects.published().filter(~Exists(own)).order_by("pk")
        for slug, number in notes.values_list("article__slug", "number")[:1]:
            yield Sentence("Note no. {number} of {article} was never entered.", number=number, article=slug)
        spans = Span.objects.filter(note__status=Status.PUBLISHED).order_by("pk").values_list("pk", flat=True)
        for pk in self._spans.missing(spans):
            span = Span.objects.select_related("note__article", "revision").get(pk=pk)
            yield Sentence(
                "A place of note no. {number} of {article}, in revision {revision}, was never entered.",
                number=span.note.number,
                article=span.note.article.slug,
                revision=span.revision.number,
            )
        events = NoteEvent.objects.filter(note__status=Status.PUBLISHED).order_by("pk").values_list("pk", flat=True)
        for pk in self._events.missing(events):
            event = NoteEvent.objects.select_related("note__article").get(pk=pk)
            yield Sentence(
                "An event in the record of note no. {number} of {article} was never entered.",
                number=event.note.number,
                article=event.note.article.slug,
            )
        revisions = Revision.objects.filter(article__published_at__isnull=False).order_by("pk")
        for pk in self._revisions.missing(revisions.values_list("pk", flat=True)):
            revision = Revision.objects.select_related("article").defer("source").get(pk=pk)
            yield Sentence(
                "Revision {number} of {article} was never entered.",
                number=revision.number,
                article=revision.article.slug,
            )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that some entries tell of, as they say it themselves today, by their ids. sources: by note."""

    articles: dict[int, tuple[Told, Told]]
    notes: dict[int, Told]
    sources: dict[int, list[Told]]
    spans: dict[int, Told]
    events: dict[int, Told]
    revisions: dict[int, Told]

    @classmethod
    def of(cls, contents: Iterable[Told]) -> "_Rows":
        ids: dict[str, set[int]] = {name: set() for name in ("article", "note", "spans", "events", "revisions")}
        for content in contents:
            ids["article"].add(content["article"]["id"])
            if "note" in content:
                ids["note"].add(content["note"]["id"])
            for name in ("spans", "events", "revisions"):
                ids[name].update(row["id"] for row in content[name])
        sources: dict[int, list[Told]] = {}
        for source in _by_ids(Source, ids["note"], "note_id"):
            sources.setdefault(source.note_id, []).append(source_told(source))
        return cls(
            articles={one.pk: (article_told(one), page_told(one)) for one in _by_ids(Article, ids["article"])},
            notes=_told(CorrectionNote, ids["note"], note_told, related="amends"),
            sources=sources,
            spans=_told(Span, ids["spans"], span_told),
            events=_told(NoteEvent, ids["events"], event_told),
            revisions=_told(Revision, ids["revisions"], _revision_told),
        )

    def faults(self, content: Told) -> Iterator[Sentence]:
        """How the rows differ from what was entered of them."""
        article, page = self.articles.get(content["article"]["id"], (None, None))
        yield from _unlike(Sentence("the article"), content["article"], article)
        if "page" in content:
            yield from _unlike(Sentence("the page"), content["page"], page)
        if "note" in content:
            pk = content["note"]["id"]
            yield from _unlike(Sentence("the note"), content["note"], self.notes.get(pk))
            yield from _unlike_sources(content["sources"], self.sources.get(pk, []))
        for at, span in enumerate(content["spans"], 1):
            yield from _unlike(Sentence("place {number}", number=at), span, self.spans.get(span["id"]))
        for at, event in enumerate(content["events"], 1):
            yield from _unlike(Sentence("event {number} of its record", number=at), event, self.events.get(event["id"]))
        for revision in content["revisions"]:
            called = Sentence("revision {number}", number=revision["number"])
            yield from _unlike(called, revision, self.revisions.get(revision["id"]))


# What entries say of rows, for a person.
_COLUMNS = {
    "id": Sentence("key"),
    "slug": Sentence("slug"),
    "published_at": Sentence("time of publication"),
    "published_by": Sentence("publisher"),
    "article": Sentence("article"),
    "uid": Sentence("name in feeds"),
    "external_id": Sentence("name as an annotation"),
    "number": Sentence("number"),
    "kind": Sentence("kind"),
    "severity": Sentence("severity"),
    "error_type": Sentence("type of error"),
    "wording": Sentence("wording"),
    "wording_html": Sentence("wording as HTML"),
    "memo": Sentence("memo"),
    "status": Sentence("status"),
    "apology": Sentence("apology"),
    "confirmed_internally": Sentence("confirmation"),
    "reported_on": Sentence("day of the report"),
    "withheld": Sentence("withholding"),
    "topic": Sentence("topic"),
    "amends": Sentence("note that it amends"),
    "author": Sentence("author"),
    "created_at": Sentence("time of its making"),
    "updated_at": Sentence("time of its last change"),
    "version": Sentence("version"),
    "publisher": Sentence("publisher"),
    "position": Sentence("position"),
    "url": Sentence("address"),
    "title": Sentence("title"),
    "note": Sentence("note"),
    "revision": Sentence("revision"),
    "field": Sentence("field"),
    "source_start": Sentence("beginning in the source"),
    "source_end": Sentence("end in the source"),
    "text_start": Sentence("beginning in the text"),
    "text_end": Sentence("end in the text"),
    "quote_exact": Sentence("quote"),
    "quote_prefix": Sentence("text before its quote"),
    "quote_suffix": Sentence("text after its quote"),
    "replacement": Sentence("replacement"),
    "splices": Sentence("change to the source"),
    "origin": Sentence("origin"),
    "carried_from": Sentence("place that it leads on from"),
    "created_by": Sentence("editor"),
    "state": Sentence("state"),
    "by": Sentence("editor"),
    "at": Sentence("time"),
    "remark": Sentence("remark"),
    "source": Sentence("text"),
    "sha256": Sentence("SHA-256"),
    "imported_at": Sentence("time of import"),
    "imported_by": Sentence("importer"),
    "reason": Sentence("reason"),
    "own_erratum": Sentence("erratum block"),
}


def _by_ids(model: type[Model], ids: Iterable[int], by: str = "pk", related: str = "") -> Iterator[Any]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _AT_ONCE):
        found = model._default_manager.filter(**{f"{by}__in": ordered[start : start + _AT_ONCE]})
        found = found.select_related(related) if related else found
        yield from found.iterator(_SOURCES_AT_ONCE if model is Revision else _AT_ONCE)


def _told(model: type[Model], ids: Iterable[int], told: Callable[[Any], Told], related: str = "") -> dict[int, Told]:
    """What rows say by their ids. SQLite keeps whatever is written to it: of a row that cannot be read, nothing."""
    ids = sorted(ids)
    try:
        return {one.pk: told(one) for one in _by_ids(model, ids, related=related)}
    except (ValueError, TypeError):
        if len(ids) == 1:
            return {ids[0]: _UNREADABLE}
    half = len(ids) // 2
    return _told(model, ids[:half], told, related) | _told(model, ids[half:], told, related)


def _revision_told(revision: Revision) -> Told:
    return revision_told(revision, hashlib.sha256(revision.source.encode()).hexdigest())


def _unlike(called: Sentence, entered: Told, now: Told | None) -> Iterator[Sentence]:
    if now is None:
        yield Sentence("{row} is gone.", row=called)
    elif now is _UNREADABLE:
        yield Sentence(
            "{row} cannot be read any more: what stands in one of its columns does not belong there.", row=called
        )
    elif now != entered:
        for name in entered:
            if entered[name] != now.get(name):
                yield Sentence("{row} has another {column} than was entered.", row=called, column=_COLUMNS[name])


def _unlike_sources(entered: list[Told], now: list[Told]) -> Iterator[Sentence]:
    if len(now) != len(entered):
        counts = {"now": len(now), "then": len(entered)}
        yield Sentence("the note has {now} sources, and had {then} when it was entered.", **counts)
    for at, (then, today) in enumerate(zip(entered, now, strict=False), 1):
        yield from _unlike(Sentence("source {number}", number=at), then, today)


_PARTS = frozenset(("what", "at", "article", "spans", "events", "revisions"))


def _read(entry: LedgerEntry) -> tuple[Told | None, Sentence | None]:
    """The content of an entry, or None and why it is not to be read."""
    try:
        if entry.hash != entry_hash(entry.sequence, entry.previous, entry.nonce, entry.content):
            return None, Sentence("its hash is not that of its content.")
        content = json.loads(entry.content)
    except ValueError:
        return None, Sentence("it is no entry of a ledger.")
    form = content.get("v") if isinstance(content, dict) else None
    if form != FORMAT or not content.keys() >= _PARTS:
        return None, Sentence("its format {format} is one that this desk cannot read. Update it.", format=form)
    return content, None


def _columns(entry: LedgerEntry) -> tuple[object, ...]:
    return entry.what, moment(entry.at), entry.article_id, entry.note_id


def _columns_told(content: Told) -> tuple[object, ...]:
    note = content["note"]["id"] if "note" in content else None
    if content["what"] == Entered.PLACE:
        note = content["spans"][0]["note"]
    return content["what"], content["at"], content["article"]["id"], note


def _called(entry: LedgerEntry, content: Told | None) -> Sentence:
    """An entry and what it tells of, for a person."""
    if content is None:
        return Sentence("Entry {number}", number=entry.sequence)
    told = {"number": entry.sequence, "article": content["article"]["slug"]}
    if "note" in content:
        return Sentence("Entry {number}, note no. {note} of {article}", note=content["note"]["number"], **told)
    if content["what"] == Entered.PAGE:
        return Sentence("Entry {number}, the page of {article}", **told)
    told["revision"] = content["revisions"][0]["number"]
    if content["what"] == Entered.PLACE:
        return Sentence("Entry {number}, a place in revision {revision} of {article}", **told)
    return Sentence("Entry {number}, revision {revision} of {article}", **told)


class _Marked:
    """Ids that were come across, a bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def mark(self, ids: Iterable[int]) -> None:
        for pk in ids:
            if pk // 8 >= len(self._bits):
                self._bits.extend(bytes(pk // 8 + 1 - len(self._bits)))
            self._bits[pk // 8] |= 1 << pk % 8

    def missing(self, ids: QuerySet[Any, int]) -> Iterator[int]:
        """Those of a queryset's ids that were not come across."""
        for pk in ids.iterator():
            if pk // 8 >= len(self._bits) or not self._bits[pk // 8] & 1 << pk % 8:
                yield pk
