"""The readers' front page: the public articles, and how much of each was corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from corrections.models import Article, ArticleQuerySet, house_style
from corrections.pages.house import House, house, language_of
from corrections.pages.turns import Unreadable, turn, whole_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    """next_href: of the older articles. refusal: what of the address cannot be read; then nothing is listed."""

    articles: tuple[HomeLine, ...]
    house: House
    next_href: str | None = None
    previous_href: str | None = None
    refusal: str = ""


def home_page(asked: Mapping[str, str] | None = None) -> HomePage:
    """The public articles, the one published last first; the page before or after a place that is asked for."""
    try:
        page = turn(dict(asked or {}), _articles, _key, _place)
    except Unreadable as error:
        return HomePage((), house(), refusal=str(error))
    style = house_style()
    lines = tuple(
        HomeLine(
            article.slug,
            article.title,
            language_of(article.title, article.language) or article.language,
            style.day(article.dated) if article.dated else style.day_at(article.published_at),
            article.effective_count,
            article.serious_count,
            style.day_at(article.corrected_at) if article.corrected_at else None,
        )
        for article in page.rows
    )
    return HomePage(lines, house(), page.older_href, page.newer_href)


def _articles(above: tuple[datetime, int] | None, below: tuple[datetime, int] | None, newest: bool) -> ArticleQuerySet:
    found = Article.objects.published().with_reader_counts()
    if above is not None:
        at, pk = above
        found = found.filter(Q(published_at__gt=at) | Q(pk__gt=pk), published_at__gte=at)
    if below is not None:
        at, pk = below
        found = found.filter(Q(published_at__lt=at) | Q(pk__lt=pk), published_at__lte=at)
    return found.order_by(*(("-published_at", "-pk") if newest else ("published_at", "pk")))


def _key(article: Article) -> str:
    return f"{(article.publication - _EPOCH) // timedelta(microseconds=1)}-{article.pk}"


def _place(text: str) -> tuple[datetime, int]:
    microseconds, _, pk = text.partition("-")
    try:
        return _EPOCH + timedelta(microseconds=whole_number(microseconds)), whole_number(pk)
    except OverflowError as error:
        raise ValueError(text) from error
