"""The erratum block at the end of exported Markdown, and the lead before its body: compose them, find them, attach and
detach them.

The block stands last, after a separator of two line ends that goes with it:

    <!-- erratum:begin -->

    ## Corrections

    **Correction no. 3, 22 November 2026, 14:05 UTC:** An earlier version ... Sources: [Name](URL)

    <!-- erratum:end -->

The lead tells what stands at the top once more, before all else, where the newsroom asks for it. Two line ends follow
it that go with it:

    <!-- lead:begin -->

    **Retraction no. 4, 23 November 2026, 9:10 UTC:** ...

    <!-- lead:end -->
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .coordinates import SourceRange
from .house_style import HouseStyle
from .htmltext import Tag, text_of, walk
from .render import render, render_inline
from .sanitise import SafeHtml

BEGIN = "<!-- erratum:begin -->"
END = "<!-- erratum:end -->"
LEAD_BEGIN, LEAD_END = "<!-- lead:begin -->", "<!-- lead:end -->"
_MARKERS = (BEGIN, END, LEAD_BEGIN, LEAD_END)

_LINE_END = re.compile(r"\r\n|\n|\r")
_LEAD_OPENS = re.compile(re.escape(LEAD_BEGIN) + r"[\r\n]")
_LEAD_CLOSES = re.compile(r"(?<=[\r\n])" + re.escape(LEAD_END) + r"(?:(?:\r\n|\n|\r){1,2}|\Z)")
_BESIDE = "**.** "  # a wording stands in a paragraph that its label begins
_RAW_HTML = re.compile(r"<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.-]*://[^<>\s]*>|[^<>\s!]+@[^@<>\s]+>)")
_DATED = re.compile(r"\*\*(?P<label>[^,，*]+)(?:, |，)(?P<moment>[^*]+?)[:：]\*\* ")
_TEMPLATE = re.compile(r"\{(?=[{%#])")
# What holds no text to be escaped: code spans, autolinks, and inline links up to two brackets deep.
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(
    r"<(?:[A-Za-z][A-Za-z0-9+.-]*://[^<>\s]*|[^<>\s!]+@[^@<>\s]+)>"
    r"|(?P<opening>!?\[)(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)"
    r"(?P<target>\]\((?:<[^<>]*>|(?:[^()\s\\]|\\.|\([^()\s]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\))"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice as the block lists it. label: what stands before the colon. wording: Markdown of one paragraph.

    sources: (title, address) pairs; either may be empty, not both. language: of the label, and of "Sources".
    """

    label: str
    wording: str
    sources: tuple[tuple[str, str], ...] = ()
    language: str = "en"


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


def compose_lead(entries: Sequence[Entry], newline: str) -> str:
    """The lead with its markers and the line ends behind it."""
    return (newline * 2).join([LEAD_BEGIN, *map(paragraph, entries), LEAD_END, ""])


def find_lead(source: str, body: int) -> SourceRange | None:
    """The lead that a body begins with, with the line ends behind it. body: where it begins in the source."""
    opening = _LEAD_OPENS.match(source, body)
    closing = _LEAD_CLOSES.search(source, opening.end() - 1) if opening else None
    return SourceRange(body, closing.end()) if closing else None


def entries_in(block: str) -> list[str]:
    """The notices' paragraphs of a block, or of a lead, as they stand in it."""
    paragraphs = re.split(r"(?:\r\n|\n|\r){2,}", block.strip())
    return [text for text in paragraphs if text not in _MARKERS and not text.startswith("#")]


def attach(source: str, block: str) -> str:
    """The source with the block behind it; unchanged where that very block stands there already."""
    attached = newline_of(source) * 2 + block
    return source if source.endswith(attached) else source + attached


def detach(source: str) -> str:
    """The source without the block that stands last in it."""
    place = find(source)
    return source[: place.start] if place else source


def escaped(wording: str) -> str:
    """A wording as it can stand in any article: raw HTML and template code are text, and no definition of the
    article's makes a link of its words. Else it reads as `render_inline` shows it.

    Proved by rendering it where every label is defined; what cannot be proved loses its markup.
    """
    if not re.search(r"[\[<{&\\`]", wording):
        return wording
    shown = _reading(render_inline(_BESIDE + wording, html_is_text=True))
    for written in (_outside_of_templates(wording), _without_markup(wording)) if _is_addressed(shown) else ():
        if not _TEMPLATE.search(written) and _reading(render(_BESIDE + written, _EveryLabel()))[1:-1] == shown:
            return written
    return _literal(text_of(render_inline(wording, html_is_text=True)))


_TagRead = tuple[str, bool, tuple[tuple[str, str], ...]]  # name, whether it closes, attributes


def _reading(html: SafeHtml) -> list[_TagRead | str]:
    """Tags and text, however their characters are written."""
    return [
        (token.name, token.closes, token.attributes) if isinstance(token, Tag) else token.text for token in walk(html)
    ]


def _is_addressed(reading: list[_TagRead | str]) -> bool:
    """Whether every link and picture still has its address: one that would run has lost it."""
    starts = [token for token in reading if isinstance(token, tuple) and token[0] in ("a", "img") and not token[1]]
    return all({"href", "src"} & dict(attributes).keys() for _, _, attributes in starts)


class _EveryLabel(dict[str, tuple[str, str]]):
    """Link references where every label is defined, as an article's might be."""

    def __contains__(self, label: object) -> bool:
        return True

    def __getitem__(self, label: str) -> tuple[str, str]:
        return ("https://example.org/", "")


def paragraph(entry: Entry) -> str:
    """A notice as one paragraph of the block."""
    style = HouseStyle(language=entry.language)
    sources = tuple(_source(title, address) for title, address in entry.sources)
    told = style.with_sources(escaped(" ".join(entry.wording.split())), sources)
    return f"**{_literal(entry.label)}{style.colon}** {told}"


def without_moment(paragraph: str) -> tuple[str, str]:
    """A notice's paragraph as it is without its date, and the date that its label tells, "" for none."""
    match = _DATED.match(paragraph)
    return (f"**{match['label']}{paragraph[match.end('moment') :]}", match["moment"]) if match else (paragraph, "")


def _source(title: str, address: str) -> str:
    name = _literal(" ".join((title or address).split()))
    if not address:
        return name
    target = re.sub(
        r"[\s()<>\\\"`*\[\]{}|^]", lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), address
    )
    # "&copy;" in an address would be read as a character.
    return f"[{name}]({re.sub(r'&(?=#?[A-Za-z0-9]+;)', '&amp;', target)})"


def _outside(
    pattern: re.Pattern[str], text: str, inside: Callable[[re.Match[str]], str], outside: Callable[[str], str]
) -> str:
    parts, at = [], 0
    for match in pattern.finditer(text):
        parts += [outside(text[at : match.start()]), inside(match)]
        at = match.end()
    return "".join([*parts, outside(text[at:])])


def _outside_of_templates(wording: str) -> str:
    """As it stands, but for template code and raw HTML."""
    return _outside(_CODE_SPAN, wording, _code, lambda text: _no_template(_RAW_HTML.sub("&lt;", text)))


def _without_markup(wording: str) -> str:
    """Without raw HTML, and without brackets that could be a reference."""
    return _outside(_CODE_SPAN, wording, _code, lambda text: _outside(_LINK, text, _link, _plain))


def _code(match: re.Match[str]) -> str:
    if not _TEMPLATE.search(match[0]):
        return match[0]
    code = re.sub(r"[^\w\s]", lambda sign: f"&#{ord(sign[0])};", match[2].strip())
    return f"<code>{code}</code>"


def _link(match: re.Match[str]) -> str:
    if match["words"] is None:
        return match[0]
    return match["opening"] + _plain(match["words"]) + _no_template(match["target"])


def _plain(text: str) -> str:
    text = re.sub(r"(\\.)|([\[\]])", lambda match: match[1] or f"\\{match[2]}", text, flags=re.DOTALL)
    return _no_template(text.replace("<", "&lt;"))


def _no_template(text: str) -> str:
    return _TEMPLATE.sub("&#123;", text)


def _literal(text: str) -> str:
    """Plain text as Markdown that reads as that text."""
    escaped_text = re.sub(r"([\\`*_\[\]])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return _no_template(escaped_text)
