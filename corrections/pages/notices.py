"""Notices: published notes as readers see them, and drafts as the desk does; with the marks of their places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any
from unicodedata import east_asian_width

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import (
    CorrectionNote,
    Kind,
    Ledger,
    Origin,
    Place,
    Severity,
    Span,
    Status,
    edit_of,
    house_style,
    place_of,
    wording_at,
)
from corrections.pages.house import language_of_wording
from corrections.pages.links import ToldLink
from corrections.pages.steps import Steps
from corrections.text import Look, Mark, SafeHtml, headline, is_attribute, readable_diff, text_of, wording

LONG = 60  # characters struck at a stretch; what is longer waits in the notice
_SENTENCE = re.compile(r"\S+\s+\S+.*[.!?。！？][\"'”’)]*\Z", re.S)

_SUMMARY = 80  # columns of a one-line link; a Chinese or Japanese character takes two
# A stop ends a sentence after a number or a whole word; after "Mrs." or "U.S.", or in "no. 3", it may not.
_SENTENCE_END = re.compile(
    r"(?:(?<=\b[a-z]{3})|(?<=\b[a-z]{4})|(?<=\w{5})|(?<=\d)|(?<=[)”’\"]))\.[”’\")]*(?= [^a-z])"
    r"|(?<=\b[a-z]{2})\.(?= [^a-z\d])|[!?][”’\")]*(?= [^a-z])|[。！？]"
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. marks: ids of its marks in the page, the first is where its label leads back to.

    when_short: the day alone, for a notice beside its words. letter: on the desk a draft's;
    regret: the house's words, where they follow the wording; old_words: stretches that are not struck in the text;
    language: of the wording, where it is not the house's; compare_href: its first place in the comparison;
    links: what it changes of links and pictures;
    amended_by: a number; amends: with its name and number alone; blanks: of a draft, what is still to be filled in;
    steps: what happened to it so far, for the desk.
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
    when_short: str
    wording: SafeHtml
    summary: str
    sources: tuple[SourceLine, ...] = ()
    old_words: tuple[str, ...] = ()
    places: int = 0
    marks: tuple[str, ...] = ()
    compare_href: str = ""
    amends: "Notice | None" = None
    amended_by: int | None = None
    regret: str = ""
    language: str = ""
    blanks: tuple[str, ...] = ()
    lost: bool = False
    pk: int | None = None
    status: str = ""
    links: tuple[ToldLink, ...] = ()
    steps: Steps | None = None

    @property
    def publication(self) -> datetime:
        """When it was published. Raises ValueError before that."""
        if self.when is None:
            raise ValueError(f"{self.id} is not published.")
        return self.when


def notice(
    note: CorrectionNote, spans: Sequence[Span] = (), *, letter: str = "", silenced_by: int | None = None, **more: Any
) -> Notice:
    """The notice of a note whose sources are prefetched. Drafts have a letter in place of their number.

    silenced_by: the number of the note that withholds what this one's wording may repeat; it then says no more.
    """
    wording_html = (
        note.wording_html
        if silenced_by is None
        else headline(_("What this note said is withheld by no. %s.") % silenced_by, ())
    )
    return _notice(
        note,
        wording_html,
        letter=letter,
        sources=tuple(SourceLine(source.title, source.url) for source in note.sources.all() if silenced_by is None),
        places=len(spans),
        marks=tuple(mark_id(note, at) for at in range(len(spans))),
        amends=_notice(note.amends, SafeHtml("")) if "amends" in note._state.fields_cache and note.amends else None,
        **more,
    )


def notice_to_be(note: CorrectionNote, spans: Sequence[Span], sources: tuple[SourceLine, ...]) -> Notice:
    """The notice of a note that is not saved yet, with its spans and its sources."""
    return _notice(note, note.wording_html, sources=sources, places=len(spans))


def _notice(note: CorrectionNote, wording_html: SafeHtml, *, letter: str = "", **more: Any) -> Notice:
    is_serious = note.severity == Severity.SERIOUS
    when, style = note.published_at, house_style()
    return Notice(
        id=notice_id(note),
        number=note.number,
        letter=letter,
        kind=note.kind,
        label=style.label(note.kind, note.number),
        tag=(_("serious") if is_serious else "") if note.is_published else _state(note),
        serious=is_serious,
        top=place_of(note) is Place.TOP,
        when=when,
        when_text=style.moment(when) if when else "",
        when_short=style.short_day(style.local(when).date()) if when else "",
        wording=wording_html,
        language=language_of_wording(text_of(wording_html)),
        summary=_summary(wording_html),
        blanks=() if note.is_published else tuple(wording.blanks(wording_at(note, None, more.get("places", 0)))),
        regret=style.with_regret(note.wording).removeprefix(note.wording) if note.apology else "",
        pk=note.pk,
        status=note.status,
        **more,
    )


def _state(note: CorrectionNote) -> str:
    if note.status == Status.SUBMITTED:
        return _("waits for review")
    return _("returned") if note.status == Status.RETURNED else _("draft")


def plain_text(notice: Notice) -> str:
    """What a notice says, in one line without markup."""
    return " ".join((text_of(notice.wording) + notice.regret).split())


def notice_id(note: CorrectionNote) -> str:
    return f"correction-{note.number}" if note.number else f"note-{note.pk}"


def notice_href(note: CorrectionNote, slug: str) -> str:
    """Where readers find the notice, without what absolute addresses begin with. slug: of its article."""
    address = reverse("article", args=[slug])
    # A minor fix has no notice on the article's page, unless something had to be said about it later.
    return address if note.kind == Kind.MINOR_FIX else f"{address}#{notice_id(note)}"


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
    look = look_of(note, span)
    shown = look is not Look.PLAIN
    return Mark(
        range=span.text_range,
        id=mark_id(note, at),
        note=notice_id(note),
        look=look,
        replacement=edit_of(span).replacement,
        number=str(note.number) if shown else "",
        href=f"#{notice_id(note)}",
        title=house_style().label(note.kind, note.number),
    )


def desk_mark(note: CorrectionNote, span: Span, at: int, letter: str) -> Mark:
    """How the desk sees a place: always with the words as they stand in the source."""
    comment = span.replacement is None or span.origin == Origin.INCORPORATED
    href = f"#{notice_id(note)}" if note.is_published else reverse("desk-note", args=[note.pk])
    label = house_style().label(note.kind, note.number)
    return Mark(
        range=span.text_range,
        id=mark_id(note, at),
        note=notice_id(note),
        look=Look.COMMENT if comment else Look.STRUCK,
        replacement=None if comment else span.replacement,
        number=str(note.number or letter),
        href=href,
        title=label if note.number else _("%(label)s, draft %(letter)s") % {"label": label, "letter": letter},
        draft=not note.is_published,
    )


def look_of(note: CorrectionNote, span: Span) -> Look:
    """How a published note shows a place to readers."""
    if note.kind == Kind.MINOR_FIX:
        return Look.PLAIN
    if edit_of(span).replacement is None:
        return Look.COMMENT
    if note.withheld or _is_long(span):
        return Look.RIGHT
    return Look.STRUCK


def old_words(ledger: Ledger) -> dict[int, tuple[str, ...]]:
    """By note the stretches that the annotated page does not strike in the text; none of a withheld note.

    One query where words were put right in the newsroom's file, to see what stood there first; else none.
    """
    telling = [note for note in ledger.notes if not note.withheld and note.kind != Kind.MINOR_FIX]
    put_right = [note for note in telling for s in ledger.spans_of(note) if s.origin == Origin.INCORPORATED]
    rows = Span.objects.filter(note__in=put_right).values_list("pk", "carried_from", "quote_exact") if put_right else ()
    past = {pk: (carried_from, words) for pk, carried_from, words in rows}
    return {note.pk: _hidden_stretches(note, ledger.spans_of(note), past) for note in telling}


def _hidden_stretches(
    note: CorrectionNote, spans: Sequence[Span], past: dict[int, tuple[int | None, str]]
) -> tuple[str, ...]:
    hidden = []
    for span in spans:
        if span.origin == Origin.INCORPORATED:
            before, words = past[span.pk]
            while before is not None:
                before, words = past[before]
            hidden.append(words)
        elif look_of(note, span) is Look.RIGHT and not is_attribute(span.field):
            hidden.append(span.quote_exact)
    return tuple(dict.fromkeys(hidden))


def _is_long(span: Span) -> bool:
    changed = [
        span.quote_exact[change.start : change.end]
        for change in readable_diff(span.quote_exact, span.replacement or "")
    ]
    return any(len(words) > LONG or _SENTENCE.match(words) for words in changed)


def _summary(html: SafeHtml) -> str:
    """What a wording says first, in one line: without the opening that nearly all have, and without its full stop."""
    words = " ".join(text_of(html).split())
    told = wording.without_opening(words)
    if end := _SENTENCE_END.search(told):
        told = told[: end.end()].rstrip(".。")
    told = told[:1].upper() + told[1:]
    fits = _columns(told, _SUMMARY)
    if fits == len(told):
        return told.rstrip(".。")
    cut = told.rfind(" ", 0, fits)
    return told[: cut if cut > fits // 2 else fits - 1].rstrip(" ,;:.–—") + "…"


def _columns(text: str, most: int) -> int:
    """How many characters of a text fit into so many columns."""
    taken = accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return sum(columns <= most for columns in taken)
