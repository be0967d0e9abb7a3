"""Carry places of one text to the next: align both texts once, then lead each place's ends over.

No place is guessed. What is sure is told apart from what is only likely, and what is gone has no place.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from .coordinates import TextRange
from .matching import NOWHERE, WINDOW, Matching
from .tokens import SENTENCE, Tokens, same_words

_REACH = 12
_MOST_PUT_IN = 2_000  # tokens that may be put in between two that still stand beside each other
_FARTHEST = 400
_LONG = 20
_BY_CHANCE = 2
_SUPPORTED = 0.6
_ONE_SIDE = 0.3
_HOLDS = 0.4
_ALIKE = 0.6  # from here on two words are one that was spelled otherwise
_MOST_ADDED = 30  # tokens that stand in the midst of an image and not in its place
_MOST_REPLACED = 8  # tokens of a gap that are taken for words put in the place of words


class Certainty(StrEnum):
    """How sure a carried place is."""

    SAME = "same"
    CHANGED = "changed"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a place stands in the new text, in code points of it, and how sure that is."""

    range: TextRange
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class _End:
    """One end of an image, in code points of the new text. sure: whether it could be no other."""

    at: int
    sure: bool


class Carrier:
    """Two texts, aligned once, to carry any number of places from the old one to the new one."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old, self._new = Tokens.of(old), Tokens.of(new)
        self._matching = Matching(self._old, self._new)
        self._pieces = sorted(self._matching.pieces_left())
        self._gaps = self._all_gaps()

    def carry(self, place: TextRange) -> Carried | None:
        """Where a place of the old text, in code points, stands in the new one; None where its words are gone."""
        place = TextRange(min(place.start, len(self.old)), min(place.end, len(self.old)))
        if not len(place):
            return None
        first = bisect_right(self._old.ends, place.start)
        last = bisect_left(self._old.starts, place.end) - 1
        if first > last:
            return self._space(place, first)
        return self._words(place, first, last)

    # -- white space ---------------------------------------------------------------------------------------------------

    def _space(self, place: TextRange, after: int) -> Carried | None:
        """A place without any word: it stays while its neighbours stay together."""
        to = self._matching.to
        j = to[after] if after < len(to) else len(self._new)
        before = to[after - 1] if after else NOWHERE
        if j == NOWHERE or (after and before == NOWHERE) or before + 1 != j:
            return None
        low = self._new.ends[j - 1] if j else 0
        high = self._new.starts[j] if j < len(self._new) else len(self.new)
        begins = self._old.ends[after - 1] if after else 0
        start, end = min(high, low + place.start - begins), min(high, low + place.end - begins)
        if start >= end:
            return None
        image = TextRange(start, end)
        same = self._read(self.old, place) == self._read(self.new, image)
        return Carried(image, Certainty.SAME if same else Certainty.REVIEW)

    # -- words ---------------------------------------------------------------------------------------------------------

    def _words(self, place: TextRange, first: int, last: int) -> Carried | None:
        start, end = self._start(place.start, first, last), self._end(place.end, first, last)
        if start is None or end is None or start.at >= end.at:
            return self._remnant(first, last) or self._either(first, last)
        image = TextRange(start.at, end.at)
        head, tail = self._tokens_of(image)
        if head > tail:
            return None
        to = self._matching.to
        inside = [to[i] for i in range(first, last + 1)]
        kept = sum(head <= j <= tail for j in inside)
        strays = sum(j != NOWHERE and not head <= j <= tail for j in inside)
        foreign = sum(i != NOWHERE and not first <= i <= last for i in self._matching.back[head : tail + 1])
        if (strays + foreign) * 4 > kept:
            return self._remnant(first, last)
        before, after = self._landed(first, head, -1), self._landed(last, tail, 1)
        support = _share(before, after)
        sure = start.sure and end.sure and not strays and not foreign
        if same_words(self._read(self.old, place), self._read(self.new, image)):
            safe = sure and self._is_safe(first, last, support, before, after)
            return Carried(image, Certainty.SAME if safe else Certainty.REVIEW)
        if not kept:
            likely = sure and support >= 0.75 and max(len(inside), tail - head + 1) <= _MOST_REPLACED
        else:
            share = kept / max(len(inside), tail - head + 1)
            likely = sure and support >= _SUPPORTED and share >= 0.5
        if not likely and kept * 4 < len(inside) and len(inside) > _MOST_REPLACED:
            return self._remnant(first, last)
        return Carried(image, Certainty.CHANGED if likely else Certainty.REVIEW)

    def _tokens_of(self, image: TextRange) -> tuple[int, int]:
        return bisect_right(self._new.ends, image.start), bisect_left(self._new.starts, image.end) - 1

    def _remnant(self, first: int, last: int) -> Carried | None:
        """Of words that were torn apart the largest part that stayed together, for an editor to look at."""
        to = self._matching.to
        parts: list[list[int]] = []
        for j in (to[i] for i in range(first, last + 1)):
            if j == NOWHERE:
                continue
            if parts and 0 < j - parts[-1][-1] <= _MOST_ADDED:
                parts[-1].append(j)
            else:
                parts.append([j])
        most = max(parts, key=len, default=[])
        if len(most) * 4 < last + 1 - first and not self._holds(most):
            return None
        return Carried(TextRange(self._new.starts[most[0]], self._new.ends[most[-1]]), Certainty.REVIEW)

    def _either(self, first: int, last: int) -> Carried | None:
        """Words of which one of two copies is gone, and nothing tells which: the one that is left."""
        instead = self._matching.instead
        if first not in instead or instead.get(last, NOWHERE) - instead[first] != last - first:
            return None
        return Carried(
            TextRange(self._new.starts[instead[first]], self._new.ends[instead[last]]),
            Certainty.REVIEW,
        )

    def _holds(self, places: list[int]) -> bool:
        """Whether some word of these new tokens came there together with its neighbours."""
        back = self._matching.back
        return any(self._new.keys[j].isalnum() and self._matching.support(back[j]) >= _HOLDS for j in places)

    def _landed(self, at: int, home: int, step: int) -> tuple[int, int]:
        """Of eight tokens on one side of an old token, how many land beside its image, and how many were looked at.

        What was merely taken out, or put in, between them does not count against them.
        """
        to = self._matching.to
        landed = seen = 0
        at += step
        while 0 <= at < len(to) and seen < WINDOW:
            j = to[at]
            if j == NOWHERE:
                a0, a1, b0, b1 = self._gap(at)
                if b0 == b1:
                    at = a0 - 1 if step < 0 else a1
                    continue
            elif 0 < (j - home) * step <= _REACH or (
                (j - home) * step > 0 and to[at - step] != NOWHERE and self._is_new_between(j, home)
            ):
                landed += 1
                home = j
            seen += 1
            at += step
        return landed, seen

    def _is_new_between(self, one: int, other: int) -> bool:
        """Whether all tokens between two new ones were put in."""
        low, high = min(one, other) + 1, max(one, other)
        return high - low <= _MOST_PUT_IN and all(i == NOWHERE for i in self._matching.back[low:high])

    def _is_safe(self, first: int, last: int, support: float, before: tuple[int, int], after: tuple[int, int]) -> bool:
        """Whether unchanged words need nobody's eyes."""
        matching = self._matching
        if any(matching.doubtful[i] or matching.to[i] == NOWHERE for i in (first, last)):
            return False
        if matching.moved[first] and not self._is_whole(first, last):
            return False
        alone = any(matching.is_alone(i, 8) for i in range(first, last - 6))
        if alone:
            return True
        if support < _SUPPORTED or min(_share(before), _share(after)) < _ONE_SIDE:
            return False
        return self._is_pinned(first, last)

    def _is_whole(self, first: int, last: int) -> bool:
        """Whether the run of tokens that was moved with these is long, or whole sentences."""
        low, high = self._run(first, last)
        if high - low >= _LONG:
            return True
        return self._old.strength(low) >= SENTENCE and self._old.strength(high + 1) >= SENTENCE

    def _run(self, first: int, last: int) -> tuple[int, int]:
        """The first and the last token of the run around these that stands just so in the new text."""
        to, low, high = self._matching.to, first, last
        while low and to[low - 1] == to[low] - 1 and first - low < _FARTHEST:
            low -= 1
        while high + 1 < len(to) and to[high + 1] == to[high] + 1 and high - last < _FARTHEST:
            high += 1
        return low, high

    def _is_pinned(self, first: int, last: int) -> bool:
        """Whether these are founded on text that stands but once in either: close by, or else on both sides."""
        low, high = self._connected(first, -1), self._connected(last, 1)
        if any(self._stands_once(i, high + 1) for i in range(low, high + 1)):
            return True
        return self._reaches(first, -1) and self._reaches(last, 1)

    def _connected(self, at: int, step: int) -> int:
        """The farthest of eight tokens on one side that still stand beside one another in the new text."""
        to = self._matching.to
        home, farthest = to[at], at
        for beyond in range(at + step, at + step * (WINDOW + 1), step):
            if not 0 <= beyond < len(to):
                break
            if to[beyond] != NOWHERE:
                if not 0 < (to[beyond] - home) * step <= _MOST_REPLACED:
                    break
                home, farthest = to[beyond], beyond
        return farthest

    def _stands_once(self, i: int, stop: int) -> bool:
        """Whether at an old token text begins, and ends before another, that is found but once in either."""
        matching = self._matching
        to = matching.to
        return any(
            i + k <= stop and to[i] != NOWHERE and to[i + k - 1] == to[i] + k - 1 and matching.is_alone(i, k)
            for k in (8, 4, 2, 1)
        )

    def _reaches(self, at: int, step: int) -> bool:
        """Whether from an old token on one comes to the text's end, or to text that stands once, over small gaps only."""
        to = self._matching.to
        for _ in range(_FARTHEST):
            beyond = at + step
            if not 0 <= beyond < len(to):
                return True
            if to[beyond] == NOWHERE:
                a0, a1, b0, b1 = self._gap(beyond)
                if max(a1 - a0, b1 - b0) > _MOST_REPLACED:
                    return False
                at = a0 if step < 0 else a1 - 1
                continue
            if to[at] != NOWHERE and not 0 < (to[beyond] - to[at]) * step <= _MOST_REPLACED:
                return False
            at = beyond
            if self._stands_once(at, len(to)):
                return True
        return False

    # -- ends ----------------------------------------------------------------------------------------------------------

    def _start(self, at: int, first: int, last: int) -> _End | None:
        to, old, new = self._matching.to, self._old, self._new
        if to[first] != NOWHERE:
            j = to[first]
            if at >= old.starts[first]:
                return _End(min(new.starts[j] + at - old.starts[first], new.ends[j]), self._is_firm(first, -1))
            room = new.starts[j] - (new.ends[j - 1] if j else 0)
            return _End(new.starts[j] - min(room, old.starts[first] - at), self._is_firm(first, -1))
        a0, a1, b0, b1 = self._gap(first)
        if a0 == first and a1 <= last + 1 and b0 < b1 and self._is_replaced(a0, a1, b0, b1, a1 == last + 1):
            at = max(at, old.starts[first])
            return self._within(at, first, b0, b1 - b0 == a1 - a0, False) or _End(new.starts[b0], True)
        pairs = self._pairs(a0, a1, b0, b1)
        if first in pairs:
            return self._within(max(at, old.starts[first]), first, pairs[first], True, False)
        for i in range(first, min(a1, last + 1)):
            if i in pairs:
                return _End(new.starts[pairs[i]], False)
        for i in range(a1, last + 1):
            if to[i] != NOWHERE:
                return _End(new.starts[to[i]], False)
        return None

    def _end(self, at: int, first: int, last: int) -> _End | None:
        to, old, new = self._matching.to, self._old, self._new
        if to[last] != NOWHERE:
            j = to[last]
            if at <= old.ends[last]:
                return _End(max(new.ends[j] - (old.ends[last] - at), new.starts[j]), self._is_firm(last, 1))
            room = (new.starts[j + 1] if j + 1 < len(new) else len(self.new)) - new.ends[j]
            return _End(new.ends[j] + min(room, at - old.ends[last]), self._is_firm(last, 1))
        a0, a1, b0, b1 = self._gap(last)
        if a1 == last + 1 and a0 >= first and b0 < b1 and self._is_replaced(a0, a1, b0, b1, a0 == first):
            at = min(at, old.ends[last])
            return self._within(at, last, b1 - 1, b1 - b0 == a1 - a0, True) or _End(new.ends[b1 - 1], True)
        pairs = self._pairs(a0, a1, b0, b1)
        if last in pairs:
            return self._within(min(at, old.ends[last]), last, pairs[last], True, True)
        for i in range(last, max(a0, first) - 1, -1):
            if i in pairs:
                return _End(new.ends[pairs[i]], False)
        for i in range(a0 - 1, first - 1, -1):
            if to[i] != NOWHERE:
                return _End(new.ends[to[i]], False)
        return None

    def _is_firm(self, i: int, outward: int) -> bool:
        """Whether an image can end with this token, in a script without spaces.

        What is put in right beside it could be a part of its word; and a character or two between words that became
        others may stand there by chance.
        """
        to, back = self._matching.to, self._matching.back
        j, beyond, inward = to[i], i + outward, i - outward
        if not 0 <= beyond < len(to) or to[beyond] == j + outward or not self._old.is_unspaced(i):
            return True
        put_in = 0 <= j + outward < len(back) and back[j + outward] == NOWHERE
        if to[beyond] != NOWHERE:
            return not put_in or not self._new.is_unspaced(j + outward)
        run = 1
        while run <= _BY_CHANCE and 0 <= inward < len(to) and to[inward] == to[inward + outward] - outward:
            run, inward = run + 1, inward - outward
        return run > _BY_CHANCE or not put_in or not 0 <= inward < len(to) or to[inward] != NOWHERE

    def _within(self, at: int, i: int, j: int, paired: bool, is_end: bool) -> _End | None:
        """An end within, or at the edge of, a word that was replaced or spelled otherwise."""
        old, new = self._old, self._new
        if at == (old.ends[i] if is_end else old.starts[i]):
            return _End(new.ends[j] if is_end else new.starts[j], True) if paired else None
        if not paired:
            return None
        word, other = self.old[old.starts[i] : old.ends[i]], self.new[new.starts[j] : new.ends[j]]
        within = at - old.starts[i]
        alike = Indel.normalized_similarity(word, other) >= _ALIKE
        for op in Indel.opcodes(word, other):
            if op.tag == "equal" and op.src_start <= within <= op.src_end:
                landed = op.dest_start + within - op.src_start
                return _End(new.starts[j] + landed, alike)
        return _End(new.ends[j] if is_end else new.starts[j], False)

    def _gap(self, i: int) -> tuple[int, int, int, int]:
        """The old tokens around this one that have no pair, and the new ones that stand in their place."""
        return self._gaps[bisect_right(self._gaps, (i, len(self._old) + 1)) - 1]

    def _all_gaps(self) -> list[tuple[int, int, int, int]]:
        to = self._matching.to
        found, a1 = [], 0
        while True:
            try:
                a0 = to.index(NOWHERE, a1)
            except ValueError:
                return found
            a1 = a0 + 1
            while a1 < len(to) and to[a1] == NOWHERE:
                a1 += 1
            found += self._by_pieces(a0, a1, *self._new_side(a0, a1))

    def _by_pieces(self, a0: int, a1: int, b0: int, b1: int) -> Iterator[tuple[int, int, int, int]]:
        """A gap, parted where it has sentences of which each has its own counterpart, or none."""
        at = max(0, bisect_right(self._pieces, (a0, len(self._old) + 1)) - 1)
        while a0 < a1:
            while at < len(self._pieces) and self._pieces[at][1] <= a0:
                at += 1
            i0, i1, j0, j1 = self._pieces[at] if at < len(self._pieces) else (a1, a1, b1, b1)
            if i0 > a0:
                yield a0, min(i0, a1), b0, b1
                a0 = i0
                continue
            low, high = max(b0, j0), min(b1, j1)
            yield a0, min(i1, a1), low, max(low, high)
            a0 = i1

    def _new_side(self, a0: int, a1: int) -> tuple[int, int]:
        """The new tokens without a pair behind the pair of what is before a gap; else those before what is behind."""
        to, back = self._matching.to, self._matching.back
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

    def _is_replaced(self, a0: int, a1: int, b0: int, b1: int, alone: bool) -> bool:
        """Whether new tokens stand in the place of old ones, and are not other sentences altogether."""
        if max(a1 - a0, b1 - b0) <= _MOST_REPLACED:
            return True
        return not alone or self._likeness(a0, a1, b0, b1) >= _ALIKE

    def _likeness(self, a0: int, a1: int, b0: int, b1: int) -> float:
        old, new = self._old, self._new
        return Indel.normalized_similarity(
            old.text[old.starts[a0] : old.ends[a1 - 1]], new.text[new.starts[b0] : new.ends[b1 - 1]]
        )

    def _pairs(self, a0: int, a1: int, b0: int, b1: int) -> dict[int, int]:
        """Which of the old tokens of a gap was most likely replaced by which of the new ones."""
        if a1 - a0 == b1 - b0 <= _MOST_REPLACED:
            return dict(zip(range(a0, a1), range(b0, b1), strict=True))
        return {}

    @staticmethod
    def _read(text: str, place: TextRange) -> str:
        return text[place.start : place.end]


def _share(*sides: tuple[int, int]) -> float:
    landed, all_of_them = (sum(side) for side in zip(*sides, strict=True))
    return landed / all_of_them if all_of_them else 1.0


def carry(old: str, new: str, places: Sequence[TextRange]) -> list[Carried | None]:
    """Where places of the old text stand in the new one, in the order asked; None where the words are gone."""
    carrier = Carrier(old, new)
    return [carrier.carry(place) for place in places]
