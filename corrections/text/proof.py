"""The proof of a correction: two renderings compared, text and tags, with only the changes between them.

What an edit may change is settled here, before anything is tried: `effect` says which words go and what comes in their
place. So the one who applies it and the one who exports it hold it to the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from .coordinates import Edit, TextRange
from .htmltext import Piece, Tag, walk
from .sanitise import SafeHtml
from .selection import as_typed
from .sentences import Sentence

# A cell stays, empty, when its words go; a row or a table goes.
_STAYS_EMPTY = frozenset(("caption", "colgroup", "tbody", "td", "tfoot", "th", "thead"))
_EDGE = " \t\n"  # the renderer keeps none of these at a block's edge


@dataclass(frozen=True, slots=True)
class Element:
    """An element that is no void one: its start tag and its end tag."""

    start: Tag
    end: Tag

    @property
    def is_block(self) -> bool:
        return self.start.is_block


@dataclass(frozen=True)
class Reading:
    """What a proof compares: a text and its tags, each at its place in it. generated: see `Piece`."""

    text: str
    tags: tuple[Tag, ...]
    generated: tuple[TextRange, ...]

    @classmethod
    def of(cls, html: SafeHtml) -> "Reading":
        parts, tags, generated = [], [], []
        for token in walk(html):
            if isinstance(token, Piece):
                parts.append(token.text)
                if token.generated:
                    generated.append(TextRange(token.at, token.at + len(token.text)))
            else:
                tags.append(token)
        return cls("".join(parts), tuple(tags), tuple(generated))

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every element that is no void one, outer ones before those in them."""
        found: list[Element | None] = []
        opened: list[tuple[int, Tag]] = []
        for tag in self.tags:
            if tag.is_void:
                continue
            if not tag.closes:
                opened.append((len(found), tag))
                found.append(None)
            else:
                place, start = opened.pop()
                found[place] = Element(start, tag)
        return tuple(element for element in found if element is not None)

    def tags_in(self, place: TextRange) -> tuple[Tag, ...]:
        """The tags in a stretch of text, and those at its ends."""
        first = bisect_left(self.tags, place.start, key=lambda tag: tag.at)
        return self.tags[first : bisect_right(self.tags, place.end, first, key=lambda tag: tag.at)]

    @cached_property
    def _inner(self) -> tuple[tuple[int, ...], ...]:
        """Which elements lie directly in each, by their places in `elements`; last those that lie in none."""
        inner: list[list[int]] = [[] for _ in range(len(self.elements) + 1)]
        opened: list[int] = [-1]
        number = 0
        for tag in self.tags:
            if tag.is_void:
                continue
            if tag.closes:
                opened.pop()
            else:
                inner[opened[-1]].append(number)
                opened.append(number)
                number += 1
        return tuple(map(tuple, inner))

    def touching(self, place: TextRange) -> Iterator[Element]:
        """The elements that hold some of a stretch of text or stand beside it, in order, outer ones before those in
        them; without looking at any other, since an article has as many elements as notes, and more."""
        waiting = [-1]
        while waiting:
            number = waiting.pop()
            if number >= 0:
                yield self.elements[number]
            inner = self._inner[number]
            first = bisect_left(inner, place.start, key=lambda one: self.elements[one].end.at)
            behind = bisect_right(inner, place.end, first, key=lambda one: self.elements[one].start.at)
            waiting += reversed(inner[first:behind])

    def around(self, place: TextRange) -> Iterable[Element]:
        """The elements that hold a stretch of text, outermost first."""
        return (one for one in self.touching(place) if one.start.at <= place.start and place.end <= one.end.at)

    def segment(self, place: TextRange) -> TextRange | None:
        """The text around a place up to the next block's edges; None where the place goes over one."""
        edges = self.block_edges
        before, after = bisect_right(edges, place.start), bisect_left(edges, place.end)
        if before < after:
            return None
        return TextRange(edges[before - 1] if before else 0, edges[after] if after < len(edges) else len(self.text))

    @cached_property
    def block_edges(self) -> tuple[int, ...]:
        """Where blocks begin and end, in order."""
        return tuple(tag.at for tag in self.tags if tag.is_block)

    @cached_property
    def word_edges(self) -> tuple[int, ...]:
        """Where a word ends even if letters follow without a space: at blocks, breaks, pictures and what the renderer
        wrote; in order."""
        ends = {end for number in self.generated for end in (number.start, number.end)}
        return tuple(sorted(ends.union(tag.at for tag in self.tags if tag.is_block or tag.is_void)))

    def holds_generated(self, place: TextRange) -> bool:
        """Whether some of a place is the renderer's own words."""
        last = bisect_left(self.generated, place.end, key=lambda number: number.start) - 1
        return last >= 0 and self.generated[last].end > place.start


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of the text and what shall stand there. may_delete_blocks: all text of the blocks in it goes."""

    range: TextRange
    new: str
    may_delete_blocks: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence for the editor about what stands at a place of the old text."""

    at: int
    sentence: Sentence


# -- what an edit may change -----------------------------------------------------------------------------------------


def effect(reading: Reading, edit: Edit) -> Change | None:
    """What shall change, as the renderer can show it; None where nothing does.

    Line breaks and tabs of a replacement become spaces outside of preformatted text (line breaks not where the words
    themselves run over lines). At the edge of a block or of code no white space is left. When all words of blocks are
    deleted, the blocks go.
    """
    place, new = edit.range, edit.replacement
    if new is None or new == reading.text[place.start : place.end]:
        return None
    if any(one.start.name == "pre" for one in reading.around(place)):
        new = new.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    else:
        place, new = _without_white_edges(reading, place, as_typed(reading.text[place.start : place.end], new))
    blocks = _emptied_blocks(reading, place) if not new else None
    return Change(blocks or place, new, may_delete_blocks=blocks is not None)


def _without_white_edges(reading: Reading, place: TextRange, new: str) -> tuple[TextRange, str]:
    segment = reading.segment(place)
    if segment is None:
        return place, new
    for one in reading.around(place):
        if one.start.name == "code":
            segment = TextRange(one.start.at, one.end.at)
    before, after = reading.text[segment.start : place.start], reading.text[place.end : segment.end]
    if not before.strip(_EDGE) and not after.strip(_EDGE):
        return place, new.strip(_EDGE)
    if not before.strip(_EDGE):
        new = new.lstrip(_EDGE)
        if not new:
            place = TextRange(place.start, segment.end - len(after.lstrip(_EDGE)))
    elif not after.strip(_EDGE):
        new = new.rstrip(_EDGE)
        if not new:
            place = TextRange(segment.start + len(before.rstrip(_EDGE)), place.end)
    return place, new


def _emptied_blocks(reading: Reading, place: TextRange) -> TextRange | None:
    """The text of the outermost blocks whose words are all in a place, if there are no other words in it; with the line
    end that follows them."""
    start, end, found = place.start, place.start, False
    for one in reading.touching(place):
        is_inside = found and one.end.at <= end
        if is_inside or one.end.at <= place.start or one.start.at >= place.end or not one.is_block:
            continue
        words = reading.text[one.start.at : one.end.at]
        if one.start.name in _STAYS_EMPTY or not words.strip():
            continue
        first = one.start.at + len(words) - len(words.lstrip())
        last = one.start.at + len(words.rstrip())
        if place.start <= first and last <= place.end:
            if reading.text[end:first].strip():
                return None
            start, end, found = (start if found else one.start.at), one.end.at, True
    if not found or reading.text[end : place.end].strip():
        return None
    end = max(end, place.end)
    if reading.text[end : end + 1] == "\n":
        return TextRange(start, end + 1)
    return TextRange(start - 1, end) if start and reading.text[start - 1] == "\n" else TextRange(start, end)


# -- the proof -------------------------------------------------------------------------------------------------------


def check(old: Reading, html: SafeHtml, edits: Sequence[Edit]) -> tuple[Told, ...] | None:
    """Whether new HTML differs from a reading in these edits alone; then what the editor is told, else None."""
    changes = [effect(old, edit) for edit in edits]
    return check_changes(old, Reading.of(html), [change for change in changes if change is not None])


def check_changes(old: Reading, new: Reading, changes: Sequence[Change]) -> tuple[Told, ...] | None:
    """Whether one reading is the other with these changes: in its text they alone, and every tag where it stood.

    Inside a change an inline element may be gone with all of its text, a block only where all of its text was to go.
    """
    changes = sorted(changes, key=lambda change: change.range)
    parts, at = [], 0
    for change in changes:
        if change.range.start < at:
            return None
        parts += [old.text[at : change.range.start], change.new]
        at = change.range.end
    if "".join([*parts, old.text[at:]]) != new.text or not new.text.strip():
        return None
    return _check_tags(old, new, _merged(changes))


def _merged(changes: Sequence[Change]) -> list[Change]:
    """Changes that touch, as one: a tag between them belongs to both."""
    merged: list[Change] = []
    for change in changes:
        if merged and merged[-1].range.end == change.range.start:
            last = merged.pop()
            change = Change(
                TextRange(last.range.start, change.range.end),
                last.new + change.new,
                last.may_delete_blocks or change.may_delete_blocks,
            )
        merged.append(change)
    return merged


def _check_tags(old: Reading, new: Reading, changes: list[Change]) -> tuple[Told, ...] | None:
    told: list[Told] = []
    i = j = shift = 0
    for change in [*changes, None]:  # pragma: no branch  None is the last, and breaks
        start = change.range.start if change else len(old.text) + 1
        while i < len(old.tags) and old.tags[i].at < start:
            if j >= len(new.tags) or old.tags[i].at + shift != new.tags[j].at or not _alike(old.tags[i], new.tags[j]):
                return None
            i, j = i + 1, j + 1
        if change is None:
            break
        inside_old, inside_new = i, j
        while i < len(old.tags) and old.tags[i].at <= change.range.end:
            i += 1
        end = start + shift + len(change.new)
        while j < len(new.tags) and new.tags[j].at <= end:
            if new.tags[j].at < start + shift:
                return None
            j += 1
        gone = _gone(old.tags[inside_old:i], new.tags[inside_new:j])
        if gone is None or not _may_go(old, gone, change):
            return None
        told += _told(old, gone)
        shift += len(change.new) - len(change.range)
    return tuple(told) if (i, j) == (len(old.tags), len(new.tags)) else None


def _alike(old: Tag, new: Tag) -> bool:
    return (old.name, old.closes, old.attributes) == (new.name, new.closes, new.attributes)


def _gone(old: tuple[Tag, ...], new: tuple[Tag, ...]) -> list[tuple[Tag, Tag | None]] | None:
    """The elements of `old` that are missing in `new`, as pairs; None if `new` is not `old` less whole elements, or
    if an inline element that had words is left empty."""
    for step in (1, -1):
        missing, kept, at = [], [], 0
        wanted = new[::step]
        for tag in old[::step]:
            if at < len(wanted) and _alike(tag, wanted[at]):
                kept.append((tag, wanted[at]))
                at += 1
            else:
                missing.append(tag)
        pairs = _pairs(missing[::step])
        if at == len(wanted) and pairs is not None and not _leaves_empty(kept[::step]):
            return pairs
    return None


def _pairs(tags: list[Tag]) -> list[tuple[Tag, Tag | None]] | None:
    """Start tags with their end tags, void tags with None; None where one has no partner."""
    pairs: list[tuple[Tag, Tag | None]] = []
    opened: list[Tag] = []
    for tag in tags:
        if tag.is_void:
            pairs.append((tag, None))
        elif not tag.closes:
            opened.append(tag)
        elif opened and opened[-1].name == tag.name:
            pairs.append((opened.pop(), tag))
        else:
            return None
    return None if opened else pairs


def _leaves_empty(kept: list[tuple[Tag, Tag]]) -> bool:
    opened: list[tuple[Tag, Tag]] = []
    for old, new in kept:
        if old.is_void:
            continue
        if not old.closes:
            opened.append((old, new))
        elif opened:
            old_start, new_start = opened.pop()
            if not old.is_block and old_start.at < old.at and new_start.at == new.at:
                return True
    return False


def _may_go(old: Reading, gone: list[tuple[Tag, Tag | None]], change: Change) -> bool:
    for start, _ in gone:
        if start.name in ("img", "hr") or start.attribute("id") is not None:
            return False
        if old.holds_generated(change.range):
            return False
        if start.is_block and not change.may_delete_blocks:
            return False
    return True


def _told(old: Reading, gone: list[tuple[Tag, Tag | None]]) -> list[Told]:
    return [
        Told(start.at, Sentence("The link of “{words}” goes with its words.", words=old.text[start.at : end.at]))
        for start, end in gone
        if start.name == "a" and end is not None and start.at < end.at
    ]
