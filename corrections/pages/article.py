"""The readers' page of an article: annotated, as corrected, or as first published."""

import re
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from corrections.models import Article, CorrectionNote, Kind, Ledger, Place, Rendering, Revision, Severity, ledger_of
from corrections.pages.house import House, direction, house, language_of
from corrections.pages.notices import Notice, notice, old_words, readers_mark
from corrections.pages.passages import Passage, passages
from corrections.text import Look, Mark, SafeHtml, corrected_text, headline, highlight, split_first_heading, wording

ANNOTATED, CORRECTED, ORIGINAL = VIEWS = ("annotated", "corrected", "original")
_LABELS = {ANNOTATED: "Annotated", CORRECTED: "As corrected", ORIGINAL: "As first published"}
MOST_BESIDE, MOST_AT_A_BLOCK = 12, 3
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class View:
    name: str
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """above: retractions, before the headline. top: what stands at the top only. foot: one-line links to the notices.

    at_foot: notices that stand at the foot in full. corrected_on is None while nothing was corrected.
    """

    slug: str
    language: str
    direction: str
    title: str
    headline: SafeHtml
    headline_language: str
    byline: str
    date_text: str
    corrected_on: str | None
    count: int
    serious: int
    views: tuple[View, ...]
    above: tuple[Notice, ...]
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
    """What readers get of an article; of an earlier revision, its text as it was imported, less what is withheld.

    A fixed number of queries, and no Markdown is rendered.
    """
    latest = article.latest_revision
    shown = revision or latest
    is_latest = shown.pk == latest.pk
    ledger = ledger_of(article, shown)
    rendering = rendering_of(shown)
    fields = dict(rendering.fields)
    view = view if is_latest else ORIGINAL
    listed = [note for note in ledger.notes if note.kind != Kind.MINOR_FIX] if is_latest else []
    marks = _marks(ledger, view)
    body = highlight(rendering.html, marks[""])
    title = fields.get("title", "")
    head, body = _headline(title, marks.get("title", ()), body, shown.title or article.slug)
    language = article.language
    placed = _placed(ledger, listed, body, view)
    published = [note.published_at for note in listed]
    return ArticlePage(
        slug=article.slug,
        language=language,
        direction=direction(language),
        title=" ".join(corrected_text(head).split()),
        headline=head,
        headline_language=language_of(title, language),
        byline=fields.get("author") or fields.get("authors.0") or fields.get("author.name") or "",
        date_text=date_text(fields.get("date", "")),
        corrected_on=wording.day(max(published).date()) if published else None,
        count=len(listed),
        serious=sum(note.severity == Severity.SERIOUS for note in listed),
        views=_views(article, view) if ledger.notes and is_latest else (),
        minor_fixes=sum(note.kind == Kind.MINOR_FIX for note in ledger.notes) if is_latest else 0,
        house=house(),
        markdown_href=reverse("article-markdown", args=[article.slug]),
        revision=shown.number,
        latest_href=None if is_latest else reverse("article", args=[article.slug]),
        **placed,
    )


def rendering_of(revision: Revision) -> Rendering:
    """The newest rendering of a revision; it was made on import."""
    return revision.renderings.order_by("-made_at").first()


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
    marks: dict[str, list[Mark]] = {"": []}
    for note in ledger.notes:
        for at, span in enumerate(ledger.spans_of(note)):
            mark = _mark(note, span, at, view)
            if mark is not None:
                marks.setdefault(span.field, []).append(mark)
    return marks


def _mark(note: CorrectionNote, span, at: int, view: str) -> Mark | None:
    if view == ANNOTATED:
        return readers_mark(note, span, at)
    if span.splices and (view == CORRECTED or note.withheld):
        return Mark(span.text_range, "", "", Look.PLAIN, span.replacement)
    return None


def _headline(title: str, marks, body: SafeHtml, fallback: str) -> tuple[SafeHtml, SafeHtml]:
    """The headline, and the body without it: the front matter's title, else a first heading of the body."""
    if title:
        return headline(" ".join(title.split()) if not marks else title, marks), body
    head, rest = split_first_heading(body)
    return (headline(fallback, ()), body) if head is None else (head, rest)


def _placed(ledger: Ledger, listed: list[CorrectionNote], body: SafeHtml, view: str) -> dict[str, tuple]:
    """Each notice in the one place where it stands."""
    annotated = view == ANNOTATED
    amended = tuple(
        notice(note, (), amended_by=_number_of_amendment(ledger, note), old_words=()) for note in ledger.amended
    )
    notices = {
        note.pk: notice(
            note,
            ledger.spans_of(note) if annotated else (),
            old_words=old_words(ledger, note) if annotated else (),
        )
        for note in listed
    }
    above, top, beside, foot = [], [], [], []
    for note in listed:
        one, spans = notices[note.pk], ledger.spans_of(note)
        if note.kind == Kind.RETRACTION:
            above.append(one)
        elif one.top or (annotated and spans and all(span.field for span in spans)):
            top.append(one)
        elif note.placement is Place.INLINE and spans and annotated:
            beside.append(one)
        else:
            foot.append(one)
    if len(beside) > MOST_BESIDE:
        beside, foot = [], [*beside, *foot]
    made, left_over = passages(body, beside, lambda count: min(count, MOST_AT_A_BLOCK))
    at_foot = [one for one in notices.values() if one in left_over or one in foot]
    return {
        "above": tuple(above),
        "top": tuple(top),
        "passages": made,
        "foot": tuple(one for one in notices.values() if one not in at_foot),
        "at_foot": (*at_foot, *amended) if listed else (),
    }


def _number_of_amendment(ledger: Ledger, note: CorrectionNote) -> int | None:
    return next((other.number for other in (*ledger.notes, *ledger.amended) if other.amends_id == note.pk), None)
