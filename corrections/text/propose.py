"""Proposals: the ways in which a change of the text may be written in the source, the smallest first.

None is trusted for how it looks: a slice of source may be broken Markdown. What is proposed here, `proof` judges.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from .coordinates import SourceRange, Splice, TextRange
from .proof import Change, Reading
from .sourcemap import ABSENT, SourceMap
from .unseen import beside_unseen
from .whole_blocks import without_blocks
from .worddiff import word_diff
from .writing import Writing, writings

# A stretch of source to be replaced; `takes` tells whether the new words go there or only the old ones away.
Place = tuple[SourceRange, bool]

_MARKUP = re.compile(r"!?\[|\]\([^\n]*?\)(?=$|[^)])|\]\[[^\]\n]*\]|\]|\*+|_+|`+|<[^<>\n]*>|.", re.DOTALL)
_EMPTY_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_ASTERISKS = frozenset("*_")
_MOST_MARKUP = 400  # characters: a longer gap is no markup between words


@dataclass(frozen=True, slots=True)
class Candidate:
    """Splices, and the changes of the text that they should bring about."""

    splices: tuple[Splice, ...]
    changes: tuple[Change, ...]


def candidates(mapped: SourceMap, reading: Reading, whole: Change) -> Iterator[Candidate]:
    """Ways to write a change, from the one that leaves most of the source alone; each once."""
    seen = set()
    for candidate in _candidates(mapped, reading, whole):
        if candidate.splices and candidate.splices not in seen:
            seen.add(candidate.splices)
            yield candidate


def _candidates(mapped: SourceMap, reading: Reading, whole: Change) -> Iterator[Candidate]:
    if whole.may_delete_blocks:
        for splices in without_blocks(mapped, whole.range):
            yield Candidate(splices, (whole,))
        return
    old = mapped.text[whole.range.start : whole.range.end]
    pieces = [
        Change(TextRange(whole.range.start + change.start, whole.range.start + change.end), change.new)
        for change in word_diff(old, whole.new)
    ]
    for changes in (pieces, [whole]) if pieces != [whole] else ([whole],):
        ways = [list(_ways(mapped, reading, whole.range, change)) for change in changes]
        if not all(ways):
            continue
        for write in writings(mapped, whole.new):
            for number in range(max(map(len, ways))):
                places = [way[min(number, len(way) - 1)] for way in ways]
                splices = _written(places, changes, write)
                yield Candidate(splices, tuple(changes))
                yield from _with_label_kept(mapped, splices, changes)
    yield from _in_longer_code_fence(mapped, whole)


def _written(places: Sequence[Sequence[Place]], changes: Sequence[Change], write: Writing) -> tuple[Splice, ...]:
    return tuple(
        sorted(
            Splice(source_range, write(change.new, source_range) if takes else "")
            for change, way in zip(changes, places, strict=True)
            for source_range, takes in way
        )
    )


# -- where a change may be written -----------------------------------------------------------------------------------


def _ways(mapped: SourceMap, reading: Reading, place: TextRange, change: Change) -> Iterator[list[Place]]:
    """Sets of stretches for one change of a piece of a place."""
    if not len(change.range):
        yield from ([(SourceRange(at, at), True)] for at in _insertion_points(mapped, place, change.range.start))
        return
    runs = mapped.runs(change.range)
    for chosen in (0, len(runs) - 1) if runs else ():
        yield [(run, at == chosen) for at, run in enumerate(runs)]
    for places in _around_markup(mapped, reading, change.range):
        yield from _around_unseen(mapped, places)
        yield places


def _insertion_points(mapped: SourceMap, place: TextRange, at: int) -> list[int]:
    before = mapped.ends[at - 1] if at > place.start else ABSENT
    after = mapped.starts[at] if at < place.end else ABSENT
    return [point for point in dict.fromkeys((before, after)) if point != ABSENT]


def _around_markup(mapped: SourceMap, reading: Reading, place: TextRange) -> Iterator[list[Place]]:
    """Markup that holds none but these words goes with them; what is opened before them or closed after them stays.

    Where markup of the second sort ends or begins, the words are cut; the new ones go into one of the parts.
    """
    inline = [
        one
        for one in reading.touching(place)
        if not one.is_block and one.start.at < place.end and one.end.at > place.start
    ]
    cuts = {place.start, place.end}
    cuts |= {one.end.at for one in inline if one.start.at < place.start and one.end.at < place.end}
    cuts |= {one.start.at for one in inline if one.start.at > place.start and one.end.at > place.end}
    edges = sorted(cuts)
    parts = [TextRange(low, high) for low, high in pairwise(edges)]
    options = []
    for part in parts:
        held = [one for one in inline if part.start <= one.start.at and one.end.at <= part.end]
        begins = sum(one.start.at == part.start and one.end.at > part.start for one in held)
        ends = sum(one.end.at == part.end and one.start.at < part.end for one in held)
        options.append(list(_in_one_piece(mapped, part, begins, ends)))
    if not all(options):
        return
    for number in range(max(map(len, options))):
        for chosen in dict.fromkeys((0, len(parts) - 1, *range(len(parts)))):
            yield [(option[min(number, len(option) - 1)], at == chosen) for at, option in enumerate(options)]


def _around_unseen(mapped: SourceMap, places: Sequence[Place]) -> Iterator[list[Place]]:
    """What no reader sees stays, and all tags beside it: the words are cut there, and the new ones go into the first
    part or into the last."""
    cut = [(beside_unseen(mapped.source, source_range), takes) for source_range, takes in places]
    if all(len(parts) == 1 for parts, _ in cut):
        return
    for chosen in (0, -1):
        yield [(part, takes and part == parts[chosen]) for parts, takes in cut for part in parts]


def _in_one_piece(mapped: SourceMap, part: TextRange, begins: int, ends: int) -> Iterator[SourceRange]:
    """The source of a stretch of text in one piece, with the markup of the elements that begin and end with it; then
    without, then with all that hugs it, then with a part of the asterisks."""
    seen = set()
    for (low, _), (_, high) in product(_places(mapped, part.start), _places(mapped, part.end - 1)):
        # From the words outwards: 0 is without any markup.
        opened = [low, *reversed(_markup_before(mapped, part.start, low))]
        closed = [high, *_markup_after(mapped, part.end, high)]
        last = len(opened) - 1, len(closed) - 1
        pairs = ((min(begins, last[0]), min(ends, last[1])), (0, 0), last, (last[0], 0), (0, last[1]))
        hugging = [(opened[before], closed[after]) for before, after in pairs]
        asterisks = product(
            [at for at in range(low, max(low - 4, 0), -1) if set(mapped.source[at:low]) <= _ASTERISKS],
            [at for at in range(high, high + 4) if set(mapped.source[high:at]) <= _ASTERISKS],
        )
        for start, end in (*hugging, *asterisks):
            if start < end and (start, end) not in seen:
                seen.add((start, end))
                yield SourceRange(start, end)


def _places(mapped: SourceMap, at: int) -> list[tuple[int, int]]:
    """Where a character of the text stands in the source; where the map leaves it open, the places where it may."""
    if mapped.starts[at] != ABSENT:
        return [(mapped.starts[at], mapped.ends[at])]
    source, char = mapped.source, mapped.text[at]
    before = next((mapped.ends[k] for k in range(at - 1, max(-1, at - 4), -1) if mapped.ends[k] != ABSENT), ABSENT)
    after = next((k for k in mapped.starts[at + 1 : at + 4] if k != ABSENT), ABSENT)
    if before != ABSENT:
        low, high = before, after if before < after <= before + _MOST_MARKUP else before + _MOST_MARKUP
        gap = _EMPTY_LINE.split(source[low:high], maxsplit=1)[0]
    elif after != ABSENT:
        gap = _EMPTY_LINE.split(source[max(0, after - _MOST_MARKUP) : after])[-1]
        low = after - len(gap)
    else:
        return []
    found = [low + k for k, other in enumerate(gap) if other == char]
    return [(k, k + 1) for k in dict.fromkeys((*found[:1], *found[-1:]))]


def _markup_before(mapped: SourceMap, at: int, low: int) -> list[int]:
    """Where each piece of markup begins that stands between a place's first word and the text before it, in order."""
    floor = max((mapped.ends[k] for k in range(max(0, at - 3), at) if mapped.ends[k] <= low), default=0)
    gap = mapped.source[max(floor, low - _MOST_MARKUP) : low]
    gap = gap[max(gap.rfind("\n"), gap.rfind("\r"), gap.rfind(" ")) + 1 :]
    return [low - len(gap) + match.start() for match in _MARKUP.finditer(gap)]


def _markup_after(mapped: SourceMap, at: int, high: int) -> list[int]:
    """Where each piece of markup ends that stands between a place's last word and the text after it, in order."""
    ceiling = min(
        (mapped.starts[k] for k in range(at, min(len(mapped.text), at + 3)) if mapped.starts[k] >= high),
        default=len(mapped.source),
    )
    gap = re.split(r"[\r\n]", mapped.source[high : min(ceiling, high + _MOST_MARKUP)], maxsplit=1)[0]
    return [high + match.end() for match in _MARKUP.finditer(gap)]


# -- markup that is written anew -------------------------------------------------------------------------------------


def _in_longer_code_fence(mapped: SourceMap, whole: Change) -> Iterator[Candidate]:
    """A code span that gets a backtick is written with one backtick more around it."""
    words = mapped.source_range(whole.range)
    if words is None or "`" not in whole.new:
        return
    for span in re.finditer(r"(?<!`)(`+)(?!`)([^`]|[^`].*?[^`])\1(?!`)", mapped.source, re.DOTALL):
        inner = SourceRange(*span.span(2))
        if inner.start <= words.start and words.end <= inner.end:
            code = mapped.source[inner.start : words.start] + whole.new + mapped.source[words.end : inner.end]
            fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
            yield Candidate((Splice(SourceRange(*span.span()), f"{fence} {code.strip()} {fence}"),), (whole,))
            return


def _with_label_kept(mapped: SourceMap, splices: tuple[Splice, ...], changes: Sequence[Change]) -> Iterator[Candidate]:
    """Inside a shortcut reference the words are also its label: `[old]` becomes `[new][old]`."""
    keeps = {keep for splice in splices for keep in [label_kept(mapped.source, splice.range)] if keep is not None}
    if keeps:
        yield Candidate(tuple(sorted((*splices, *keeps))), tuple(changes))


def label_kept(source: str, words: SourceRange) -> Splice | None:
    """What keeps the label of a shortcut reference, where words of a source stand in one that is its own label."""
    opening = source.rfind("[", max(0, words.start - 1000), words.start + 1)
    closing = source.find("]", max(words.end, opening), words.end + 1000)
    if opening < 0 or closing < 0 or "]" in source[opening : words.end]:
        return None
    label, follows = source[opening + 1 : closing], source[closing + 1 : closing + 3]
    if "\n\n" in label or follows[:1] in ("(", ":") or (follows[:1] == "[" and follows != "[]"):
        return None
    return Splice(SourceRange(closing + 1, closing + (3 if follows == "[]" else 1)), f"[{label}]")
