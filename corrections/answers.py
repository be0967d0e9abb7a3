"""Keeps what was made for readers: each answer once for each public state, in the cache that all processes may share.

A process serves what it knows to be right for PUBLIC_PAGE_SECONDS without asking; then it asks for the state again. An
address has one place in the cache, and a change that readers can see empties it (`forget`): so words that are withheld
from today on are not left in what others share. Another process drops its own copy when it is asked next.
"""

import gzip
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache as once
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache

from corrections.text import RENDERER

# By the name of what is asked for: whatever is kept has its name here, so that nothing is forgotten to be forgotten.
OF_ARTICLE: tuple[str, ...] = (
    "annotated",
    "corrected",
    "original",
    "comparison",
    "markdown",
    "criticmarkup",
    "annotations",
)
OF_ARTICLE += ("feed-atom", "feed-json", "export", "receipt")
OF_LISTS = ("home", "log", "figures", "feed-atom", "feed-json", "sitemap")
_log = logging.getLogger(__name__)
_A_DAY = 24 * 3600
_MOST_IN_MEMORY = 500
_PROJECT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent. packed: the body, compressed by gzip. etag: of the body, weak since it may be sent as either."""

    content_type: str
    packed: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes, content_type: str) -> "Answer":
        # The same bytes for the same body: without the time that gzip would note.
        packed = gzip.compress(body, 9, mtime=0)
        return cls(content_type, packed, f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.packed)


@dataclass(frozen=True, slots=True)
class _Known:
    state: int
    site: str
    answer: Answer
    until: float  # by this process's steady clock


_in_memory: dict[str, _Known] = {}
# A page that many ask for at once is made by one of them, while the others wait; a few locks serve all addresses.
_making = tuple(threading.Lock() for _ in range(64))


def of_article(slug: str, name: str) -> str:
    """The key of what is kept of one article."""
    if name not in OF_ARTICLE:
        raise KeyError(f"{name} is nothing that is kept of an article")
    return f"{_maker()}:article:{name}:{slug}"


def of_revision(slug: str, number: int) -> str:
    """The key of the page of one revision."""
    return f"{_maker()}:article:revision-{number}:{slug}"


def of_lists(name: str) -> str:
    """The key of an answer about all articles."""
    if name not in OF_LISTS:
        raise KeyError(f"{name} is no list that is kept")
    return f"{_maker()}:list:{name}"


def fresh(key: str, site: str) -> Answer | None:
    """The answer, where this process need not ask for the state yet."""
    known = _in_memory.get(key)
    return known.answer if known is not None and known.site == site and time.monotonic() < known.until else None


def kept(key: str, site: str, state: Callable[[], int | None], make: Callable[[], Answer | None]) -> Answer | None:
    """The answer for the state as it is now, or as it was PUBLIC_PAGE_SECONDS ago at most.

    site: what the addresses in it begin with.
    state: tells the state; None where there is nothing to be seen. make: makes the answer; None where it is none to be
    kept, as an error is.
    """
    with _making[hash(key) % len(_making)]:
        if answer := fresh(key, site):
            return answer
        known, now = _in_memory.get(key), time.monotonic()
        current = state()
        if current is None:
            forget([key])
            return None
        if known is None or (known.state, known.site) != (current, site):
            found = fetch(key)
            known = found if isinstance(found, _Known) else None
        if known is None or (known.state, known.site) != (current, site):
            known = _made(key, current, site, state, make)
        if known is not None:
            if len(_in_memory) >= _MOST_IN_MEMORY:
                _in_memory.clear()
            _in_memory[key] = replace(known, until=now + settings.PUBLIC_PAGE_SECONDS)
        return known.answer if known is not None else None


def fetch(key: str) -> Any:
    """What the shared cache holds under a key; None for nothing."""
    with _spared():
        return cache.get(key)
    return None


def store(key: str, value: Any, seconds: int) -> None:
    """Let the shared cache hold a value for so long at most."""
    with _spared():
        cache.set(key, value, seconds)


def forget(keys: Iterable[str]) -> None:
    """Drop what is kept under these keys, here and in the cache that others share."""
    keys = list(keys)
    for key in keys:
        _in_memory.pop(key, None)
    with _spared():
        cache.delete_many(keys)


def forget_article(slug: str, revisions: int) -> None:
    """Drop what is kept of an article, which has so many revisions, and of all lists."""
    pages = [of_revision(slug, number + 1) for number in range(revisions)]
    forget([*pages, *(of_article(slug, name) for name in OF_ARTICLE), *map(of_lists, OF_LISTS)])


def forget_memory() -> None:
    """Drop what this process keeps beside the cache."""
    _in_memory.clear()


def forget_all() -> None:
    """Drop whatever this process keeps, and what it knows of itself."""
    forget_memory()
    _maker.cache_clear()


def _made(
    key: str, current: int, site: str, state: Callable[[], int | None], make: Callable[[], Answer | None]
) -> _Known | None:
    # The state was asked before: what is made now may be newer than it, never older.
    answer = make()
    if answer is None:
        return None
    known = _Known(current, site, answer, 0.0)
    store(key, known, _A_DAY)
    if state() != current:
        # Something changed meanwhile, and whoever changed it may have emptied this place already.
        forget([key])
    return known


@contextmanager
def _spared() -> Iterator[None]:
    """Spares readers and editors the troubles of a shared cache that is away, slow, or holds what nobody can read: the
    page is made anew. What it still holds goes by the state, so that it is not served either."""
    try:
        yield
    except Exception:  # noqa: BLE001 - what a cache's client raises is told nowhere, and is logged
        _log.warning("The cache cannot be used; pages are made anew.", exc_info=True)


@once
def _maker() -> str:
    """Stands for all that makes a page beside what is kept: this code, its templates, and the settings."""
    told = hashlib.sha256(repr((django.VERSION, RENDERER, getattr(staticfiles_storage, "manifest_hash", ""))).encode())
    for folder in ("corrections", "newsroom", "templates"):
        for path in sorted((_PROJECT / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".mo"}:
                told.update(path.read_bytes())
    plain = (str, int, bool, tuple, list)
    names = sorted(name for name in dir(settings) if name.isupper() and "SECRET" not in name)
    # Two newsrooms may share one cache.
    told.update(repr([settings.DATABASES["default"].get(name) for name in ("ENGINE", "NAME", "HOST", "PORT")]).encode())
    told.update(repr([(name, value) for name in names if isinstance(value := getattr(settings, name), plain)]).encode())
    return told.hexdigest()[:16]
