"""What feeds tell: published notices, the one that was published or amended last first."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet
from django.urls import reverse

from corrections.models import Article, CorrectionNote, silenced
from corrections.pages.notices import Notice, notice, notice_href
from corrections.pages.sealed import Sealed, last_of, last_of_all, publications_of

A_PAGE = 50  # publications; each tells its own note and the one that it amends
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """A place of a note as it was published. old: None where it is not told. right: None where the words stay."""

    field: str
    old: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One notice. uid, amends, amended_by: names of notes for good (`urn:uuid:`). updated: when it was amended last.

    article_href, href: the article, and the notice in it, without what absolute addresses begin with. sealed: the entry
    of its publication in the ledger.
    """

    uid: str
    notice: Notice
    severity: str
    updated: datetime
    article_title: str
    article_language: str
    article_href: str
    href: str
    places: tuple[ToldPlace, ...]
    amends: str | None
    amended_by: str | None
    sealed: Sealed | None


@dataclass(frozen=True, slots=True)
class Feed:
    """article: the slug and the title of the one whose feed it is; None for all. before: what this page was asked with;
    "" on the first. older: what the next is asked with; "" on the last.

    sealed: the last entry of the ledger that tells of the article, or of any.
    """

    article: tuple[str, str] | None
    items: tuple[FeedItem, ...]
    updated: datetime
    before: str
    older: str
    sealed: Sealed | None


def feed(article: Article | None = None, before: str = "") -> Feed:
    """A page of the feed of an article or of all public ones; a fixed number of queries.

    before: what `older` of the page before it was. Raises CorrectionNote.DoesNotExist where it was never that.
    """
    notes = CorrectionNote.objects.published().filter(published_at__isnull=False, article__published_at__isnull=False)
    if article is not None:
        notes = notes.filter(article=article)
    last = _named(notes, before) if before else None
    behind = notes if last is None else _behind(notes, last)
    found = list(_with_all_that_is_told(behind).order_by("-published_at", "-pk")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    items = tuple(_items(shown, {note.article_id for note in shown}))
    return Feed(
        article=(article.slug, article.title) if article is not None else None,
        items=items,
        updated=items[0].updated if items else _last_publication(article),
        before=str(last.uid) if last is not None else "",
        older=str(shown[-1].uid) if len(found) > A_PAGE else "",
        sealed=last_of(article) if article is not None else last_of_all(),
    )


def _named(notes: QuerySet[CorrectionNote], uid: str) -> CorrectionNote:
    try:
        return notes.get(uid=UUID(uid))
    except ValueError as error:
        raise CorrectionNote.DoesNotExist(uid) from error


def _behind(notes: QuerySet[CorrectionNote], last: CorrectionNote) -> QuerySet[CorrectionNote]:
    at = last.published_at
    # The first condition says nothing new, but finds its place in the index at once.
    return notes.filter(published_at__lte=at).filter(Q(published_at__lt=at) | Q(pk__lt=last.pk))


def _with_all_that_is_told(notes: QuerySet[CorrectionNote]) -> QuerySet[CorrectionNote]:
    # All of their spans: databases that are asked for the first ones look through those of all notes.
    return notes.select_related("article", "amends__amends").prefetch_related(
        "sources",
        "amends__sources",
        "spans",
        "amends__spans",
        Prefetch("amended_by", CorrectionNote.objects.published()),
    )


def _items(notes: Collection[CorrectionNote], articles: Collection[int]) -> Iterator[FeedItem]:
    """Each note under the time of what happened to it last: one that is amended comes with its amendment."""
    quiet = silenced(articles)
    entries = publications_of([pk for note in notes for pk in (note.pk, note.amends_id) if pk])
    withholding = set(
        CorrectionNote.objects.published()
        .filter(article__in=articles, withheld=True)
        .order_by()
        .values_list("article", flat=True)
    )
    for note in notes:
        amended = next(iter(note.amended_by.all()), None)
        for one, amendment in ((note, None), (note.amends, note)):
            if one is None or (one is note and amended is not None):
                continue
            silenced_by = quiet.get(one.pk)
            yield FeedItem(
                uid=one.uid.urn,
                notice=notice(one, amended_by=amendment.number if amendment else None, silenced_by=silenced_by),
                severity=one.severity,
                updated=note.publication,
                article_title=note.article.title,
                article_language=note.article.language,
                article_href=reverse("article", args=[note.article.slug]),
                href=notice_href(one, note.article.slug),
                places=_places(one, note.article_id in withholding, is_amended=amendment is not None),
                amends=one.amends.uid.urn if one.amends else None,
                amended_by=amendment.uid.urn if amendment else None,
                sealed=entries.get(one.pk),
            )


def _places(note: CorrectionNote, is_guarded: bool, is_amended: bool) -> tuple[ToldPlace, ...]:
    """The note's places. is_guarded: the article withholds words, which may stand among all that was ever there, but
    not among what is right by a note that withholds them."""
    if is_guarded and (is_amended or not note.withheld):
        return ()
    return tuple(
        dict.fromkeys(
            ToldPlace(span.field, None if is_guarded else span.quote_exact, span.replacement)
            for span in note.spans.all()
            if span.carried_from_id is None
        )
    )


def _last_publication(article: Article | None) -> datetime:
    """When a feed without notices was made: with the page that it belongs to."""
    if article is not None:
        return article.publication
    return Article.objects.published().aggregate(last=Max("published_at"))["last"] or _NEVER
