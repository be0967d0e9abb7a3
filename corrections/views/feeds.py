"""The addresses of feeds: of all notices, and of one article's."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from corrections.exports.feeds import ATOM_TYPE, JSON_TYPE, atom_feed, json_feed
from corrections.models import Article, CorrectionNote
from corrections.pages.feed import Feed, feed
from corrections.views import readers
from corrections.views.site import origin


def _newest_as(name: str) -> Callable[[HttpRequest], str | None]:
    """The newest entries are kept; few turn further."""
    return lambda request: None if "before" in request.GET else name


@readers.of_lists(_newest_as("feed-atom"))
def atom(request: HttpRequest) -> HttpResponse:
    return _feed(request, None, atom_feed, ATOM_TYPE)


@readers.of_lists(_newest_as("feed-json"))
def json(request: HttpRequest) -> HttpResponse:
    return _feed(request, None, json_feed, JSON_TYPE)


@readers.of_article(_newest_as("feed-atom"))
def article_atom(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(request, slug, atom_feed, ATOM_TYPE)


@readers.of_article(_newest_as("feed-json"))
def article_json(request: HttpRequest, slug: str) -> HttpResponse:
    return _feed(request, slug, json_feed, JSON_TYPE)


def _feed(request: HttpRequest, slug: str | None, write: Callable[[Feed, str], str], media_type: str) -> HttpResponse:
    """Of one article where its slug is given, else of all."""
    article = get_object_or_404(Article.objects.published(), slug=slug) if slug else None
    try:
        found = feed(article, request.GET.get("before", ""))
    except CorrectionNote.DoesNotExist as error:
        raise Http404 from error
    return HttpResponse(write(found, origin(request)).encode(), content_type=media_type)
