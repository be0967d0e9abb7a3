"""The address of an article's history."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from corrections.models import Article
from corrections.pages.history import history_page
from corrections.views.editors import SignedIn, for_editors


@for_editors
@require_safe
def history(request: SignedIn, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.select_related("published_by"), slug=slug)
    page = history_page(article, request.GET.get("page", "1"))
    return render(request, "corrections/desk/history.html", {"page": page})
