"""The readers' lists: the articles, and the log of all notices."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.urls import reverse

from corrections.models import Article, CorrectionNote, Kind, Span
from corrections.pages.article import date_text
from corrections.pages.house import House, house
from corrections.pages.notices import Notice, notice, notice_id
from corrections.text import wording

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
    lines = tuple(
        HomeLine(
            article.slug,
            titles[article.pk],
            article.language,
            date_text(article.published_at.date().isoformat()),
            article.effective_count,
            article.serious_count,
            wording.day(article.corrected_at.date()) if article.corrected_at else None,
        )
        for article in page
    )
    return HomePage(lines, house(), *turns(page))


def log_page(number: str = "1") -> LogPage:
    """All published notices of public articles, newest first."""
    notes = (
        CorrectionNote.objects.published()
        .filter(article__published_at__isnull=False)
        .select_related("article")
        .prefetch_related("sources", "amended_by")
        .order_by("-published_at", "-pk")
    )
    page = Paginator(notes, A_PAGE).get_page(number)
    shown = list(page)
    titles = corrected_titles({note.article_id for note in shown})
    lines = tuple(
        LogLine(
            notice(note, amended_by=_amending(note)),
            titles[note.article_id],
            f"{reverse('article', args=[note.article.slug])}#{notice_id(note)}"
            if note.kind != Kind.MINOR_FIX
            else reverse("article", args=[note.article.slug]),
        )
        for note in shown
    )
    return LogPage(lines, house(), *turns(page))


def corrected_titles(articles: Iterable[int]) -> dict[int, str]:
    """The titles of articles by their ids, as their published notes set them right; two queries."""
    titles = dict(Article.objects.filter(pk__in=articles).with_latest().values_list("pk", "latest_title"))
    spans = Span.objects.current().filter(
        revision__article__in=articles, field="title", note__in=CorrectionNote.objects.effective()
    )
    for span in (
        spans.exclude(splices=[])
        .order_by("-text_start")
        .values_list("revision__article", "text_start", "text_end", "quote_exact", "replacement")
    ):
        article, start, end, exact, replacement = span
        if titles[article][start:end] == exact:
            titles[article] = titles[article][:start] + replacement + titles[article][end:]
    return titles


def turns(page, query: str = "") -> tuple[str | None, str | None]:
    """The addresses of the next and of the previous page."""
    more = f"&{query}" if query else ""
    return (
        f"?page={page.next_page_number()}{more}" if page.has_next() else None,
        f"?page={page.previous_page_number()}{more}" if page.has_previous() else None,
    )


def _amending(note: CorrectionNote) -> int | None:
    return next((other.number for other in note.amended_by.all() if other.is_published), None)
