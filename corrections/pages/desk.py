"""The desk's pages: the list of articles, an article with its notes, the publishing sheet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from corrections.models import (
    Article,
    CorrectionNote,
    Ledger,
    Revision,
    Span,
    house_style,
    last_of,
    ledger_of,
    wording_at,
)
from corrections.pages.decisions import Decisions, decision_href, decisions
from corrections.pages.excerpts import lines_seen
from corrections.pages.house import direction, language_of
from corrections.pages.links import LinkLine, link_lines
from corrections.pages.notices import Notice, desk_mark, letters, notice
from corrections.pages.passages import Passage, passages
from corrections.pages.standing import standing_of
from corrections.pages.steps import WITH_ACCOUNTS, Steps, steps_in, steps_of
from corrections.pages.warnings import Caution, warnings_of
from corrections.telling import told
from corrections.text import Mark, SafeHtml, Sentence, drawn_body, headline, is_attribute, render_inline

A_PAGE = 50

# Says of a note and a revision why it cannot be published.
Stops = Callable[[CorrectionNote, Revision], tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class DeskLine:
    slug: str
    title: str
    drafts: int
    published: int
    lost: int
    public: bool
    imported_text: str
    href: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    articles: tuple[DeskLine, ...]
    query: str
    next_href: str | None
    previous_href: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    name: str
    text: SafeHtml
    lang: str


@dataclass(frozen=True, slots=True)
class DeskArticlePage:
    """standing: the token by which a change is seen; of a time before the rest was read, so that none is missed."""

    slug: str
    standing: str
    title: str
    language: str
    direction: str
    matter: tuple[Matter, ...]
    passages: tuple[Passage, ...]
    whole: tuple[Notice, ...]
    drafts: int
    published: int
    lost: Decisions
    public: bool
    public_href: str
    revision: int
    reason: str
    links: tuple[LinkLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """lines: where its places stand, once all is published, with what it strikes. stops: why it cannot be published
    yet. decide_href: where, when a place of it awaits a decision. warnings: what to look at. is_own: who looks at the
    sheet wrote it, or changed it last. ticked: it is ready, by its author's word or by one's own."""

    notice: Notice
    lines: tuple[SafeHtml, ...]
    stops: tuple[str, ...]
    warnings: tuple[Caution, ...]
    decide_href: str = ""
    seen: str = ""
    is_own: bool = False
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class PublicationSheet:
    slug: str
    title: str
    language: str
    direction: str
    notices: tuple[SheetLine, ...]
    public: bool
    public_href: str
    refusal: str = ""
    done: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """The article that a new revision is about to be imported of."""

    slug: str
    title: str
    public: bool


@dataclass(frozen=True, slots=True)
class DeletionPage:
    """version: of the note as it stands here. lines: as on the sheet. refusal: why it was not deleted."""

    slug: str
    title: str
    language: str
    direction: str
    notice: Notice
    version: int
    lines: tuple[SafeHtml, ...]
    steps: Steps
    refusal: str


def desk_page(query: str = "", number: str = "1") -> DeskPage:
    """All articles with what waits at each, the one worked on last first; those with the words of the query."""
    articles = (
        Article.objects.search(query)
        .with_desk_counts()
        .annotate(imported_at=Max("revisions__imported_at"))
        .order_by("-imported_at", "-pk")
    )
    page: Page[Any] = Paginator(articles, A_PAGE).get_page(number)  # articles with what was counted of each
    style = house_style()
    lines = tuple(
        DeskLine(
            article.slug,
            article.title,
            article.draft_count,
            article.published_count,
            article.lost_count,
            article.published_at is not None,
            style.day_at(article.imported_at) if article.imported_at else "",
            reverse("desk-article", args=[article.slug]),
        )
        for article in page
    )
    return DeskPage(lines, query, *_turns(page, urlencode({"q": query}) if query else ""))


def desk_article_page(article: Article) -> DeskArticlePage:
    """An article with all its notes beside their words, in its latest revision; a fixed number of queries."""
    standing = str(standing_of(article))
    revision = article.latest_revision
    ledger = ledger_of(article, revision, drafts=True)
    rendering = revision.rendering
    lettered = _lettered(ledger)
    marks: dict[str, list[Mark]] = {}
    for note in ledger.notes:
        for at, span in enumerate(ledger.spans_of(note)):
            marks.setdefault(span.field, []).append(desk_mark(note, span, at, lettered.get(note.pk, "")))
    lost = decisions(article, revision, rendering)
    for field, proposed in lost.marks.items():
        marks.setdefault(field, []).extend(proposed)
    steps = steps_in(article)
    notices = {
        note.pk: notice(
            note,
            ledger.spans_of(note),
            letter=lettered.get(note.pk, ""),
            lost=note.pk in lost.notes,
            steps=steps.get(note.pk, Steps()),
        )
        for note in ledger.notes
    }
    in_body = [
        notices[note.pk]
        for note in ledger.notes
        if any(not span.field or is_attribute(span.field) for span in ledger.spans_of(note))
    ]
    made, _ = passages(drawn_body(rendering.html, marks, as_it_stands=True), in_body)
    return DeskArticlePage(
        slug=article.slug,
        standing=standing,
        title=article.title or revision.title or article.slug,
        language=article.language,
        direction=direction(article.language),
        matter=tuple(
            Matter(name, headline(text, marks.get(name, [])), language_of(text, article.language))
            for name, text in rendering.fields
            if not revision.has_written(name)
        ),
        passages=made,
        # What has lost all of its places stands among the decisions.
        whole=tuple(one for one in notices.values() if one not in in_body and (one.places or not one.lost)),
        drafts=sum(not note.is_published for note in ledger.notes),
        published=sum(note.is_published for note in ledger.notes) + len(ledger.amended),
        lost=lost,
        public=article.published_at is not None,
        public_href=reverse("article", args=[article.slug]),
        revision=revision.number,
        reason=revision.reason,
        links=link_lines(article, rendering),
    )


def publication_sheet(
    article: Article, stops: Stops, user: User, refusal: str = "", done: Iterable[int] = ()
) -> PublicationSheet:
    """The drafts as readers will see them. stops: says of a note and a revision why it cannot be published.

    Ticked is what is ready for this user. done: the notes that were published just now, by their primary keys.
    """
    revision = article.latest_revision
    texts = revision.rendering.texts()
    ledger = ledger_of(article, revision, drafts=True)
    lettered = _lettered(ledger)
    drafts = [note for note in ledger.notes if not note.is_published]
    published = [note for note in ledger.notes if note.is_published]
    lines = [
        SheetLine(
            notice(
                as_on(note, timezone.localdate()),
                ledger.spans_of(note),
                letter=lettered[note.pk],
                steps=steps_of(note.events.all()),
            ),
            lines_seen(note, ledger.spans_of(note), _spans_of_others(note, ledger), texts),
            why,
            () if why else warnings_of(note, texts, published, article.dated),
            next((decision_href(article.slug, span.pk) for span in _lost(note, revision)), ""),
            f"{note.pk}-{note.version}",
            user.pk in note.writers(),
            not why and note.is_ready_for(user),
        )
        for note in _with_all_spans(drafts)
        for why in [tuple(map(told, stops(note, revision)))]
    ]
    return PublicationSheet(
        article.slug,
        Article.objects.values_list("title", flat=True).get(pk=article.pk) if done else revision.title or article.slug,
        article.language,
        direction(article.language),
        # What cannot be published yet comes first, since it asks for something; what is not ticked last.
        tuple(sorted(lines, key=lambda line: (not line.stops, not line.ticked))),
        article.published_at is not None,
        reverse("article", args=[article.slug]),
        refusal,
        tuple(
            notice(note)
            for note in article.notes.published()
            .filter(pk__in=done)
            .order_by("number")
            .select_related("amends")
            .prefetch_related("sources")
        ),
    )


def known_article(slug: str) -> KnownArticle | None:
    """The article with this slug, if there is one; its title is the corrected one."""
    # PostgreSQL takes no NUL, not even to look for one.
    article = Article.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
    if article is None:
        return None
    return KnownArticle(slug, article.title, article.published_at is not None)


def deletion_page(note: CorrectionNote, refusal: str = "") -> DeletionPage:
    """The draft that is about to go, as it stands."""
    article, revision = note.article, note.article.latest_revision
    own = [span for span in note.spans.all() if span.revision_id == revision.pk]
    return DeletionPage(
        article.slug,
        revision.title or article.slug,
        article.language,
        direction(article.language),
        notice(note, own),
        note.version,
        lines_seen(note, own, (), revision.rendering.texts() if own else {}),
        steps_of(note.events.select_related("by")),
        refusal,
    )


def _turns(page: Page[Any], query: str) -> tuple[str | None, str | None]:
    """The addresses of the next and of the previous page."""
    more = f"&{query}" if query else ""
    return (
        f"?page={page.next_page_number()}{more}" if page.has_next() else None,
        f"?page={page.previous_page_number()}{more}" if page.has_previous() else None,
    )


def _lettered(ledger: Ledger) -> dict[int, str]:
    # In the order in which they were made, so that a letter stays what it is when others come.
    drafts = sorted(note.pk for note in ledger.notes if not note.is_published)
    return dict(zip(drafts, letters(len(drafts)), strict=True))


def as_on(note: CorrectionNote, day: date) -> CorrectionNote:
    """The draft with what is known only at publication filled in as on this day."""
    if "{" in note.wording:
        note.wording_html = render_inline(wording_at(note, day))
    return note


def _lost(note: CorrectionNote, revision: Revision) -> list[Span]:
    """The spans of a note that stand in earlier revisions alone."""
    return [span for span in last_of(note.spans.all()) if span.revision_id != revision.pk]


def _spans_of_others(note: CorrectionNote, ledger: Ledger) -> list[Span]:
    return [span for one in ledger.notes if one.pk != note.pk for span in ledger.spans_of(one)]


def _with_all_spans(notes: list[CorrectionNote]) -> list[CorrectionNote]:
    """The same notes with their spans of every revision, which tell whether one is lost."""
    by_pk = {
        note.pk: note
        for note in CorrectionNote.objects.filter(pk__in=[note.pk for note in notes])
        .select_related("article", "amends")
        .prefetch_related("spans", "sources", WITH_ACCOUNTS)
    }
    return [by_pk[note.pk] for note in notes]
