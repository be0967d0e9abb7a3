"""Where the two ends of a place land in the next text, and whether each could land elsewhere."""

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from .pairs import Gap, Pairs
from .replaced import MOST_REPLACED, Replaced
from .runs import NOWHERE

_ALIKE = 0.6  # from here on two words are one that was spelled otherwise
_BY_CHANCE = 2  # characters that may stand between words that became others


@dataclass(frozen=True, slots=True)
class End:
    """One end of an image, in code points of the new text. sure: whether it could be no other."""

    at: int
    sure: bool


class Ends:
    """Carries the ends of places over. Tokens are told by number, ends in code points."""

    def __init__(self, pairs: Pairs, replaced: Replaced) -> None:
        self._pairs, self._replaced = pairs, replaced

    def start(self, at: int, first: int, last: int) -> End | None:
        """Where a place with these tokens begins that began at `at`; None where none of its words is left."""
        to, old, new = self._pairs.to, self._pairs.old, self._pairs.new
        j = to[first]
        within = at - old.starts[first]
        if j != NOWHERE:
            room = len(new.space_before(j)) if within < 0 else 0
            landed = min(new.starts[j] + max(within, -room), new.ends[j])
            return End(landed, self._is_firm(first, -1))
        gap = a0, a1, b0, b1 = self._replaced.around(first)
        if a0 == first and a1 <= last + 1 and self._is_replaced(gap, a1 == last + 1):
            if within > 0 and b1 - b0 == a1 - a0:
                return self._within(at, first, b0)
            return End(new.starts[b0], within <= 0 or b1 - b0 != a1 - a0)
        pairs = _one_by_one(gap)
        if first in pairs:
            return self._within(at, first, pairs[first]) if within > 0 else End(new.starts[pairs[first]], True)
        kept = next((to[i] for i in range(a1, last + 1) if to[i] != NOWHERE), NOWHERE)
        return None if kept == NOWHERE else End(new.starts[kept], False)

    def end(self, at: int, first: int, last: int) -> End | None:
        """Where a place with these tokens ends that ended at `at`; None where none of its words is left."""
        to, old, new = self._pairs.to, self._pairs.old, self._pairs.new
        j = to[last]
        beyond = at - old.ends[last]
        if j != NOWHERE:
            room = len(new.space_before(j + 1)) if beyond > 0 else 0
            landed = max(new.ends[j] + min(beyond, room), new.starts[j])
            return End(landed, self._is_firm(last, 1))
        gap = a0, a1, b0, b1 = self._replaced.around(last)
        if a1 == last + 1 and a0 >= first and self._is_replaced(gap, a0 == first):
            if beyond < 0 and b1 - b0 == a1 - a0:
                return self._within(at, last, b1 - 1)
            return End(new.ends[b1 - 1], beyond >= 0 or b1 - b0 != a1 - a0)
        pairs = _one_by_one(gap)
        if last in pairs:
            return self._within(at, last, pairs[last]) if beyond < 0 else End(new.ends[pairs[last]], True)
        kept = next((to[i] for i in range(a0 - 1, first - 1, -1) if to[i] != NOWHERE), NOWHERE)
        return None if kept == NOWHERE else End(new.ends[kept], False)

    def _is_firm(self, i: int, outward: int) -> bool:
        """Whether an image can end with this token, in a script without spaces.

        What is put in right beside it could be a part of its word; and a character or two between words that became
        others may stand there by chance.
        """
        to, back = self._pairs.to, self._pairs.back
        j, beyond, inward = to[i], i + outward, i - outward
        if not 0 <= beyond < len(to) or to[beyond] == j + outward or not self._pairs.old.is_unspaced(i):
            return True
        put_in = 0 <= j + outward < len(back) and back[j + outward] == NOWHERE
        if not put_in:
            return True
        if to[beyond] != NOWHERE:
            return not self._pairs.new.is_unspaced(j + outward)
        run = 1
        while run <= _BY_CHANCE and 0 <= inward < len(to) and to[inward] == to[inward + outward] - outward:
            run, inward = run + 1, inward - outward
        return run > _BY_CHANCE or not 0 <= inward < len(to) or to[inward] != NOWHERE

    def _within(self, at: int, i: int, j: int) -> End:
        """An end within a word that was replaced or spelled otherwise."""
        old, new = self._pairs.old, self._pairs.new
        word, other = old.text[old.starts[i] : old.ends[i]], new.text[new.starts[j] : new.ends[j]]
        within = at - old.starts[i]
        for op in Indel.opcodes(word, other):
            if op.tag == "equal" and op.src_start <= within <= op.src_end:
                landed = new.starts[j] + op.dest_start + within - op.src_start
                return End(landed, Indel.normalized_similarity(word, other) >= _ALIKE)
        return End(new.starts[j] + min(within, len(other)), False)

    def _is_replaced(self, gap: Gap, alone: bool) -> bool:
        """Whether new tokens stand in the place of old ones. alone: without any that stayed."""
        a0, a1, b0, b1 = gap
        if b0 == b1:
            return False
        if not alone or max(a1 - a0, b1 - b0) <= MOST_REPLACED:
            return True
        old, new = self._pairs.old, self._pairs.new
        words, others = old.text[old.starts[a0] : old.ends[a1 - 1]], new.text[new.starts[b0] : new.ends[b1 - 1]]
        return Indel.normalized_similarity(words, others) >= _ALIKE


def _one_by_one(gap: Gap) -> dict[int, int]:
    """The tokens of a small gap with as many on either side, each with the one in its place."""
    a0, a1, b0, b1 = gap
    if a1 - a0 == b1 - b0 <= MOST_REPLACED:
        return dict(zip(range(a0, a1), range(b0, b1), strict=True))
    return {}
