"""How plain words are written in Markdown to come out as typed: as they stand, then escaped, more and more."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from .coordinates import SourceRange
from .patterns import taken
from .sourcemap import SourceMap

# The new words and the stretch of source where they shall stand, to how they are written there.
Writing = Callable[[str, SourceRange], str]

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_INLINE = re.compile(r"[\\`*_\[\]]|[&<]")
_BLOCK = re.compile(r"(?m)^([ \t]*)(?:([#>+\-|])|([=~])|(\d+)(?=\.))")
_ALL = re.compile(r"[\\`*_{}\[\]()#+\-.!>|]|[&<=~]")
_NO_BACKSLASH = {"&": "&amp;", "<": "&lt;", "=": "&#61;", "~": "&#126;"}
_LINE_START = re.compile(r"[ \t>]*")


def writings(mapped: SourceMap, new: str) -> Iterator[Writing]:
    """Ways to write new words, the plainest first."""
    for escape in (str, _where_it_counts, _with_backslashes, _as_html, _as_numbers):
        for prefixed in (True, False) if "\n" in new else (False,):
            yield partial(_written, mapped, escape, prefixed)


def _written(mapped: SourceMap, escape: Callable[[str], str], prefixed: bool, new: str, at: SourceRange) -> str:
    escaped = escape(new)
    return escaped.replace("\n", _line_end(mapped, at, prefixed)) if "\n" in escaped else escaped


def _line_end(mapped: SourceMap, at: SourceRange, prefixed: bool) -> str:
    """The source's own line end; `prefixed` with what the line that it breaks begins with (an indent, a quotation's
    marker)."""
    source = mapped.source
    start = max(source.rfind("\n", 0, at.start), source.rfind("\r", 0, at.start)) + 1
    ending = re.search(r"\r\n|\n|\r", source)
    return (ending[0] if ending else "\n") + (taken(_LINE_START, source, start, at.start) if prefixed else "")


def _where_it_counts(text: str) -> str:
    """Inline markup anywhere, and at its beginning what would begin a block."""
    text = _INLINE.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)
    return _BLOCK.sub(
        lambda match: (
            match[1] + (f"\\{match[2]}" if match[2] else _NO_BACKSLASH[match[3]] if match[3] else f"{match[4]}\\")
        ),
        text,
    )


def _with_backslashes(text: str) -> str:
    return _ALL.sub(lambda match: _NO_BACKSLASH.get(match[0], f"\\{match[0]}"), text)


def _as_html(text: str) -> str:
    """For raw HTML, where Markdown is not read."""
    return re.sub("[&<>]", lambda match: _ENTITIES[match[0]], text)


def _as_numbers(text: str) -> str:
    """What no reader of Markdown or HTML takes for anything but itself, white space at both ends too."""
    lead, trail = len(text) - len(text.lstrip()), len(text.rstrip())
    return "".join(
        char if char.isalnum() or (char.isspace() and lead <= at < trail) else f"&#{ord(char)};"
        for at, char in enumerate(text)
    )
