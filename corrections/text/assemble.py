"""Take safe HTML apart and put it together again, so that it stays safe."""

import re
from collections.abc import Iterable

from .highlight import blocks
from .htmltext import text_of
from .sanitise import SafeHtml

_H1 = re.compile(r"\s*<h1\b[^>]*>(.*)</h1>\s*\Z", re.S)
_HEADING = re.compile(r"\s*<h[1-6]\b")
_OLD_AND_NUMBERS = re.compile(r'<del>.*?</del>|<a class="no".*?</a>|<span class="gap"[^>]*> </span>', re.S)


def joined_html(parts: Iterable[SafeHtml]) -> SafeHtml:
    """Safe pieces in a row. Raises TypeError for a piece that is not safe."""
    parts = list(parts)
    if not all(isinstance(part, SafeHtml) for part in parts):
        raise TypeError("Only safe HTML can be joined to safe HTML.")
    return SafeHtml("".join(parts))


def split_first_heading(html: SafeHtml) -> tuple[SafeHtml | None, SafeHtml]:
    """What stands in the `h1` that the HTML begins with, and the rest; None and all of it where it begins otherwise."""
    parts = blocks(html)
    match = _H1.match(parts[0]) if parts else None
    return (SafeHtml(match[1]), joined_html(parts[1:])) if match else (None, html)


def first_heading(html: SafeHtml) -> SafeHtml | None:
    """The first heading among the blocks, of any level, tags and all; None where there is none."""
    return next((block for block in blocks(html) if _HEADING.match(block)), None)


def corrected_text(highlighted: SafeHtml) -> str:
    """The words of highlighted HTML as they are right: what is struck is gone, what was added counts."""
    return text_of(SafeHtml(_OLD_AND_NUMBERS.sub("", highlighted).replace(" data-added", "")))
