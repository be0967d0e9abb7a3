"""Where the words of notes are in the next text of an article, and whether they are the right ones by then."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from .carrying import Carried, Carrier, Certainty
from .coordinates import Edit, TextRange, edited
from .quotes import plain, unified
from .selection import trimmed

_NEAR, _NEXT = 16, 4  # code points to look for neighbours in; how many letters have to be the same


@dataclass(frozen=True, slots=True)
class Sought:
    """A note's place in the old text. replacement: what its words become; None: they stay.

    is_put_right: its words are the right ones already. is_amended: a later note speaks for it.
    """

    range: TextRange
    replacement: str | None
    is_put_right: bool = False
    is_amended: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A place in the new text. certainty: SAME is sure, all else is a proposal for an editor."""

    range: TextRange
    certainty: Certainty
    is_put_right: bool = False


def whereabouts(old: str, new: str, corrections: Sequence[Edit], sought: Sequence[Sought]) -> list[Found | None]:
    """For each place of the old text where it is in the new one, in the order asked; None where it is gone.

    corrections: what is published on the old text, so that a new one in which it is carried out is known again. Words
    that became the replacement, at a sound image of their place, are put right.
    """
    corrected = _Corrected(old, corrections)
    look = _Look(old, new, corrected)
    return [look.found(one) for one in sought]


def become(was: str, now: str, replacement: str | None) -> bool:
    """Whether words that were `was` and are `now` became the replacement: exactly, or but for typographic signs.

    Where the signs are all that the replacement changes, they count.
    """
    if replacement is None or not now.strip():
        return False
    if _spaced(now) == _spaced(replacement):
        return True
    wanted = plain(replacement)
    return plain(now) == wanted != plain(was)


class _Corrected:
    """A text with its published corrections in it, and where its places went."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        replaced = [(edit.range, edit.replacement) for edit in edits if edit.replacement is not None]
        self.changes = sorted(replaced, key=lambda change: change[0])
        self.text = edited(text, edits)
        self._ends = [changed.end for changed, _ in self.changes]
        self._growths = [0, *accumulate(len(new) - len(changed) for changed, new in self.changes)]

    def place(self, old: TextRange) -> tuple[TextRange, bool]:
        """Where a place of the old text is now, and whether its words were replaced."""
        at = bisect_right(self._ends, old.start)
        shift = self._growths[at]
        start, end, replaced = old.start + shift, old.end + shift, False
        while at < len(self.changes) and self.changes[at][0].start < old.end:
            changed, new = self.changes[at]
            replaced = True
            start = min(start, changed.start + shift)
            end += len(new) - len(changed) + max(0, changed.end - old.end)
            at += 1
        return TextRange(start, max(start, end)), replaced


class _Way:
    """From one text to the new one."""

    def __init__(self, text: str, new: str) -> None:
        self.text, self.new = text, new
        self._carrier = None if text == new else Carrier(text, new)

    def carry(self, place: TextRange) -> Carried | None:
        if not len(place):
            return None
        # The same text needs no alignment, and has no place twice.
        return self._carrier.carry(place) if self._carrier else Carried(place, Certainty.SAME)


class _Look:
    """One look for places: by the old text, and by the old text as it was corrected."""

    def __init__(self, old: str, new: str, corrected: _Corrected) -> None:
        self.old, self.new, self.corrected = old, new, corrected
        self.plainly = _Way(old, new)
        self.by_corrected = _Way(corrected.text, new) if corrected.changes else self.plainly

    def found(self, one: Sought) -> Found | None:
        was, now = self.plainly.carry(one.range), None
        right = None if one.is_put_right else self._beside(one, was)
        if self.corrected.changes:
            place, replaced = self.corrected.place(one.range)
            # At the edge of a block or an address no white space is kept that was typed there.
            now = self.by_corrected.carry(trimmed(self.corrected.text, place) if replaced else place)
            if replaced and not one.is_put_right:
                right = self._carried_out(one, place, now) or right
        if right is not None:
            # Right words may hold the old ones ("Ann" is now "Ann Lee") or be held by them: the wider stand there.
            if was is None or was.certainty is not Certainty.SAME or _holds(right, was.range):
                return Found(right, Certainty.SAME, is_put_right=True)
            if not right.overlaps(was.range):
                return Found(was.range, Certainty.REVIEW)  # the wrong words stand in one place, the right in another
        images = [image for image in (was, now) if image is not None]
        best = min(images, key=lambda image: list(Certainty).index(image.certainty), default=None)
        return Found(best.range, best.certainty, one.is_put_right) if best is not None else None

    def _beside(self, one: Sought, was: Carried | None) -> TextRange | None:
        """Where words at a sound image of the old ones are the replacement: the image, or with what stands around."""
        if was is None or not one.replacement:
            return None
        if was.certainty is Certainty.REVIEW and not self._have_neighbours(one.range, was.range):
            return None
        words = self.old[one.range.start : one.range.end]
        if become(words, self.new[was.range.start : was.range.end], one.replacement):
            return was.range
        lead = one.replacement.find(words)
        if was.certainty is not Certainty.SAME or lead < 0:
            return None
        stood, stands = (_around(place, lead, len(one.replacement)) for place in (one.range, was.range))
        if stood and self.old[stood.start : stood.end] == one.replacement:
            return None  # as it always did
        return stands if stands and become(words, self.new[stands.start : stands.end], one.replacement) else None

    def _have_neighbours(self, old: TextRange, new: TextRange) -> bool:
        """Whether the letters directly before and after two places are the same."""
        return _near(self.old, old) == _near(self.new, new)

    def _carried_out(self, one: Sought, place: TextRange, now: Carried | None) -> TextRange | None:
        """Where the new text has the words that the corrections put in a place. Of an amended note it is enough that
        its own words went."""
        text = self.corrected.text
        words = text[place.start : place.end]
        if not one.is_amended and words != one.replacement:
            return None
        if words.strip():
            if now is None or now.certainty is not Certainty.SAME:
                return None
            was, stands = (one[at.start : at.end] for one, at in ((self.old, one.range), (self.new, now.range)))
            return now.range if become(was, stands, words) else None
        return self._joint(place.start)

    def _joint(self, at: int) -> TextRange | None:
        """Deleted words leave nothing to mark: the word before their place stands for it, or the one after; where
        both stand side by side in the new text too."""
        text = self.corrected.text
        before, after = _word_before(text, at), _word_after(text, at)
        marked = before or after
        if marked is None:
            return None
        joint = self.by_corrected.carry(TextRange(marked.start, (after or marked).end))
        word = self.by_corrected.carry(marked)
        if joint is None or word is None or {joint.certainty, word.certainty} != {Certainty.SAME}:
            return None
        if (before is None and self.new[: joint.range.start].strip()) or (
            after is None and self.new[joint.range.end :].strip()
        ):
            return None  # at the text's edge they may have become others
        return word.range


def _near(text: str, place: TextRange) -> tuple[str, str]:
    before, after = text[max(0, place.start - _NEAR) : place.start], text[place.end : place.end + _NEAR]
    return unified("".join(before.split()))[-_NEXT:], unified("".join(after.split()))[:_NEXT]


def _word_before(text: str, at: int) -> TextRange | None:
    while at and text[at - 1].isspace():
        at -= 1
    start = at
    while start and not text[start - 1].isspace():
        start -= 1
    return TextRange(start, at) if at else None


def _word_after(text: str, at: int) -> TextRange | None:
    while at < len(text) and text[at].isspace():
        at += 1
    end = at
    while end < len(text) and not text[end].isspace():
        end += 1
    return TextRange(at, end) if at < end else None


def _around(place: TextRange, lead: int, length: int) -> TextRange | None:
    start = place.start - lead
    return TextRange(start, start + length) if start >= 0 else None


def _holds(outer: TextRange, inner: TextRange) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _spaced(text: str) -> str:
    return " ".join(text.split())
