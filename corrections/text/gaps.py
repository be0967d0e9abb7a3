"""The gaps of a dyed rendering: what is undyed between two dyed neighbours is matched inside the source between them.

Exact or absent: a character gets a place when there is no other way to read the gap, or when it touches a neighbour.
"""

import html as html_entities
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from .dye import ABSENT, ENTITY, TAG

Unit = tuple[str, int, int]  # a character of text, and the source range it may have come from

_UNIT = re.compile(rf"{ENTITY}|\\[\\`*_{{}}\[\]()>\#+\-.!|]|\r\n|{TAG}|.", re.DOTALL)
_RAW_UNIT = re.compile(rf"{ENTITY}|\r\n|.", re.DOTALL)
_CODE_UNIT = re.compile(r"\r\n|.", re.DOTALL)
# Read as markup, too: where links end, and list and quotation markers.
_MARKUP = re.compile(
    r"""
      \]\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:"[^"]*"|'[^']*'))?\s*\) | \]\[[^\]]*\]
    | ^[ \t]*(?:(?:>|[*+-]|\d+\.)[ \t]+)+
    """,
    re.MULTILINE | re.VERBOSE,
)


def match_gaps(
    source: str, text: str, generated: bytearray, letters: Sequence[int], starts: "array[int]", ends: "array[int]"
) -> None:
    """Map what lies between dyed neighbours, in place. letters: the dyed offsets; the rest as in `SourceMap`."""
    counted = array("l", range(len(source) + 1))
    undyed = bytes(map(ABSENT.__eq__, starts))
    for run in re.finditer(rb"\x01+", undyed):
        at, stop = run.span()
        left = starts[at - 1] if at else ABSENT
        right = starts[stop] if stop < len(text) else ABSENT
        if stop - at == 1 and right - left == 2 and source[left + 1] == text[at] and not text[at].isalnum():
            starts[at], ends[at] = left + 1, left + 2  # most gaps are the space between two words
            continue
        gaps = _gaps(source, letters, left, right)
        low, high = gaps[0]
        if len(gaps) == 1 and source[low:high] == text[at:stop]:
            starts[at:stop], ends[at:stop] = counted[low:high], counted[low + 1 : high + 1]
            continue
        wanted = [place for place in range(at, stop) if not generated[place]]
        for place, (_, start, end) in _embed("".join([text[place] for place in wanted]), source, gaps):
            starts[wanted[place]], ends[wanted[place]] = start, end


def _gaps(source: str, letters: Sequence[int], left: int, right: int) -> list[tuple[int, int]]:
    """Where in the source undyed text between two dyed letters may stand: between them when no other letter does; else
    behind the left one, or before the right one."""
    after = bisect_left(letters, left) + 1 if left != ABSENT else 0
    before = (bisect_left(letters, right) if right != ABSENT else len(letters)) - 1
    low, high = (left + 1 if left != ABSENT else 0), (right if right != ABSENT else len(source))
    if after == before + 1:
        return [(low, high)]
    return [
        (low, letters[after] if after < len(letters) else len(source)),
        (letters[before] + 1 if before >= 0 else 0, high),
    ]


def _embed(wanted: str, source: str, gaps: list[tuple[int, int]]) -> list[tuple[int, Unit]]:
    """Which units of the gaps the wanted characters must be, as far as there is no other way to read them."""
    black = [place for place, char in enumerate(wanted) if not char.isspace()]
    inked = "".join([wanted[place] for place in black])
    # Most often every character of these, links' ends and lists' markers aside, is wanted.
    outside = [unit for unit in _units(source, _outside_of_markup(source, gaps), _UNIT) if unit[0] in inked]
    if "".join([unit[0] for unit in outside]) == inked:
        return list(zip(black, outside, strict=True)) + _white_at_both_ends(wanted, source, gaps)
    readings = [list(_units(source, gaps, pattern)) for pattern in (_UNIT, _RAW_UNIT, _CODE_UNIT)]
    for units in readings:
        if len(_leftmost(wanted, units)) == len(wanted):
            return _forced(wanted, units)
    # The renderer puts line ends of its own between blocks: without white space it may fit.
    for units in readings:
        if len(_leftmost(inked, units)) == len(inked):
            return [(black[place], unit) for place, unit in _forced(inked, units)]
    return _runs_at_both_ends(wanted, readings[0])[0]


def _outside_of_markup(source: str, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The gaps without links' ends and lists' markers."""
    found = []
    for low, high in gaps:
        for match in _MARKUP.finditer(source, low, high):
            found.append((low, match.start()))
            low = match.end()
        found.append((low, high))
    return found


def _white_at_both_ends(wanted: str, source: str, gaps: list[tuple[int, int]]) -> list[tuple[int, Unit]]:
    """The white space that touches a dyed neighbour; a line end is "\\n" in the text, however it is written."""
    low, high = gaps[0][0], gaps[-1][1]
    found, lead, trail = [], 0, len(wanted)
    while lead < trail and low < high and wanted[lead].isspace():
        width = 2 if source.startswith("\r\n", low) else 1
        if wanted[lead] != (source[low].replace("\r", "\n")):
            break
        found.append((lead, (wanted[lead], low, low + width)))
        lead, low = lead + 1, low + width
    while trail > lead and high > low and wanted[trail - 1].isspace():
        width = 2 if source.startswith("\r\n", high - 2) else 1
        if wanted[trail - 1] != (source[high - 1].replace("\r", "\n")):
            break
        trail, high = trail - 1, high - width
        found.append((trail, (wanted[trail], high, high + width)))
    return found


def _units(source: str, gaps: list[tuple[int, int]], pattern: re.Pattern[str]) -> Iterator[Unit]:
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


def _leftmost(wanted: str, units: list[Unit]) -> list[int]:
    """The first units that the wanted characters may be, in order; as far as they may be any."""
    found: list[int] = []
    at = 0
    for char in wanted:
        while at < len(units) and units[at][0] != char:
            at += 1
        if at == len(units):
            break
        found.append(at)
        at += 1
    return found


def _forced(wanted: str, units: list[Unit]) -> list[tuple[int, Unit]]:
    """What touches a dyed neighbour goes with it; of the rest, what the first and the last reading agree on."""
    touching, head, tail = _runs_at_both_ends(wanted, units)
    end, unit_end = len(wanted) - tail, len(units) - tail
    first = _leftmost(wanted[head:end], units[head:unit_end])
    last = _leftmost(wanted[head:end][::-1], units[head:unit_end][::-1])
    last = [unit_end - head - 1 - at for at in reversed(last)]
    forced = {head + place: units[head + a] for place, (a, b) in enumerate(zip(first, last, strict=True)) if a == b}
    _add_words_that_stand_once(wanted, units, head, end, unit_end, forced)
    return touching + list(forced.items())


def _add_words_that_stand_once(
    wanted: str, units: list[Unit], head: int, end: int, unit_end: int, forced: dict[int, Unit]
) -> None:
    """Map a word that is not forced letter by letter, but stands in one piece in one place only."""
    haystack = "".join([unit[0] for unit in units[head:unit_end]])
    for match in re.finditer(r"\S+", wanted[head:end]):
        word, places = match[0], range(head + match.start(), head + match.end())
        if all(place in forced for place in places) or haystack.count(word) != 1:
            continue
        found = head + haystack.index(word)
        for step, place in enumerate(places):
            forced[place] = units[found + step]


def _runs_at_both_ends(wanted: str, units: list[Unit]) -> tuple[list[tuple[int, Unit]], int, int]:
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
