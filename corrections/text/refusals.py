"""Why a replacement cannot be proved, in an editor's words."""

from .coordinates import Edit
from .proof import Reading
from .sentences import Sentence
from .sourcemap import SourceMap


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
    if not edit.replacement:
        return Sentence(
            "Deleting all these words would change the list or the paragraphs around them. Leave a few words, "
            "or say in their place that they were removed."
        )
    if not mapped.runs(place):
        return Sentence(
            "These words have no place of their own in the Markdown source. Select a few words more, or fewer."
        )
    return Sentence(
        "These words cannot be replaced without changing the markup around them. "
        "Select all words of the link or emphasis, or only words inside it."
    )
