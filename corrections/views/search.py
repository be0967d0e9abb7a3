"""The desk's addresses of the search: the whole archive, and the other articles that have the words of a card."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from corrections.models import Article
from corrections.pages.search import other_articles, search_page
from corrections.views.editors import SignedIn, for_editors


@for_editors
@require_safe
def search(request: SignedIn) -> HttpResponse:
    page = search_page(request.GET.dict())
    return render(request, "corrections/desk/search.html", {"page": page}, status=422 if page.refusal else 200)


@for_editors
@require_safe
def others(request: SignedIn, slug: str) -> HttpResponse:
    """A part of the card, which asks for it once it is open."""
    article = get_object_or_404(Article, slug=slug)
    page = other_articles(article, request.GET.get("q", "").replace("\0", ""), request.GET.get("like", ""))
    return render(request, "corrections/desk/_others.html", {"page": page})
