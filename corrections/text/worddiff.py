"""What a word is, and which words changed between a wording and its replacement."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .coordinates import TextRange
from .edit_script import edit_script

# Scripts that are written without spaces change by the character: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\uff66-\uff9f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)


def _marks() -> str:
    """The marks that belong to the letter before them (accents, vowel signs, joiners), for a character class."""
    codes = [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M")]
    starts = [code for code, before in zip(codes, [0, *codes], strict=False) if code != before + 1]
    ends = [code for code, after in zip(codes, [*codes[1:], 0], strict=True) if code != after - 1]
    ranges = "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))
    return rf"{ranges}\u200c\u200d\U000e0100-\U000e01ef"


MARK = _marks()
_LETTERS = rf"(?:(?![{UNSPACED}])[\w{MARK}])+"
# A word as readers take it, in a script with spaces: a number with its letters ("26th"), with the points in it.
_WORD = re.compile(rf"{_LETTERS}(?:(?:['’]|(?<=\d)[.,:](?=\d)){_LETTERS})*")
# Where an apostrophe ends a word, so that a name is found in its genitive; yet “Don” does not stand in “Don’t”.
_NAME = re.compile(rf"{_LETTERS}(?:(?:(?<=\d)[.,:](?=\d)|['’](?=[tT]\b)){_LETTERS})*")
_CHARACTER = re.compile(f"[{UNSPACED}]")
_COUNTED = re.compile(rf"{_WORD.pattern}|[{UNSPACED}]")
_TOKEN = re.compile(
    rf"""
      \d+(?:[.,:]\d+)*(?![{MARK}])
    | [{UNSPACED}][{MARK}]*
    | {_LETTERS}(?:['’]{_LETTERS})*
    | \s+
    | [\U0001f1e6-\U0001f1ff]{{2}}                               # a flag
    | .(?:[{MARK}\U0001f3fb-\U0001f3ff]|(?<=\u200d)[^\w\s])*    # an emoji with what is joined to it
    """,
    re.DOTALL | re.VERBOSE,
)
_READ = re.compile(rf"{_WORD.pattern}|{_TOKEN.pattern}", re.DOTALL | re.VERBOSE)
_LONGEST_WORD = 200
# Below this share of unchanged letters two stretches have so little in common that one is shown for the other.
_LEAST_IN_COMMON = 0.3


@dataclass(frozen=True, slots=True)
class Change:
    """Code points `start` to `end` of the old text become `new`; start == end is an insertion."""

    start: int
    end: int
    new: str


def word_diff(old: str, new: str) -> list[Change]:
    """The changes, word by word, that turn `old` into `new`, in order: "26" of "26th" is a word. The smallest ones,
    unless the texts are very long."""
    return _diff(_TOKEN, old, new)


def _diff(word: re.Pattern[str], old: str, new: str) -> list[Change]:
    if old == new:
        return []
    a, b = word.findall(old), word.findall(new)
    starts = [0]
    for token in a:
        starts.append(starts[-1] + len(token))
    changes: list[Change] = []
    for a0, a1, b0, b1 in edit_script(a, b):
        change = Change(starts[a0], starts[a1], "".join(b[b0:b1]))
        if changes and changes[-1].end == change.start:
            changes[-1] = Change(changes[-1].start, change.end, changes[-1].new + change.new)
        else:
            changes.append(change)
    return changes


def readable_diff(old: str, new: str) -> list[Change]:
    """The changes as a reader takes them in: whole words ("26th"), and those with hardly a word between them as one.

    Words inserted without any taken away stand alone; what has little in common is changed as a whole.
    """
    changes = _diff(_READ, old, new)
    if not changes:
        return []
    kept = len(old) - sum(change.end - change.start for change in changes)
    only_added_or_taken = kept in (len(old), len(new))
    if not only_added_or_taken and kept < _LEAST_IN_COMMON * max(len(old), len(new)):
        return [_trimmed(old, Change(0, len(old), new))]
    joined = [changes[0]]
    for change in changes[1:]:
        last = joined[-1]
        between = old[last.end : change.start]
        if _is_slight(between, last, change):
            joined[-1] = Change(last.start, change.end, last.new + between + change.new)
        else:
            joined.append(change)
    return [_trimmed(old, change) for change in joined]


def _is_slight(between: str, before: Change, after: Change) -> bool:
    words = len(re.findall(r"\w+", between))
    weight = min(before.end - before.start + len(before.new), after.end - after.start + len(after.new))
    return words == 0 or (words <= 2 and len(between) < weight / 2)


def _trimmed(old: str, change: Change) -> Change:
    """Without the white space that both sides begin or end with."""
    start, end, new = change.start, change.end, change.new
    while start < end and new and old[start] == new[0] and new[0].isspace():
        start, new = start + 1, new[1:]
    while start < end and new and old[end - 1] == new[-1] and new[-1].isspace():
        end, new = end - 1, new[:-1]
    return Change(start, end, new)


# -- words in a text ---------------------------------------------------------------------------------------------------


def word_around(text: str, at: int, edges: Sequence[int] = ()) -> TextRange | None:
    """The word of a script with spaces that a place between two code points cuts; None where it cuts none.

    edges: where words end whatever follows, in order.
    """
    before, after = bisect_right(edges, at), bisect_left(edges, at)
    if before != after:
        return None
    low, high = edges[before - 1] if before else 0, edges[after] if after < len(edges) else len(text)
    for match in _WORD.finditer(text, low, high):
        if match.end() > at:
            return TextRange(*match.span()) if match.start() < at else None
    return None


def names_in(text: str, edges: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of each word of a script with spaces, without genitive endings and elided articles ("Smith" of
    "Smith’s"), in order. edges: as for `word_around`."""
    for low, high in pairwise((0, *edges, len(text))):
        for match in _NAME.finditer(text, low, high):
            yield match.span()


def cuts_a_name(text: str, at: int, edges: Sequence[int] = ()) -> bool:
    """Whether a place between two code points lies in a word, as `names_in` tells them; reads only what stands near."""
    if not 0 < at < len(text) or any(one.isspace() or _CHARACTER.match(one) for one in text[at - 1 : at + 1]):
        return False
    before, after = bisect_right(edges, at), bisect_left(edges, at)
    if before != after:
        return False
    low = max(edges[before - 1] if before else 0, at - _LONGEST_WORD)
    high = min(edges[after] if after < len(edges) else len(text), at + _LONGEST_WORD)
    low, space = max(low, text.rfind(" ", low, at) + 1), text.find(" ", at, high)
    high = high if space < 0 else space
    return any(match.start() < at < match.end() for match in _NAME.finditer(text, low, high))


def unspaced_in(text: str) -> Iterator[tuple[int, str]]:
    """Each character of a script without spaces, with where it stands, in order."""
    return ((match.start(), match.group()) for match in _CHARACTER.finditer(text))


def count_words(text: str, place: TextRange) -> int:
    """How many words a stretch of a text has; in scripts without spaces, how many characters."""
    return sum(1 for _ in _COUNTED.finditer(text, place.start, place.end))
