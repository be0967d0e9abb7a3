"""The desk's addresses: articles, their import, their publication and their downloads."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corrections.actions import Refusal
from corrections.actions.import_article import Imported, import_article
from corrections.actions.publish import publish_notes, publish_page, stops_for
from corrections.exports import corrected_markdown, critic_markup, erratum_block, export_trouble, with_receipt
from corrections.forms import ImportForm, row_ids, seen_as, seen_in
from corrections.models import PUBLISH, Article
from corrections.pages.desk import desk_article_page, desk_page, known_article, publication_sheet
from corrections.pages.next_revision import Foreseen, foreseen, next_revision_page
from corrections.pages.review import next_steps
from corrections.pages.search import asked_card
from corrections.telling import told
from corrections.views.editors import SignedIn, for_editors, for_importing, for_publishing, told_no


@for_editors
@require_safe
def desk(request: SignedIn) -> HttpResponse:
    page = desk_page(request.GET.get("q", "").strip()[:200], request.GET.get("page", "1"))
    return render(request, "corrections/desk/articles.html", {"page": page})


@for_importing
@require_http_methods(["GET", "HEAD", "POST"])
def new_article(request: SignedIn) -> HttpResponse:
    """The import; with the slug of an article in the address, of its next revision."""
    known = known_article(request.GET.get("slug", ""))
    if request.method != "POST":
        form = ImportForm(initial={"slug": request.GET.get("slug", "")})
        return render(request, "corrections/desk/import.html", {"form": form, "known": known})
    form = ImportForm(request.POST, request.FILES)
    if "publish" in request.POST and not request.user.has_perm(PUBLISH):
        return told_no(request, PUBLISH)
    if form.is_valid() and "change" in request.POST:
        known = known_article(form.cleaned_data["slug"])
        return render(request, "corrections/desk/import.html", {"form": form.pasted(), "known": known})
    if form.is_valid():
        content = form.content()
        try:
            imported = import_article(
                content,
                user=request.user,
                slug=form.cleaned_data["slug"],
                file_name=form.file_name(),
                reason=" ".join(form.cleaned_data["reason"].split()),
                look=partial(_look_first, form.cleaned_data["seen"]),
            )
        except _NotSeenYet as first:
            context = {"form": form, "kept": b64encode(content).decode(), "seen": first.name}
            context |= {"page": next_revision_page(first.seen)}
            return render(request, "corrections/desk/next_revision.html", context)
        except Refusal as refusal:
            if form.cleaned_data["kept"]:
                form = form.pasted()
            form.add_error("file" if form.file_name() else "text", told(refusal))
        else:
            if form.cleaned_data["publish"]:
                publish_page(imported.article, user=request.user, now=timezone.now())
            messages.info(request, _told(imported))
            if trouble := export_trouble(imported.article):
                messages.warning(request, trouble)
            return redirect("desk-article", imported.article.slug)
    return render(request, "corrections/desk/import.html", {"form": form, "known": known}, status=422)


class _NotSeenYet(Exception):
    """Takes an import back: readers would see its text at once, and whoever imports it has not looked at that."""

    def __init__(self, name: str, seen: Foreseen) -> None:
        super().__init__(name)
        self.name, self.seen = name, seen


def _look_first(seen: str, imported: Imported) -> None:
    article, revision = imported.article, imported.revision
    if article.published_at is not None and seen != (name := seen_as(revision)):
        raise _NotSeenYet(name, foreseen(article, revision, imported.carried, imported.incorporated))


@for_editors
@require_safe
def desk_article(request: SignedIn, slug: str) -> HttpResponse:
    article = get_object_or_404(Article, slug=slug)
    return render(request, "corrections/desk/article.html", shown_of(request, article))


def shown_of(request: SignedIn, article: Article) -> dict[str, Any]:
    """What the templates of an article's page need, wherever they are rendered."""
    return {
        "page": desk_article_page(article),
        "asked_card": asked_card(article, request.GET.dict()),
        "next": next_steps(article, request.user, settings.SECOND_PERSON),
    }


@for_publishing
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: SignedIn, slug: str) -> HttpResponse:
    article = get_object_or_404(Article, slug=slug)
    refusal, done, status = "", [], 200
    if request.method == "POST":
        ticked = row_ids(request.POST.getlist("note"))
        try:
            if not ticked:
                raise Refusal("Nothing is ticked. Tick what is to be published.")
            now = timezone.now()
            publish_notes(article, ticked, user=request.user, now=now, seen=seen_in(request.POST.getlist("seen")))
            if "page" in request.POST:
                article = publish_page(article, user=request.user, now=now)
            done = ticked
        except Refusal as refused:
            refusal, status = told(refused), 422
    page = publication_sheet(article, stops_for(request.user), request.user, refusal, done)
    return render(request, "corrections/desk/publication.html", {"page": page}, status=status)


@for_publishing
@require_POST
def public_page(request: SignedIn, slug: str) -> HttpResponse:
    article = get_object_or_404(Article, slug=slug)
    publish_page(article, user=request.user, now=timezone.now())
    messages.info(request, _("The page is public now."))
    return redirect("desk-article", slug)


@for_editors
@require_safe
def markdown(request: SignedIn, slug: str) -> HttpResponse:
    return _exported(request, slug, corrected_markdown, file=f"{slug}.md", drafts="drafts" in request.GET)


@for_editors
@require_safe
def receipt(request: SignedIn, slug: str) -> HttpResponse:
    """The receipt of the Markdown in full; its name says where it may go."""
    article = get_object_or_404(Article, slug=slug)
    try:
        both = with_receipt(article, drafts="drafts" in request.GET)
    except Refusal as refusal:
        messages.error(request, told(refusal))
        return redirect("desk-article", slug)
    response = HttpResponse(both.receipt.encode(), content_type="application/json")
    file = f"{slug}.in-house.receipt.json" if both.tells_withheld else f"{slug}.receipt.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, file)
    return response


@for_editors
@require_safe
def critic(request: SignedIn, slug: str) -> HttpResponse:
    return _exported(request, slug, critic_markup, file=f"{slug}.critic.md", drafts="drafts" in request.GET)


@for_editors
@require_safe
def erratum(request: SignedIn, slug: str) -> HttpResponse:
    return _exported(request, slug, erratum_block, bare=True)


def _exported(
    request: SignedIn, slug: str, export: Callable[..., str], *, file: str = "", **options: bool
) -> HttpResponse:
    """What an export says; saved under `file` where a name is given, else shown."""
    article = get_object_or_404(Article, slug=slug)
    try:
        exported = export(article, **options)
    except Refusal as refusal:
        messages.error(request, told(refusal))
        return redirect("desk-article", slug)
    response = HttpResponse(exported.encode(), content_type="text/markdown; charset=utf-8")
    if file:
        response.headers["Content-Disposition"] = content_disposition_header(True, file)
    return response


def _told(imported: Imported) -> str:
    if not imported.is_new:
        return _("These bytes are here already, so nothing was added.")
    if imported.revision.number == 1:
        return _("Imported.")
    said = _("Revision %(number)s is here.") % {"number": imported.revision.number}
    if imported.article.published_at is not None:
        said = _both(said, _("Readers see it now."))
    if imported.became_of_notes:
        said = _both(said, told(imported.became_of_notes))
    return said


def _both(one: str, other: str) -> str:
    # Translators: two sentences in a row.
    return _("%(one)s %(other)s") % {"one": one, "other": other}
