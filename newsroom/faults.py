"""The page for a request that failed here: it tells the number under which the log knows more.

Where the fault is that the database is full, locked, away or of another version, it is nobody's mistake in the code:
the answer is 503, after which the desk tries again by itself and keeps what was typed.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader

from corrections.models import outage_of
from corrections.pages.house import house
from corrections.telling import told
from newsroom.log_lines import request_id

_SECONDS = "10"  # after which it may be tried again
_BEHIND = ("/desk/", "/admin/", "/sign-")


def fault(request: HttpRequest) -> HttpResponse:
    """For `handler500`; called while the exception is handled. The page asks the database for nothing."""
    outage = outage_of(sys.exc_info()[1])
    context, headers = {"house": house(), "number": request_id.get()}, {"Cache-Control": "no-store"}
    if outage is None:
        return HttpResponse(loader.render_to_string("500.html", context), status=500, headers=headers)
    # Whoever only reads is told what matters to them, and not what is wrong behind the counter.
    is_reader = request.method in {"GET", "HEAD"} and not request.path_info.startswith(_BEHIND)
    page = loader.render_to_string("503.html", context | {"outage": "" if is_reader else told(outage)})
    return HttpResponse(page, status=503, headers=headers | {"Retry-After": _SECONDS})
