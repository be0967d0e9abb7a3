"""Who gets the desk's pages: editors who are signed in, each time anew."""

from django.contrib.auth.decorators import login_required
from django.views.decorators.cache import never_cache


def for_editors(view):
    """A view of the desk. A browser keeps none of them, so that Back shows how things stand, and nothing after signing
    out."""
    return never_cache(login_required(view))
