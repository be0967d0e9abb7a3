"""Turning the pages of a long list from where one stands in it, so that any page costs what the first one costs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

At = TypeVar("At")  # a place in the list
Row = TypeVar("Row", bound=Model)
A_PAGE = 50


class Unreadable(ValueError):
    """What an address asks for cannot be read; the message tells readers so."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The rows of one page, and the addresses of its neighbours; None where there is none."""

    rows: tuple[Any, ...]
    newer_href: str | None
    older_href: str | None


def turn(
    asked: dict[str, str],
    fetch: Callable[[At | None, At | None, bool], QuerySet[Row]],
    key: Callable[[Row], str],
    read: Callable[[str], At],
    kept: dict[str, str] | None = None,
) -> Turn:
    """The page before or after a place that the address names, else the newest.

    fetch(above, below, newest): the rows between two places, exclusive, in this order, to be cut. key, read: a row's
    place as an address has it, and back; read raises ValueError. kept: what else the addresses of neighbours carry.
    Raises Unreadable.
    """
    before, after = (_read(asked.get(name, ""), read) for name in ("before", "after"))
    if before is not None and after is not None:
        raise Unreadable(_("This address asks for two pages at once."))
    if after is not None:
        rows = list(fetch(after, None, False)[: A_PAGE + 1])
        if len(rows) > A_PAGE:
            return _neighbours(rows[A_PAGE - 1 :: -1], key, kept or {}, True, True)
        # The newest page is one page, from whichever side one comes to it.
    rows = list(fetch(None, before, True)[: A_PAGE + 1])
    return _neighbours(rows[:A_PAGE], key, kept or {}, before is not None, len(rows) > A_PAGE)


def whole_number(text: str) -> int:
    """A place that is one number, as an address has it. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or int(text) >= 1 << 63:
        raise ValueError(text)
    return int(text)


def _read(text: str, read: Callable[[str], At]) -> At | None:
    try:
        return read(text) if text else None
    except ValueError as error:
        raise Unreadable(_("This address names no page of the list; a part of it may be missing.")) from error


def _neighbours(rows: list[Row], key: Callable[[Row], str], kept: dict[str, str], newer: bool, older: bool) -> Turn:
    def href(name: str, row: Row) -> str:
        return f"?{urlencode(kept | {name: key(row)})}"

    if not rows:
        return Turn((), f"?{urlencode(kept)}" if newer else None, None)
    return Turn(tuple(rows), href("after", rows[0]) if newer else None, href("before", rows[-1]) if older else None)
