"""Why a replacement cannot be proved, in an editor's words."""

import re

from .coordinates import Edit, SourceRange
from .patterns import taken
from .proof import Reading
from .sentences import Sentence
from .sourcemap import SourceMap
from .unseen import in_short, unseen_in

_LINE_REST = re.compile(r"[^\r\n]*")


def reason(mapped: SourceMap, reading: Reading, edit: Edit) -> Sentence:
    """The sentence for an edit of which no candidate holds: what is in the way, and what to do."""
    place = edit.range
    inside = [tag for tag in reading.tags if place.start < tag.at < place.end]
    names = {tag.name for tag in inside if tag.is_block}
    if reading.holds_generated(place):
        return Sentence("This selection crosses a footnote's number. Select the words before it, or those after it.")
    if names & {"td", "th"}:
        return Sentence("This selection begins in one table cell and ends in another. Select words in one cell.")
    if "li" in names:
        return Sentence("This selection begins in one list item and ends in another. Select words in one item.")
    if names:
        return Sentence("This selection begins in one paragraph and ends in another. Select words in one paragraph.")
    if any(tag.name == "img" for tag in inside):
        return Sentence("This selection goes over a picture. Select the words before it, or those after it.")
    if not edit.replacement and not (reading.text[: place.start] + reading.text[place.end :]).strip():
        return Sentence(
            "Without these words nothing would be left. Leave a few, or say in their place that they were removed."
        )
    runs = mapped.runs(place)
    low, high = min(runs, default=SourceRange(0, 0)).start, max((run.end for run in runs), default=0)
    if among := _unseen(mapped, low, high):
        return Sentence(
            "Among these words stands {markup}, which readers do not see and which would go with them. Select the "
            "words before it, or those after it; or change it in the file and import that.",
            markup=in_short(among[0]),
        )
    if not edit.replacement and (beside := _unseen_beside(mapped, low, high)):
        return Sentence(
            "Beside these words stands {markup}, which readers do not see and which would not stay as it is without "
            "them. Leave one of the words, or change it in the file and import that.",
            markup=in_short(beside),
        )
    if not edit.replacement:
        return Sentence(
            "Deleting all these words would change the list or the paragraphs around them. Leave a few words, "
            "or say in their place that they were removed."
        )
    if not runs:
        return Sentence(
            "These words have no place of their own in the Markdown source. Select a few words more, or fewer."
        )
    return Sentence(
        "These words cannot be replaced without changing the markup around them. "
        "Select all words of the link or emphasis, or only words inside it."
    )


def _unseen(mapped: SourceMap, low: int, high: int) -> list[str]:
    """The tags and comments in a stretch of source that no reader sees, in order."""
    known = "\n".join(mapped.html.unseen)
    return [one for one in unseen_in(mapped.source[low:high]) if one in known]


def _unseen_beside(mapped: SourceMap, low: int, high: int) -> str | None:
    """The next one in the lines of a stretch, behind it or before it: with all words these lines go."""
    start = max(mapped.source.rfind(end, 0, low) for end in "\r\n") + 1
    end = high + len(taken(_LINE_REST, mapped.source, high))
    return next(iter([*_unseen(mapped, high, end), *reversed(_unseen(mapped, start, low))]), None)
