"""The readers' lists: the articles, and the log of all notices."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F
from django.urls import reverse

from corrections.models import Article, CorrectionNote, Kind, Rendering, Revision, Span, house_style
from corrections.pages.house import House, house, language_of
from corrections.pages.notices import Notice, notice, notice_id
from corrections.pages.withheld import silenced, tells
from corrections.text import Look, Mark, corrected_text, first_heading, headline, highlight

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class HomeLine:
    slug: str
    title: str
    language: str
    date_text: str
    count: int
    serious: int
    corrected_on: str | None


@dataclass(frozen=True, slots=True)
class HomePage:
    articles: tuple[HomeLine, ...]
    house: House
    next_href: str | None
    previous_href: str | None


@dataclass(frozen=True, slots=True)
class LogLine:
    notice: Notice
    article_title: str
    language: str
    article_href: str
    href: str


@dataclass(frozen=True, slots=True)
class LogPage:
    notices: tuple[LogLine, ...]
    house: House
    next_href: str | None
    previous_href: str | None


def home_page(number: str = "1") -> HomePage:
    """The public articles, the one corrected or published last first."""
    articles = Article.objects.published().with_latest().with_reader_counts().order_by("-published_at", "-pk")
    page = Paginator(articles, A_PAGE).get_page(number)
    titles = corrected_titles([article.pk for article in page])
    style = house_style()
    lines = tuple(
        HomeLine(
            article.slug,
            titles[article.pk],
            language_of(titles[article.pk], article.language) or article.language,
            style.day_at(article.published_at),
            article.effective_count,
            article.serious_count,
            style.day_at(article.corrected_at) if article.corrected_at else None,
        )
        for article in page
    )
    return HomePage(lines, house(), *turns(page))


def log_page(number: str = "1") -> LogPage:
    """All published notices of public articles, newest first."""
    notes = (
        CorrectionNote.objects.published()
        .filter(article__published_at__isnull=False)
        .select_related("article", "amends")
        .prefetch_related("sources", "amended_by")
        .order_by("-published_at", "article_id", "number")
    )
    page = Paginator(notes, A_PAGE).get_page(number)
    shown = list(page)
    titles = corrected_titles({note.article_id for note in shown})
    quiet = silenced(titles)
    lines = tuple(
        LogLine(
            notice(note, amended_by=_amending(note), silenced_by=quiet.get(note.pk)),
            titles[note.article_id],
            language_of(titles[note.article_id], note.article.language) or note.article.language,
            reverse("article", args=[note.article.slug]),
            f"{reverse('article', args=[note.article.slug])}#{notice_id(note)}"
            if note.kind != Kind.MINOR_FIX
            else reverse("article", args=[note.article.slug]),
        )
        for note in shown
    )
    return LogPage(lines, house(), *turns(page))


def corrected_titles(articles: Collection[int]) -> dict[int, str]:
    """The titles of articles by their ids, as their published notes set them right; five queries at most."""
    titles = dict(Article.objects.filter(pk__in=articles).with_latest().values_list("pk", "latest_title"))
    marks = _title_marks(articles)
    lost = _lost_and_withheld(articles)
    touched = {
        article
        for article, title in titles.items()
        for field, words, _ in (*marks.get(article, ()), *lost.get(article, ()))
        if field == "title" or (not field and tells(title, [words]))
    }
    newest = Rendering.objects.filter(revision__in=Revision.objects.newest(), revision__article__in=touched)
    fields = {}
    for article, pk, pairs in newest.order_by("made_at", "pk").values_list("revision__article", "pk", "fields"):
        fields[article] = (pk, dict(pairs))
    # The body is loaded only where the title is a heading of it that has corrected words in it.
    headed = [pk for pk, texts in fields.values() if not texts.get("title")]
    bodies = dict(Rendering.objects.filter(pk__in=headed).values_list("pk", "html")) if headed else {}
    for article, (pk, texts) in fields.items():
        title, field = texts.get("title"), "title" if texts.get("title") else ""
        here = [mark for name, _, mark in marks.get(article, ()) if name == field]
        drawn = headline(title, here) if title else first_heading(highlight(bodies[pk], here))
        corrected = corrected_text(drawn) if drawn is not None else titles[article]
        for _, words, mark in lost.get(article, ()):
            corrected = corrected.replace(words, mark.replacement or "")
        titles[article] = " ".join(corrected.split())
    return titles


def turns(page, query: str = "") -> tuple[str | None, str | None]:
    """The addresses of the next and of the previous page."""
    more = f"&{query}" if query else ""
    return (
        f"?page={page.next_page_number()}{more}" if page.has_next() else None,
        f"?page={page.previous_page_number()}{more}" if page.has_previous() else None,
    )


def _title_marks(articles: Collection[int]) -> dict[int, list[tuple[str, str, Mark]]]:
    """By article what its published notes change in the title and in the body: (field, words, mark)."""
    spans = (
        Span.objects.current()
        .filter(revision__article__in=articles, field__in=("title", ""), note__in=CorrectionNote.objects.effective())
        .exclude(splices=[])
        .annotate(article=F("revision__article"))
    )
    return _by_article(spans)


def _lost_and_withheld(articles: Collection[int]) -> dict[int, list[tuple[str, str, Mark]]]:
    """By article the words that a published note withholds, but that have lost their place: (field, words, mark)."""
    spans = (
        Span.objects.lost()
        .filter(note__article__in=articles, note__in=CorrectionNote.objects.published(), note__withheld=True)
        .exclude(splices=[])
        .annotate(article=F("note__article"))
    )
    return _by_article(spans)


def _by_article(spans: Iterable[Span]) -> dict[int, list[tuple[str, str, Mark]]]:
    found: dict[int, list[tuple[str, str, Mark]]] = {}
    for span in spans:
        mark = Mark(span.text_range, "", "", Look.PLAIN, span.replacement)
        found.setdefault(span.article, []).append((span.field, span.quote_exact, mark))
    return found


def _amending(note: CorrectionNote) -> int | None:
    return next((other.number for other in note.amended_by.all() if other.is_published), None)
