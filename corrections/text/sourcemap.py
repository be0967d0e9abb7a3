"""The exact map between a Markdown source and its rendered text, made by dyeing the source.

Python-Markdown keeps no source positions. So each letter of the source is replaced by a code point that stands
for its own offset ("dye"), the dyed source goes through the same renderer, and each dyed letter in the rendered
text says where it came from, whatever the renderer did in between. What is undyed between two dyed neighbours is
matched inside the gap that they span: exact or absent, never guessed. A map exists only if the undyed rendering
equals the real one; where a line will not have it, that line alone stays undyed, found by bisection.
"""

import html as html_entities
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from functools import cached_property

from .coordinates import SourceRange, TextRange
from .htmltext import pieces
from .render import render
from .sanitise import SafeHtml

ABSENT = -1

# CJK Unified Ideographs Extension B to G: letters to a regular expression, without case, rare in a newsroom.
_ALPHABET = [chr(code) for code in range(0x20000, 0x31350) if chr(code).isalpha()]
_CODE_OF = {char: code for code, char in enumerate(_ALPHABET)}

# What the renderer reads as syntax and must find undyed. The letters in these stretches still get their place
# from the gaps when they turn out to be text after all (a tag in a code span).
_ENTITY = r"&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);"
_TAG = r"""</?[A-Za-z][\w:.-]*(?:[\s/]+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*[\s/]*>"""
_SYNTAX = re.compile(
    rf"""
      <!--.*?-->                                                  # comment
    | <!\[CDATA\[.*?\]\]> | <[!?][A-Za-z][^<>]*>                  # CDATA, doctype, processing instruction
    | <[A-Za-z][A-Za-z0-9+.-]*://[^<>]*> | <[^<>\s!]+@[^@<>\s]+>  # autolink
    | {_TAG} | </?[A-Za-z][\w-]*                                  # a tag, or what may begin one
    | {_ENTITY}
    | ^(?:[ \t]*(?:>|[*+-](?=[ \t])|[0-9]+\.(?=[ \t])))+          # list and quote markers
    | \[\^[^\]]*\]                                                # footnote label
    | (?<=\])[ \n]?\[[^\[\]]*\]                                   # the label of a full reference
    | \[[^\[\]]*\](?=:)                                           # the label of a reference definition
    | ^[ \t>]*(?:`{{3,}}|~{{3,}})[^\n]*$                              # fence
    | ///Footnotes\ Go\ Here///
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_LETTER = re.compile(r"[^\W_]")
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_UNIT = re.compile(rf"{_ENTITY}|\\[\\`*_{{}}\[\]()>\#+\-.!|]|\r\n|{_TAG}|.", re.DOTALL)
_RAW_UNIT = re.compile(rf"{_ENTITY}|\r\n|.", re.DOTALL)
# How many characters bisection may render before the lines it has not cleared stay undyed.
_BISECTION_BUDGET = 4_000_000


@dataclass(frozen=True)
class SourceMap:
    """A source, its rendering, and for each code point of the text its place in the source.

    starts, ends: for each code point of `text` the source range it came from (an entity is wider than one code
    point, an escaped character includes its backslash), or ABSENT in both.
    generated: for each code point 1 where the renderer made it (a footnote's number, a return arrow).
    """

    source: str
    html: SafeHtml
    text: str
    starts: array
    ends: array
    generated: bytearray

    def source_range(self, text_range: TextRange) -> SourceRange | None:
        """The source of a stretch of text, from its first code point to its last; None unless both are known."""
        if not len(text_range) or text_range.end > len(self.text):
            return None
        start, end = self.starts[text_range.start], self.ends[text_range.end - 1]
        return SourceRange(start, end) if ABSENT not in (start, end) and start < end else None

    def runs(self, text_range: TextRange) -> list[SourceRange]:
        """The source of a stretch of text as the longest stretches without markup in between, in text order."""
        runs: list[SourceRange] = []
        for at in range(text_range.start, text_range.end):
            start, end = self.starts[at], self.ends[at]
            if start == ABSENT:
                continue
            if runs and runs[-1].end == start:
                runs[-1] = SourceRange(runs[-1].start, end)
            elif not runs or runs[-1] != SourceRange(start, end):
                runs.append(SourceRange(start, end))
        return runs

    @cached_property
    def letters(self) -> int:
        """How many letters and digits of the text are the article's own."""
        return sum(char.isalnum() and not self.generated[at] for at, char in enumerate(self.text))

    @cached_property
    def mapped_letters(self) -> int:
        return sum(
            char.isalnum() and not self.generated[at] and self.starts[at] != ABSENT for at, char in enumerate(self.text)
        )


def map_source(source: str) -> SourceMap:
    """Render a source without front matter and map its text, in two renderings (three from 65,269 letters on)."""
    html = render(source)
    text, generated = _text_and_generated(html)
    dye = _Dye(source, html)
    found = dye.read(text)
    if found is None:
        found = dye.read_what_can_be_dyed(text)
    starts, ends = array("l", found), array("l", (at + 1 if at != ABSENT else ABSENT for at in found))
    _match_gaps(source, text, generated, dye.letters, starts, ends)
    return SourceMap(source, html, text, starts, ends, generated)


def _text_and_generated(html: SafeHtml) -> tuple[str, bytearray]:
    parts, generated = [], bytearray()
    for piece in pieces(html):
        parts.append(piece.text)
        generated += bytes([piece.generated]) * len(piece.text)
    return "".join(parts), generated


class _Dye:
    """A source with some of its letters dyed; `letters` are their offsets, ascending."""

    def __init__(self, source: str, html: SafeHtml) -> None:
        self.source = source
        used = {char for char in set(source) | set(html) if char >= "\U00020000"}
        self.alphabet = [char for char in _ALPHABET if char not in used] if used else _ALPHABET
        self.code_of = {char: code for code, char in enumerate(self.alphabet)} if used else _CODE_OF
        syntax = bytearray(len(source))
        for match in _SYNTAX.finditer(source):
            syntax[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        self.dyeable = [at.start() for at in _LETTER.finditer(source) if not syntax[at.start()]]
        self.letters = self.dyeable

    def read(self, text: str) -> list[int] | None:
        """For each code point of the text its source offset or ABSENT; None if the dye changes the rendering.

        With more letters than the alphabet has, two renderings each carry one digit of a letter's number.
        """
        if not self.letters:
            return [ABSENT] * len(text)
        size = len(self.alphabet)
        low = self._rendered(lambda number: number % size)
        if len(low) != len(text):
            return None
        if len(self.letters) <= size:
            numbers = low
        else:
            # The second digit is mixed with the first, so that two labels are hardly ever dyed alike.
            mixed = self._rendered(lambda number: (number % size + number // size) % size)
            if len(mixed) != len(text):
                return None
            numbers = [
                ABSENT if a == ABSENT or b == ABSENT else a + (b - a) % size * size
                for a, b in zip(low, mixed, strict=True)
            ]
        found = [ABSENT if number == ABSENT else self._offset(number) for number in numbers]
        source, undyed = self.source, self._undyed
        for at, (offset, char) in enumerate(zip(found, text, strict=True)):
            if (source[offset] if offset != ABSENT else undyed[at]) != char:
                return None
        return found

    def read_what_can_be_dyed(self, text: str) -> list[int]:
        """Like `read`, with those lines left undyed that change the rendering."""
        lines = self._lines()
        budget = _BISECTION_BUDGET

        def clear(candidates: list[list[int]], cleared: list[list[int]]) -> list[list[int]]:
            nonlocal budget
            if budget < len(self.source):
                return []
            budget -= len(self.source)
            self.letters = [at for line in sorted(cleared + candidates) for at in line]
            if self.read(text) is not None:
                return candidates
            if len(candidates) == 1:
                return []
            middle = len(candidates) // 2
            first = clear(candidates[:middle], cleared)
            return first + clear(candidates[middle:], cleared + first)

        cleared = clear(lines, [])
        self.letters = [at for line in sorted(cleared) for at in line]
        found = self.read(text)
        if found is None:
            self.letters = []
            return [ABSENT] * len(text)
        return found

    def _lines(self) -> list[list[int]]:
        ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", self.source)]
        lines: dict[int, list[int]] = {}
        for at in self.dyeable:
            lines.setdefault(bisect_right(ends, at), []).append(at)
        return list(lines.values())

    def _offset(self, number: int) -> int:
        return self.letters[number] if number < len(self.letters) else ABSENT

    def _rendered(self, code: Callable[[int], int]) -> list[int]:
        """The codes of the rendered text of the source dyed with `code` of each letter's number, else ABSENT."""
        chars = list(self.source)
        alphabet = self.alphabet
        for number, at in enumerate(self.letters):
            chars[at] = alphabet[code(number)]
        dyed = "".join(chars)
        rendered = "".join(piece.text for piece in pieces(render(dyed, _References(self.source, dyed))))
        self._undyed = rendered
        code_of = self.code_of.get
        return [code_of(char, ABSENT) for char in rendered]


class _References(MutableMapping):
    """Link references whose look-ups undye their keys; the labels of definitions are never dyed."""

    def __init__(self, source: str, dyed: str) -> None:
        self._kept: dict[str, tuple[str, str]] = {}
        self._source, self._dyed = source, dyed

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {
            _label(self._dyed[slice(*match.span(1))]): _label(match[1]) for match in _BRACKETED.finditer(self._source)
        }

    def _key(self, label: str) -> str:
        return label if label in self._kept else self._labels.get(_label(label), label)

    def __getitem__(self, label: str) -> tuple[str, str]:
        return self._kept[self._key(label)]

    def __setitem__(self, label: str, target: tuple[str, str]) -> None:
        self._kept[label] = target

    def __delitem__(self, label: str) -> None:
        del self._kept[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _label(raw: str) -> str:
    return " ".join(raw.split()).lower()


# -- the gaps -------------------------------------------------------------------------------------------------------

Unit = tuple[str, int, int]  # a character of text, and the source range it may have come from


def _match_gaps(source: str, text: str, generated: bytearray, letters: list[int], starts: array, ends: array) -> None:
    """Map what lies between dyed neighbours, in place."""
    index_of = {at: index for index, at in enumerate(letters)}
    length, at = len(text), 0
    while at < length:
        if starts[at] != ABSENT:
            at += 1
            continue
        stop = at
        while stop < length and starts[stop] == ABSENT:
            stop += 1
        left = starts[at - 1] if at else None
        right = starts[stop] if stop < length else None
        # The source directly after the left neighbour, up to the next dyed letter; and before the right one.
        after = index_of[left] + 1 if left is not None else 0
        before = index_of[right] - 1 if right is not None else len(letters) - 1
        low = left + 1 if left is not None else 0
        high = right if right is not None else len(source)
        if after == before + 1:
            gaps = [(low, high)]
        else:
            gaps = [
                (low, letters[after] if after < len(letters) else len(source)),
                (letters[before] + 1 if before >= 0 else 0, high),
            ]
        if len(gaps) == 1 and source[low:high] == text[at:stop]:
            for step in range(stop - at):
                starts[at + step], ends[at + step] = low + step, low + step + 1
        else:
            wanted = [place for place in range(at, stop) if not generated[place]]
            for place, unit in _embed([text[place] for place in wanted], source, gaps):
                starts[wanted[place]], ends[wanted[place]] = unit[1], unit[2]
        at = stop


def _embed(wanted: list[str], source: str, gaps: Iterable[tuple[int, int]]) -> list[tuple[int, Unit]]:
    """Which units of the gaps the wanted characters must be, as far as there is no other way to read them."""
    gaps = list(gaps)
    readings = [list(_units(source, gaps, pattern)) for pattern in (_UNIT, _RAW_UNIT)]
    for units in readings:
        if _leftmost(wanted, units) is not None:
            return _forced(wanted, units)
    # The renderer puts line ends of its own between blocks: without white space it may fit.
    black = [place for place, char in enumerate(wanted) if not char.isspace()]
    for units in readings:
        if black and _leftmost([wanted[place] for place in black], units) is not None:
            forced = _forced([wanted[place] for place in black], units)
            return [(black[place], unit) for place, unit in forced]
    return _runs_at_both_ends(wanted, readings[0])[0]


def _units(source: str, gaps: Iterable[tuple[int, int]], pattern: re.Pattern[str]) -> Iterator[Unit]:
    for low, high in gaps:
        for match in pattern.finditer(source, low, high):
            unit, (start, end) = match[0], match.span()
            if len(unit) == 1:
                yield ("\n" if unit == "\r" else unit), start, end
            elif unit == "\r\n":
                yield "\n", start, end
            elif unit[0] == "\\":
                yield unit[1], start, end
            elif unit[0] == "&":
                for char in html_entities.unescape(unit):
                    yield char, start, end
            # else a tag: no text comes of it


def _leftmost(wanted: list[str], units: list[Unit]) -> list[int] | None:
    found, at = [], 0
    for char in wanted:
        while at < len(units) and units[at][0] != char:
            at += 1
        if at == len(units):
            return None
        found.append(at)
        at += 1
    return found


def _forced(wanted: list[str], units: list[Unit]) -> list[tuple[int, Unit]]:
    """What touches a dyed neighbour goes with it; of the rest, what the first and the last reading agree on."""
    touching, head, tail = _runs_at_both_ends(wanted, units)
    end, unit_end = len(wanted) - tail, len(units) - tail
    first = _leftmost(wanted[head:end], units[head:unit_end])
    last = _leftmost(wanted[head:end][::-1], units[head:unit_end][::-1])
    if first is None or last is None:
        return touching
    last = [unit_end - head - 1 - at for at in reversed(last)]
    forced = {head + place: units[head + a] for place, (a, b) in enumerate(zip(first, last, strict=True)) if a == b}
    _add_words_that_stand_once(wanted, units, head, end, unit_end, forced)
    return touching + list(forced.items())


def _add_words_that_stand_once(
    wanted: list[str], units: list[Unit], head: int, end: int, unit_end: int, forced: dict[int, Unit]
) -> None:
    """Map a word that is not forced letter by letter, but stands in one piece in one place only."""
    haystack = "".join(unit[0] for unit in units[head:unit_end])
    if len(haystack) != unit_end - head:
        return
    for match in re.finditer(r"\S+", "".join(wanted[head:end])):
        word, places = match[0], range(head + match.start(), head + match.end())
        if all(place in forced for place in places) or haystack.count(word) != 1:
            continue
        found = head + haystack.index(word)
        for step, place in enumerate(places):
            forced[place] = units[found + step]


def _runs_at_both_ends(wanted: list[str], units: list[Unit]) -> tuple[list[tuple[int, Unit]], int, int]:
    """The runs that touch the neighbours. Where both runs claim a character for different units, neither has it."""
    most = min(len(wanted), len(units))
    head = 0
    while head < most and wanted[head] == units[head][0]:
        head += 1
    tail = 0
    while tail < most and wanted[-1 - tail] == units[-1 - tail][0]:
        tail += 1
    if head + tail > most:
        if len(wanted) == len(units):
            return [(place, units[place]) for place in range(head)], head, 0
        clash = head + tail - most
        head, tail = max(0, head - clash), max(0, tail - clash)
    touching = [(place, units[place]) for place in range(head)]
    touching += [(len(wanted) - 1 - place, units[-1 - place]) for place in range(tail)]
    return touching, head, tail
