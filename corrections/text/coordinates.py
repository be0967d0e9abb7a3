"""Places in texts and sources, as frozen values that cannot be mixed up.

All offsets count Unicode code points, start inclusive, end exclusive. A `TextRange` lies in a rendered
text (see `htmltext.text_of`) or in the parsed string of a front-matter field; a `SourceRange` lies in a
Markdown source. They share no parent, so that a type checker refuses one where the other is meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .sentences import Sentence


@dataclass(frozen=True, order=True, slots=True)
class TextRange:
    """A stretch of rendered text, or of a field's string, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"A text range runs from {self.start} to {self.end}.")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "TextRange") -> bool:
        """Whether the two share a code point; ranges that only touch do not."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, order=True, slots=True)
class SourceRange:
    """A stretch of Markdown source, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"A source range runs from {self.start} to {self.end}.")

    def __len__(self) -> int:
        return self.end - self.start

    def shifted(self, by: int) -> "SourceRange":
        return SourceRange(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words with what stands directly before and after them: the seal of a span.

    The shape is the W3C Web Annotation TextQuoteSelector's; an empty prefix or suffix means "not stated".
    """

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, order=True, slots=True)
class Splice:
    """Source code points to be replaced by `new`, as they stand in the source."""

    range: SourceRange
    new: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What shall happen to a stretch of text: `replacement` None keeps the words, "" deletes them.

    `field` is "" for the body, else the path of a front-matter scalar ("title", "author.name", "tags.0"), or an
    attribute of a link or a picture ("#link.3.href").
    """

    field: str
    range: TextRange
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """An edit that was proved by rendering.

    source_range: where the words stand in the whole source (the smallest range that holds them all).
    splices: what to change there; empty when the words stay.
    warnings: sentences for the editor about what goes with the words ("The link to X goes.").
    """

    source_range: SourceRange
    splices: tuple[Splice, ...]
    quote: Quote
    warnings: tuple[Sentence, ...] = ()


class Refusal(ValueError):
    """What cannot be done, said in a sentence for an editor: what happened and what to do next.

    message, values: as a `Sentence` is made of them. `index` tells which of several edits is meant, where one is.
    """

    def __init__(self, message: str, index: int | None = None, **values: Any) -> None:
        self.sentence = message if isinstance(message, Sentence) else Sentence(message, **values)
        self.index = index
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return self.sentence


def spliced(source: str, splices: Iterable[Splice]) -> str:
    """The source with every splice carried out; all offsets are those of the untouched source.

    Raises ValueError when two splices overlap.
    """
    parts, at = [], 0
    for splice in sorted(splices):
        if splice.range.start < at:
            raise ValueError("Two splices overlap.")
        parts += [source[at : splice.range.start], splice.new]
        at = splice.range.end
    return "".join([*parts, source[at:]])


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A field's text with the edits of it carried out. Raises ValueError where two overlap."""
    parts, at = [], 0
    replaced = [(edit.range, edit.replacement) for edit in edits if edit.replacement is not None]
    for place, new in sorted(replaced, key=lambda one: one[0]):
        if place.start < at:
            raise ValueError("Two edits overlap.")
        parts += [text[at : place.start], new]
        at = place.end
    return "".join([*parts, text[at:]])
