"""Carry places of an old text to a new one: provisional, by one alignment of all words."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from .coordinates import TextRange
from .quotes import plain

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")
_AROUND = 8  # tokens on either side
_SUPPORT = 0.6


class Certainty(StrEnum):
    """How sure a carried place is."""

    SAME = "same"  # unchanged words among their neighbours, once: safe without asking
    CHANGED = "changed"  # a sound image with other words
    REVIEW = "review"  # the best guess


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a place is in the new text, in code points."""

    range: TextRange
    certainty: Certainty


class Carrier:
    """Both texts aligned once."""

    def __init__(self, old: str, new: str) -> None:
        self._old = [match.span() for match in _TOKEN.finditer(old)]
        self._new = [match.span() for match in _TOKEN.finditer(new)]
        old, new = plain(old), plain(new)
        self._a = [old[start:end] for start, end in self._old]
        self._b = [new[start:end] for start, end in self._new]
        self._image: list[int | None] = [None] * len(self._a)
        for op in Indel.opcodes(self._a, self._b):
            if op.tag == "equal":
                self._image[op.src_start : op.src_end] = range(op.dest_start, op.dest_end)

    def carry(self, place: TextRange) -> Carried | None:
        """Where a place of the old text is in the new one; None where it is gone."""
        first = bisect_right([end for _, end in self._old], place.start)
        last = bisect_left([start for start, _ in self._old], place.end)
        if first >= last:
            return None
        images = self._image[first:last]
        whole = all(at is not None for at in images) and images[-1] - images[0] == last - first - 1
        begin = images[0] if images[0] is not None else self._edge(first - 1, -1) + 1
        end = (images[-1] if images[-1] is not None else self._edge(last, 1) - 1) + 1
        if end <= begin:
            return None
        support = self._support(first, last, begin, end)
        found = TextRange(self._new[begin][0], self._new[end - 1][1])
        if support < 0.25 or end - begin > 3 * (last - first) + 8:
            return None
        if whole:
            sure = support >= _SUPPORT and self._twins(first, last) == 1
            return Carried(found, Certainty.SAME if sure else Certainty.REVIEW)
        return Carried(found, Certainty.CHANGED if support >= _SUPPORT else Certainty.REVIEW)

    def _edge(self, at: int, step: int) -> int:
        while 0 <= at < len(self._a):
            if self._image[at] is not None:
                return self._image[at]
            at += step
        return -1 if at < 0 else len(self._b)

    def _support(self, first: int, last: int, begin: int, end: int) -> float:
        """The share of the tokens on either side that land next to the image; the text's ends count as landing."""
        landed = sum(
            at < 0 or (self._image[at] is not None and 0 < begin - self._image[at] <= _AROUND + 4)
            for at in range(first - _AROUND, first)
        )
        landed += sum(
            at >= len(self._a) or (self._image[at] is not None and 0 <= self._image[at] - end < _AROUND + 4)
            for at in range(last, last + _AROUND)
        )
        return landed / (2 * _AROUND)

    def _twins(self, first: int, last: int) -> int:
        """How often these words stand in the new text with one neighbour on either side as they had them."""
        wanted = self._a[max(0, first - 1) : last + 1]
        return sum(self._b[at : at + len(wanted)] == wanted for at in range(len(self._b) - len(wanted) + 1)) or 1
