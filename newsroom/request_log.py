"""Gives each request a number and one line in the log: who asked for what, and how it was answered.

The number stands in the answer's X-Request-ID, in every line that is written meanwhile, and on the page that tells of
a fault. Of the address the path alone is written: what is searched for stands behind it.
"""

import logging
import re
import secrets
import time

from django.http import HttpRequest, HttpResponse

from newsroom.content_security import Answering
from newsroom.log_lines import request_id

_log = logging.getLogger("newsroom.request")
# As proxies make them. Anything else that a stranger sends is no number.
_A_NUMBER = re.compile(r"[A-Za-z0-9_-]{8,64}")


class NotLogged(HttpResponse):
    """The answer to a probe, which comes every few seconds: what is well is no news."""


def request_log(get_response: Answering) -> Answering:
    """Middleware, the outermost, so that what is written is what was sent."""

    def respond(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        number = given if _A_NUMBER.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(number)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = number
            if not isinstance(response, NotLogged):
                _write(request, response, time.perf_counter() - begun)
            vars(response)["_has_been_logged"] = True  # or Django would tell of a 503 again, without its number
            return response
        finally:
            request_id.reset(token)

    return respond


def _write(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    level = logging.WARNING if response.status_code >= 500 else logging.INFO
    if not _log.isEnabledFor(level):
        return
    told = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    # Only where somebody asked already: a reader's page asks for no session, and the log is no reason to.
    user = getattr(request, "_cached_user", None)
    if user is not None and user.pk is not None:
        told["user"] = user.pk
    _log.log(level, "request", extra={"told": told})
