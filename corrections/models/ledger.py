"""The notes of an article in the order in which readers get them, and what its export consists of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Prefetch

from corrections.models.article import Article
from corrections.models.house import erratum_style, house_style
from corrections.models.note import CorrectionNote
from corrections.models.revision import Revision
from corrections.models.span import Span, last_of
from corrections.models.vocabulary import Kind, Origin, Place, Severity
from corrections.text import (
    Correction,
    Edit,
    Entry,
    Erratum,
    HouseStyle,
    every_language,
    paragraph,
    quoted,
    tells_moment,
    timestamp,
    without_block,
    without_moment,
    wording,
)


@dataclass(frozen=True)
class Ledger:
    """The notes of one article with their spans in one revision.

    notes: newest of each chain only, in the readers' order; unpublished ones last. spans: by note, in the order of
    the text. amended: published notes that another one amends, in order of their numbers.
    """

    article: Article
    revision: Revision
    notes: tuple[CorrectionNote, ...]
    amended: tuple[CorrectionNote, ...]
    spans: dict[int, tuple[Span, ...]] = field(default_factory=dict)

    def spans_of(self, note: CorrectionNote) -> tuple[Span, ...]:
        """The note's places in this revision, in the order of the text."""
        return self.spans.get(note.pk, ())

    def corrections(self) -> list[Correction]:
        """What these notes change in the source of the revision."""
        return [
            Correction(edit_of(span), span.proven_splices)
            for note in self.notes
            for span in self.spans_of(note)
            if span.splices
        ]

    def erratum(self, minor_fixes: bool | None = None, lead: bool | None = None) -> Erratum:
        """What an export adds to the source: the block, the front-matter keys, and the lead. None: as set."""
        lead = settings.EXPORT_LEAD if lead is None else lead
        minor_fixes = settings.EXPORT_MINOR_FIXES if minor_fixes is None else minor_fixes
        listed = [note for note in self.notes if minor_fixes or note.kind != Kind.MINOR_FIX]
        published = [note for note in listed if note.is_published]
        style = erratum_style()
        keys: list[tuple[str, str]] = []
        if published:
            keys = [
                (settings.FRONT_MATTER_CORRECTED, f" {_last(published)}"),
                (settings.FRONT_MATTER_CORRECTIONS, "".join(_key_entry(note, style) for note in published)),
            ]
        # A minor fix, listed or not, changes the article's text.
        changed = settings.FRONT_MATTER_LASTMOD and [note for note in self.notes if note.is_published]
        return Erratum(
            entries=tuple(_entry(note, style) for note in listed),
            heading=style.heading,
            level=settings.ERRATUM_HEADING_LEVEL,
            keys=tuple(keys),
            stamp=(settings.FRONT_MATTER_LASTMOD, _last(changed)) if changed else None,
            own_keys=self.revision.own_keys,
            replaces_block=self.revision.own_erratum,
            lead=tuple(_entry(note, style) for note in listed if place_of(note) is Place.TOP) if lead else (),
            renaming_setting="FRONT_MATTER_CORRECTED or FRONT_MATTER_CORRECTIONS",
        )


def ledger_of(article: Article, revision: Revision | None = None, drafts: bool = False) -> Ledger:
    """The ledger of an article as it stands, in its latest revision or another; with unpublished notes where asked.

    Four queries, whatever the number of notes.
    """
    revision = revision or article.latest_revision
    published = list(
        article.notes.published()
        .select_related("amends")
        .prefetch_related("sources", Prefetch("spans", Span.objects.filter(revision=revision)))
    )
    amended_ids = {note.amends_id for note in published if note.amends_id}
    notes = [note for note in published if note.pk not in amended_ids]
    if drafts:
        unpublished = list(
            article.notes.drafts()
            .select_related("amends")
            .prefetch_related("sources", Prefetch("spans", Span.objects.filter(revision=revision)))
        )
        replaced = {note.amends_id for note in unpublished if note.amends_id}
        notes = [note for note in notes if note.pk not in replaced] + unpublished
    return ledger_from(article, revision, notes, [note for note in published if note.pk in amended_ids])


def ledger_from(
    article: Article, revision: Revision, notes: Iterable[CorrectionNote], amended: Iterable[CorrectionNote] = ()
) -> Ledger:
    """The ledger of these notes, whose spans in the revision are prefetched."""
    notes, amended = list(notes), sorted(amended, key=lambda note: note.number or 0)
    spans = {
        note.pk: tuple(sorted((s for s in note.spans.all() if s.revision_id == revision.pk), key=place_in_article))
        for note in (*notes, *amended)
    }
    ordered = sorted(notes, key=lambda note: _readers_order(note, spans[note.pk]))
    return Ledger(article, revision, tuple(ordered), tuple(amended), spans)


def edit_of(span: Span) -> Edit:
    """The edit that a span stands for."""
    return Edit(span.field, span.text_range, span.replacement if span.origin != Origin.INCORPORATED else None)


def place_in_article(span: Span) -> tuple[bool, int]:
    """Front matter first, then by place in the body."""
    return (span.field == "", span.source_start if span.field else span.text_start)


def first_place(spans: Iterable[Span]) -> tuple[bool, int]:
    """Where a note stands in the article: a whole-article note before all others."""
    return min(map(place_in_article, spans), default=(False, -1))


def place_of(note: CorrectionNote) -> Place:
    """Where readers find the notice. A serious one stands at the top, whatever its kind has by default below that."""
    return Kind(note.kind).placement(Severity(note.severity))


def composed_wording(note: CorrectionNote, style: HouseStyle) -> str:
    """The wording with the words of regret, where the note apologises."""
    return style.with_regret(note.wording) if note.apology else note.wording


def wording_at(note: CorrectionNote, day: date | None, places: int | None = None) -> str:
    """The wording with what is known only at publication filled in, as on that day; None: to see what would be blank.

    places: how many the note has; else its spans are counted, as prefetched.
    """
    if places is None:
        places = len(last_of(note.spans.all()))
    return wording.filled(
        note.wording,
        date_of_publication=house_style().day(day) if day else "-",
        publisher=settings.NEWSROOM_NAME,
        topic=note.topic,
        n=str(places) if places > 1 else "",
    )


def knows_block(article: Article, entries: list[str]) -> bool:
    """Whether an erratum block lists published notes of this article and nothing else, as they are written in a block.

    White space may differ, and whatever the settings say of language, dates and zone.
    """
    known = {
        without_moment(_folded(paragraph(_entry(note, style))))[0]: note.publication
        for note in article.notes.published().prefetch_related("sources")
        for style in every_language()
    }
    found = [without_moment(_folded(entry)) for entry in entries]
    return bool(found) and all(told in known and tells_moment(moment, known[told]) for told, moment in found)


def _folded(text: str) -> str:
    return " ".join(text.split())


def article_source(revision: Revision) -> str:
    """The source as readers get it: without the erratum block that this desk exported and got back.

    The block stands last, so all offsets stay.
    """
    return without_block(revision.source) if revision.own_erratum else revision.source


def _readers_order(note: CorrectionNote, spans: tuple[Span, ...]) -> tuple[bool, bool, float, tuple[int | None, ...]]:
    # Numbers were given by place in the article, and keep that order whatever becomes of the places later.
    newest_first = -note.published_at.timestamp() if note.published_at else float("inf")
    place = (note.number,) if note.is_published else (*first_place(spans), note.pk)
    return (not note.is_published, place_of(note) is not Place.TOP, newest_first, place)


def _entry(note: CorrectionNote, style: HouseStyle) -> Entry:
    sources = tuple((source.title, source.url) for source in note.sources.all())
    label = style.dated_label(note.kind, note.number, note.published_at)
    return Entry(label, composed_wording(note, style), sources, style.language)


def _key_entry(note: CorrectionNote, style: HouseStyle) -> str:
    return (
        f"\n- number: {note.number}\n  kind: {note.kind}\n  date: {timestamp(note.publication)}\n"
        f"  place: {place_of(note)}\n  note: {quoted(_folded(composed_wording(note, style)))}"
    )


def _last(notes: Iterable[CorrectionNote]) -> str:
    return timestamp(max(note.publication for note in notes))
