"""How readers' pages are answered: kept for each public state, compressed, with an ETag, and open to every cache."""

from collections.abc import Callable
from functools import wraps

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

View = Callable[..., HttpResponse]
Name = str | Callable[[HttpRequest], str | None]


def of_article(name: Name) -> Callable[[View], View]:
    """For a view of `slug`. name: as `answers` knows it, or a function of the request; None: made anew each time."""

    def state_of(slug: str) -> int | None:
        return Article.objects.published().filter(slug=slug).values_list("public_state", flat=True).first()

    return _readers_view(name, lambda name, slug, **_: answers.of_article(slug, name), lambda slug, **_: state_of(slug))


def of_lists(name: Name) -> Callable[[View], View]:
    """For a view of several articles."""
    return _readers_view(name, lambda name, **_: answers.of_lists(name), lambda **_: PublicState.now())


def _readers_view(name: Name, key_of: Callable, state_of: Callable) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def respond(request: HttpRequest, **where) -> HttpResponse:
            made: list[HttpResponse] = []

            def make() -> answers.Answer | None:
                made[:] = [view(request, **where)]
                return _answer(made[0])

            def state() -> tuple[int, str] | None:
                number = state_of(**where)
                return None if number is None else (number, origin(request))

            named = name(request) if callable(name) else name
            is_kept = named is not None and not settings.DEBUG
            answer = answers.kept(key_of(named, **where), state, make) if is_kept else make()
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
    told = request.META
    headers = {"Content-Type": answer.content_type, "ETag": answer.etag, **_HEADERS}
    if "gzip" in told.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(answer.packed, headers={**headers, "Content-Encoding": "gzip"})
    else:
        response = HttpResponse(answer.body, headers=headers)
    if "HTTP_IF_NONE_MATCH" in told or "HTTP_IF_MATCH" in told:
        return get_conditional_response(request, etag=answer.etag, response=response)
    return response
