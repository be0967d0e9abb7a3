"""The only walker of HTML: the text of sanitised HTML, and its pieces with their places in that text.

"Rendered text" has one meaning in the whole product: the text nodes of the sanitised HTML in order, in code
points. What the product adds to an article carries the attribute `data-added` and does not count. The
JavaScript module `textpoints.js` is this module's mirror in the browser.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .sanitise import BLOCK_TAGS, VOID_TAGS, SafeHtml

ADDED = "data-added"
GENERATED_CLASSES = frozenset(("footnote-ref", "footnote-backref"))

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attrs>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|(?P<text>[^<]+)"
)
_ATTRIBUTE = re.compile(r"([^\s=/>]+)(?:=(?:\"([^\"]*)\"|'([^']*)'))?")


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or an end tag.

    at: the text's code points before it. start, end: its place in the HTML string.
    """

    at: int
    start: int
    end: int
    name: str
    closes: bool
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def is_block(self) -> bool:
        return self.name in BLOCK_TAGS

    @property
    def is_void(self) -> bool:
        return self.name in VOID_TAGS

    def attribute(self, name: str) -> str | None:
        return dict(self.attributes).get(name)


@dataclass(frozen=True, slots=True)
class Piece:
    """One text node or a part of one.

    at: its first code point in the text. start, end: its place in the HTML string, references and all.
    generated: the renderer's own words (a footnote's number).
    """

    at: int
    start: int
    end: int
    text: str
    generated: bool


def walk(safe: SafeHtml) -> Iterator[Tag | Piece]:
    """Every tag and text node in order, without what the product added."""
    at, added, generated = 0, 0, 0
    path: list[str] = []
    depths: list[tuple[int, int]] = []
    after_pre = False
    for match in _TOKEN.finditer(safe):
        start, end = match.span()
        if match["text"] is not None:
            if added:
                continue
            if after_pre and safe[start] == "\n":
                start += 1
            raw = safe[start:end]
            if raw:
                text = html.unescape(raw) if "&" in raw else raw
                yield Piece(at, start, end, text, generated > 0)
                at += len(text)
            continue
        name, closes = match["tag"], bool(match["close"])
        after_pre = name == "pre" and not closes
        if closes:
            was_added = added
            if path and path[-1] == name:
                path.pop()
                was_added, generated = depths.pop()
            skip, added = added, was_added
            if not skip:
                yield Tag(at, start, end, name, True)
            continue
        attributes = _attributes(match["attrs"])
        is_added = any(key == ADDED for key, _ in attributes)
        if not (added or is_added):
            yield Tag(at, start, end, name, False, attributes)
        if name not in VOID_TAGS:
            path.append(name)
            depths.append((added, generated))
            added += is_added
            generated += any(key == "class" and value in GENERATED_CLASSES for key, value in attributes)


def pieces(safe: SafeHtml) -> Iterator[Piece]:
    """The text nodes in order."""
    return (token for token in walk(safe) if isinstance(token, Piece))


def text_of(safe: SafeHtml) -> str:
    """The rendered text: what a reader sees, in code points, generated words included, added ones not."""
    return "".join(piece.text for piece in pieces(safe))


def _attributes(raw: str) -> tuple[tuple[str, str], ...]:
    if not raw:
        return ()
    return tuple(
        (match[1], html.unescape(match[2] if match[2] is not None else match[3] or ""))
        for match in _ATTRIBUTE.finditer(raw)
    )
