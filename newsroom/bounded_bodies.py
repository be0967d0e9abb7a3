"""Refuses a request by the length that it tells, before any of its body is read.

Django bounds the fields of a form as it reads them, but takes files of any size, from anybody, onto the disk. A body
in chunks, which tells no length, is refused as well: Django would take it for an empty one. How slowly one may arrive
is for the proxy to say.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from newsroom.content_security import Answering

# As ASGI has them.
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def bounded_bodies(get_response: Answering) -> Answering:
    """Middleware that answers 413 to a body beyond DATA_UPLOAD_MAX_MEMORY_SIZE, and 411 to one without a length."""

    def respond(request: HttpRequest) -> HttpResponse:
        asked = request.META
        if "chunked" in asked.get("HTTP_TRANSFER_ENCODING", "").lower():
            return render(request, "400.html", status=411)
        if _tells_too_much(asked.get("CONTENT_LENGTH", "")):
            return render(request, "413.html", status=413)
        return get_response(request)

    return respond


def before_reading(application: Application) -> Application:
    """The same for ASGI, where Django reads the whole body before any middleware is asked. What comes in chunks is
    counted as it comes. A refusal is in plain words."""

    async def respond(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        length = dict(scope.get("headers", ())).get(b"content-length", b"").decode("latin-1")
        if _tells_too_much(length):
            await _refuse(send)
            return
        taken, is_answered = 0, False

        async def take() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return {"type": "http.disconnect"} if _is_too_much(taken) else message

        async def answer(message: Message) -> None:
            nonlocal is_answered
            is_answered = True
            await send(message)

        await application(scope, take, answer)
        if not is_answered and _is_too_much(taken):
            await _refuse(send)

    return respond


async def _refuse(send: Send) -> None:
    told = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-security-policy", b"default-src 'none'")]
    await send({"type": "http.response.start", "status": 413, "headers": told})
    await send({"type": "http.response.body", "body": b"What was sent is larger than the desk takes.\n"})


def _tells_too_much(length: str) -> bool:
    if not (length.isascii() and length.isdecimal()):
        return False  # no server lets it through; Django takes it for none
    # So many digits are too many, and would take long to be read as a number.
    return len(length) > 18 or _is_too_much(int(length))


def _is_too_much(length: int) -> bool:
    return length > int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
