"""The desk's address of an article's proposed places: one is taken, or several at once."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from corrections.actions import Refusal
from corrections.actions.place import Placed, take_places
from corrections.forms import row_ids
from corrections.models import PUBLISH, Article, Span
from corrections.telling import told
from corrections.views.editors import SignedIn, for_drafting, told_no


@for_drafting
@require_POST
def places(request: SignedIn, slug: str) -> HttpResponse:
    """Places the spans that were sent where it is proposed, as it was in the revision that was sent along."""
    article = get_object_or_404(Article, slug=slug)
    asked = row_ids(request.POST.getlist("span"))
    revision = next(iter(row_ids([request.POST.get("revision", "")])), 0)
    published = Span.objects.filter(pk__in=asked, note__in=article.notes.published())
    if not request.user.has_perm(PUBLISH) and published.exists():
        # Where a notice stands, readers see at once.
        return told_no(request, PUBLISH)
    try:
        if not asked:
            raise Refusal("No place was chosen. Take one, or mark in the article the words that the note is about now.")
        tell_placed(request, take_places(article, asked, revision=revision, user=request.user))
    except Refusal as refused:
        messages.error(request, told(refused))
    return redirect("desk-article", slug)


def tell_placed(request: SignedIn, placed: Iterable[Placed]) -> None:
    """Say on the next page how many notes have their places again, and what comes with it."""
    placed = list(placed)
    said = ngettext("The note has its place again.", "%(count)s places are taken.", len(placed))
    messages.info(request, said % {"count": len(placed)})
    for sentence in dict.fromkeys(told(one) for each in placed for one in each.told):
        messages.info(request, sentence)
