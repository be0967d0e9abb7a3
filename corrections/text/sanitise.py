"""The gate through which HTML becomes safe: the allow-lists, and the only import of bleach."""

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bleach import __version__ as BLEACH_VERSION
from bleach.sanitizer import Cleaner

if TYPE_CHECKING:
    from html5lib.filters.base import Filter  # of which bleach brings a copy of its own
    from html5lib.treewalkers import getTreeWalker
else:
    from bleach.html5lib_shim import Filter, getTreeWalker

__all__ = ["BLEACH_VERSION", "BLOCK_TAGS", "INLINE_TAGS", "VOID_TAGS", "SafeHtml", "is_safe_address", "sanitise"]

INLINE_TAGS = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd q s samp small span strong sub sup time u var".split()
)
BLOCK_TAGS = frozenset(
    "blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary "
    "table tbody td tfoot th thead tr ul".split()
)
VOID_TAGS = frozenset(("br", "col", "hr", "img"))
# No `mark`: inside an article it is the product's own word, and a reader must be able to trust it.
TAGS = INLINE_TAGS | BLOCK_TAGS | {"br", "img"}
# Raw text elements are let through the parser, so that their text is known, and then dropped with it.
DROPPED = frozenset(("script", "style"))
PROTOCOLS = frozenset(("http", "https", "mailto", "tel"))

_ADDRESSES = frozenset(("href", "src", "cite"))
_ANYWHERE = frozenset(("title", "lang", "dir"))
_ATTRIBUTES = {
    "a": {"href", "class", "id", "rel"},
    "img": {"src", "alt", "width", "height"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"start", "type", "reversed"},
    "li": {"id", "value"},
    "sup": {"id"},
    "div": {"class"},
    "code": {"class"},
    "time": {"datetime"},
    "details": {"open"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"cite", "datetime"},
    "ins": {"cite", "datetime"},
}
# Python-Markdown's footnotes need these ids and classes; an id of any other shape could stand in for a notice's.
_ID = re.compile(r"fn(?:ref)?\d*:\S+\Z")
_CLASS = re.compile(r"(?:footnote|footnote-ref|footnote-backref|language-[\w#.+-]+)\Z")
_MARKUP_ENTITIES = {"&": "amp", "<": "lt", ">": "gt"}
_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ROUNDS = 8
_TAG = re.compile(r"</?[a-z][a-z0-9]*")


_Token = dict[str, Any]  # html5lib's: its type, and by that a name, data or attributes


class SafeHtml(str):
    """HTML that went through `sanitise`, or was built from such by this library.

    Templates honour `__html__`. Joined to another string it becomes plain `str`, which templates escape:
    it fails closed.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return str.__str__(self)


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "id":
        return name in _ATTRIBUTES.get(tag, ()) and _ID.match(value) is not None
    if name == "class":
        return name in _ATTRIBUTES.get(tag, ()) and _CLASS.match(value) is not None
    if name in _ADDRESSES and not is_safe_address(html.unescape(value)):
        return False
    return name in _ANYWHERE or name in _ATTRIBUTES.get(tag, ())


def is_safe_address(address: str) -> bool:
    """Whether an address is relative, or absolute in one of `PROTOCOLS`.

    Read as browsers do (URL Standard, 4.4): white space and control characters in it do not count. Stricter than
    bleach, which takes `javascript:1` for a host with a port.
    """
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\s]+", "", address)
    before, colon, _ = re.split(r"[/?#\\]", plain, maxsplit=1)[0].partition(":")
    return not colon or before.lower() in PROTOCOLS


class _DropRawText(Filter):
    """Drop `script` and `style` with all that is in them."""

    def __iter__(self) -> Iterator[_Token]:
        depth = 0
        for token in super().__iter__():
            if token["type"] in ("StartTag", "EndTag") and token["name"] in DROPPED:
                depth += 1 if token["type"] == "StartTag" else -1
            elif not depth:
                yield token


class _ResolveEntities(Filter):
    """Write every character reference as its character, but for the three that markup needs.

    So the text of sanitised HTML has one spelling, and a browser reads the same characters from it as
    `htmltext` does, also where a reference names a control character.
    """

    def __iter__(self) -> Iterator[_Token]:
        for token in super().__iter__():
            if token["type"] != "Entity":
                yield token
                continue
            character = html.unescape(f"&{token['name']};")
            if character in _MARKUP_ENTITIES:
                yield {"type": "Entity", "name": _MARKUP_ENTITIES[character]}
            else:
                # unescape() gives "" for what HTML cannot hold; a control character or a line end of another sort
                # would not come back from the HTML as it went in.
                is_held = character and not _UNHELD.search(character)
                yield {"type": "Characters", "data": character if is_held else "�"}


class _KeepFirstNewline(Filter):
    """Write twice the line end that a `pre` begins with: an HTML parser drops the first (HTML, 13.1.2.5)."""

    def __iter__(self) -> Iterator[_Token]:
        in_pre = False
        for token in super().__iter__():
            if in_pre and token["type"] in ("Characters", "SpaceCharacters") and token["data"].startswith("\n"):
                token["data"] = "\n" + token["data"]
            in_pre = token["type"] == "StartTag" and token["name"] == "pre"
            yield token


# html5lib's way to tell where it is: an element, its place among its siblings, what it lies in, and whether its text is
# meant; or the outermost element alone.
_Node = Any


class _Walker(getTreeWalker("etree")):  # type: ignore[misc]  # a class that html5lib makes
    """Walks as html5lib does, and remembers where each element stands among its siblings.

    That one looks for it in all of them whenever it leaves one: an article of 1 MiB has 20,000 paragraphs side by side.
    """

    def __init__(self, tree: _Node) -> None:
        super().__init__(tree)
        self._places: list[int | None] = []  # of the elements that the walk is in, without the innermost

    def getFirstChild(self, node: _Node) -> _Node:
        child = super().getFirstChild(node)
        if child is not None and child[3] is None:
            self._places.append(node[1] if isinstance(node, tuple) else None)
        return child

    def getNextSibling(self, node: _Node) -> _Node:
        sibling = super().getNextSibling(node)
        if sibling is not None and node[3] == "text":  # behind an element's text comes its first child
            self._places.append(node[1])
        return sibling

    def getParentNode(self, node: _Node) -> _Node:
        if not isinstance(node, tuple) or node[3] == "text":
            return super().getParentNode(node)
        parents = node[2]
        parent, place = parents.pop(), self._places.pop()
        return (parent, place, parents, None) if parents else parent


def _cleaner() -> Cleaner:
    cleaner = Cleaner(
        tags=TAGS | DROPPED,
        attributes=_allowed,
        protocols=PROTOCOLS,
        strip=True,
        strip_comments=True,
        filters=[_DropRawText, _ResolveEntities, _KeepFirstNewline],
    )
    cleaner.walker = _Walker  # type: ignore[assignment]  # it is called as a function is
    return cleaner


def sanitise(html_text: str) -> SafeHtml:
    """Only allowed tags, attributes and addresses; other tags stripped; `script` and `style` gone with their text.

    An HTML parser may read its own output otherwise the second time (misnested links, tables), so cleaning is
    repeated until nothing changes, unless the tags came out as they went in. What does not settle is shown as text.
    """
    for _ in range(_ROUNDS):
        cleaned = _cleaner().clean(html_text)
        if cleaned == html_text or _TAG.findall(cleaned) == _TAG.findall(html_text):
            return SafeHtml(cleaned)
        html_text = cleaned
    return SafeHtml(f"<p>{html.escape(html_text, quote=False)}</p>")  # pragma: no cover  Three were ever needed.
