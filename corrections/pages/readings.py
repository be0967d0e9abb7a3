"""An article's words in one of the ways to read it: its headline, its byline, its day and its body as safe HTML."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from django.db.models import Max
from django.utils.translation import gettext as _

from corrections.models import (
    Article,
    CorrectionNote,
    Gap,
    Hidden,
    Ledger,
    Revision,
    Span,
    gaps_in,
    hidden_in,
    house_style,
    ledger_of,
    masked,
)
from corrections.pages.house import house
from corrections.pages.links import DESCRIPTION, LINK, PICTURE, sort_of
from corrections.pages.notices import readers_mark
from corrections.text import (
    Look,
    Mark,
    SafeHtml,
    aligned,
    blocks,
    corrected_text,
    drawn_body,
    headline,
    is_address,
    is_attribute,
    named_blocks,
    split_headline,
    text_of,
    titles_of,
    without_titles,
)

ANNOTATED, CORRECTED, ORIGINAL = "annotated", "corrected", "original"
HEADLINE = "headline"  # where the headline stands; blocks of the body are called p1, p2, ...
_BYLINES = ("author", "authors.0", "author.name")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """texts: of the revision, as imported. hidden: what is withheld in them. Blocks of the body have ids that are the
    same in all ways to read the article. dated: the day as 2026-11-22; "" where what stands there is none."""

    ledger: Ledger
    texts: dict[str, str]
    hidden: tuple[Hidden, ...]
    headline: SafeHtml
    byline: SafeHtml
    day: str
    body: SafeHtml
    dated: str = ""


def reading(article: Article, revision: Revision, view: str, like: Reading | None = None) -> Reading:
    """An article in a revision as a view shows it. No Markdown is rendered. Where a view shows what was imported, a gap
    says what is withheld; elsewhere readers get what is right.

    like: another reading, whose queries need not be asked again where it is of the same revision.
    """
    ledger = like.ledger if like and like.ledger.revision.pk == revision.pk else ledger_of(article, revision)
    rendering = ledger.revision.rendering
    texts = rendering.texts()
    hidden = like.hidden if like and like.ledger is ledger else hidden_in(ledger, texts | titles_of(rendering.html))
    if view == ORIGINAL:
        drawn = _with_gaps(gaps_in(ledger, hidden), texts)
    else:
        marks = _marks(ledger, view)
        drawn = {field: masked(marks.get(field, ()), hidden, field) for field in texts}
    shown = without_titles(rendering.html, {one.field for one in hidden})
    named = named_blocks(shown, _names(article, revision, rendering.html))
    head, body = split_headline(texts.get("title", ""), drawn.get("title", ()), drawn_body(named, drawn))
    head = headline(article.slug, ()) if head is None else head
    byline = next((headline(texts[name], drawn[name]) for name in _BYLINES if name in texts), SafeHtml(""))
    day = corrected_text(headline(texts.get("date", ""), _plain(drawn.get("date", ()))))
    return Reading(ledger, texts, hidden, head, byline, date_text(day), body, _iso_day(day))


def first_public_revision(article: Article) -> Revision:
    """The text that readers got first: the revision that stood when the page was published, else the first one."""
    return article.revisions.get(number=first_public_number(article))


def first_public_number(article: Article) -> int:
    """The number of the revision that readers got first; one query."""
    stood = article.revisions.filter(imported_at__lte=article.published_at) if article.published_at else None
    return (stood.aggregate(last=Max("number"))["last"] if stood is not None else None) or 1


def date_text(raw: str) -> str:
    """A front matter's date as readers read it; as it is spelled where it is no ISO date."""
    match = _ISO_DATE.match(raw)
    if not match:
        return raw
    try:
        return house_style().day(date(*map(int, match.groups())))
    except ValueError:
        return raw


def _iso_day(raw: str) -> str:
    try:
        return date.fromisoformat(raw[:10]).isoformat()
    except ValueError:
        return ""


def _names(article: Article, revision: Revision, html: SafeHtml) -> list[str]:
    """What the blocks of a revision are called: as those of the latest one that they have become."""
    latest = article.latest_revision
    if latest.pk == revision.pk:
        return [f"p{number}" for number, _ in enumerate(blocks(html), 1)]
    now = dict(aligned(_told(html), _told(latest.rendering.html)))
    became = [now.get(at) for at, _ in enumerate(blocks(html))]
    return ["" if at is None else f"p{at + 1}" for at in became]


def _told(html: SafeHtml) -> list[str]:
    return [" ".join(text_of(block).split()) or block for block in blocks(html)]


def _marks(ledger: Ledger, view: str) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for note in ledger.notes:
        for at, span in enumerate(ledger.spans_of(note)):
            mark = _mark(note, span, at, view)
            if mark is not None:
                marks.setdefault(span.field, []).append(mark)
    return marks


def _mark(note: CorrectionNote, span: Span, at: int, view: str) -> Mark | None:
    if view == ANNOTATED:
        return readers_mark(note, span, at)
    return Mark(span.text_range, "", "", Look.PLAIN, span.replacement) if span.splices else None


def _with_gaps(gaps: Mapping[str, Sequence[Gap]], texts: Iterable[str]) -> dict[str, list[Mark]]:
    drawn: dict[str, list[Mark]] = {field: [] for field in texts}
    for field, here in gaps.items():
        if is_address(field):
            here = [reduce(Gap.joined, here)]  # an address is there or not
        if field in drawn:
            drawn[field] = [_said_of(field, gap) for gap in here]
    return drawn


def _said_of(field: str, gap: Gap) -> Mark:
    number = ", ".join(map(str, gap.numbers))
    sort = sort_of(field) if is_attribute(field) else DESCRIPTION
    if sort == LINK:
        said = _("[address withheld, no. %s]") % number
    elif sort == PICTURE:
        said = _("[picture withheld, no. %s]") % number
    else:
        said = _("[words withheld, no. %s]") % number
    return Mark(gap.range, "", "", Look.WITHHELD, said, language=house().language)


def _plain(marks: Iterable[Mark]) -> list[Mark]:
    return [Mark(mark.range, "", "", Look.PLAIN, mark.replacement) for mark in marks if mark.replacement is not None]
