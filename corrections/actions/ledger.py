"""Enter in the ledger what was published, in the transaction that published it: pages, notes, and their later places.

Whatever publishes calls it before `tell_readers`, with its articles locked: the lock of the ledger's head is held until
the transaction ends, and comes after theirs and before the public state.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, Q

from corrections.models import (
    Article,
    CorrectionNote,
    Entered,
    EventState,
    LedgerEntry,
    LedgerHead,
    NoteEvent,
    Revision,
    Source,
    Span,
    Status,
    content_of,
    people_in,
    with_names,
)
from corrections.text import canonical, entry_hash

_BATCH = 500  # entries written at once


@dataclass(slots=True)
class _Entry:
    """What an entry will tell of. note: whose publication it is. of: the note that it is found by, if any."""

    what: Entered
    at: datetime
    article: Article
    note: CorrectionNote | None = None
    of: int | None = None
    sources: Iterable[Source] = ()
    spans: Iterable[Span] = ()
    events: Iterable[NoteEvent] = field(default_factory=list)
    revisions: Iterable[Revision] = ()

    def content(self) -> dict[str, Any]:
        return content_of(
            self.what,
            self.at,
            self.article,
            note=self.note,
            sources=self.sources,
            spans=self.spans,
            events=self.events,
            revisions=self.revisions,
        )


def enter_notes(notes: Iterable[CorrectionNote]) -> None:
    """Notes that were published just now, one entry each, in this order; a fixed number of queries."""
    _append(_publications([note.pk for note in notes]))


def enter_page(article: Article) -> None:
    """That the article's page was made public, with all of its revisions until then."""
    revisions = article.revisions.defer("source").order_by("number")
    _append([_Entry(Entered.PAGE, article.publication, article, revisions=revisions)])


def enter_revision(revision: Revision) -> None:
    """The next revision of an article of which anything is published, with the places that its notes have in it."""
    article = revision.article
    if article.published_at is None and not article.notes.published().exists():
        return
    spans = Span.objects.filter(revision=revision, note__status=Status.PUBLISHED).order_by("pk")
    _append([_Entry(Entered.REVISION, revision.imported_at, article, spans=spans, revisions=[revision])])


def enter_place(span: Span) -> None:
    """The place that an editor has given to a published note; one of a draft is entered with its publication."""
    if span.note.is_published:
        entry = _Entry(Entered.PLACE, span.created_at, span.note.article, spans=[span], revisions=[span.revision])
        entry.of = span.note_id
        _append([entry])


def enter_all(articles: Iterable[Article]) -> None:
    """The pages of public articles and all of their published notes, by time and number: of rows written in bulk."""
    articles = list(articles)
    revisions: dict[int, list[Revision]] = {}
    for revision in Revision.objects.filter(article__in=articles).defer("source").order_by("number"):
        revisions.setdefault(revision.article_id, []).append(revision)
    entries = [
        _Entry(Entered.PAGE, article.publication, article, revisions=revisions[article.pk])
        for article in articles
        if article.published_at is not None
    ]
    notes = CorrectionNote.objects.published().filter(article__in=articles)
    entries += _publications(list(notes.values_list("pk", flat=True)))
    entries.sort(key=lambda entry: (entry.at, entry.article.pk, entry.note.number if entry.note else 0))
    _append(entries)


def _publications(notes: Sequence[int]) -> list[_Entry]:
    """Entries of published notes, told by their ids, with all that belongs to them as the database has it by now."""
    found = (
        CorrectionNote.objects.select_related("article", "amends")
        .prefetch_related("sources", "spans", Prefetch("article__revisions", Revision.objects.defer("source")))
        .in_bulk(notes)
    )
    events = _events_of(found)
    return [_publication(found[pk], events[pk]) for pk in notes]


def _publication(note: CorrectionNote, events: list[NoteEvent]) -> _Entry:
    spans = sorted(note.spans.all(), key=lambda span: span.pk)
    known = {span.revision_id for span in spans} | {note.article.latest_revision.pk}
    return _Entry(
        Entered.NOTE,
        note.publication,
        note.article,
        note=note,
        of=note.pk,
        sources=note.sources.all(),
        spans=spans,
        events=events,
        revisions=[revision for revision in note.article.revisions.all() if revision.pk in known],
    )


def _events_of(notes: dict[int, CorrectionNote]) -> dict[int, list[NoteEvent]]:
    """The events that belong to each publication: the note's own, and that it amended another."""
    amending = {note.amends_id: pk for pk, note in notes.items() if note.amends_id}
    events: dict[int, list[NoteEvent]] = {pk: [] for pk in notes}
    own, of_amended = ~Q(state=EventState.AMENDED) & Q(note__in=notes), Q(state=EventState.AMENDED, note__in=amending)
    for event in NoteEvent.objects.filter(own | of_amended).order_by("pk"):
        events[amending[event.note_id] if event.state == EventState.AMENDED else event.note_id].append(event)
    return events


def _append(entries: Sequence[_Entry]) -> None:
    """Add entries behind the last one."""
    if not entries:
        return
    head = LedgerHead.lock()
    contents = [entry.content() for entry in entries]
    account = get_user_model()
    people = account.objects.filter(pk__in=set().union(*map(people_in, contents)))
    names = dict(people.values_list("pk", account.USERNAME_FIELD))
    rows = []
    for entry, told in zip(entries, contents, strict=True):
        content, nonce, previous = canonical(with_names(told, names)), secrets.token_hex(32), head.hash
        head.entries += 1
        head.hash = entry_hash(head.entries, previous, nonce, content)
        rows.append(
            LedgerEntry(
                sequence=head.entries,
                article=entry.article,
                note_id=entry.of,
                what=entry.what,
                at=entry.at,
                content=content,
                previous=previous,
                nonce=nonce,
                hash=head.hash,
            )
        )
    LedgerEntry.objects.bulk_create(rows, batch_size=_BATCH)
    head.save(update_fields=["entries", "hash"])
