"""The exact map between a Markdown source and its rendered text, made by dyeing the source.

Python-Markdown keeps no source positions. So each letter of the source is replaced by a code point that stands for its
own offset ("dye"), the dyed source goes through the same renderer, and each dyed letter in the rendered text says where
it came from, whatever the renderer did in between. What is undyed between two dyed neighbours is matched inside the gap
that they span: exact or absent, never guessed. A map exists only if the undyed rendering equals the real one; words
that will not have it stay undyed.
"""

from array import array
from dataclasses import dataclass, field
from functools import cached_property

from .coordinates import SourceRange, TextRange
from .dye import ABSENT, Dye
from .gaps import match_gaps
from .htmltext import pieces
from .render import render
from .sanitise import SafeHtml
from .unseen import Rendered

__all__ = ["ABSENT", "SourceMap", "map_source"]


@dataclass(frozen=True)
class SourceMap:
    """A source, its rendering, and for each code point of the text its place in the source.

    starts, ends: for each code point of `text` the source range it came from (an entity is wider than one code
    point, an escaped character includes its backslash), or ABSENT in both.
    generated: for each code point 1 where the renderer made it (a footnote's number, a return arrow).
    references: the link references that the source defines, as the renderer keeps them.
    """

    source: str
    html: Rendered
    text: str
    starts: "array[int]"
    ends: "array[int]"
    generated: bytearray
    references: dict[str, tuple[str, str]] = field(default_factory=dict)

    def source_range(self, text_range: TextRange) -> SourceRange | None:
        """The source of a stretch of text that is not empty, from its first code point to its last; None unless both
        are known."""
        start, end = self.starts[text_range.start], self.ends[text_range.end - 1]
        return SourceRange(start, end) if ABSENT not in (start, end) and start < end else None

    def runs(self, text_range: TextRange) -> list[SourceRange]:
        """The source of a stretch of text as the longest stretches without markup in between, in text order."""
        runs: list[SourceRange] = []
        for at in range(text_range.start, text_range.end):
            start, end = self.starts[at], self.ends[at]
            if start == ABSENT:
                continue
            if runs and runs[-1].end == start:
                runs[-1] = SourceRange(runs[-1].start, end)
            elif not runs or runs[-1] != SourceRange(start, end):
                runs.append(SourceRange(start, end))
        return runs

    @cached_property
    def letters(self) -> int:
        """How many letters and digits of the text are the article's own."""
        return sum(char.isalnum() and not self.generated[at] for at, char in enumerate(self.text))

    @cached_property
    def mapped_letters(self) -> int:
        return sum(
            char.isalnum() and not self.generated[at] and self.starts[at] != ABSENT for at, char in enumerate(self.text)
        )


def map_source(source: str) -> SourceMap:
    """Render a source without front matter and map its text, in two renderings (three from some 120,000 letters on)."""
    references: dict[str, tuple[str, str]] = {}
    html = render(source, references)
    text, generated = _text_and_generated(html)
    dye = Dye(source, html)
    found = dye.read(text)
    if found is None:
        found = dye.read_what_can_be_dyed(text)
    starts, ends = array("l", found), array("l", [at + 1 if at != ABSENT else ABSENT for at in found])
    match_gaps(source, text, generated, dye.letters, starts, ends)
    return SourceMap(source, html, text, starts, ends, generated, references)


def _text_and_generated(html: SafeHtml) -> tuple[str, bytearray]:
    parts, generated = [], bytearray()
    for piece in pieces(html):
        parts.append(piece.text)
        generated += bytes([piece.generated]) * len(piece.text)
    return "".join(parts), generated
