"""Where what was put in or taken out begins, when its words allow more than one place.

Where “A. The dog. The cat.” became “A. The cat.”, either “The dog.” went or “dog. The”: sentences and lines go whole.
"""

from collections.abc import Sequence

from .pairs import Pairs
from .runs import NOWHERE
from .tokens import Tokens

_FARTHEST = 5_000  # tokens


def slide(pairs: Pairs) -> None:
    """Move all that was merely put in or taken out to the strongest breaks. Where two places are as good, the tokens
    between are doubtful."""
    to, back, n, m = pairs.to, pairs.back, len(pairs.to), len(pairs.back)
    i = 0
    while i <= n:
        j = to[i - 1] + 1 if i else 0
        if i < n and to[i] == NOWHERE:
            end = pairs.run_end(i)
            if (to[end] if end < n else m) == j:
                end += _Taken(pairs, i, end, j).slide()
            i = end + 1
            continue
        end = to[i] if i < n else m
        if end > j and all(one == NOWHERE for one in back[j:end]):
            i += _PutIn(pairs, j, end, i).slide()
        i += 1


class _Taken:
    """Old tokens low to high that were taken out before the new token `other`."""

    def __init__(self, pairs: Pairs, low: int, high: int, other: int) -> None:
        self.pairs, self.low, self.high, self.other = pairs, low, high, other
        self.ids: Sequence[int] = pairs.runs.old[1]
        self.link: Sequence[int] = pairs.to
        self.tokens: Tokens = pairs.old

    def slide(self) -> int:
        """By how many tokens they were moved."""
        left, right = self._room_before(), self._room_behind()
        if not left and not right:
            return 0
        low, high, strength = self.low, self.high, self.tokens.strength
        scores = {by: strength(low + by) + strength(high + by) for by in range(-left, right + 1)}
        best = max(scores.values())
        good = [by for by, score in scores.items() if score >= best - 1]
        by = max(good, key=lambda step: (scores[step], -abs(step)))
        for step in range(-1, by - 1, -1):
            self.relink(low + step, high + step, self.other + step)
        for step in range(by):
            self.relink(high + step, low + step, self.other + step)
        for step in range(good[0], good[-1]):
            self.doubt(step, low + step >= low + by)
        return by

    def _room_before(self) -> int:
        ids, low, high, room = self.ids, self.low, self.high, 0
        while room < min(_FARTHEST, low) and ids[low - room - 1] == ids[high - room - 1]:
            if self.link[low - room - 1] != self.other - room - 1:
                break
            room += 1
        return room

    def _room_behind(self) -> int:
        ids, low, high, room = self.ids, self.low, self.high, 0
        while room < min(_FARTHEST, len(ids) - high) and ids[low + room] == ids[high + room]:
            if self.link[high + room] != self.other + room:
                break
            room += 1
        return room

    def relink(self, was: int, now: int, other: int) -> None:
        """Give the pair of one token to the one that reads the same at the gap's other end."""
        pairs = self.pairs
        pairs.to[now], pairs.back[other], pairs.to[was] = other, now, NOWHERE
        for known in (pairs.weak, pairs.moved):
            known[now], known[was] = known[was], False

    def doubt(self, step: int, is_before: bool) -> None:
        """The new token there may be the old one before the gap, or the one behind it."""
        before, behind = self.low + step, self.high + step
        self.pairs.doubtful[before] = self.pairs.doubtful[behind] = True
        self.pairs.instead[before if is_before else behind] = self.other + step


class _PutIn(_Taken):
    """New tokens low to high that were put in before the old token `other`."""

    def __init__(self, pairs: Pairs, low: int, high: int, other: int) -> None:
        super().__init__(pairs, low, high, other)
        self.ids, self.link, self.tokens = pairs.runs.new[1], pairs.back, pairs.new

    def relink(self, was: int, now: int, other: int) -> None:
        self.pairs.to[other], self.pairs.back[now], self.pairs.back[was] = now, other, NOWHERE

    def doubt(self, step: int, is_before: bool) -> None:
        self.pairs.doubtful[self.other + step] = True
