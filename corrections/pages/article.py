"""The readers' page of an article: annotated, as corrected, or as first published."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from corrections.models import (
    Article,
    CorrectionNote,
    Kind,
    Ledger,
    Place,
    Revision,
    Severity,
    hidden_words,
    house_style,
    silenced,
)
from corrections.pages.house import House, direction, house, language_of
from corrections.pages.links import told_links
from corrections.pages.notices import Notice, notice, old_words
from corrections.pages.passages import Passage, passages, places_of
from corrections.pages.readings import (
    ANNOTATED,
    CORRECTED,
    HEADLINE,
    ORIGINAL,
    Reading,
    first_public_revision,
    reading,
)
from corrections.pages.sealed import Sealed, last_of
from corrections.text import SafeHtml, corrected_text, tells

COMPARISON = "comparison"
_LABELS = {
    ANNOTATED: _("Annotated"),
    CORRECTED: _("As corrected"),
    ORIGINAL: _("As first published"),
    COMPARISON: _("Compare"),
}
VIEWS = tuple(_LABELS)
MOST_BESIDE, MOST_AT_A_BLOCK = 12, 3
FEW_AT_THE_TOP = 3  # more of them are set as a list, so that the article begins on the first screen


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """above: retractions, before the headline. heading: notices of words in the headline or the byline, beside them.

    top: what stands at the top only. foot: one-line links to the notices.

    at_foot: notices that stand there in full. corrected_on is None while nothing was corrected. revision: the
    number of the one that is shown; latest_href: where the article stands, on the page of a revision. dated: the day
    of `date_text`, as 2026-11-22; "" where that is none. sealed: the article's last entry in the ledger.
    """

    slug: str
    language: str
    direction: str
    title: str
    headline: SafeHtml
    headline_language: str
    byline: SafeHtml
    date_text: str
    corrected_on: str | None
    count: int
    serious: int
    views: tuple[View, ...]
    above: tuple[Notice, ...]
    heading: tuple[Notice, ...]
    top: tuple[Notice, ...]
    passages: tuple[Passage, ...]
    foot: tuple[Notice, ...]
    at_foot: tuple[Notice, ...]
    minor_fixes: int
    house: House
    markdown_href: str
    revision: int
    latest_href: str | None = None
    dated: str = ""
    sealed: Sealed | None = None

    @property
    def has_many_at_the_top(self) -> bool:
        return len(self.top) > FEW_AT_THE_TOP

    @property
    def together(self) -> Notice | None:
        """The first of the notices at the top, where all of them were published at one time."""
        return self.top[0] if len({notice.when for notice in self.top}) == 1 else None


def article_page(article: Article, view: str = ANNOTATED, revision: Revision | None = None) -> ArticlePage:
    """What readers get of an article; of a revision, its text as it was imported, less what is withheld.

    A fixed number of queries, and no Markdown is rendered.
    """
    shown = revision or (first_public_revision(article) if view == ORIGINAL else article.latest_revision)
    view = view if revision is None else ORIGINAL
    read = reading(article, shown, view)
    ledger, head = read.ledger, read.headline
    listed = [note for note in ledger.notes if note.kind != Kind.MINOR_FIX] if revision is None else []
    notices = _notices(read, listed, view)
    placed = _placed(ledger, listed, notices, read.body) if revision is None else _bare(read.body)
    language = article.language
    return ArticlePage(
        slug=article.slug,
        language=language,
        direction=direction(language),
        title=" ".join(corrected_text(head).split()),
        headline=head,
        headline_language=language_of(corrected_text(head), language),
        byline=read.byline,
        date_text=read.day,
        views=views_of(article, view) if ledger.notes and revision is None else (),
        minor_fixes=sum(note.kind == Kind.MINOR_FIX for note in ledger.notes) if revision is None else 0,
        house=house(),
        markdown_href=reverse("article-markdown", args=[article.slug]),
        revision=shown.number,
        latest_href=None if revision is None else reverse("article", args=[article.slug]),
        dated=read.dated,
        sealed=last_of(article) if revision is None else None,
        **status_of(listed),
        **placed,
    )


def status_of(listed: Collection[CorrectionNote]) -> dict[str, Any]:
    """What the line under the headline says: when the article was corrected last, and how often."""
    published = [note.publication for note in listed]
    return {
        "corrected_on": house_style().day_at(max(published)) if published else None,
        "count": len(listed),
        "serious": sum(note.severity == Severity.SERIOUS for note in listed),
    }


def views_of(article: Article, current: str) -> tuple[View, ...]:
    """The ways to read an article, as links."""
    address = reverse("article", args=[article.slug])
    return tuple(
        View(name, str(label), address if name == ANNOTATED else f"{address}?view={name}", name == current)
        for name, label in _LABELS.items()
    )


def _notices(read: Reading, listed: list[CorrectionNote], view: str) -> dict[int, Notice]:
    """The notices that hold, each with those of its marks that stand in the page."""
    old = old_words(read.ledger) if view == ANNOTATED else {}
    links = told_links(read.ledger, read.hidden)
    withheld = hidden_words(read.hidden, read.texts)
    drawn = (read.headline, read.byline, read.body)
    places = {note: HEADLINE for html in drawn[:2] for note in places_of(html)} | places_of(read.body)
    made = {}
    for note in listed:
        stretches = tuple(words for words in old.get(note.pk, ()) if not tells(words, withheld))
        one = notice(note, read.ledger.spans_of(note), old_words=stretches, links=links.get(note.pk, ()))
        marks = tuple(mark for mark in one.marks if _stands_in(mark, drawn))
        differs = not note.withheld and any(span.replacement is not None for span in read.ledger.spans_of(note))
        place = places.get(one.id, "") if differs else ""
        made[note.pk] = replace(one, marks=marks, compare_href=f"?view={COMPARISON}#{place}" if place else "")
    return made


def _stands_in(mark: str, drawn: tuple[SafeHtml, ...]) -> bool:
    return any(f' id="{mark}"' in html for html in drawn)


def _placed(ledger: Ledger, listed: list[CorrectionNote], notices: dict[int, Notice], body: SafeHtml) -> dict[str, Any]:
    """Each notice in the one place where it stands."""
    above, heading, top, beside, foot = [], [], [], [], []
    for note in listed:
        one = notices[note.pk]
        if note.kind == Kind.RETRACTION:
            above.append(one)
        elif one.top:
            top.append(one)
        elif note.placement is not Place.INLINE or not one.marks:
            foot.append(one)
        elif any(_stands_in(mark, (body,)) for mark in one.marks):
            beside.append(one)
        else:
            heading.append(one)
    if len(beside) > MOST_BESIDE:
        beside, foot = [], [*beside, *foot]
    made, left_over = passages(body, beside, lambda count: min(count, MOST_AT_A_BLOCK))
    in_full = {one.id for one in (*left_over, *foot)}
    quiet = silenced([ledger.article.pk]) if ledger.amended else {}
    amended = (
        replace(notice(note, silenced_by=quiet.get(note.pk), amended_by=_number_of_amendment(ledger, note)), top=False)
        for note in ledger.amended
    )
    return {
        "above": tuple(above),
        "heading": tuple(heading),
        "top": tuple(top),
        "passages": made,
        "foot": tuple(sorted((one for one in notices.values() if one.id not in in_full), key=_by_number)),
        "at_foot": (*(one for one in notices.values() if one.id in in_full), *amended),
    }


def _by_number(notice: Notice) -> int:
    return notice.number or 0


def _bare(body: SafeHtml) -> dict[str, Any]:
    made, _ = passages(body, ())
    return {"above": (), "heading": (), "top": (), "passages": made, "foot": (), "at_foot": ()}


def _number_of_amendment(ledger: Ledger, note: CorrectionNote) -> int | None:
    return next((other.number for other in (*ledger.notes, *ledger.amended) if other.amends_id == note.pk), None)
