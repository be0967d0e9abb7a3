"""Find where a Markdown source says the values of attributes: dye each place that could be one, and render.

An address may be written in a link, in a reference's definition or in a raw tag, and as often as it likes. So each
place where a value stands gets a letter of its own behind it, all are rendered at once, and the letter in an attribute
says which place that attribute comes from.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.entities import html5

from .attributes import Attribute, attributes_of
from .coordinates import SourceRange, Splice, TextRange, spliced
from .dye import alphabet
from .proof import Reading
from .render import render
from .unseen import Rendered

# For all that is asked together: how many characters may be rendered, but at least so many times the article.
_RENDERED, _LEAST_RENDERINGS = 300_000, 16
_LONGEST_SPELLED = 4000  # code points; a longer value is found only as it stands
AROUND = 2000  # code points before a value in which the markup that it stands in begins


@dataclass(frozen=True)
class Site:
    """A place of the source that writes a value.

    places: for each code point of the value its source range. uses: the fields that get it from here, in order.
    """

    value: str
    places: tuple[tuple[int, int], ...]
    uses: tuple[str, ...] = field(default=())

    @property
    def range(self) -> SourceRange:
        return SourceRange(self.places[0][0], self.places[-1][1])

    def source_range(self, words: TextRange) -> SourceRange:
        return SourceRange(self.places[words.start][0], self.places[words.end - 1][1])


class _Undyed(dict[str, tuple[str, str]]):
    """Link references whose labels are looked up without their dye."""

    def __init__(self, dyes: str) -> None:
        super().__init__()
        self._plain = dict.fromkeys(map(ord, dyes))

    def __setitem__(self, label: str, target: tuple[str, str]) -> None:
        super().__setitem__(label.translate(self._plain), target)

    def __getitem__(self, label: str) -> tuple[str, str]:
        return super().__getitem__(label.translate(self._plain))

    def __contains__(self, label: object) -> bool:
        return isinstance(label, str) and super().__contains__(label.translate(self._plain))


class Article:
    """A source with its rendering, and how often it may still be rendered."""

    def __init__(self, source: str, html: Rendered) -> None:
        self.source, self.html = source, html
        self.reading = Reading.of(html)
        self._left = max(_LEAST_RENDERINGS, _RENDERED // max(1, len(source)))
        used = {*source, *html}
        self._dyes = [char for char in alphabet() if char not in used]

    def may_render(self) -> bool:
        self._left -= 1
        return self._left >= 0

    def sites(self, wanted: Mapping[str, Attribute]) -> dict[str, Site]:
        """Where the values of these attributes are written; those that cannot be told are left out.

        First each value is looked for as it stands, then in all its spellings.
        """
        found: dict[str, Site] = {}
        for spelled in (_as_it_stands, _in_any_spelling):
            missing = [one for name, one in wanted.items() if name not in found]
            if not missing:
                break
            sorts = dict.fromkeys((one.value, one.is_address) for one in missing)
            sites = [site for value, is_address in sorts for site in spelled(self.source, value, is_address)]
            found |= {name: site for name, site in self._dyed(sites).items() if name in wanted}
        return found

    def _dyed(self, sites: Sequence[Site]) -> dict[str, Site]:
        """By attribute the site that it comes from. Where a dye changes the markup, the halves are tried alone."""
        if not sites or not self.may_render():
            return {}
        sites = sites[: len(self._dyes)]
        dyes = "".join(self._dyes[: len(sites)])
        splices = [
            Splice(SourceRange(at, at), "".join(letters))
            for at, letters in _by_end(zip(sites, dyes, strict=True)).items()
        ]
        html = render(spliced(self.source, splices), _Undyed(dyes))
        if [one.name for one in Reading.of(html).tags] != [one.name for one in self.reading.tags]:
            if len(sites) == 1:
                return {}
            middle = len(sites) // 2
            return self._dyed(sites[:middle]) | self._dyed(sites[middle:])
        uses: dict[int, list[str]] = {}
        plain = dict.fromkeys(map(ord, dyes))
        for one in attributes_of(html):
            bare = one.value.rstrip(dyes)
            told = [dyes.index(letter) for letter in one.value[len(bare) :]]
            undyed = one.value.translate(plain)
            at = next((at for at in told if sites[at].value == undyed), None)
            if at is not None:
                uses.setdefault(at, []).append(one.field)
        return {
            name: Site(sites[at].value, sites[at].places, tuple(names)) for at, names in uses.items() for name in names
        }


def _by_end(dyed: Iterator[tuple[Site, str]]) -> dict[int, list[str]]:
    ends: dict[int, list[str]] = {}
    for site, letter in dyed:
        ends.setdefault(site.range.end, []).append(letter)
    return ends


def _as_it_stands(source: str, value: str, is_address: bool) -> Iterator[Site]:
    at = source.find(value)
    while at >= 0:
        if _may_stand(source, at, is_address):
            yield Site(value, tuple((place, place + 1) for place in range(at, at + len(value))))
        at = source.find(value, at + 1)


def _in_any_spelling(source: str, value: str, is_address: bool) -> Iterator[Site]:
    """With entities, backslashes, other white space; a description also with the ticks of code left out."""
    if len(value) > _LONGEST_SPELLED:
        return
    units = re.findall(r"\s+|.", value, re.DOTALL)
    between = "" if is_address else "`*"
    pattern = re.compile(between.join(f"({_unit(unit)})" for unit in units))
    for match in pattern.finditer(source):
        if _may_stand(source, match.start(), is_address):
            spans = [match.span(at) for at, unit in enumerate(units, 1) for _ in unit]
            yield Site(value, tuple(spans))


def _unit(unit: str) -> str:
    """How a character, or a run of white space, may be spelled."""
    if unit.isspace():
        return r"(?:\s|>(?<=\n>)|&(?:nbsp|\#32|\#160);)+"
    code = ord(unit)
    names = "".join(f"|{re.escape(name)}" for name in _entities().get(unit, ()))
    entity = rf"&(?:\#0*{code}|\#[xX]0*(?i:{code:x}){names});"
    backslash = "" if unit.isalnum() else r"(?:\\)?"
    return f"{entity}|{backslash}{re.escape(unit)}"


@cache
def _entities() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, char in html5.items():
        if name.endswith(";") and len(char) == 1:
            found.setdefault(char, []).append(name[:-1])
    return {char: tuple(names) for char, names in found.items()}


def _may_stand(source: str, at: int, is_address: bool) -> bool:
    """Whether what stands before a place leads to an address, or to a picture's description."""
    before = source[max(0, at - AROUND) : at]
    if is_address:
        return before.rstrip(" \t\r\n<>").endswith(("(", '"', "'", "=", ":"))
    picture = before.rfind("![")
    if picture >= 0 and not re.search(r"\]\(|\]\[|\n\s*\n", before[picture:]):
        return True
    tag = before.lower().rfind("<img")
    return tag >= 0 and ">" not in re.sub(r"\"[^\"]*\"|'[^']*'", "", before[tag:])
