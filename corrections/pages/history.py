"""Everything that happened to an article, in sentences, the last first: for the desk."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import (
    Article,
    CorrectionNote,
    Entered,
    EventState,
    LedgerEntry,
    NoteEvent,
    Origin,
    Revision,
    Span,
    house_style,
)
from corrections.pages.house import direction
from corrections.pages.notices import notice_href
from corrections.pages.readings import first_public_number
from corrections.pages.sealed import Sealed
from corrections.text import text_of

A_PAGE = 100  # happenings
_WORDS = 120  # characters of a quote


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. said: a sentence with who did it. words: of the article or of a person, else "".

    href: where it can be seen, else "". sealed: the entry of the ledger that was made of it.
    """

    at: datetime
    clock: str
    said: str
    words: str = ""
    counted: str = ""
    href: str = ""
    sealed: Sealed | None = None


@dataclass(frozen=True, slots=True)
class Day:
    text: str
    iso: str
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """days: the last first, and so within a day. sealed: the article's last entry of the ledger."""

    slug: str
    title: str
    language: str
    direction: str
    days: tuple[Day, ...]
    count: int
    sealed: Sealed | None
    previous_href: str | None
    next_href: str | None


def history_page(article: Article, number: str = "1") -> HistoryPage:
    """A page of the history; a fixed number of queries."""
    known = _Known.of(article)
    happened = sorted(known.happenings(), key=lambda one: one.at)[::-1]
    page = Paginator(happened, A_PAGE).get_page(number)
    style = house_style()
    days = tuple(
        Day(style.day(day), day.isoformat(), tuple(of_day))
        for day, of_day in groupby(page, key=lambda one: style.local(one.at).date())
    )
    return HistoryPage(
        slug=article.slug,
        title=article.title or article.slug,
        language=article.language,
        direction=direction(article.language),
        days=days,
        count=len(happened),
        sealed=max(known.entries.values(), key=lambda entry: entry.number, default=None),
        previous_href=f"?page={page.previous_page_number()}" if page.has_previous() else None,
        next_href=f"?page={page.next_page_number()}" if page.has_next() else None,
    )


@dataclass(frozen=True)
class _Known:
    """The rows that tell what happened. entries: by what they tell of, the note, and when."""

    article: Article
    notes: dict[int, CorrectionNote]
    revisions: tuple[Revision, ...]
    spans: dict[int, Span]
    events: tuple[NoteEvent, ...]
    entries: dict[tuple[str, int | None, datetime], Sealed]
    first_public: int | None

    @classmethod
    def of(cls, article: Article) -> "_Known":
        # In the order in which they were written: a file's notes are published under a time before they are kept.
        events = NoteEvent.objects.filter(note__article=article).select_related("by").order_by("pk")
        spans = Span.objects.filter(note__article=article).select_related("created_by", "revision")
        entries = LedgerEntry.objects.filter(article=article).order_by("sequence")
        return cls(
            article=article,
            notes=article.notes.in_bulk(),
            revisions=tuple(article.revisions.defer("source").select_related("imported_by").order_by("number")),
            spans={span.pk: span for span in spans.defer("revision__source").order_by("pk")},
            events=tuple(events),
            entries={
                (what, note, at): Sealed(sequence, digest)
                for what, note, at, sequence, digest in entries.values_list("what", "note", "at", "sequence", "hash")
            },
            first_public=first_public_number(article) if article.published_at is not None else None,
        )

    def happenings(self) -> Iterator[Happening]:
        """In the order in which they were made, within each kind."""
        lost, led_on = self._lost(), self._led_on()
        for revision in self.revisions:
            yield self._imported(revision, led_on[revision.number], lost[revision.number])
        at, by = self.article.published_at, self.article.published_by
        if at is not None and by is not None:
            yield _happening(
                at,
                _("%(who)s made the page public.") % {"who": by.get_username()},
                href=reverse("article", args=[self.article.slug]),
                sealed=self.entries.get((Entered.PAGE, None, at)),
            )
        for event in self.events:
            yield self._event(event)
        for span in filter(self._is_placed, self.spans.values()):
            yield self._placed(span)

    def _imported(self, revision: Revision, led_on: Counter[str], lost: int) -> Happening:
        told = {"who": revision.imported_by.get_username(), "number": revision.number}
        counts = {"carried": led_on[Origin.CARRIED], "right": led_on[Origin.INCORPORATED], "lost": lost}
        counted = _("Places of notes: %(carried)s carried, %(right)s put right already, %(lost)s left to a decision.")
        is_seen = self.first_public is not None and revision.number >= self.first_public
        return _happening(
            revision.imported_at,
            _("%(who)s imported revision %(number)s.") % told,
            revision.reason,
            counted=counted % counts if any(counts.values()) else "",
            href=reverse("revision", args=[self.article.slug, revision.number]) if is_seen else "",
            sealed=self.entries.get((Entered.REVISION, None, revision.imported_at)),
        )

    def _event(self, event: NoteEvent) -> Happening:
        note = self.notes[event.note_id]
        told = {"who": event.by.get_username(), "note": self._called(note)}
        words, href, sealed = event.remark, "", None
        if event.state == EventState.DRAFTED:
            # How it was drafted is told for programs, not for people.
            words = ""
            said = (_("%(who)s changed %(note)s.") if event.remark else _("%(who)s drafted %(note)s.")) % told
        elif event.state == EventState.SUBMITTED:
            said = _("%(who)s submitted %(note)s.") % told
        elif event.state == EventState.RETURNED:
            said = _("%(who)s returned %(note)s.") % told
        elif event.state == EventState.PUBLISHED:
            said, words = _("%(who)s published %(note)s.") % told, text_of(note.wording_html)
            sealed = self.entries.get((Entered.NOTE, note.pk, note.publication))
            href = notice_href(note, self.article.slug) if self.first_public is not None else ""
        else:
            number = self._amending.get(note.pk, "")
            said = _("%(who)s amended %(note)s by no. %(number)s.") % {**told, "number": number}
            words = ""
        # Commands take the time of a publication before they draft what they publish.
        at = min(event.at, note.published_at or event.at) if event.state != EventState.AMENDED else event.at
        return _happening(at, said, words, href=href, sealed=sealed)

    def _placed(self, span: Span) -> Happening:
        told = {"who": span.created_by.get_username(), "note": self._called(self.notes[span.note_id])}
        told["number"] = str(span.revision.number)
        return _happening(
            span.created_at,
            _("%(who)s gave %(note)s its place again, in revision %(number)s.") % told,
            f"“{_cut(span.quote_exact)}”",
            sealed=self.entries.get((Entered.PLACE, span.note_id, span.created_at)),
        )

    def _called(self, note: CorrectionNote) -> str:
        """A note by its number; a draft by its words."""
        label = house_style().label(note.kind, note.number)
        if note.number:
            return label
        words = self._first_words.get(note.pk, "")
        if not words:
            return _("a note on the whole article (%(kind)s)") % {"kind": label}
        return _("a note on “%(words)s” (%(kind)s)") % {"words": _cut(words), "kind": label}

    @cached_property
    def _first_words(self) -> dict[int, str]:
        """By note the words of its first place."""
        return {span.note_id: span.quote_exact for span in reversed(self.spans.values())}

    @cached_property
    def _amending(self) -> dict[int, int]:
        """By note the number of the one that amends it."""
        return {note.amends_id: note.number for note in self.notes.values() if note.amends_id and note.number}

    def _is_placed(self, span: Span) -> bool:
        """Whether an editor gave a place, and not an import."""
        entered = (Entered.PLACE, span.note_id, span.created_at) in self.entries
        return span.origin == Origin.PLACED or (span.origin == Origin.INCORPORATED and entered)

    def _led_on(self) -> dict[int, Counter[str]]:
        """How many places each import carried and found put right, by the number of its revision."""
        counts: dict[int, Counter[str]] = {revision.number: Counter() for revision in self.revisions}
        for span in self.spans.values():
            if span.carried_from_id is not None and not self._is_placed(span):
                counts[span.revision.number][span.origin] += 1
        return counts

    def _lost(self) -> Counter[int]:
        """How many places each import lost, of notes that were there already."""
        imported = {revision.number: revision.imported_at for revision in self.revisions}
        after = {span.carried_from_id: span for span in self.spans.values() if not self._is_placed(span)}
        counts: Counter[int] = Counter()
        for pk, span in self.spans.items():
            following, led = span.revision.number + 1, after.get(pk)
            is_carried = led is not None and led.revision.number == following
            if following in imported and not is_carried and span.created_at <= imported[following]:
                counts[following] += 1
        return counts


def _happening(at: datetime, said: str, words: str = "", **more: Any) -> Happening:
    return Happening(at, house_style().clock(at), said, words, **more)


def _cut(words: str) -> str:
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"
