"""The readers' addresses."""

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from corrections.actions import Refusal
from corrections.exports import ANNOTATIONS_TYPE, annotations_of, corrected_markdown
from corrections.models import Article, Revision
from corrections.pages.article import ANNOTATED, VIEWS, article_page
from corrections.pages.figures import figures_page
from corrections.pages.lists import home_page
from corrections.pages.log import log_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = home_page(request.GET.dict())
    return render(request, "corrections/public/home.html", {"page": page}, status=400 if page.refusal else 200)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    view = request.GET.get("view") or ANNOTATED
    if view not in VIEWS:
        raise Http404
    return render(request, "corrections/public/article.html", {"page": article_page(_public(slug), view)})


@require_safe
def article_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        exported = corrected_markdown(_public(slug))
    except Refusal as refusal:
        # A later revision may be one that takes no erratum, until the desk has seen to it.
        return HttpResponse(f"{refusal}\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse(exported.encode(), content_type="text/markdown; charset=utf-8")


@require_safe
def article_annotations(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(annotations_of(_public(slug)).encode(), content_type=ANNOTATIONS_TYPE)


@require_safe
def revision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = get_object_or_404(Revision, article=_public(slug), number=number)
    page = article_page(found.article, revision=found)
    template = "corrections/public/revision.html"
    return render(request, template, {"page": page})


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    page = log_page(request.GET.dict())
    return render(request, "corrections/public/log.html", {"page": page}, status=400 if page.refusal else 200)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    return render(request, "corrections/public/figures.html", {"page": figures_page()})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def _public(slug: str) -> Article:
    return get_object_or_404(Article.objects.published(), slug=slug)
