"""Carry places of one text to the next: align both texts once, then lead each place's two ends over.

No place is guessed: what is sure is told apart from what is only likely, and what is gone has no place.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..coordinates import TextRange
from .ends import Ends
from .evidence import SUPPORTED, Evidence, support
from .matching import matched
from .replaced import MOST_REPLACED, Replaced
from .runs import NOWHERE
from .tokens import Tokens, same_words

_WELL_SUPPORTED = 0.75  # where no word is left
_LEAST_KEPT = 0.5
_HOLDS = 0.4  # the support of a word that was not merely found again somewhere
_NEXT = 2  # tokens on either side by which a copy of a place is known
_APART = 30  # tokens between two parts of what was torn apart


class Certainty(StrEnum):
    """How sure a carried place is.

    same: the words are unchanged, and no other place could be meant. Quotation marks, dashes and white space between
    them may be set otherwise, for readers read the same; a place without any letter or digit has the very same signs.
    changed: both ends are sure, and the words between them are others, or became others.
    review: the best place there is, for an editor to look at.
    """

    SAME = "same"
    CHANGED = "changed"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Carried:
    """Where a place stands in the new text, in code points of it and never empty, and how sure that is."""

    range: TextRange
    certainty: Certainty


class Carrier:
    """Two texts, aligned once, to carry any number of places from the old one to the new one.

    Aligning takes nearly linear time, whatever the texts; carrying, time that hardly goes up with them.
    """

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._pairs = matched(Tokens.of(old), Tokens.of(new))
        replaced = Replaced(self._pairs)
        self._ends, self._evidence = Ends(self._pairs, replaced), Evidence(self._pairs, replaced)

    def carry(self, place: TextRange) -> Carried | None:
        """Where a place of the old text, in code points, stands in the new one.

        None where its words are gone, and for an empty place. Words beside which others were put in stay what they
        are; words put in between them belong to the image, as do words put in the place of others.
        """
        place = TextRange(min(place.start, len(self.old)), min(place.end, len(self.old)))
        if not len(place):
            return None
        first = bisect_right(self._pairs.old.ends, place.start)
        last = bisect_left(self._pairs.old.starts, place.end) - 1
        return self._space(place, first) if first > last else self._words(place, first, last)

    def _space(self, place: TextRange, after: int) -> Carried | None:
        """White space before a token: it stays while its neighbours stay together."""
        to, old, new = self._pairs.to, self._pairs.old, self._pairs.new
        j = to[after] if after < len(to) else len(new)
        before = to[after - 1] if after else NOWHERE
        if j == NOWHERE or (after and before == NOWHERE) or before + 1 != j:
            return None
        low = new.ends[j - 1] if j else 0
        high = low + len(new.space_before(j))
        begins = old.ends[after - 1] if after else 0
        start, end = min(high, low + place.start - begins), min(high, low + place.end - begins)
        if start >= end:
            return None
        first, last = max(0, after - 1), min(after, len(to) - 1)
        safe = self.old == self.new or (
            self.old[place.start : place.end] == self.new[start:end]
            and 0 < after < len(to)
            and self._evidence.is_safe(first, last, self._evidence.sides(first, last, j - 1, j))
        )
        return Carried(TextRange(start, end), Certainty.SAME if safe else Certainty.REVIEW)

    def _words(self, place: TextRange, first: int, last: int) -> Carried | None:
        """A place with these tokens in it."""
        start, end = self._ends.start(place.start, first, last), self._ends.end(place.end, first, last)
        if start is None or end is None or start.at >= end.at:
            return self._largest_part(first, last) or self._copy(first, last)
        image = TextRange(start.at, end.at)
        to, back, new = self._pairs.to, self._pairs.back, self._pairs.new
        head, tail = bisect_right(new.ends, image.start), bisect_left(new.starts, image.end) - 1
        if head > tail:
            return None
        size = last + 1 - first
        kept = sum(head <= j <= tail for j in to[first : last + 1])
        strays = sum(j != NOWHERE for j in to[first : last + 1]) - kept
        strangers = sum(i != NOWHERE and not first <= i <= last for i in back[head : tail + 1])
        if (strays + strangers) * 4 > kept:
            return self._largest_part(first, last)
        sides = self._evidence.sides(first, last, head, tail)
        sure = start.sure and end.sure and not strays and not strangers
        if same_words(self.old[place.start : place.end], self.new[image.start : image.end]):
            safe = sure and self._evidence.is_safe(first, last, sides) and not self._has_come_again(head, tail)
            return Carried(image, Certainty.SAME if safe else Certainty.REVIEW)
        most = max(size, tail + 1 - head)
        if kept:
            likely = sure and support(*sides) >= SUPPORTED and kept >= _LEAST_KEPT * most
        else:
            likely = sure and support(*sides) >= _WELL_SUPPORTED and most <= MOST_REPLACED
        if not likely and kept * 4 < size and size > MOST_REPLACED:
            return self._largest_part(first, last)
        return Carried(image, Certainty.CHANGED if likely else Certainty.REVIEW)

    def _has_come_again(self, head: int, tail: int) -> bool:
        """Whether the new text has these words with their next neighbours more often than the old one had them."""
        old, new = self._pairs.old, self._pairs.new
        start, end = new.starts[max(0, head - _NEXT)], new.ends[min(len(new) - 1, tail + _NEXT)]
        there = new.text[start:end]
        again = new.text.count(there)
        return again > 1 and again > old.text.count(there)

    def _largest_part(self, first: int, last: int) -> Carried | None:
        """Of words that were torn apart the largest part that stayed together."""
        parts: list[list[int]] = []
        for j in self._pairs.to[first : last + 1]:
            if j == NOWHERE:
                continue
            if parts and 0 < j - parts[-1][-1] <= _APART:
                parts[-1].append(j)
            else:
                parts.append([j])
        part = max(parts, key=len, default=[])
        if len(part) * 4 < last + 1 - first and not any(map(self._holds, part)):
            return None
        return self._for_review(part[0], part[-1])

    def _holds(self, j: int) -> bool:
        """Whether a new token is a word that came there together with its neighbours."""
        return self._pairs.new.keys[j].isalnum() and self._pairs.support(self._pairs.back[j]) >= _HOLDS

    def _copy(self, first: int, last: int) -> Carried | None:
        """Of words that stood twice, one copy of which is gone with nothing to tell which: the copy that is left."""
        instead = self._pairs.instead
        if first not in instead or instead.get(last, NOWHERE) - instead[first] != last - first:
            return None
        return self._for_review(instead[first], instead[last])

    def _for_review(self, head: int, tail: int) -> Carried:
        new = self._pairs.new
        return Carried(TextRange(new.starts[head], new.ends[tail]), Certainty.REVIEW)


def carry(old: str, new: str, places: Sequence[TextRange]) -> list[Carried | None]:
    """Where places of the old text stand in the new one, in the order asked; None where the words are gone."""
    carrier = Carrier(old, new)
    return [carrier.carry(place) for place in places]
