"""The addresses of feeds: of all notices, and of one article's."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from corrections.exports.feeds import ATOM_TYPE, JSON_TYPE, atom_feed, json_feed
from corrections.models import Article, CorrectionNote
from corrections.pages.feed import Feed, feed
from corrections.views.site import origin


@require_safe
def atom(request: HttpRequest, slug: str = "") -> HttpResponse:
    return _feed(request, slug, atom_feed, ATOM_TYPE)


@require_safe
def json(request: HttpRequest, slug: str = "") -> HttpResponse:
    return _feed(request, slug, json_feed, JSON_TYPE)


def _feed(request: HttpRequest, slug: str, write: Callable[[Feed, str, str], str], media_type: str) -> HttpResponse:
    """Of one article where a slug is given, else of all."""
    article = get_object_or_404(Article.objects.published(), slug=slug) if slug else None
    before = request.GET.get("before", "")
    try:
        found = feed(article, before)
    except CorrectionNote.DoesNotExist as error:
        raise Http404 from error
    return HttpResponse(write(found, origin(request), before).encode(), content_type=media_type)
