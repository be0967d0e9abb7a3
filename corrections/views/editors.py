"""Who gets the desk's pages: whoever is signed in and has the right to, each time anew; others are told why not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from corrections.models import AMEND, DRAFT, IMPORT, PUBLISH

View = Callable[..., HttpResponse]


class SignedIn(HttpRequest):
    """What a view of the desk is given: `for_editors` and its like let nobody else in."""

    user: User
    htmx: HtmxDetails


_REASONS = {
    IMPORT: gettext_lazy("Your account may not import articles. An editor does that."),
    DRAFT: gettext_lazy("Your account may not write notes. An editor does that."),
    PUBLISH: gettext_lazy("Your account may not publish. Submit your notes, and a standards editor publishes them."),
    AMEND: gettext_lazy("Your account may not amend what is published. Ask a standards editor to do it."),
}


def for_editors(view: View) -> View:
    """A view of the desk, for whoever works there with any right. A browser keeps none of them, so that Back shows how
    things stand, and nothing after signing out."""
    return _open_to(view, None)


def for_importing(view: View) -> View:
    """A view that adds articles and revisions."""
    return _open_to(view, IMPORT)


def for_drafting(view: View) -> View:
    """A view that writes drafts, or submits them."""
    return _open_to(view, DRAFT)


def for_publishing(view: View) -> View:
    """A view that publishes, or returns what was submitted."""
    return _open_to(view, PUBLISH)


def for_amending(view: View) -> View:
    """A view that sets right what is published."""
    return _open_to(view, AMEND)


def told_no(request: HttpRequest, right: str) -> HttpResponse:
    """The answer to somebody who asks for what takes a right that they have not: why not, and what to do instead."""
    return _refusal(request, str(_REASONS[right]))


def _open_to(view: View, right: str | None) -> View:
    """right: None where any of the desk's will do."""

    @never_cache
    @login_required
    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **where: Any) -> HttpResponse:
        if not any(map(request.user.has_perm, _REASONS)):
            return _refusal(request, _no_part(request.user))
        if right is not None and not request.user.has_perm(right):
            return told_no(request, right)
        return view(request, *args, **where)

    return respond


def _no_part(user: User | AnonymousUser) -> str:
    if user.has_perm("auth.change_user"):
        return _("It does not work at the desk. Put whoever does into a group there: editor, or standards editor.")
    return _(
        "Your account may not work at the desk yet. Ask an administrator to put it into a group: editor, or standards "
        "editor."
    )


def _refusal(request: HttpRequest, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "works_here": any(map(request.user.has_perm, _REASONS))}
    return render(request, "corrections/desk/refused.html", context, status=403)
