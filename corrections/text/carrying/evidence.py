"""How well the image of a place is founded: on what landed beside it, and on text that stands but once."""

from .pairs import REACH, WINDOW, Pairs
from .replaced import MOST_REPLACED, Replaced
from .runs import LENGTHS, NOWHERE
from .tokens import SENTENCE

SUPPORTED = 0.6  # the share of neighbours from which an image is founded
_ONE_SIDE = 0.3
_MOST_PUT_IN = 2_000  # tokens that may be put in between two that still stand beside each other
_FARTHEST = 400  # tokens that are looked at on either side
_LONG = 20  # tokens that are not moved by chance

Side = tuple[int, int]  # how many tokens landed, of how many


class Evidence:
    """Looks around the tokens of a place, in the old text, and around those of its image, in the new one."""

    def __init__(self, pairs: Pairs, replaced: Replaced) -> None:
        self._pairs, self._replaced = pairs, replaced

    def sides(self, first: int, last: int, head: int, tail: int) -> tuple[Side, Side]:
        """What landed before and behind an image. first, last: old tokens; head, tail: new ones."""
        return self._landed(first, head, -1), self._landed(last, tail, 1)

    def is_safe(self, first: int, last: int, sides: tuple[Side, Side]) -> bool:
        """Whether unchanged words with these neighbours need nobody's eyes: no second place could be meant."""
        pairs = self._pairs
        if any(pairs.doubtful[i] or pairs.to[i] == NOWHERE for i in (first, last)):
            return False
        if pairs.moved[first] and not self._moved_whole(first, last):
            return False
        if any(pairs.runs.stands_once(i, LENGTHS[0]) for i in range(first, last + 2 - LENGTHS[0])):
            return True
        if support(*sides) < SUPPORTED or min(support(side) for side in sides) < _ONE_SIDE:
            return False
        low, high = self._connected(first, -1), self._connected(last, 1)
        if any(self._stands_once(i, high + 1) for i in range(low, high + 1)):
            return True
        return self._reaches(first, -1) and self._reaches(last, 1)

    def _landed(self, at: int, home: int, step: int) -> Side:
        """Of eight tokens on one side of an old token, how many land beside its image, and how many were looked at.

        What was merely taken out, or put in, between them does not count against them.
        """
        to = self._pairs.to
        landed = seen = 0
        at += step
        while 0 <= at < len(to) and seen < WINDOW:
            j = to[at]
            if j == NOWHERE:
                a0, a1, b0, b1 = self._replaced.around(at)
                if b0 == b1:
                    at = a0 - 1 if step < 0 else a1
                    continue
            elif 0 < (j - home) * step <= REACH or self._only_new_between(j, home, to[at - step], step):
                landed += 1
                home = j
            seen += 1
            at += step
        return landed, seen

    def _only_new_between(self, j: int, home: int, neighbour: int, step: int) -> bool:
        low, high = min(j, home) + 1, max(j, home)
        if neighbour == NOWHERE or (j - home) * step <= 0 or high - low > _MOST_PUT_IN:
            return False
        return all(i == NOWHERE for i in self._pairs.back[low:high])

    def _moved_whole(self, first: int, last: int) -> bool:
        """Whether the run of tokens that was moved with these is long, or whole sentences."""
        to, low, high = self._pairs.to, first, last
        while low and to[low - 1] == to[low] - 1 and first - low < _FARTHEST:
            low -= 1
        while high + 1 < len(to) and to[high + 1] == to[high] + 1 and high - last < _FARTHEST:
            high += 1
        strength = self._pairs.old.strength
        return high - low >= _LONG or (strength(low) >= SENTENCE and strength(high + 1) >= SENTENCE)

    def _connected(self, at: int, step: int) -> int:
        """The farthest of eight tokens on one side that still stand beside one another in the new text."""
        to = self._pairs.to
        home, farthest = to[at], at
        for beyond in range(at + step, at + step * (WINDOW + 1), step):
            if not 0 <= beyond < len(to):
                break
            if to[beyond] != NOWHERE:
                if not 0 < (to[beyond] - home) * step <= MOST_REPLACED:
                    break
                home, farthest = to[beyond], beyond
        return farthest

    def _stands_once(self, i: int, stop: int) -> bool:
        """Whether at an old token text begins, and ends before another, that is found but once in either."""
        to = self._pairs.to
        return to[i] != NOWHERE and any(
            i + length <= stop and to[i + length - 1] == to[i] + length - 1 and self._pairs.runs.stands_once(i, length)
            for length in LENGTHS
        )

    def _reaches(self, at: int, step: int) -> bool:
        """Whether over small gaps only one comes from an old token to the text's end, or to text that stands once."""
        to = self._pairs.to
        for _ in range(_FARTHEST):
            beyond = at + step
            if not 0 <= beyond < len(to):
                return True
            if to[beyond] == NOWHERE:
                a0, a1, b0, b1 = self._replaced.around(beyond)
                if max(a1 - a0, b1 - b0) > MOST_REPLACED:
                    return False
                at = a0 if step < 0 else a1 - 1
                continue
            if to[at] != NOWHERE and not 0 < (to[beyond] - to[at]) * step <= MOST_REPLACED:
                return False
            at = beyond
            if self._stands_once(at, len(to)):
                return True
        return False


def support(*sides: Side) -> float:
    """The share of the neighbours that landed; 1 where there are none."""
    landed, all_of_them = (sum(side) for side in zip(*sides, strict=True))
    return landed / all_of_them if all_of_them else 1.0
