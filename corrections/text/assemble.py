"""Take safe HTML apart and put it together again, so that it stays safe."""

import re
from collections.abc import Iterable, Sequence

from .highlight import Mark, blocks, headline
from .htmltext import ADDED, Piece, Tag, walk
from .sanitise import SafeHtml

_H1 = re.compile(r"\s*<h1\b[^>]*>(.*)</h1>\s*\Z", re.S)
_HEADING = re.compile(r"\s*<h[1-6]\b")
_OPENING = re.compile(r"\s*<[a-z][a-z0-9]*(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ID = re.compile(r"\sid=\"([^\"]*)\"")
_ADDED = re.compile(rf"(<(?:ins|a|span)\b[^>]*?) {ADDED}")


def joined_html(parts: Iterable[SafeHtml]) -> SafeHtml:
    """Safe pieces in a row. Raises TypeError for a piece that is not safe."""
    parts = list(parts)
    if not all(isinstance(part, SafeHtml) for part in parts):
        raise TypeError("Only safe HTML can be joined to safe HTML.")
    return SafeHtml("".join(parts))


def named_blocks(html: SafeHtml, names: Sequence[str]) -> SafeHtml:
    """The HTML with an id on each of its blocks, in order; "" for none. A block keeps the id that it has."""
    parts = blocks(html)
    named = [_named(block, name, html) for block, name in zip(parts, names, strict=True)]
    return joined_html([*named, SafeHtml(html[sum(map(len, parts)) :])])


def block_name(block: SafeHtml) -> str:
    """The id of the element that a block is; "" for none."""
    opening = _OPENING.match(block)
    found = _ID.search(opening["rest"]) if opening else None
    return found[1] if found else ""


def without_ids(html: SafeHtml) -> SafeHtml:
    """The HTML without any id, so that it may stand a second time in a page."""
    parts, at = [], 0
    for tag in walk(html):
        if isinstance(tag, Tag) and not tag.closes:
            parts += [html[at : tag.start], _ID.sub("", html[tag.start : tag.end])]
            at = tag.end
    return SafeHtml("".join([*parts, html[at:]]))


def is_heading(block: SafeHtml) -> bool:
    return bool(_HEADING.match(block))


def _named(block: SafeHtml, name: str, html: SafeHtml) -> SafeHtml:
    opening = _OPENING.match(block)
    if not name or opening is None or _ID.search(opening["rest"]) or f' id="{name}"' in html:
        return block
    at = opening.start("rest")
    return SafeHtml(f'{block[:at]} id="{name}"{block[at:]}')


def _split_first_heading(html: SafeHtml) -> tuple[SafeHtml | None, SafeHtml]:
    """What stands in the `h1` that the HTML begins with, and the rest; None and all of it where it begins otherwise."""
    parts = blocks(html)
    match = _H1.match(parts[0]) if parts else None
    return (SafeHtml(match[1]), joined_html(parts[1:])) if match else (None, html)


def split_headline(title: str, marks: Sequence[Mark], body: SafeHtml) -> tuple[SafeHtml | None, SafeHtml]:
    """The headline and the body without it: a title of its own with its marks drawn, else a first heading of the body.

    A heading further down gives its words and stays where it is; None without any. body: with its marks drawn.
    """
    if title:
        return headline(title if marks else " ".join(title.split()), marks), body
    head, rest = _split_first_heading(body)
    if head is not None:
        return head, rest
    found = first_heading(body)
    return (headline(corrected_text(found), ()) if found else None), body


def first_heading(html: SafeHtml) -> SafeHtml | None:
    """The first heading among the blocks, of any level, tags and all; None where there is none."""
    return next((block for block in blocks(html) if _HEADING.match(block)), None)


def corrected_text(highlighted: SafeHtml) -> str:
    """The words of highlighted HTML as they are right: what is struck is gone, what was added counts."""
    parts: list[str] = []
    path: list[Tag] = []
    for token in walk(SafeHtml(_ADDED.sub(r"\1", highlighted))):
        if isinstance(token, Piece):
            parts += [] if any(_is_old_or_number(path, at) for at in range(len(path))) else [token.text]
        elif not token.is_void:
            path.append(token) if not token.closes else path.pop()
    return "".join(parts)


def _is_old_or_number(path: list[Tag], at: int) -> bool:
    """Whether an element is one of ours that a corrected text goes without. A `del` of the article's own stands in no
    `mark`."""
    tag = path[at]
    is_struck = tag.name == "del" and at > 0 and path[at - 1].name == "mark"
    return is_struck or (tag.name, tag.attribute("class")) in (("a", "no"), ("span", "gap"), ("span", "omission"))
