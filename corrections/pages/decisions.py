"""What asks for a decision on the desk: places that a later revision changed, with both texts side by side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import Article, CorrectionNote, Origin, Proposal, Rendering, Revision, Span
from corrections.pages.comparison import differing
from corrections.pages.excerpts import lines_seen
from corrections.pages.house import direction
from corrections.pages.links import links_like
from corrections.pages.notices import Notice, notice
from corrections.text import (
    QUOTED_AROUND,
    Certainty,
    Change,
    Look,
    Mark,
    Quote,
    SafeHtml,
    TextRange,
    describe,
    headline,
    is_attribute,
    word_diff,
)

_SHOWN = 3  # at once; the others wait behind them


@dataclass(frozen=True, slots=True)
class Side:
    """Words among their neighbours, with what differs from the other side marked in them."""

    before: str
    words: SafeHtml
    after: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A lost place. id: of its entry on the page; mark: of the proposed words in the article; was, now: both texts.

    revision: the number of the one in which the words stood. now: None where the words are gone, or nobody can say
    where they are. seen: the words as the note would have them, struck and right. warnings: what the editor should know
    before taking it. is_slight: the words only lost or gained some, and nothing that is new would go. is_of_link: it is
    an address or a description, and chosen from a list. asks: readers would see other words at once, so an editor is
    shown first what comes of marked ones. marked_href: where that is shown of the proposed words; empty where nothing
    is asked.
    """

    pk: int
    id: str
    mark: str
    note: Notice
    revision: int
    was: Side
    now: Side | None
    seen: SafeHtml | None
    warnings: tuple[str, ...]
    is_slight: bool
    is_draft: bool
    is_of_link: bool
    asks: bool
    place_href: str
    marked_href: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All places of an article that ask for a decision. slight: the spans that can be taken together."""

    shown: tuple[Decision, ...]
    more: tuple[Decision, ...]
    slight: tuple[int, ...]
    marks: Mapping[str, tuple[Mark, ...]]

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.more)

    @property
    def notes(self) -> frozenset[int]:
        return frozenset(one.note.pk for one in (*self.shown, *self.more) if one.note.pk is not None)


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that an editor marked for a lost place, as places are sent, and how readers will see them in their line.

    changed: if the note changes them; None where it would not. left: if they are right already, and stay.
    """

    field: str
    start: int
    end: int
    exact: str
    changed: SafeHtml | None
    left: SafeHtml


@dataclass(frozen=True, slots=True)
class PlacePage:
    """links: where a note on a link or a picture may belong now, as places are sent. marked: what is asked of the words
    that were marked; None while none are."""

    slug: str
    title: str
    language: str
    direction: str
    latest: int
    decision: Decision
    refusal: str = ""
    links: tuple[dict[str, Any], ...] = ()
    marked: Marked | None = None


def decisions(article: Article, revision: Revision, rendering: Rendering) -> Decisions:
    """What an editor has to decide on an article in its latest revision; two queries, and one more where right words
    were rewritten."""
    spans = list(
        Span.objects.lost()
        .filter(note__article=article)
        .exclude(note__in=CorrectionNote.objects.superseded())
        .select_related("note", "revision", "proposal")
        .prefetch_related("note__sources")
        .defer("revision__source")
        .order_by("note__number", "note_id", "position", "pk")
    )
    past = _past(spans)
    at = {span.pk: _proposed(span, revision) for span in spans}
    made = [_decision(span, at[span.pk], rendering, past) for span in spans]
    # What can be taken comes first, in the order of the text; what is gone last.
    made.sort(key=lambda one: _place_proposed(at[one.pk]))
    marks: dict[str, list[Mark]] = defaultdict(list)
    for one in made:
        proposal = at[one.pk]
        if one.now and proposal is not None:
            marks[proposal.field].append(Mark(proposal.text_range, one.mark, one.id, Look.COMMENT))
    return Decisions(
        tuple(made[:_SHOWN]),
        tuple(made[_SHOWN:]),
        tuple(one.pk for one in made if one.is_slight),
        {field: tuple(found) for field, found in marks.items()},
    )


def _place_proposed(proposal: Proposal | None) -> tuple[bool, bool, int]:
    return (True, False, 0) if proposal is None else (False, proposal.field == "", proposal.text_start)


def place_page(span: Span, refusal: str = "", marked: tuple[str, TextRange] | None = None) -> PlacePage:
    """The lost place that an editor is about to give back its words.

    marked: the field and the range, in the latest revision's text, of those that may be its words now.
    """
    article = span.note.article
    revision = article.latest_revision
    rendering, past = revision.rendering, _past([span])
    proposal = _proposed(span, revision) if marked is None else _as_proposed(span, revision, *marked)
    decision = _decision(span, proposal, rendering, past)
    is_changed = decision.seen is not None
    if marked is not None and is_changed:
        # What the note would make of the words is shown beside what they are otherwise.
        decision = replace(decision, seen=None, warnings=())
    return PlacePage(
        article.slug,
        revision.title or article.slug,
        article.language,
        direction(article.language),
        revision.number,
        decision,
        refusal,
        links_like(rendering, span.field),
        None if marked is None else _marked(span, rendering, *marked, is_changed=is_changed),
    )


def _as_proposed(span: Span, revision: Revision, field: str, place: TextRange) -> Proposal:
    """What an editor marked, as if it had been proposed; not to be saved."""
    return Proposal(
        span=span,
        revision=revision,
        field=field,
        text_start=place.start,
        text_end=place.end,
        certainty=Certainty.REVIEW.value,
    )


def _marked(span: Span, rendering: Rendering, field: str, place: TextRange, *, is_changed: bool) -> Marked:
    texts, note = rendering.texts(), span.note
    words = texts[field][place.start : place.end]
    # What drafts would replace readers do not see.
    published = Span.objects.replacing(rendering.revision).filter(note__in=note.article.notes.published())
    others = [one for one in published if not (one.field == field and one.text_range.overlaps(place))]
    lines = {
        origin: lines_seen(
            note,
            [
                Span(
                    note=note,
                    field=field,
                    text_start=place.start,
                    text_end=place.end,
                    quote_exact=words,
                    replacement=span.replacement,
                    origin=origin,
                )
            ],
            others,
            texts,
        )[0]
        for origin in (Origin.PLACED, Origin.INCORPORATED)
    }
    return Marked(
        field,
        place.start,
        place.end,
        words,
        lines[Origin.PLACED] if is_changed else None,
        lines[Origin.INCORPORATED],
    )


def decision_href(slug: str, span: int) -> str:
    """Where on the desk a lost place is decided on, by its primary key."""
    return f"{reverse('desk-article', args=[slug])}#{_id(span)}"


def _decision(span: Span, proposal: Proposal | None, rendering: Rendering, past: Mapping[int, Span]) -> Decision:
    was, stands, now, seen, warnings, is_slight = span.quote_exact, "", None, None, [], False
    gone: list[Mark] = []
    if proposal is not None:
        text, place = rendering.texts()[proposal.field], proposal.text_range
        stands = text[place.start : place.end]
        gone, come = differing(was, stands)
        now = _side(describe(text, place), come)
        if span.is_right(stands, past):
            warnings.append(_("The right words stand here already. Taking this place leaves them as they are."))
        elif span.replacement is not None:
            seen = headline(stands, [Mark(TextRange(0, len(stands)), "", "", Look.STRUCK, span.replacement)])
            if lost := _would_go(was, stands, span.replacement):
                warnings.append(_("“%(words)s” is new here, and the note would take it out again.") % {"words": lost})
        if proposal.certainty == Certainty.SAME:
            warnings.append(_("The words are unchanged, but the note could not be put on them by itself."))
        is_slight = proposal.certainty == Certainty.CHANGED and not warnings and _is_slight(word_diff(was, stands))
    asks = span.note.is_published and span.replacement is not None
    place_href = reverse("desk-span-place", args=[span.pk])
    return Decision(
        pk=span.pk,
        id=_id(span.pk),
        mark=f"proposed-{span.pk}",
        note=notice(span.note),
        revision=span.revision.number,
        was=_side(span.quote, gone),
        now=now,
        seen=seen,
        warnings=tuple(warnings),
        is_slight=is_slight,
        is_draft=not span.note.is_published,
        is_of_link=is_attribute(span.field),
        asks=asks,
        place_href=place_href,
        marked_href=f"{place_href}?{_sent(proposal, stands)}" if asks and seen and proposal is not None else "",
    )


def _sent(proposal: Proposal, words: str) -> str:
    """A proposed place as an address sends it."""
    start, end = proposal.text_start, proposal.text_end
    return urlencode({"field": proposal.field, "start": start, "end": end, "exact": words})


def _id(span: int) -> str:
    return f"lost-{span}"


def _proposed(span: Span, revision: Revision) -> Proposal | None:
    """The span's proposal; one against an older revision is none."""
    proposal = getattr(span, "proposal", None)
    return proposal if proposal is not None and proposal.revision_id == revision.pk else None


def _past(spans: Iterable[Span]) -> dict[int, Span]:
    """All spans of the notes whose right words were rewritten, to see what stood there first; no query without any."""
    notes = [span.note_id for span in spans if span.origin == Origin.INCORPORATED]
    return {span.pk: span for span in Span.objects.filter(note__in=notes)} if notes else {}


def _would_go(was: str, stands: str, replacement: str) -> str:
    """What is new in words and in their replacement no more."""
    new = [change.new.strip() for change in word_diff(was, stands)]
    return " … ".join(words for words in new if words and words not in replacement)


def _is_slight(changes: Iterable[Change]) -> bool:
    return all(change.start == change.end or not change.new.strip() for change in changes)


def _side(quote: Quote, marks: Sequence[Mark]) -> Side:
    return Side(_cut_before(quote.prefix), headline(quote.exact, marks), _cut_after(quote.suffix))


def _cut_before(text: str) -> str:
    """What stands before words in their line, from a word's beginning."""
    line = text.rpartition("\n")[2]
    if line != text or len(text) < QUOTED_AROUND:
        return line
    _, space, rest = line.partition(" ")
    return "…" + (rest if space else line)


def _cut_after(text: str) -> str:
    line = text.partition("\n")[0]
    if line != text or len(text) < QUOTED_AROUND:
        return line
    rest, space, _ = line.rpartition(" ")
    return (rest if space else line) + "…"
