"""Attributes that a note may be about: where a link leads, where a picture lies, and what it says in words.

Each has a field of its own, as a front-matter string has: "#link.3.href", "#image.1.src", "#image.1.alt". Links and
pictures are counted from 1 in the order of the rendered body; links that the renderer makes (a footnote's number) are
not. No front matter can have such a field: see `is_attribute`. The text of a field is the attribute's value as it is
rendered.
"""

import html as html_entities
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import partial

from .coordinates import TextRange
from .htmltext import GENERATED_CLASSES, Piece, Tag, text_of, walk
from .quotes import QUOTED_AROUND
from .sanitise import SafeHtml, is_safe_address

_FIELD = re.compile(r"#(link\.[1-9]\d*\.href|image\.[1-9]\d*\.(?:src|alt))\Z")
_NAMES = {"a": ("link", ("href",)), "img": ("image", ("src", "alt"))}
# What tells an attribute, with the text around it, from others of its sort.
_Telling = Callable[["Attribute", str], tuple[str, ...]]
# Code points on either side by which one is told from its like.
_WIDTHS = (QUOTED_AROUND, QUOTED_AROUND // 2, QUOTED_AROUND // 4)
_RAW = re.compile(r"\s([^\s=/>]+)(?:=(?:\"[^\"]*\"|'[^']*'))?")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute with what a reader sees of its element.

    value: as rendered, unescaped. range: the words of its link in the body's text, without white space at
    their ends; for a picture, and for a link around one, empty, where it stands. words: these words; of a picture its
    description. title: of its element. element: the place of the start tag in the HTML string. closes: behind its
    element, and behind the link that holds a picture.
    """

    field: str
    value: str
    range: TextRange
    words: str
    title: str
    element: TextRange
    closes: int

    @property
    def is_address(self) -> bool:
        return is_address(self.field)

    @property
    def is_link(self) -> bool:
        return self.field.startswith("#link.")


def is_attribute(field: str) -> bool:
    """Whether a field is an attribute. A front-matter key that is spelled like one (in quotes: written plainly it
    would be a comment) is none of ours, and cannot be corrected."""
    return _FIELD.match(field) is not None


def is_address(field: str) -> bool:
    """Whether a field is an attribute that leads somewhere, a link or a picture; a description is words."""
    return is_attribute(field) and not field.endswith(".alt")


def attributes_of(html: SafeHtml) -> tuple[Attribute, ...]:
    """The attributes of the body in order, those of what the product added and of what the renderer wrote left out, and
    those without a value."""
    return tuple(one for one in every_attribute(html) if one.value.strip())


def every_attribute(html: SafeHtml) -> tuple[Attribute, ...]:
    """As `attributes_of`, with those that have no value."""
    if "<a " not in html and "<img " not in html:
        return ()
    parts: list[str] = []
    found: list[tuple[str, str, _Element]] = []  # field, name
    opened: list[_Element] = []
    counted = {"link": 0, "image": 0}
    for token in walk(html):
        if isinstance(token, Piece):
            parts.append(token.text)
        elif token.name == "a" and token.closes:
            opened.pop().end = token
        elif token.name in _NAMES:
            name, kinds = _NAMES[token.name]
            is_ours = token.attribute("class") not in GENERATED_CLASSES
            element = _Element(token, opened[-1] if opened else None)
            if token.name == "a":
                is_ours = is_ours and token.attribute("href") is not None
                opened.append(element)
            elif opened and opened[-1].alt is None:
                opened[-1].alt = token.attribute("alt") or ""
            if is_ours:
                counted[name] += 1
                found += [(f"#{name}.{counted[name]}.{kind}", kind, element) for kind in kinds]
    text = "".join(parts)
    return tuple(_attribute(text, field, kind, element) for field, kind, element in found)


@dataclass(slots=True)
class _Element:
    """A link or a picture while the HTML is walked. outer: the link that it stands in. end: a link's end tag. alt: what
    describes the first picture in a link."""

    start: Tag
    outer: "_Element | None"
    end: Tag | None = None
    alt: str | None = None


def _attribute(text: str, field: str, kind: str, element: _Element) -> Attribute:
    tag, end, outer = element.start, element.end, element.outer
    if tag.name == "img":
        place, words = TextRange(tag.at, tag.at), tag.attribute("alt") or ""
        closes = outer.end.end if outer and outer.end else tag.end
    else:
        own = text[tag.at : end.at if end else tag.at]
        start = tag.at + len(own) - len(own.lstrip())
        place = TextRange(start, start + len(own.strip()))
        words, closes = own.strip() or element.alt or "", end.end if end else tag.end
    return Attribute(
        field,
        tag.attribute(kind) or "",
        place,
        " ".join(words.split()),
        tag.attribute("title") or "",
        TextRange(tag.start, tag.end),
        closes,
    )


def values_of(html: SafeHtml) -> dict[str, str]:
    """The text of each attribute by its field, in order."""
    return {one.field: one.value for one in attributes_of(html)}


def titles_of(html: SafeHtml) -> dict[str, str]:
    """The title of each link and picture that has one, which a browser shows under the pointer: by "#title.1", ...

    Nothing can be noted about a title; what stands in it can be withheld.
    """
    return {field: title for field, _, title in _titles(html)}


def without_titles(html: SafeHtml, fields: Container[str]) -> SafeHtml:
    """The HTML without the titles of these fields of `titles_of`."""
    parts, at = [], 0
    for field, element, _ in _titles(html):
        if field in fields:
            tag = html[element.start : element.end]
            parts += [html[at : element.start], without_attribute(tag, "title")]
            at = element.end
    return SafeHtml("".join([*parts, html[at:]]))


def without_attribute(tag: str, name: str) -> str:
    """A start tag without one of its attributes."""
    return _RAW.sub(lambda one: "" if one[1] == name else one[0], tag)


def _titles(html: SafeHtml) -> list[tuple[str, TextRange, str]]:
    if ' title="' not in html:
        return []
    told = (
        (TextRange(token.start, token.end), title)
        for token in walk(html)
        if not isinstance(token, Piece) and not token.closes and (title := token.attribute("title"))
    )
    return [(f"#title.{number}", element, title) for number, (element, title) in enumerate(told, 1)]


def with_attributes(html: SafeHtml, values: Mapping[str, str]) -> SafeHtml:
    """The HTML with other values in these fields; all else as it was. An address that is not safe is left out."""
    if not values:
        return html
    parts, at = [], 0
    elements: dict[TextRange, dict[str, str]] = {}
    for one in every_attribute(html):
        if one.field in values:
            elements.setdefault(one.element, {})[one.field.rpartition(".")[2]] = values[one.field]
    for element, new in sorted(elements.items()):
        parts += [html[at : element.start], _rewritten(html[element.start : element.end], new)]
        at = element.end
    return SafeHtml("".join([*parts, html[at:]]))


def _rewritten(tag: str, new: Mapping[str, str]) -> str:
    def written(match: re.Match[str]) -> str:
        name = match[1]
        if name not in new:
            return match[0]
        if name != "alt" and not is_safe_address(new[name]):
            return ""
        return f' {name}="{html_entities.escape(new[name])}"'

    return _RAW.sub(written, tag)


# -- the next revision -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedAttribute:
    """Where an attribute is in another rendering: its field there. is_corrected: it has its corrected value."""

    field: str
    is_corrected: bool


def led_attributes(before: SafeHtml, after: SafeHtml, corrected: Mapping[str, str]) -> dict[str, LedAttribute]:
    """Where attributes of a body are in a later one, which may have other links before them.

    corrected: the fields to lead on, each with the value that its corrections give it (its own where they give none).
    One is found by its old or its corrected value together with its words and what stands next to them; else with its
    words; else by itself: where just one attribute of its sort has them on both sides. Any other is left out. For a
    description that was taken away its picture's address stands.
    """
    if not corrected:
        return {}
    old, new = _Neighbours.of(before), _Neighbours.of(after)
    found = {}
    for field, right in corrected.items():
        own = old.by_field.get(field)
        if own is None:
            continue
        if not right.strip():
            picture = old.by_field.get(field.removesuffix("alt") + "src")
            led = old.only_other(picture, picture.value, new) if picture is not None else None
            if led is not None and led.field.removesuffix("src") + "alt" not in new.by_field:
                found[field] = LedAttribute(led.field, is_corrected=True)
                continue
        for is_corrected, value in ((False, own.value), (True, right)):
            if is_corrected and value == own.value:
                continue
            led = old.only_other(own, value, new)
            if led is not None:
                found[field] = LedAttribute(led.field, is_corrected)
                break
    return found


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The attributes of one rendering by all that tells them apart."""

    text: str
    by_field: dict[str, Attribute]

    @classmethod
    def of(cls, html: SafeHtml) -> "_Neighbours":
        return cls(text_of(html), {one.field: one for one in attributes_of(html)})

    def only_other(self, own: Attribute, value: str, other: "_Neighbours") -> Attribute | None:
        sort = own.field.rpartition(".")[2]
        there = [one for one in other.by_field.values() if one.field.endswith(sort) and one.value == value]
        here = [one for one in self.by_field.values() if one.field.endswith(sort) and one.value == own.value]
        ways: list[_Telling] = [partial(_with_neighbours, width=width) for width in _WIDTHS]
        for told in (*ways, _with_words, _alone):
            like = [one for one in there if told(one, other.text) == told(own, self.text)]
            twins = [one for one in here if told(one, self.text) == told(own, self.text)]
            if len(like) == 1 and len(twins) == 1:
                return like[0]
        return None


def _with_neighbours(one: Attribute, text: str, width: int) -> tuple[str, ...]:
    place = one.range
    return (_words(one), text[max(0, place.start - width) : place.start], text[place.end : place.end + width])


def _with_words(one: Attribute, text: str) -> tuple[str, ...]:
    return (_words(one),)


def _alone(one: Attribute, text: str) -> tuple[str, ...]:
    return ()


def _words(one: Attribute) -> str:
    """The words that an attribute is told by; a description does not tell itself."""
    return one.words if one.is_address else ""
