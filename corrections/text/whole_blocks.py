"""Deletion of whole blocks: the lines that a paragraph, a list's item or a heading takes up in the source."""

import re
from collections.abc import Iterator

from .coordinates import SourceRange, Splice, TextRange
from .sourcemap import ABSENT, SourceMap

_LINE_END = re.compile(r"\r\n|\r|\n")
_EMPTY_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n))+")


def without_blocks(mapped: SourceMap, blocks: TextRange) -> Iterator[tuple[Splice, ...]]:
    """Whole lines gone, with the empty lines after them or before; then, with their markup's own lines (a fence, what
    underlines a heading), all that stands between empty lines; then the words up to those of the next block."""
    source = mapped.source
    words = [
        (mapped.starts[at], mapped.ends[at])
        for at in range(blocks.start, blocks.end)
        if mapped.starts[at] != ABSENT and not mapped.text[at].isspace()
    ]
    if not words:
        return
    low, high = min(words)[0], max(end for _, end in words)
    line_ends = [match.span() for match in _LINE_END.finditer(source)]
    start = max((end for _, end in line_ends if end <= low), default=0)
    end = min((end for begin, end in line_ends if begin >= high), default=len(source))
    yield (Splice(SourceRange(start, _past_empty_lines(source, end)), ""),)
    yield (Splice(SourceRange(start, end), ""),)
    before = start
    while before and source[before - 1] in "\r\n":
        before -= 1
    yield (Splice(SourceRange(before, min(low, start)), ""), Splice(SourceRange(start, end), ""))
    chunk = _between_empty_lines(source, start, end)
    yield (Splice(SourceRange(chunk.start, _past_empty_lines(source, chunk.end)), ""),)
    yield (Splice(chunk, ""),)
    following = min((at for at in mapped.starts[blocks.end :] if at >= high), default=None)
    if following is not None:
        yield (Splice(SourceRange(low, following), ""),)


def _past_empty_lines(source: str, at: int) -> int:
    match = _EMPTY_LINES.match(source, at)
    return match.end() if match else at


def _between_empty_lines(source: str, start: int, end: int) -> SourceRange:
    before = [match.end() for match in re.finditer(r"(?:\A|\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))+", source[:start])]
    after = re.compile(r"(?:(?<=\n)|(?<=\r))[ \t]*(?:\r\n|\r|\n)").search(source, end)
    return SourceRange(before[-1] if before else 0, after.start() if after else len(source))
