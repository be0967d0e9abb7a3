"""The card: the words that are corrected, what else might be meant by them, and what readers will see."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections.models import (
    Article,
    CorrectionNote,
    ErrorType,
    Kind,
    Origin,
    Rendering,
    Revision,
    Severity,
    Source,
    Span,
    house_style,
    wording_at,
)
from corrections.pages.excerpts import CardPlace, card_place, lines_seen
from corrections.pages.house import direction
from corrections.pages.links import about_field, field_name, is_like, links_at
from corrections.pages.notices import Notice, SourceLine, notice, notice_to_be
from corrections.pages.warnings import Caution, wording_warnings
from corrections.text import (
    SafeHtml,
    TextRange,
    Why,
    choices,
    headline,
    occurrences,
    render_inline,
    word_edges,
    wording,
)

_SOURCES_OFFERED = 50
_MOST_ELSEWHERE = 100
_AROUND_ELSEWHERE = 28  # code points on either side
_LONGEST_LOOKED_FOR = 200  # code points; a longer stretch stands in an article once
_LONGEST_LABEL = 48
_MOST_TARGETS = 2
_MOST_LINES = 1  # the others stand in the list of places
_LABELS = {
    Why.WORD: gettext_lazy("Take all of"),
    Why.PART: gettext_lazy("Take only"),
    Why.AROUND: gettext_lazy("Take only"),
    Why.WHOLE: gettext_lazy("Take all of"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as the card holds it. range: in the latest revision's text; None where its words no longer stand."""

    field: str
    exact: str
    range: TextRange | None

    def sent(self) -> dict[str, Any]:
        """As the card sends a place. Raises ValueError where the words no longer stand."""
        if self.range is None:
            raise ValueError(f"“{self.exact}” stands nowhere.")
        return {"field": self.field, "start": self.range.start, "end": self.range.end, "exact": self.exact}


@dataclass(frozen=True, slots=True)
class CardChoice:
    """Words that may be meant instead of the selected ones. href: the card for them; sent: the place as JSON."""

    label: str
    words: str
    href: str
    sent: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another place where the same words stand, among its neighbours. sent: the place as JSON."""

    sent: str
    field: str
    around: CardPlace
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class TheirRow:
    """A field of the note as somebody else saved it. name: of the card's field that it can be taken over into. yours:
    what was sent, where that is a text to be compared."""

    name: str
    label: str
    text: str
    shown: str
    yours: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved meanwhile, where it differs from what was sent."""

    who: str
    rows: tuple[TheirRow, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """wordings: offered for each kind, blanks in braces. used: sources of other notes. why_choices: what is odd about
    the selection. earlier: the published notice that is amended. note: the primary key of the note that
    is changed or amended. about: what the words are, where they are an address or a description."""

    slug: str
    title: str
    language: str
    direction: str
    heading: str
    titled: bool = False
    whole: bool = False
    places: tuple[CardPlace, ...] = ()
    why_choices: str = ""
    choices: tuple[CardChoice, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    wordings: dict[str, str] = field(default_factory=dict)
    used: tuple[Source, ...] = ()
    theirs: Theirs | None = None
    earlier: Notice | None = None
    note: int | None = None
    refusal: str = ""
    action: str = ""
    about: str = ""

    @property
    def any_ticked(self) -> bool:
        return any(one.is_ticked for one in self.elsewhere)


@dataclass(frozen=True, slots=True)
class Seen:
    """What readers will see of a note while it is typed. stays: its words are commented on; is_put_right: they stay
    since a later revision put them right; goes: they are deleted."""

    lines: tuple[SafeHtml, ...]
    more_lines: int
    stays: bool
    is_put_right: bool
    goes: bool
    notice: Notice
    warnings: tuple[Caution, ...]
    language: str
    direction: str


def card_page(
    article: Article,
    rendering: Rendering,
    heading: str,
    spots: Sequence[Spot] = (),
    *,
    whole: bool = False,
    titled: bool = False,
    note: CorrectionNote | None = None,
    amends: CorrectionNote | None = None,
    theirs: Theirs | None = None,
    ticked: Iterable[dict[str, Any]] = (),
    is_refused: bool = False,
    action: str = "",
    refusal: str = "",
) -> CardPage:
    """What the card needs beside its form.

    rendering: of the latest revision. ticked: further places that were asked for, as sent. is_refused: its selection
    was, so that everything that could be selected instead is offered.
    """
    texts = rendering.texts() if spots else {}
    first = spots[0] if spots and spots[0].range is not None else None
    offered = _choices(article, rendering, texts, first, is_refused=is_refused) if first else ("", ())
    return CardPage(
        slug=article.slug,
        title=rendering.revision.title or article.slug,
        language=article.language,
        direction=direction(article.language),
        heading=heading,
        titled=titled,
        whole=whole,
        places=tuple(_place(texts, spot) for spot in spots),
        why_choices=offered[0],
        choices=offered[1],
        elsewhere=tuple(_elsewhere(rendering, texts, spots, (note, amends), list(ticked))) if first else (),
        wordings=house_style().offers(),
        used=_sources_used(),
        theirs=theirs,
        earlier=notice(amends) if amends else None,
        note=note.pk if note else amends.pk if amends else None,
        action=action,
        refusal=refusal,
        about=about_field(rendering, first.field) if first and first.field else "",
    )


def seen(
    article: Article,
    rendering: Rendering,
    note: CorrectionNote,
    spots: Sequence[Spot],
    replacement: str | None,
    sources: Iterable[tuple[str, str]],
    today: date,
    ours: CorrectionNote | None = None,
) -> Seen:
    """What readers will see of a note that is still being typed. note: not saved; replacement None: its words stay.

    ours: the kept note that is changed or amended by it, if any.
    """
    others = _spans_of_others(rendering.revision, ours, ours.amends if ours else None)
    texts = rendering.texts() if spots else {}
    spans = [
        Span(
            note=note,
            field=spot.field,
            text_start=spot.range.start,
            text_end=spot.range.end,
            quote_exact=spot.exact,
            replacement=replacement,
            origin=Origin.SELECTED,
        )
        for spot in spots
        if spot.range is not None
    ]
    note.wording = wording_at(note, today, places=len(spans))
    note.wording_html = render_inline(note.wording)
    named = tuple(SourceLine(title, url) for title, url in sources)
    return Seen(
        lines=lines_seen(note, spans[:_MOST_LINES], others, texts),
        more_lines=max(0, len(spans) - _MOST_LINES),
        stays=bool(spots) and replacement is None,
        is_put_right=replacement is None and _are_put_right(rendering.revision, spans, ours),
        goes=bool(spots) and replacement == "",
        notice=notice_to_be(note, spans, named),
        # What is still to be filled in is told beside the field.
        warnings=()
        if wording.blanks(note.wording)
        else wording_warnings(note, spans, has_source=bool(named), shown_on=today, dated=article.dated),
        language=article.language,
        direction=direction(article.language),
    )


_COMPARED = ("replacement", "wording", "memo")


def theirs_of(
    note: CorrectionNote,
    right: str,
    places: Sequence[dict[str, Any]],
    sent: Mapping[str, str],
    sent_places: Sequence[dict[str, Any]],
    sent_sources: Sequence[tuple[str, str]],
) -> Theirs:
    """What stands in a draft that somebody else saved, where it is not what was sent.

    right: what the note puts in the place of its words; places: where these stand, as the card sends them; sent: by
    names of the card.
    """
    told = [
        ("replacement", _("Right words"), right, right or _("none: the words are deleted")),
        ("wording", _("What readers are told"), note.wording, note.wording),
        ("kind", _("Kind"), note.kind, str(Kind(note.kind).label)),
        ("severity", _("Severity"), note.severity, str(Severity(note.severity).label)),
        ("error_type", _("What sort of error"), note.error_type, str(dict(ErrorType.choices).get(note.error_type, ""))),
        ("withheld", _("Withhold the original words from readers"), *_ticked(note.withheld)),
        ("topic", _("Topic"), note.topic, note.topic),
        ("apology", _("Say that we regret the error"), *_ticked(note.apology)),
        ("confirmed_internally", _("Confirmed internally"), *_ticked(note.confirmed_internally)),
        ("reported_on", _("Reported to us on"), str(note.reported_on or ""), str(note.reported_on or "")),
        ("memo", _("Memo"), note.memo, note.memo),
    ]
    rows = [
        TheirRow(name, label, value, shown or _("nothing"), sent.get(name, "") if name in _COMPARED else "")
        for name, label, value, shown in told
        if " ".join(value.split()) != " ".join(sent.get(name, "").split())
    ]
    kept = [(source.title, source.url) for source in note.sources.all()]
    if kept != list(sent_sources):
        rows.append(
            TheirRow("", _("Source"), "", _("; ").join(" ".join(filter(None, one)) for one in kept) or _("none"))
        )
    if list(places) != list(sent_places):
        rows.append(TheirRow("places", _("Places"), json.dumps(list(places), ensure_ascii=False), _quoted(places)))
    # Every save writes the places anew, and so tells who saved last.
    spans = list(note.spans.select_related("created_by"))
    who = max(spans, key=lambda span: span.pk).created_by.get_username() if spans else _("Somebody else")
    return Theirs(who, tuple(rows))


def _quoted(places: Iterable[dict[str, Any]]) -> str:
    return _("; ").join(f"“{place['exact']}”" for place in places)


def _ticked(is_on: bool) -> tuple[str, str]:
    return ("on", _("yes")) if is_on else ("", _("no"))


def _place(texts: dict[str, str], spot: Spot) -> CardPlace:
    if spot.range is None:
        return CardPlace("", spot.exact, "")
    return card_place(texts[spot.field], spot.range)


def _choices(
    article: Article, rendering: Rendering, texts: dict[str, str], spot: Spot, *, is_refused: bool
) -> tuple[str, tuple[CardChoice, ...]]:
    if spot.range is None:
        return "", ()
    html = headline(texts[spot.field], ()) if spot.field else rendering.html
    found = [one for one in choices(html, spot.range) if is_refused or one.why is not Why.WHOLE]
    made = tuple(
        _choice(article, one.why, Spot(spot.field, texts[spot.field][one.range.start : one.range.end], one.range))
        for one in found
    )
    if not spot.field:
        made += tuple(_target_choice(article, place) for place in links_at(rendering, spot.range)[:_MOST_TARGETS])
    whys = {one.why for one in found}
    why = ""
    if Why.PART in whys:
        why = _(
            "The selection goes over more than one paragraph, cell or item. Such words can seldom be replaced at once."
        )
    elif Why.AROUND in whys:
        why = _("The selection goes over a footnote’s number.")
    return why, made


def _target_choice(article: Article, place: dict[str, Any]) -> CardChoice:
    spot = Spot(place["field"], place["exact"], TextRange(place["start"], place["end"]))
    return _linked(article, _("Correct where the link leads:"), spot)


def _choice(article: Article, why: Why, spot: Spot) -> CardChoice:
    return _linked(article, str(_LABELS[why]), spot)


def _linked(article: Article, label: str, spot: Spot) -> CardChoice:
    words = " ".join(spot.exact.split())
    if len(words) > _LONGEST_LABEL:
        words = f"{words[: _LONGEST_LABEL // 2].rstrip()} … {words[-_LONGEST_LABEL // 2 :].lstrip()}"
    new = reverse("desk-note-new", args=[article.slug])
    return CardChoice(label, words, f"{new}?{urlencode(spot.sent())}", _json(spot))


def _elsewhere(
    rendering: Rendering,
    texts: dict[str, str],
    spots: Sequence[Spot],
    ours: Iterable[CorrectionNote | None],
    ticked: list[dict[str, Any]],
) -> Iterator[Elsewhere]:
    """The other places of the first spot's words that no other note changes."""
    words = spots[0].exact
    if len(words) > _LONGEST_LOOKED_FOR:
        return
    revision = rendering.revision
    taken = [(spot.field, spot.range) for spot in spots if spot.range is not None and spot.sent() not in ticked]
    taken += [(span.field, span.text_range) for span in _spans_of_others(revision, *ours)]
    found = 0
    for name, text in texts.items():
        if revision.has_written(name) or not is_like(spots[0].field, name):
            continue
        for place in occurrences(text, words, () if name else word_edges(rendering.html)):
            other = Spot(name, words, place)
            is_taken = any(name == field and place.overlaps(range_) for field, range_ in taken)
            if is_taken and other.sent() not in ticked:
                continue
            if found == _MOST_ELSEWHERE:
                return
            found += 1
            around = card_place(text, place, _AROUND_ELSEWHERE)
            yield Elsewhere(_json(other), field_name(name), around, other.sent() in ticked)


def _json(spot: Spot) -> str:
    return json.dumps(spot.sent(), ensure_ascii=False)


def _spans_of_others(revision: Revision, *ours: CorrectionNote | None) -> QuerySet[Span]:
    return Span.objects.replacing(revision).exclude(note__in=[note.pk for note in ours if note])


def _are_put_right(revision: Revision, spans: Iterable[Span], ours: CorrectionNote | None) -> bool:
    """Whether a revision put right words of the kept note, or of the one that it amends, and a span is there."""
    if ours is None:
        return False
    notes = [pk for pk in (ours.pk, ours.amends_id) if pk is not None]
    put_right = list(Span.objects.filter(note__in=notes, revision=revision, origin=Origin.INCORPORATED))
    return any(
        one.field == span.field and one.text_range.overlaps(span.text_range) for one in put_right for span in spans
    )


def _sources_used() -> tuple[Source, ...]:
    """Sources that notes name, the newest first, each address once."""
    newest: dict[tuple[str, str], Source] = {}
    for source in Source.objects.order_by("-pk")[: _SOURCES_OFFERED * 4]:
        newest.setdefault((source.url, source.title), source)
    return tuple(newest.values())[:_SOURCES_OFFERED]
