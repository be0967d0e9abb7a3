"""The two texts of an article side by side: as first published, and as corrected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import Article, Kind, house_style
from corrections.pages.article import COMPARISON, View, status_of, views_of
from corrections.pages.house import House, direction, house, language_of
from corrections.pages.links import differences
from corrections.pages.notices import notice_href, notice_id
from corrections.pages.readings import (
    ANNOTATED,
    CORRECTED,
    HEADLINE,
    ORIGINAL,
    Reading,
    first_public_revision,
    reading,
)
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
    notes_in,
    readable_diff,
    text_of,
    without_ids,
)

_NOTHING = SafeHtml("")


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch of both texts that differs; empty where a side has none. name: its id in every way to read.

    under: the unchanged heading that it follows. told: what differs beside words. notices: which changed it, each
    as its label and its address.
    """

    name: str
    old: SafeHtml
    new: SafeHtml
    under: SafeHtml = _NOTHING
    told: str = ""
    notices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Blocks in a row that are the same in both texts."""

    blocks: SafeHtml
    count: int


@dataclass(frozen=True, slots=True)
class Compared:
    """about: the pairs of the headline, the byline and the day. body: stretch by stretch."""

    about: tuple[Pair, ...]
    body: tuple[Pair | Kept, ...]

    @property
    def differs(self) -> bool:
        return bool(self.about) or any(isinstance(one, Pair) for one in self.body)


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """sides: what the two texts are called. is_revised: they are of two revisions, so not all is a correction."""

    slug: str
    language: str
    direction: str
    title: str
    title_language: str
    byline: SafeHtml
    date_text: str
    corrected_on: str | None
    count: int
    serious: int
    views: tuple[View, ...]
    sides: tuple[str, str]
    compared: Compared
    is_revised: bool
    article_href: str
    house: House


def comparison_page(article: Article) -> ComparisonPage:
    """Both texts as readers get them, without what is withheld. A fixed number of queries; no Markdown is rendered."""
    now = reading(article, article.latest_revision, CORRECTED)
    then = reading(article, first_public_revision(article), ORIGINAL, now)
    compared = compare(then, now, _Changed(article, now))
    title = " ".join(corrected_text(now.headline).split())
    return ComparisonPage(
        slug=article.slug,
        language=article.language,
        direction=direction(article.language),
        title=title,
        title_language=language_of(title, article.language) or article.language,
        byline=now.byline,
        date_text=now.day,
        **status_of([note for note in now.ledger.notes if note.kind != Kind.MINOR_FIX]),
        views=views_of(article, COMPARISON),
        sides=(_("As first published"), _("As corrected")),
        compared=compared,
        is_revised=then.ledger.revision != now.ledger.revision,
        article_href=reverse("article", args=[article.slug]),
        house=house(),
    )


def compare(then: Reading, now: Reading, changed: "_Changed | None" = None) -> Compared:
    """The two readings of an article, part by part; no query. changed: which notices are named beside what changed."""
    about = [
        (HEADLINE, then.headline, now.headline, changed.headline if changed else ()),
        ("", then.byline, now.byline, changed.byline if changed else ()),
        ("", headline(then.day, ()), headline(now.day, ()), changed.day if changed else ()),
    ]
    return Compared(
        tuple(_pair(name, old, new, by=by) for name, old, new, by in about if _read(old) != _read(new)),
        tuple(_stretches(blocks(then.body), blocks(now.body), changed.blocks if changed else {})),
    )


class _Changed:
    """Which notices changed which part of an article, in order of their numbers, each as its label and its address.

    A note that only comments has changed nothing, and one that withholds words names no place of them.
    """

    def __init__(self, article: Article, now: Reading) -> None:
        ledger, style = now.ledger, house_style()
        telling = [
            note
            for note in sorted(ledger.notes, key=lambda note: note.number or 0)
            if note.kind != Kind.MINOR_FIX
            and not note.withheld
            and any(span.replacement is not None for span in ledger.spans_of(note))
        ]
        self._links = {
            notice_id(note): (style.label(note.kind, note.number), notice_href(note, article.slug)) for note in telling
        }
        marked = reading(article, ledger.revision, ANNOTATED, now)
        self.headline = self._of(notes_in(marked.headline))
        self.byline = self._of(notes_in(marked.byline))
        self.day = self._of(
            notice_id(note) for note in telling if any(span.field == "date" for span in ledger.spans_of(note))
        )
        self.blocks = {block_name(block): self._of(notes_in(block)) for block in blocks(marked.body)}

    def _of(self, notes: Iterable[str]) -> tuple[tuple[str, str], ...]:
        found = set(notes)
        return tuple(link for name, link in self._links.items() if name in found)


def _stretches(
    old: Sequence[SafeHtml], new: Sequence[SafeHtml], changed: Mapping[str, tuple[tuple[str, str], ...]]
) -> Iterator[Pair | Kept]:
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
        name = block_name(now) or block_name(then)
        yield _pair(name, then, now, under, changed.get(name, ()))
    yield from _together(kept)


def _together(kept: list[SafeHtml]) -> Iterator[Kept]:
    if kept:
        yield Kept(joined_html(kept), len(kept))


def _pair(
    name: str, old: SafeHtml, new: SafeHtml, under: SafeHtml = _NOTHING, by: tuple[tuple[str, str], ...] = ()
) -> Pair:
    """The two with the words that differ marked in each. One of them alone keeps ids: they stand in one page."""
    gone, come = differing(text_of(old), text_of(new))
    told = " ".join(differences(old, new))
    if not (told or gone or come or _read(old) != _folded(old)):  # a gap speaks for itself
        told = _("The words are the same; a link, a picture or the layout differs.")
    return Pair(name, highlight(without_ids(old), gone), highlight(without_ids(new), come), under, told, by)


def differing(then: str, now: str) -> tuple[list[Mark], list[Mark]]:
    """The marks of the words that one text alone has, and of those that the other alone has."""
    gone, come, shift = [], [], 0
    for change in readable_diff(then, now):
        gone += _mark(change.start, then[change.start : change.end], Look.GONE)
        come += _mark(change.start + shift, change.new, Look.NEW)
        shift += len(change.new) - (change.end - change.start)
    return gone, come


def _mark(start: int, words: str, look: Look) -> list[Mark]:
    lead, length = len(words) - len(words.lstrip()), len(words.strip())
    return [Mark(TextRange(start + lead, start + lead + length), "", "", look)] if length else []


def _key(block: SafeHtml) -> str:
    return _folded(block) or _bare(block)


def _folded(html: SafeHtml) -> str:
    return " ".join(text_of(html).split())


def _read(html: SafeHtml) -> str:
    """The words with what is said in the place of withheld ones."""
    return " ".join(corrected_text(html).split())


def _bare(block: SafeHtml) -> str:
    return " ".join(without_ids(block).split())
