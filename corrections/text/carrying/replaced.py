"""What stands in the place of old tokens that have no pair: the gaps of a matching."""

from bisect import bisect_right
from collections.abc import Iterator

from .in_order import all_compared
from .pairs import Gap, Pairs
from .runs import NOWHERE

MOST_REPLACED = 8  # tokens of a gap that are taken for words put in the place of words


class Replaced:
    """All gaps of a matching, found by a token that lies in one."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs
        self._compared = all_compared(pairs)
        self._gaps = list(self._all())

    def around(self, i: int) -> Gap:
        """The old tokens around this one that have no pair, and the new ones that stand in their place, if any."""
        return self._gaps[bisect_right(self._gaps, i, key=lambda gap: gap[0]) - 1]

    def _all(self) -> Iterator[Gap]:
        to, i = self._pairs.to, 0
        while i < len(to):
            end = self._pairs.run_end(i)
            if to[i] == NOWHERE:
                yield from self._by_sentences(i, end, *self._new_side(i, end))
            i = end

    def _by_sentences(self, a0: int, a1: int, b0: int, b1: int) -> Iterator[Gap]:
        """A gap, parted where its sentences have each a counterpart of their own, or none."""
        at = max(0, bisect_right(self._compared, a0, key=lambda gap: gap[0]) - 1)
        while a0 < a1:
            while at < len(self._compared) and self._compared[at][1] <= a0:
                at += 1
            i0, i1, j0, j1 = self._compared[at] if at < len(self._compared) else (a1, a1, b1, b1)
            if i0 > a0:
                yield a0, min(i0, a1), b0, b1
                a0 = i0
                continue
            low = max(b0, j0)
            yield a0, min(i1, a1), low, max(low, min(b1, j1))
            a0 = i1

    def _new_side(self, a0: int, a1: int) -> tuple[int, int]:
        """The new tokens without a pair behind the pair of what is before a gap; else those before what is behind."""
        to, back = self._pairs.to, self._pairs.back
        left = to[a0 - 1] + 1 if a0 else 0
        right = to[a1] if a1 < len(to) else len(back)
        stop = left
        while stop < len(back) and back[stop] == NOWHERE and stop != right:
            stop += 1
        if stop == right or stop > left:
            return left, stop
        start = right
        while start and back[start - 1] == NOWHERE:
            start -= 1
        return start, right
