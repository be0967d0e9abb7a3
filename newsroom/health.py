"""Answers at /healthz whether this server can work: it asks the database, and says in one sentence what is wrong.

Before Django's own middleware, since a probe knows no host name, speaks plain HTTP and keeps no cookies. What it is
told is no secret.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from newsroom.content_security import Answering
from newsroom.database import trouble
from newsroom.request_log import NotLogged

PATH = "/healthz"


def health(get_response: Answering) -> Answering:
    """Middleware that answers one address itself."""

    def respond(request: HttpRequest) -> HttpResponse:
        return _answer(request) if request.path_info == PATH else get_response(request)

    return respond


def _answer(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    with translation.override("en"):
        told = str(trouble() or "")
    kind = HttpResponse if told else NotLogged
    response = kind(f"{told or 'ok'}\n", content_type="text/plain", status=503 if told else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
