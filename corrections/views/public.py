"""The readers' addresses."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from corrections.actions import Refusal
from corrections.exports import (
    ANNOTATIONS_TYPE,
    annotation_collection,
    annotation_page,
    article_told,
    corrected_markdown,
    critic_markup,
    public_receipt,
)
from corrections.models import Article, Revision
from corrections.pages.article import COMPARISON, VIEWS, article_page
from corrections.pages.comparison import comparison_page
from corrections.pages.figures import figures_page
from corrections.pages.lists import home_page
from corrections.pages.log import log_page
from corrections.pages.readings import ANNOTATED, ORIGINAL, first_public_number
from corrections.telling import told
from corrections.views import readers
from corrections.views.site import canonical, origin, page_number

_TURNS = ("before", "after")  # how an address says which page of a list it is
_FILTERS = ("q", "kind", "severity", "month")


def _view_asked_for(request: HttpRequest) -> str | None:
    if not request.META.get("QUERY_STRING"):
        return ANNOTATED
    view = request.GET.get("view") or ANNOTATED
    return view if view in VIEWS else None


def _first_page_of(name: str) -> Callable[[HttpRequest], str | None]:
    """The first page of a list is kept; whoever turns further, or searches, asks for what few others do."""

    def named(request: HttpRequest) -> str | None:
        asks = request.META.get("QUERY_STRING") and any(request.GET.get(one) for one in (*_TURNS, *_FILTERS))
        return None if asks else name

    return named


@readers.of_lists(_first_page_of("home"))
def home(request: HttpRequest) -> HttpResponse:
    page = home_page(request.GET.dict())
    context = {"page": page, "canonical": canonical(request, *_TURNS)}
    return render(request, "corrections/public/home.html", context, status=400 if page.refusal else 200)


@readers.of_article(_view_asked_for)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    view = request.GET.get("view") or ANNOTATED
    if view not in VIEWS:
        raise Http404
    found = _public(slug)
    if view == COMPARISON:
        context = {"page": comparison_page(found), "canonical": canonical(request)}
        return render(request, "corrections/public/comparison.html", context)
    page = article_page(found, view)
    # What the article said first is told to people who ask for it; machines are told what it says now.
    machines = (
        article_told(page, found.publication, origin(request), first_public_number(found)) if view != ORIGINAL else None
    )
    context = {"page": page, "canonical": canonical(request), "told": machines}
    return render(request, "corrections/public/article.html", context)


@readers.of_article("markdown")
def article_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    return _markdown(corrected_markdown, slug)


@readers.of_article("criticmarkup")
def article_critic_markup(request: HttpRequest, slug: str) -> HttpResponse:
    return _markdown(critic_markup, slug)


@readers.of_article("receipt")
def article_receipt(request: HttpRequest, slug: str) -> HttpResponse:
    return _markdown(public_receipt, slug, "application/json")


@readers.of_article(lambda request: None if "page" in request.GET else "annotations")
def article_annotations(request: HttpRequest, slug: str) -> HttpResponse:
    article, page = _public(slug), request.GET.get("page")
    if page is None:
        written: str | None = annotation_collection(article, origin(request))
    else:
        written = annotation_page(article, page_number(page), origin(request))
    if written is None:
        raise Http404
    return HttpResponse(written.encode(), content_type=ANNOTATIONS_TYPE)


@readers.of_revision
def revision(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    article = _public(slug)
    # What came before readers could see the article was never theirs.
    found = get_object_or_404(Revision, article=article, number=number, number__gte=first_public_number(article))
    page = article_page(found.article, revision=found)
    template = "corrections/public/revision.html"
    return render(request, template, {"page": page, "canonical": canonical(request)})


@readers.of_lists(_first_page_of("log"))
def log(request: HttpRequest) -> HttpResponse:
    page = log_page(request.GET.dict())
    context = {"page": page, "canonical": canonical(request, *_FILTERS, *_TURNS)}
    return render(request, "corrections/public/log.html", context, status=400 if page.refusal else 200)


@readers.of_lists("figures")
def figures(request: HttpRequest) -> HttpResponse:
    return render(request, "corrections/public/figures.html", {"page": figures_page(), "canonical": canonical(request)})


def _markdown(
    export: Callable[[Article], str], slug: str, content_type: str = "text/markdown; charset=utf-8"
) -> HttpResponse:
    try:
        exported = export(_public(slug))
    except Refusal as refusal:
        # A later revision may be one that takes no erratum, until the desk has seen to it.
        return HttpResponse(f"{told(refusal)}\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse(exported.encode(), content_type=content_type)


def _public(slug: str) -> Article:
    return get_object_or_404(Article.objects.published(), slug=slug)
