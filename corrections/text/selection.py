"""What an editor means: the words selected, without white space at their ends, and the words typed in their place."""

import re

from .coordinates import TextRange

# What has no space behind it, and what has none before it; "" is the text's edge. Of two spaces one is spare.
_BEFORE = frozenset(("", "\n", " ", *"([“«"))
_BEHIND = frozenset(("", "\n", *".,;:!?)]}’”»"))


def trimmed(text: str, place: TextRange) -> TextRange:
    """The selection without white space at its ends; unchanged where it is nothing else."""
    words = text[place.start : place.end]
    lead, trail = len(words) - len(words.lstrip()), len(words) - len(words.rstrip())
    return TextRange(place.start + lead, place.end - trail) if words.strip() else place


def joined(text: str, place: TextRange) -> TextRange:
    """What a deletion takes: with the words also the space that would be left over.

    Of two spaces around the words one goes; before a full stop, a comma or a line's end the one before them goes.
    """
    before = text[place.start - 1 : place.start]
    after = text[place.end : place.end + 1]
    if before == " " and after in _BEHIND:
        return TextRange(place.start - 1, place.end)
    if after == " " and before in _BEFORE:
        return TextRange(place.start, place.end + 1)
    return place


def as_typed(words: str, new: str) -> str:
    """A replacement as it can stand among other words: its line breaks and tabs are spaces; where the words that it
    replaces run over lines, a line break stays one."""
    line_end = "\n" if "\n" in words else " "
    return re.sub(r"[ \t]*(?:\r\n|\r|\n)\s*", line_end, new).replace("\t", " ")
