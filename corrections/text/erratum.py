"""The erratum block at the end of exported Markdown: compose it, find it, attach and detach it.

The block stands last, after a separator of two line ends that goes with it:

    <!-- erratum:begin -->

    ## Corrections

    **Correction no. 3, 22 November 2026, 14:05 UTC:** An earlier version ... Sources: [Name](URL)

    <!-- erratum:end -->
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .coordinates import SourceRange
from .sanitise import is_safe_address

BEGIN = "<!-- erratum:begin -->"
END = "<!-- erratum:end -->"

_LINE_END = re.compile(r"\r\n|\n|\r")
# Code spans, and inline links with their text: what they hold is not text to be escaped.
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_INLINE_LINK = re.compile(r"!?\[[^\[\]]*\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice as the block lists it. label: what stands before the colon. wording: Markdown of one paragraph.

    sources: (title, address) pairs; either may be empty, not both.
    """

    label: str
    wording: str
    sources: tuple[tuple[str, str], ...] = ()


def newline_of(source: str) -> str:
    """The line end that a source uses first; "\\n" where it has none."""
    match = _LINE_END.search(source)
    return match[0] if match else "\n"


def compose(entries: Sequence[Entry], heading: str, level: int, newline: str, bare: bool = False) -> str:
    """The block with its markers, ending in a line end; without them when `bare`.

    Note texts never run in a site generator ({{ and {% become entities) and hold no raw HTML.
    """
    paragraphs = [f"{'#' * level} {heading}", *(paragraph(entry) for entry in entries)]
    if not bare:
        paragraphs = [BEGIN, *paragraphs, END]
    return (newline * 2).join(paragraphs) + newline


def find(source: str) -> SourceRange | None:
    """The block that stands last in a source, with its separator and the white space behind it.

    One that is only quoted in code is no last block: a code fence closes after it, and an indented line does not begin
    with the marker. A marker inside a notice's line marks nothing.
    """
    separator = newline_of(source) * 2
    solid = source.rstrip(" \t\r\n")
    if not solid.endswith(("\n" + END, "\r" + END)):
        return None
    starts = [source.rfind(separator + BEGIN + newline) for newline in ("\n", "\r")]
    return SourceRange(max(starts), len(source)) if max(starts) >= 0 else None


def entries_in(block: str) -> list[str]:
    """The notices' paragraphs of a block, as they stand in it."""
    paragraphs = re.split(r"(?:\r\n|\n|\r){2,}", block.strip())
    return [text for text in paragraphs if text not in (BEGIN, END) and not text.startswith("#")]


def attach(source: str, block: str) -> str:
    """The source with the block behind it; unchanged where that very block stands there already."""
    attached = newline_of(source) * 2 + block
    return source if source.endswith(attached) else source + attached


def detach(source: str) -> str:
    """The source without the block that stands last in it."""
    place = find(source)
    return source[: place.start] if place else source


def escaped(wording: str) -> str:
    """A wording that no longer reads as raw HTML, template code, or a reference to the article's own definitions."""
    return _outside(_CODE_SPAN, wording, _code, lambda text: _outside(_INLINE_LINK, text, _link, _plain))


def paragraph(entry: Entry) -> str:
    """A notice as one paragraph of the block."""
    sources = "; ".join(_source(title, address) for title, address in entry.sources)
    wording = escaped(" ".join(entry.wording.split()))
    return f"**{_literal(entry.label)}:** {wording}{f' Sources: {sources}' if sources else ''}"


def _source(title: str, address: str) -> str:
    name = _literal(" ".join((title or address).split()))
    if not address:
        return name
    target = re.sub(
        r"[\s()<>\\\"`*_\[\]{}|^]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address
    )
    # An underscore is common in addresses and harmless in a link's target.
    return f"[{name}]({target.replace('%5F', '_')})"


def _outside(pattern: re.Pattern[str], text: str, inside, outside) -> str:
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [outside(text[at : match.start()]), inside(match)]
        at = match.end()
    return "".join([*parts, outside(text[at:])])


def _code(match: re.Match[str]) -> str:
    if not re.search(r"\{[{%#]", match[0]):
        return match[0]
    code = match[2].strip().replace("&", "&amp;").replace("<", "&lt;").replace("{", "&#123;")
    return f"<code>{code}</code>"


def _link(match: re.Match[str]) -> str:
    address = match[0][match[0].index("](") + 2 : -1].split(maxsplit=1)[0:1]
    if not all(is_safe_address(html.unescape(one)) for one in address):
        return _plain(match[0])
    return _no_template(match[0].replace("<", "&lt;"))


def _plain(text: str) -> str:
    text = re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)
    return _no_template(text.replace("<", "&lt;"))


def _no_template(text: str) -> str:
    return re.sub(r"\{(?=[{%#])", "&#123;", text)


def _literal(text: str) -> str:
    """Plain text as Markdown that reads as that text."""
    escaped_text = re.sub(r"([\\`*_\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return _no_template(escaped_text)
