"""The desk's address at which an open page says that it is there, and hears what others do meanwhile."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from corrections.actions.presence import be_here, leave
from corrections.forms import PresenceForm
from corrections.models import Article
from corrections.pages.presence import Card, presence_page
from corrections.views.desk import shown_of
from corrections.views.editors import SignedIn, for_editors


@for_editors
@require_POST
def presence(request: SignedIn, slug: str) -> HttpResponse:
    """Who else is here and what is new; with the article's parts where the page that asks shows them as they were.

    Of a newer revision it only tells: no text is changed under an editor's hands.
    """
    article = get_object_or_404(Article, slug=slug)
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    said, account, now = form.cleaned_data, request.user, timezone.now()
    if said["leaving"]:
        leave(article, account, said["tab"])
        return HttpResponse(status=204)
    card = Card(said["note"], said["version"], said["words"])
    be_here(article, account, said["tab"], note=card.note, words=card.words, is_hidden=said["hidden"], now=now)
    page = presence_page(article, account, said["tab"], known=said["standing"], card=card, now=now)
    # What is told once is told to the page that its editor asks for, and not to this one.
    context = {"presence": page, "messages": ()}
    if page.is_new and not page.newer:
        context |= shown_of(request, article)
    return render(request, "corrections/desk/_presence.html", context)
