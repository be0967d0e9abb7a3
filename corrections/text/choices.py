"""What an editor may rather have meant by a selection: other places, narrower or wider, each in one block."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from .coordinates import TextRange
from .proof import Reading
from .sanitise import SafeHtml
from .selection import trimmed
from .worddiff import count_words, word_around

_MOST = 3


class Why(Enum):
    """What a choice does to a selection."""

    WORD = "word"  # widened to whole words
    PART = "part"  # the part in one of the blocks that it crosses
    WHOLE = "whole"  # widened to the whole link or emphasis
    AROUND = "around"  # the part before or after a footnote's number


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that an editor may have meant, in code points of the rendered text."""

    range: TextRange
    why: Why


def choices(html: SafeHtml, place: TextRange) -> tuple[Choice, ...]:
    """Up to three other places for a selection, the best first; for a front-matter field, of `headline(text, ())`.

    None crosses a block or a number that the renderer wrote, none is white space, none is the selection itself, with
    white space at its ends or without.
    """
    reading = Reading.of(html)
    length = len(reading.text)
    selected = trimmed(reading.text, TextRange(min(place.start, length), min(place.end, length)))
    if not reading.text[selected.start : selected.end].strip():
        return ()
    if reading.segment(selected) is None:
        found = [Choice(part, Why.PART) for part in _parts(reading, selected)]
    elif reading.holds_generated(selected):
        found = [Choice(part, Why.AROUND) for part in _parts(reading, selected)]
    else:
        found = [
            Choice(_with_whole_words(reading, selected), Why.WORD),
            Choice(_with_whole_elements(reading, selected), Why.WHOLE),
        ]
    kept: dict[TextRange, Choice] = {}
    for choice in found:
        if choice.range not in (place, selected) and _can_be_replaced(reading, choice.range):
            kept.setdefault(choice.range, choice)
    return tuple(kept.values())[:_MOST]


def word_edges(html: SafeHtml) -> tuple[int, ...]:
    """Where in the text a word ends although letters follow without a space: at blocks, at line breaks, at a
    footnote's number; in order."""
    return Reading.of(html).word_edges


def _can_be_replaced(reading: Reading, place: TextRange) -> bool:
    return reading.segment(place) is not None and not reading.holds_generated(place)


def _parts(reading: Reading, place: TextRange) -> list[TextRange]:
    """The stretches of a place that lie in one block each, those with the most words first. What is punctuation alone
    is left out where others have words."""
    counted = [(count_words(reading.text, part), part) for part in _stretches(reading, place)]
    has_words = any(count for count, _ in counted)
    ranked = sorted(counted, key=lambda one: -one[0])
    return [part for count, part in ranked if count or not has_words]


def _stretches(reading: Reading, place: TextRange) -> Iterator[TextRange]:
    ends = {end for number in reading.generated for end in (number.start, number.end)}
    inside = {at for at in ends.union(reading.block_edges) if place.start < at < place.end}
    for low, high in pairwise(sorted({place.start, place.end, *inside})):
        part = TextRange(low, high)
        if reading.text[low:high].strip() and not reading.holds_generated(part):
            yield trimmed(reading.text, part)


def _with_whole_words(reading: Reading, place: TextRange) -> TextRange:
    first, last = (word_around(reading.text, at, reading.word_edges) for at in (place.start, place.end))
    return TextRange(first.start if first else place.start, last.end if last else place.end)


def _with_whole_elements(reading: Reading, place: TextRange) -> TextRange:
    """A place that cuts no inline element and, where it had to be widened, no word."""
    while (wider := _holding_what_it_cuts(reading, place)) != place:
        wider = _with_whole_words(reading, trimmed(reading.text, wider))
        if wider == place:  # but for the white space that an element begins or ends with
            break
        place = wider
    return place


def _holding_what_it_cuts(reading: Reading, place: TextRange) -> TextRange:
    """A place with the inline elements of which one end lies inside it and the other outside."""
    start, end = place.start, place.end
    for one in reading.touching(place):
        if one.is_block:
            continue
        if one.start.at < place.start < one.end.at < place.end:
            start = min(start, one.start.at)
        elif place.start < one.start.at < place.end < one.end.at:
            end = max(end, one.end.at)
    return TextRange(start, end)
