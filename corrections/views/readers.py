"""How readers' pages are answered: kept for each public state, compressed, with an ETag, and open to every cache."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from corrections import answers
from corrections.models import Article, PublicState
from corrections.views.site import origin

# Browsers ask each time, and are mostly told that nothing changed (304). A cache in front asks once a second, and never
# serves what it could not ask about: what is withheld must be gone at once.
_HEADERS = {"Cache-Control": "public, max-age=0, s-maxage=1, must-revalidate", "Vary": "Accept-Encoding"}
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.I)

View = Callable[..., HttpResponse]
Name = str | Callable[[HttpRequest], str | None]


def of_article(name: Name) -> Callable[[View], View]:
    """For a view of `slug`. name: as `answers` knows it, or a function of the request; None: made anew each time."""

    def key(request: HttpRequest, slug: str) -> str | None:
        named = name(request) if callable(name) else name
        return named and answers.of_article(slug, named)

    return _kept(key, _state_of_article)


def of_revision(view: View) -> View:
    """For the view of `slug` in its revision `number`."""
    return _kept(lambda request, slug, number: answers.of_revision(slug, number), _state_of_article)(view)


def of_lists(name: Name) -> Callable[[View], View]:
    """For a view of several articles."""

    def key(request: HttpRequest) -> str | None:
        named = name(request) if callable(name) else name
        return named and answers.of_lists(named)

    return _kept(key, PublicState.now)


def _state_of_article(slug: str, **_: object) -> int | None:
    return Article.objects.published().filter(slug=slug).values_list("public_state", flat=True).first()


def _kept(key_of: Callable[..., str | None], state_of: Callable[..., int | None]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def respond(request: HttpRequest, **where: Any) -> HttpResponse:
            made: list[HttpResponse] = []

            def make() -> answers.Answer | None:
                made[:] = [view(request, **where)]
                return _answer(made[0])

            key, site = key_of(request, **where), origin(request)
            if key is None or settings.DEBUG:
                answer = make()
            else:
                answer = answers.fresh(key, site) or answers.kept(key, site, lambda: state_of(**where), make)
            if answer is None:
                return made[0] if made else view(request, **where)
            return _sent(request, answer)

        return respond

    return decorate


def _answer(response: HttpResponse) -> answers.Answer | None:
    """What may be kept: a page that is there. An error tells what is so for now."""
    return answers.Answer.of(response.content, response["Content-Type"]) if response.status_code == 200 else None


def _sent(request: HttpRequest, answer: answers.Answer) -> HttpResponse:
    """The answer as this reader takes it. It is nearly all that a page costs, so it asks for nothing twice."""
    asked = request.META
    # Who sends a cookie that cannot be read gets no other here: what is kept for all sets none, whoever asks.
    asked["CSRF_COOKIE_NEEDS_UPDATE"] = False
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    headers = {"Content-Type": answer.content_type, "ETag": answer.etag, **_HEADERS}
    if _TAKES_GZIP.search(asked.get("HTTP_ACCEPT_ENCODING", "")):
        response = HttpResponse(answer.packed, headers={**headers, "Content-Encoding": "gzip"})
    else:
        response = HttpResponse(answer.body, headers=headers)
    if "HTTP_IF_NONE_MATCH" in asked or "HTTP_IF_MATCH" in asked:
        return get_conditional_response(request, etag=answer.etag, response=response) or response
    return response
