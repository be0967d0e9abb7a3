"""The readers' page of an article: annotated, as corrected, or as first published."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from corrections.models import (
    Article,
    CorrectionNote,
    Kind,
    Ledger,
    Place,
    Revision,
    Severity,
    Span,
    ledger_of,
    silenced,
)
from corrections.pages.house import House, direction, house, language_of
from corrections.pages.notices import Notice, notice, old_words, readers_mark
from corrections.pages.passages import Passage, passages
from corrections.pages.withheld import hidden_in, hidden_words, masked
from corrections.text import (
    Look,
    Mark,
    SafeHtml,
    corrected_text,
    first_heading,
    headline,
    highlight,
    split_first_heading,
    tells,
    wording,
)

ANNOTATED, CORRECTED, ORIGINAL = VIEWS = ("annotated", "corrected", "original")
_LABELS = {ANNOTATED: "Annotated", CORRECTED: "As corrected", ORIGINAL: "As first published"}
MOST_BESIDE, MOST_AT_A_BLOCK = 12, 3
_BYLINES = ("author", "authors.0", "author.name")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


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
    number of the one that is shown; latest_href: where the article stands, on the page of a revision.
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


def article_page(article: Article, view: str = ANNOTATED, revision: Revision | None = None) -> ArticlePage:
    """What readers get of an article; of a revision, its text as it was imported, less what is withheld.

    A fixed number of queries, and no Markdown is rendered.
    """
    shown = revision or (first_public_revision(article) if view == ORIGINAL else article.latest_revision)
    view = view if revision is None else ORIGINAL
    ledger = ledger_of(article, shown)
    rendering = shown.rendering
    texts = rendering.texts()
    hidden = hidden_in(ledger, texts)
    marks = _marks(ledger, view)
    drawn = {field: masked(marks.get(field, ()), hidden, field) for field in texts}
    body = highlight(rendering.html, drawn[""])
    head, body = _headline(texts, drawn, body, article.slug)
    byline = next((headline(texts[name], drawn[name]) for name in _BYLINES if name in texts), SafeHtml(""))
    listed = [note for note in ledger.notes if note.kind != Kind.MINOR_FIX] if revision is None else []
    notices = _notices(ledger, listed, view, hidden_words(hidden, texts), (head, byline, body))
    placed = _placed(ledger, listed, notices, body, view) if revision is None else _bare(body)
    published = [note.published_at for note in listed]
    language = article.language
    return ArticlePage(
        slug=article.slug,
        language=language,
        direction=direction(language),
        title=" ".join(corrected_text(head).split()),
        headline=head,
        headline_language=language_of(corrected_text(head), language),
        byline=byline,
        date_text=date_text(corrected_text(headline(texts.get("date", ""), _plain(drawn.get("date", ()))))),
        corrected_on=wording.day(max(published).date()) if published else None,
        count=len(listed),
        serious=sum(note.severity == Severity.SERIOUS for note in listed),
        views=_views(article, view) if ledger.notes and revision is None else (),
        minor_fixes=sum(note.kind == Kind.MINOR_FIX for note in ledger.notes) if revision is None else 0,
        house=house(),
        markdown_href=reverse("article-markdown", args=[article.slug]),
        revision=shown.number,
        latest_href=None if revision is None else reverse("article", args=[article.slug]),
        **placed,
    )


def first_public_revision(article: Article) -> Revision:
    """The text that readers got first: the revision that stood when the page was published, else the first one."""
    revisions = list(article.revisions.order_by("number").values_list("pk", "imported_at"))
    stood = [pk for pk, at in revisions if article.published_at and at <= article.published_at] or [revisions[0][0]]
    return article.revisions.get(pk=stood[-1])


def date_text(raw: str) -> str:
    """A front matter's date as readers read it; as it is spelled where it is no ISO date."""
    match = _ISO_DATE.match(raw)
    if not match:
        return raw
    try:
        return wording.day(date(*map(int, match.groups())))
    except ValueError:
        return raw


def _views(article: Article, current: str) -> tuple[View, ...]:
    address = reverse("article", args=[article.slug])
    return tuple(
        View(name, _LABELS[name], address if name == ANNOTATED else f"{address}?view={name}", name == current)
        for name in VIEWS
    )


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
    if span.splices and (view == CORRECTED or note.withheld):
        return Mark(span.text_range, "", "", Look.PLAIN, span.replacement)
    return None


def _plain(marks: Iterable[Mark]) -> list[Mark]:
    return [Mark(mark.range, "", "", Look.PLAIN, mark.replacement) for mark in marks if mark.replacement is not None]


def _headline(
    texts: dict[str, str], drawn: dict[str, list[Mark]], body: SafeHtml, slug: str
) -> tuple[SafeHtml, SafeHtml]:
    """The headline, and the body without it: the front matter's title, else a first heading of the body.

    A heading further down gives its words and stays where it is.
    """
    if title := texts.get("title"):
        return headline(title if drawn["title"] else " ".join(title.split()), drawn["title"]), body
    head, rest = split_first_heading(body)
    if head is not None:
        return head, rest
    found = first_heading(body)
    return headline(corrected_text(found) if found else slug, ()), body


def _notices(
    ledger: Ledger, listed: list[CorrectionNote], view: str, withheld: tuple[str, ...], drawn: tuple[SafeHtml, ...]
) -> dict[int, Notice]:
    """The notices that hold, each with those of its marks that stand in the page."""
    old = old_words(ledger) if view == ANNOTATED else {}
    made = {}
    for note in listed:
        stretches = tuple(words for words in old.get(note.pk, ()) if not tells(words, withheld))
        one = notice(note, ledger.spans_of(note), old_words=stretches)
        made[note.pk] = replace(one, marks=tuple(mark for mark in one.marks if _stands_in(mark, drawn)))
    return made


def _stands_in(mark: str, drawn: tuple[SafeHtml, ...]) -> bool:
    return any(f' id="{mark}"' in html for html in drawn)


def _placed(
    ledger: Ledger, listed: list[CorrectionNote], notices: dict[int, Notice], body: SafeHtml, view: str
) -> dict[str, tuple]:
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
        "foot": tuple(one for one in notices.values() if one.id not in in_full),
        "at_foot": (*(one for one in notices.values() if one.id in in_full), *amended),
    }


def _bare(body: SafeHtml) -> dict[str, tuple]:
    made, _ = passages(body, ())
    return {"above": (), "heading": (), "top": (), "passages": made, "foot": (), "at_foot": ()}


def _number_of_amendment(ledger: Ledger, note: CorrectionNote) -> int | None:
    return next((other.number for other in (*ledger.notes, *ledger.amended) if other.amends_id == note.pk), None)
