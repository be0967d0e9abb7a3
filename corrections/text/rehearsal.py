"""Rehearsal: a candidate is tried on the blocks around it before the whole article is rendered.

Nothing is proved here. What fails on its own blocks would fail in the article; what passes goes on to the proof.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from .coordinates import SourceRange, Splice, TextRange, spliced
from .proof import Change, Reading, check_changes
from .propose import Candidate
from .render import render
from .sourcemap import SourceMap

_EMPTY_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")


class Rehearsal:
    """The top-level blocks around one change, rendered by themselves.

    Where these do not read as they do in the article (a footnote, an unclosed tag), nothing can be rehearsed.
    """

    def __init__(self, mapped: SourceMap, reading: Reading, place: TextRange) -> None:
        self._mapped, self._reading = mapped, reading
        self._blocks = _top_level_blocks(reading, place)

    def passes(self, candidate: Candidate) -> bool | None:
        """Whether a candidate holds on its own blocks; None where that cannot be told."""
        if self._stage is None:
            return None
        window, shift, old, unseen = self._stage
        if any(not window.start <= one.range.start <= one.range.end <= window.end for one in candidate.splices):
            return None
        changes = _shifted(candidate.changes, shift, len(old.text))
        if changes is None:
            return None
        source = self._mapped.source[window.start : window.end]
        splices = [Splice(one.range.shifted(-window.start), one.new) for one in candidate.splices]
        try:
            html = render(spliced(source, splices), dict(self._mapped.references))
        except ValueError:
            return False
        return html.unseen == unseen and check_changes(old, Reading.of(html), changes) is not None

    @cached_property
    def _stage(self) -> tuple[SourceRange, int, Reading, tuple[str, ...]] | None:
        """The blocks' source, how far their text stands from that in the article, their reading, and what is unseen."""
        mapped, blocks = self._mapped, self._blocks
        runs = mapped.runs(blocks)
        if not runs:
            return None
        window = _to_empty_lines(mapped.source, min(runs).start, max(run.end for run in runs))
        source = mapped.source[window.start : window.end]
        if 2 * len(source) > len(mapped.source):
            return None
        html = render(source, dict(mapped.references))
        old = Reading.of(html)
        words = self._reading.text[blocks.start : blocks.end].strip("\n")
        if not words or old.text.count(words) != 1:
            return None
        lead = self._reading.text.index(words, blocks.start)
        shift = lead - old.text.index(words)
        theirs = TextRange(lead - shift, lead - shift + len(words))
        if _tags_in(old, theirs, shift) != _tags_in(self._reading, TextRange(lead, lead + len(words)), 0):
            return None
        return window, shift, old, html.unseen


# Where it stands, its name, whether it closes, its attributes.
_TagRead = tuple[int, str, bool, tuple[tuple[str, str], ...]]


def _top_level_blocks(reading: Reading, place: TextRange) -> TextRange:
    start, end, done = place.start, place.end, -1
    for one in reading.touching(place):
        if one.start.at < done:
            continue
        start, end, done = min(start, one.start.at), max(end, one.end.at), one.end.at
    return TextRange(start, end)


def _to_empty_lines(source: str, low: int, high: int) -> SourceRange:
    after = _EMPTY_LINE.search(source, high)
    begin = low
    before: list[int] = []
    while begin and not before:  # back from the words, further and further, since most empty lines are near
        begin = max(0, begin - 4 * (low - begin) - 1000)
        before = [match.end() for match in _EMPTY_LINE.finditer(source, begin, low)]
    return SourceRange(before[-1] if before else 0, after.end() if after else len(source))


def _tags_in(reading: Reading, place: TextRange, shift: int) -> list[_TagRead]:
    return [
        (tag.at + shift, tag.name, tag.closes, tag.attributes)
        for tag in reading.tags_in(place)
        if place.start < tag.at < place.end or not tag.is_block
    ]


def _shifted(changes: Sequence[Change], by: int, length: int) -> list[Change] | None:
    """The changes in the blocks' own text; None where one reaches beyond it."""
    shifted = []
    for change in changes:
        start, end = change.range.start - by, change.range.end - by
        if start < 0 or end > length:
            return None
        shifted.append(Change(TextRange(start, end), change.new, change.may_delete_blocks))
    return shifted
