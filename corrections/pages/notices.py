"""Notices: published notes as readers see them, and drafts as the desk does; with the marks of their places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.urls import reverse

from corrections.models import CorrectionNote, Kind, Ledger, Origin, Place, Severity, Span, place_of
from corrections.text import Look, Mark, SafeHtml, readable_diff, text_of, wording

LONG = 60  # characters struck at a stretch; what is longer waits in the notice
_SENTENCE = re.compile(r"\S+\s+\S+.*[.!?。！？][\"'”’)]*\Z", re.S)
_SUMMARY = 96


@dataclass(frozen=True, slots=True)
class SourceLine:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. marks: ids of its marks in the page, the first is where its label leads back to.

    letter: on the desk a draft's; old_words: stretches that are not struck in the text; amended_by: a number.
    """

    id: str
    number: int | None
    letter: str
    kind: str
    label: str
    tag: str
    serious: bool
    top: bool
    when: datetime | None
    when_text: str
    wording: SafeHtml
    summary: str
    sources: tuple[SourceLine, ...] = ()
    old_words: tuple[str, ...] = ()
    places: int = 0
    marks: tuple[str, ...] = ()
    amends: "Notice | None" = None
    amended_by: int | None = None
    apology: bool = False
    lost: bool = False
    pk: int | None = None
    status: str = ""


def notice(note: CorrectionNote, spans: Sequence[Span] = (), *, letter: str = "", **more) -> Notice:
    """The notice of a note whose sources are prefetched. Drafts have a letter in place of their number."""
    is_serious = note.severity == Severity.SERIOUS
    when = note.published_at.astimezone(UTC) if note.published_at else None
    amended = note.amends if note.amends_id else None
    return Notice(
        id=notice_id(note),
        number=note.number,
        letter=letter,
        kind=note.kind,
        label=wording.label(Kind(note.kind).label, note.number),
        tag=("serious" if is_serious else "") if note.is_published else "draft",
        serious=is_serious,
        top=place_of(note) is Place.TOP,
        when=when,
        when_text=wording.moment(when) if when else "",
        wording=note.wording_html,
        summary=_summary(note),
        sources=tuple(SourceLine(source.title, source.url) for source in note.sources.all()),
        places=len(spans),
        marks=tuple(mark_id(note, at) for at in range(len(spans))),
        amends=notice(amended) if amended is not None and "amends" in note._state.fields_cache else None,
        apology=note.apology and wording.REGRET.casefold() not in note.wording.casefold(),
        pk=note.pk,
        status=note.status,
        **more,
    )


def notice_id(note: CorrectionNote) -> str:
    return f"correction-{note.number}" if note.number else f"note-{note.pk}"


def mark_id(note: CorrectionNote, at: int) -> str:
    return f"m{note.number or f'd{note.pk}'}-{at + 1}"


def letters(count: int) -> list[str]:
    """a, b, ... z, aa, ab, ..."""
    found = []
    for at in range(count):
        name = ""
        at += 1
        while at:
            at, rest = divmod(at - 1, 26)
            name = chr(ord("a") + rest) + name
        found.append(name)
    return found


def readers_mark(note: CorrectionNote, span: Span, at: int) -> Mark:
    """How readers of the annotated page see a place."""
    look = _look(note, span)
    shown = look is not Look.PLAIN
    return Mark(
        range=span.text_range,
        id=mark_id(note, at),
        note=notice_id(note),
        look=look,
        replacement=span.replacement if look is not Look.COMMENT else None,
        number=str(note.number) if shown else "",
        href=f"#{notice_id(note)}",
        title=wording.label(Kind(note.kind).label, note.number),
    )


def desk_mark(note: CorrectionNote, span: Span, at: int, letter: str) -> Mark:
    """How the desk sees a place: always with the words as they stand in the source."""
    comment = span.replacement is None or span.origin == Origin.INCORPORATED
    href = f"#{notice_id(note)}" if note.is_published else reverse("desk-note", args=[note.pk])
    return Mark(
        range=span.text_range,
        id=mark_id(note, at),
        note=notice_id(note),
        look=Look.COMMENT if comment else Look.STRUCK,
        replacement=None if comment else span.replacement,
        number=str(note.number or letter),
        href=href,
        title=f"{wording.label(Kind(note.kind).label, note.number)}{'' if note.number else f', draft {letter}'}",
        draft=not note.is_published,
    )


def old_words(ledger: Ledger, note: CorrectionNote) -> tuple[str, ...]:
    """The stretches that the annotated page does not strike in the text, for the notice; none of a withheld note."""
    if note.withheld or note.kind == Kind.MINOR_FIX:
        return ()
    hidden = []
    for span in ledger.spans_of(note):
        if span.origin == Origin.INCORPORATED:
            first = span
            while first.carried_from is not None:
                first = first.carried_from
            hidden.append(first.quote_exact)
        elif _look(note, span) is Look.RIGHT:
            hidden.append(span.quote_exact)
    return tuple(dict.fromkeys(hidden))


def _look(note: CorrectionNote, span: Span) -> Look:
    if span.replacement is None or span.origin == Origin.INCORPORATED:
        return Look.COMMENT
    if note.kind == Kind.MINOR_FIX:
        return Look.PLAIN
    if note.withheld or _is_long(span):
        return Look.RIGHT
    return Look.STRUCK


def _is_long(span: Span) -> bool:
    changed = [
        span.quote_exact[change.start : change.end]
        for change in readable_diff(span.quote_exact, span.replacement or "")
    ]
    return any(len(words) > LONG or _SENTENCE.match(words) for words in changed)


def _summary(note: CorrectionNote) -> str:
    words = " ".join(text_of(note.wording_html).split())
    if len(words) <= _SUMMARY:
        return words
    cut = words.rfind(" ", 0, _SUMMARY)
    return words[: cut if cut > _SUMMARY // 2 else _SUMMARY].rstrip(" ,;:") + "…"
