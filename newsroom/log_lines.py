"""Writes each event of the log as one line: JSON for machines, or words for whoever tries things out.

What strangers send may hold anything, so every value is written as JSON with ASCII alone: no line end, no sign that
moves a cursor. A traceback tells where, and an exception's message only where it is about names and types: that of a
ValueError or of PostgreSQL's DETAIL may quote an article, a password, or words that are withheld.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DataError
from django.db import Error as DatabaseFault
from django.http.request import RawPostDataException
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import NoReverseMatch

# The request under way in this thread; "" between requests and in commands.
request_id: ContextVar[str] = ContextVar("request_id", default="")

Value = TypeVar("Value")

_SAYS_NO_VALUE = (
    *(AttributeError, ImportError, NameError, TypeError, RecursionError, NotImplementedError),
    *(ImproperlyConfigured, NoReverseMatch, RawPostDataException, TemplateDoesNotExist, TemplateSyntaxError),
)
_PLAIN = re.compile(r"[\w./:@+-]+", re.ASCII)
_FRAME = re.compile(r'^  File "[^"\n]*", line \d+, in [^\n]+$', re.M)
_MOST_FRAMES = 60
_QUERY = re.compile(r"(?<=\S)\?[^\s'\"]+")
_LONGEST = 500  # characters of a value that a stranger may have sent


class JsonLine(logging.Formatter):
    """{"time", "level", "logger", "event", "request_id", ...what the event brought along, "traceback"}"""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_told(record), ensure_ascii=True, default=str)


class TextLine(logging.Formatter):
    """2026-11-22T14:05:00.000Z INFO newsroom.request request request_id=... method=GET ...; a traceback follows."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        frames = told.pop("traceback", [])
        head = [told.pop("time"), told.pop("level"), told.pop("logger"), _as_word(told.pop("event"))]
        line = " ".join([*head, *(f"{name}={_as_word(value)}" for name, value in told.items())])
        return "\n    ".join([line, *(json.dumps(frame)[1:-1].replace('\\"', '"') for frame in frames)])


def _told(record: logging.LogRecord) -> dict[str, Any]:
    when = datetime.fromtimestamp(record.created, UTC)
    told: dict[str, Any] = {
        "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        # Django quotes addresses whole, a referrer's for one; what is searched for stands behind their question mark.
        "event": _shortened(_QUERY.sub("?...", record.getMessage())),
    }
    if found := request_id.get():
        told["request_id"] = found
    told |= {name: _shortened(value) for name, value in getattr(record, "told", {}).items()}
    # A request that was refused is the stranger's fault: the sentence is enough.
    if record.exc_info and record.exc_info[1] and not record.name.startswith("django.security"):
        told["traceback"] = list(_traceback(record.exc_info[1]))
    return told


def _shortened(value: Value) -> Value | str:
    return f"{value[:_LONGEST]}..." if isinstance(value, str) and len(value) > _LONGEST else value


def _as_word(value: object) -> str:
    word = str(value)
    return word if _PLAIN.fullmatch(word) else json.dumps(word)


def _traceback(error: BaseException | None) -> Iterator[str]:
    """The error and what brought it about, each with where it was, the place of the fault last."""
    seen: set[int] = set()
    link = ""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = type(error)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        said = _message(error)
        yield f"{link}{name}: {said}" if said else f"{link}{name}"
        frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
        yield from (f'File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in frames)
        # Where it was in a process of `corrections.bounded`.
        for note in getattr(error, "__notes__", ()):
            yield from (found.strip() for found in _FRAME.findall(note)[-_MOST_FRAMES:])
        link = "caused by " if error.__cause__ is not None else "while handling "
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _message(error: BaseException) -> str:
    """What may be told of an exception's message."""
    if isinstance(error, DataError):
        return ""  # it is about a value, which PostgreSQL quotes
    if isinstance(error, DatabaseFault):
        # The lines after the first quote the row.
        return _shortened(str(error).split("\n")[0])
    if isinstance(error, OSError):
        return error.strerror or ""
    return _shortened(str(error).split("\n")[0]) if isinstance(error, _SAYS_NO_VALUE) else ""
