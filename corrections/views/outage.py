"""The answer when something went wrong here: that the database is full, locked or away, or that it is our fault."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from corrections.models import outage_of
from corrections.telling import told

_SECONDS = "10"  # after which it may be tried again


def failed(request: HttpRequest) -> HttpResponse:
    """503 and why, where the database is in trouble: browsers and proxies may try again. Else 500.

    Django calls it while the error is handled. The page asks the database for nothing.
    """
    outage = outage_of(sys.exc_info()[1])
    if outage is None:
        return server_error(request)
    page = loader.render_to_string("503.html", {"outage": told(outage)})
    return HttpResponse(page, status=503, headers={"Retry-After": _SECONDS, "Cache-Control": "no-store"})
