"""The two texts of an article side by side: as first published, and as corrected."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import Article
from corrections.pages.article import COMPARISON, View, views_of
from corrections.pages.house import House, direction, house, language_of
from corrections.pages.readings import CORRECTED, HEADLINE, ORIGINAL, first_public_revision, reading
from corrections.text import (
    Look,
    Mark,
    SafeHtml,
    TextRange,
    aligned,
    block_name,
    blocks,
    corrected_text,
    headline,
    highlight,
    is_heading,
    joined_html,
    readable_diff,
    text_of,
    without_ids,
)

_NOTHING = SafeHtml("")


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch of both texts that differs; empty where a side has none. name: its id in every way to read.

    under: the unchanged heading that it follows. told: what differs, where no words do.
    """

    name: str
    old: SafeHtml
    new: SafeHtml
    under: SafeHtml = _NOTHING
    told: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Blocks in a row that are the same in both texts."""

    blocks: SafeHtml
    count: int


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """about: the pairs of the headline, the byline and the day. differs: there is any pair.

    revision, latest: the numbers of the revisions that the two texts are of.
    """

    slug: str
    language: str
    direction: str
    title: str
    title_language: str
    views: tuple[View, ...]
    about: tuple[Pair, ...]
    body: tuple[Pair | Kept, ...]
    differs: bool
    revision: int
    latest: int
    article_href: str
    house: House


def comparison_page(article: Article) -> ComparisonPage:
    """Both texts as readers get them, without what is withheld. A fixed number of queries; no Markdown is rendered."""
    now = reading(article, article.latest_revision, CORRECTED)
    then = reading(article, first_public_revision(article), ORIGINAL, now)
    about = [
        (HEADLINE, then.headline, now.headline),
        ("", then.byline, now.byline),
        ("", headline(then.day, ()), headline(now.day, ())),
    ]
    told = tuple(_pair(name, old, new) for name, old, new in about if _folded(old) != _folded(new))
    body = tuple(_stretches(blocks(then.body), blocks(now.body)))
    title = " ".join(corrected_text(now.headline).split())
    return ComparisonPage(
        slug=article.slug,
        language=article.language,
        direction=direction(article.language),
        title=title,
        title_language=language_of(title, article.language) or article.language,
        views=views_of(article, COMPARISON),
        about=told,
        body=body,
        differs=bool(told) or any(isinstance(one, Pair) for one in body),
        revision=then.ledger.revision.number,
        latest=now.ledger.revision.number,
        article_href=reverse("article", args=[article.slug]),
        house=house(),
    )


def _stretches(old: Sequence[SafeHtml], new: Sequence[SafeHtml]) -> Iterator[Pair | Kept]:
    kept: list[SafeHtml] = []
    for at, beside in aligned([_key(block) for block in old], [_key(block) for block in new]):
        then = old[at] if at is not None else _NOTHING
        now = new[beside] if beside is not None else _NOTHING
        if _bare(then) == _bare(now):
            kept.append(now)
            continue
        under = kept.pop() if kept and is_heading(kept[-1]) else _NOTHING
        yield from _together(kept)
        kept = []
        yield _pair(block_name(now) or block_name(then), then, now, under)
    yield from _together(kept)


def _together(kept: list[SafeHtml]) -> Iterator[Kept]:
    if kept:
        yield Kept(joined_html(kept), len(kept))


def _pair(name: str, old: SafeHtml, new: SafeHtml, under: SafeHtml = _NOTHING) -> Pair:
    """The two with the words that differ marked in each. One of them alone keeps ids: they stand in one page."""
    then, now = text_of(old), text_of(new)
    gone, come, shift = [], [], 0
    for change in readable_diff(then, now):
        gone += _mark(change.start, then[change.start : change.end], Look.GONE)
        come += _mark(change.start + shift, change.new, Look.NEW)
        shift += len(change.new) - (change.end - change.start)
    told = "" if gone or come else _("The words are the same; a link, a picture or the layout differs.")
    return Pair(name, highlight(without_ids(old), gone), highlight(without_ids(new), come), under, told)


def _mark(start: int, words: str, look: Look) -> list[Mark]:
    lead, length = len(words) - len(words.lstrip()), len(words.strip())
    return [Mark(TextRange(start + lead, start + lead + length), "", "", look)] if length else []


def _key(block: SafeHtml) -> str:
    return _folded(block) or _bare(block)


def _folded(html: SafeHtml) -> str:
    return " ".join(text_of(html).split())


def _bare(block: SafeHtml) -> str:
    return " ".join(without_ids(block).split())
