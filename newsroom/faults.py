"""The page for a request that failed here: it tells the number under which the log knows more.

Where the fault is that the database is away, or was not migrated, it is nobody's mistake in the code: the answer is
503, after which the desk tries again by itself and keeps what was typed.
"""

import sys

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.template import loader

from newsroom.database import trouble
from newsroom.log_lines import request_id


def fault(request: HttpRequest) -> HttpResponse:
    """For `handler500`; called while the exception is handled. It asks the database for nothing that a page needs."""
    told = trouble() if isinstance(sys.exc_info()[1], Error) else None
    status = 503 if told else 500
    page = loader.render_to_string(f"{status}.html", {"number": request_id.get()})
    response = HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
    if told:
        response.headers["Retry-After"] = "10"
    return response
