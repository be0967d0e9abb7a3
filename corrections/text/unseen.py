"""What a rendering has that no reader sees: comments, tags that the sanitiser takes away, and what others link to.

A proof compares sanitised HTML, in which none of it is left. So each rendering tells it beside, and a correction that
would take some of it away is no correction of words alone.
"""

import re
from itertools import chain

from .coordinates import SourceRange
from .sanitise import TAGS, SafeHtml

# As an HTML tokenizer reads it (HTML, 13.2.5). Each alternative ends at the end of the text at the latest, so that
# nothing is looked at twice.
_MARKUP = re.compile(
    r"""
      <!--(?:-?>|.*?(?:--!?>|\Z))                                          # comment
    | <[!?][^>]*(?:>|\Z)                                                   # doctype, processing instruction
    | <(?P<raw>script|style)(?=[\s/>]).*?(?:</(?P=raw)[^>]*(?:>|\Z)|\Z)
    | </?(?P<name>[a-z][^\s/>]*)(?P<attributes>(?:[^>=]+|=\s*(?:"[^"]*"|'[^']*')?)*+)(?:>|\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s=/>"']+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?""")
_LONGEST = 80  # characters of markup in a sentence
_LED_TO = frozenset(("id", "name"))


class Rendered(SafeHtml):
    """Safe HTML as it was rendered. unseen: see `unseen_in`, of the HTML before it was safe."""

    __slots__ = ("unseen",)
    unseen: tuple[str, ...]

    def __new__(cls, html: str, unseen: tuple[str, ...] = ()) -> "Rendered":
        rendered = super().__new__(cls, html)
        rendered.unseen = unseen
        return rendered


def unseen_in(html: str) -> tuple[str, ...]:
    """In order, as it is written: each comment, each tag that is not safe, and of those that are, each name that an
    address may lead to."""
    found: list[str] = []
    for match in _MARKUP.finditer(html):
        if (match["name"] or "").lower() in TAGS:
            attributes = _ATTRIBUTE.finditer(match["attributes"])
            found += [one[0] for one in attributes if one["name"].lower() in _LED_TO]
        else:
            found.append(match[0])
    return tuple(found)


def in_short(markup: str) -> str:
    """A tag or a comment for a sentence, in one line: it may be a page long."""
    line = " ".join(markup.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def beside_unseen(source: str, place: SourceRange) -> list[SourceRange]:
    """The parts of a stretch of source that stand between its tags and comments; the stretch where all are seen."""
    own = source[place.start : place.end]
    if not unseen_in(own):
        return [place]
    edges = [0, *chain.from_iterable(match.span() for match in _MARKUP.finditer(own)), len(own)]
    parts = zip(edges[::2], edges[1::2], strict=True)
    return [SourceRange(start, end).shifted(place.start) for start, end in parts if start < end]
