"""The addresses of the review: the queue, a publication over several articles, submissions and returns."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corrections.actions import Refusal
from corrections.actions.publish import publish_together, stops, stops_for
from corrections.actions.review import return_note, submit_notes
from corrections.forms import row_ids, seen_in
from corrections.models import Article, CorrectionNote, house_style
from corrections.pages.review import return_page, review_page, submission_sheet
from corrections.telling import told
from corrections.views.editors import SignedIn, for_drafting, for_editors, for_publishing


@for_editors
@require_safe
def review(request: SignedIn) -> HttpResponse:
    page = review_page(request.user, stops_for(request.user), request.GET.get("page", "1"))
    return render(request, "corrections/desk/review.html", {"page": page})


@for_publishing
@require_POST
def publication(request: SignedIn) -> HttpResponse:
    """Publishes what is ticked in the queue, over several articles."""
    ticked = set(row_ids(request.POST.getlist("note")))
    versions = seen_in(request.POST.getlist("seen"))
    try:
        if not ticked:
            raise Refusal("Nothing is ticked. Tick what is to be published.")
        now = timezone.now()
        seen = {pk: versions.get(pk, 0) for pk in ticked}
        published = publish_together(seen, user=request.user, now=now)
    except Refusal as refusal:
        page = review_page(
            request.user, stops_for(request.user), request.POST.get("page", "1"), refusal=told(refusal), ticked=ticked
        )
        return render(request, "corrections/desk/review.html", {"page": page}, status=422)
    if published:
        messages.info(request, _told(published))
        for article in sorted({note.article for note in published if note.article.published_at is None}, key=str):
            said = _("Readers cannot see “%(title)s” yet: publish its page on the desk.")
            messages.warning(request, said % {"title": article.title or article.slug})
    return redirect("desk-review")


@for_drafting
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: SignedIn, slug: str) -> HttpResponse:
    """Submits what is ticked of an article's drafts."""
    article = get_object_or_404(Article, slug=slug)
    return _submission(request, article)


@for_drafting
@require_http_methods(["GET", "HEAD", "POST"])
def note_submission(request: SignedIn, pk: int) -> HttpResponse:
    """Submits one draft."""
    note = get_object_or_404(CorrectionNote.objects.select_related("article"), pk=pk)
    return _submission(request, note.article, only=note.pk)


@for_publishing
@require_http_methods(["GET", "HEAD", "POST"])
def note_return(request: SignedIn, pk: int) -> HttpResponse:
    """Gives a submitted note back with a remark; from the queue one comes back to the queue."""
    note = get_object_or_404(CorrectionNote.objects.select_related("article"), pk=pk)
    from_queue = "queue" in request.POST
    remark, refusal, status = request.POST.get("remark", ""), "", 200
    if request.method == "POST":
        try:
            return_note(note, remark, user=request.user, now=timezone.now())
            return redirect("desk-review") if from_queue else redirect("desk-article", note.article.slug)
        except Refusal as refused:
            refusal, status = told(refused), 422
    if from_queue:
        here, returning = request.POST.get("page", "1"), {pk: (remark, refusal)}
        page = review_page(request.user, stops_for(request.user), here, returning=returning)
        if any(one.notice.pk == pk for one in page.waiting):
            return render(request, "corrections/desk/review.html", {"page": page}, status=status)
    return render(request, "corrections/desk/return.html", {"page": return_page(note, remark, refusal)}, status=status)


def _submission(request: SignedIn, article: Article, only: int | None = None) -> HttpResponse:
    refusal, status = "", 200
    if request.method == "POST":
        ticked = row_ids(request.POST.getlist("note")) if only is None else [only]
        try:
            if not ticked:
                raise Refusal("Nothing is ticked. Tick what is to be submitted.")
            if submitted := submit_notes(article, ticked, user=request.user, now=timezone.now()):
                said = ngettext(
                    "%(count)s correction waits for review now.", "%(count)s corrections wait for review now.",
                    len(submitted),
                )  # fmt: skip
                messages.info(request, said % {"count": len(submitted)})
            return redirect("desk-article", article.slug)
        except Refusal as refused:
            refusal, status = told(refused), 422
    page = submission_sheet(article, stops, request.user, refusal, only)
    return render(request, "corrections/desk/submission.html", {"page": page, "only": only}, status=status)


def _told(published: list[CorrectionNote]) -> str:
    articles = len({note.article_id for note in published})
    count, when = len(published), house_style().moment(published[0].publication)
    if articles == 1:
        said = ngettext(
            "%(count)s correction is published, %(when)s.", "%(count)s corrections are published, %(when)s.", count
        )
        return said % {"count": count, "when": when}
    said = ngettext(
        "%(count)s correction in %(articles)s articles is published, %(when)s.",
        "%(count)s corrections in %(articles)s articles are published, %(when)s.",
        count,
    )
    return said % {"count": count, "articles": articles, "when": when}
