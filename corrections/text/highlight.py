"""Wrap the words of notes in safe HTML: struck, right, commented on, each with its note's number.

Every text node is wrapped by itself, so that marks may cross any markup. What is added carries `data-added`; so the
text stays the text: `text_of(highlight(html, marks)) == text_of(html)` while no mark substitutes words.
"""

import html as html_entities
import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from .coordinates import TextRange
from .htmltext import ADDED, Piece, Tag, walk
from .sanitise import BLOCK_TAGS, INLINE_TAGS, VOID_TAGS, SafeHtml
from .worddiff import readable_diff, word_diff

# A number is no part of a link, nor of preformatted text.
_NOT_INSIDE = frozenset(("a", "pre"))
_EMPTIED = re.compile(
    rf"<({'|'.join(sorted((INLINE_TAGS | BLOCK_TAGS) - {'td', 'th', 'col', 'hr'}))})\b[^>]*>[\s\x00]*</\1>"
)


class Look(Enum):
    """How a mark shows its words."""

    STRUCK = "struck"  # only the changed words are struck, the right ones stand beside them
    RIGHT = "right"  # the right words alone, marked; the old ones are not in the HTML
    PLAIN = "plain"  # the right words alone, as if they had always stood there
    WITHHELD = "withheld"  # in their place what is said of them, which is no text of the article
    COMMENT = "comment"  # the words stay, with a dotted line
    GONE = "gone"  # beside another text: all of these words are not in it
    NEW = "new"  # beside another text: it has none of these words


@dataclass(frozen=True, slots=True)
class Mark:
    """The words of one place of a note, and how to show them.

    range: in the text of the HTML. id: of the first `mark` element, if any. note: of the notice, told by `data-note`.
    number: what leads to the notice at `href`; none is written where it is empty. draft: drawn with a dashed line.
    language: of what is said in place of withheld words.
    """

    range: TextRange
    id: str
    note: str
    look: Look
    replacement: str | None = None
    number: str = ""
    href: str = ""
    title: str = ""
    draft: bool = False
    language: str = ""


def highlight(html: SafeHtml, marks: Sequence[Mark]) -> SafeHtml:
    """The HTML with every mark drawn; without marks it is the same string.

    Marks that keep their words may overlap; of marks that change words no two may.
    """
    return _Drawing(html, marks).result() if marks else html


def headline(text: str, marks: Sequence[Mark]) -> SafeHtml:
    """A plain text, such as a title, with every mark drawn."""
    return highlight(SafeHtml(html_entities.escape(text, quote=False)), marks)


def blocks(html: SafeHtml) -> list[SafeHtml]:
    """The top-level elements one by one, each with the white space before it; the number of a note whose words end
    in a `pre` stays with the `pre`."""
    found: list[str] = []
    depth, start = 0, 0
    for match in re.finditer(r"<(/?)([a-z][a-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", html):
        closes, name = bool(match[1]), match[2]
        depth += 0 if name in VOID_TAGS else -1 if closes else 1
        if depth:
            continue
        if closes and name == "a" and found and html.startswith('<a class="no"', start):
            found[-1] += html[start : match.end()]
        elif name in BLOCK_TAGS and (closes or name in VOID_TAGS):
            found.append(html[start : match.end()])
        else:
            continue
        start = match.end()
    if html[start:].strip():
        found.append(html[start:])
    return [SafeHtml(block) for block in found]


def notes_in(html: SafeHtml) -> list[str]:
    """The notes whose marks stand in the HTML, in order, each once."""
    return list(
        dict.fromkeys(html_entities.unescape(note) for note in re.findall(r'<mark [^>]*data-note="([^"]*)"', html))
    )


# -- what becomes of the words of a mark -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stroke:
    """A stretch of a mark's words, the element that they stand in ("": they are not written), and the HTML that
    follows them.

    Without words it is an insertion.
    """

    start: int
    end: int
    after: str
    tag: str = ""


def _strokes(mark: Mark, text: str) -> list[_Stroke]:
    start, new = mark.range.start, mark.replacement
    words = text[start : mark.range.end]
    if mark.look in (Look.GONE, Look.NEW):
        return [_Stroke(start, mark.range.end, "", "del" if mark.look is Look.GONE else "ins")]
    if mark.look is Look.COMMENT or new is None:
        return []
    if mark.look is Look.RIGHT:
        return [_Stroke(start, mark.range.end, _ins(new) or _omission(words))]
    if mark.look is Look.WITHHELD:  # as one, whatever they may have in common with what is said
        before, after = _around(words)
        # Also where it was a comma that was withheld with what follows it, or the end of a word.
        before = before or (" " if _ends_a_word(text[start - 1 : start]) else "")
        after = after or (" " if text[mark.range.end : mark.range.end + 1].isalnum() else "")
        return [_Stroke(start, mark.range.end, said_of_withheld(mark, before, after))]
    if mark.look is Look.PLAIN:
        return [
            _Stroke(start + change.start, start + change.end, html_entities.escape(change.new, quote=False))
            for change in word_diff(words, new)
        ]
    gap = f'<span class="gap" {ADDED}> </span>'
    return [
        _Stroke(
            start + change.start,
            start + change.end,
            (gap if change.start < change.end and change.new else "") + _ins(change.new),
            "del",
        )
        for change in readable_diff(words, new)
    ]


def _omission(words: str) -> str:
    """Where a long stretch was deleted readers see that something is gone: an omission in brackets, as far from the
    words around it as the stretch was."""
    before, after = _around(words)
    return f'<span class="omission" {ADDED}>{before}[…]{after}</span>'


def _around(words: str) -> tuple[str, str]:
    """The space that words begin and end with, as one where there is any."""
    return (" " if words[:1].isspace() else "", " " if words[-1:].isspace() else "")


def _ends_a_word(before: str) -> bool:
    """Whether a word, or the stop behind one, ends before a place."""
    return before.isalnum() or before in tuple(".,;:!?…")


def said_of_withheld(mark: Mark, before: str = "", after: str = "") -> str:
    """What stands in the place of what is withheld, with the space around it; it reads in its own direction."""
    language = f' lang="{html_entities.escape(mark.language)}"' if mark.language else ""
    said = html_entities.escape(mark.replacement or "", quote=False)
    return f'{_space(before)}<span class="withheld" {ADDED}{language} dir="auto">{said}</span>{_space(after)}'


def _ins(new: str) -> str:
    """Added words; the white space around them is added, too, and not underlined."""
    core = new.strip()
    if not core:
        return f"<ins {ADDED}>{new}</ins>" if new else ""
    before, _, after = new.partition(core)
    return _space(before) + f"<ins {ADDED}>{html_entities.escape(core, quote=False)}</ins>" + _space(after)


def _space(added: str) -> str:
    return f"<span {ADDED}>{added}</span>" if added else ""


# -- what a mark is written as ---------------------------------------------------------------------------------------


def opening(mark: Mark, *more: str, is_named: bool = False) -> str:
    """The start tag of a mark. more: further classes. is_named: its id stands in the HTML already."""
    kinds = [name for name, on in (("comment", mark.look is Look.COMMENT), ("draft", mark.draft)) if on]
    attributes = f' class="{" ".join((*kinds, *more))}"' if kinds or more else ""
    if mark.id and not is_named:
        attributes += f' id="{html_entities.escape(mark.id)}"'
    if mark.note:
        attributes += f' data-note="{html_entities.escape(mark.note)}"'
    return f"<mark{attributes}>"


def number_of(mark: Mark, attributes: str = "") -> str:
    """The number of a mark, which leads to its notice."""
    return (
        f'<a class="no" {ADDED}{attributes} href="{html_entities.escape(mark.href)}" '
        f'aria-details="{html_entities.escape(mark.note)}" aria-label="{html_entities.escape(mark.title)}">'
        f"{html_entities.escape(mark.number)}</a>"
    )


# -- drawing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A mark with its strokes, from its first word that is drawn to its last."""

    mark: Mark
    start: int
    end: int
    strokes: tuple[_Stroke, ...]


class _Canvas:
    """The text nodes that marks are drawn on: all but the white space between blocks, where a `mark` is invalid."""

    def __init__(self, tokens: Sequence[Tag | Piece]) -> None:
        self.pieces = [
            token
            for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False)
            if isinstance(token, Piece) and (token.text.strip() or not (_is_edge(before) or _is_edge(after)))
        ]
        self._starts = [piece.at for piece in self.pieces]
        self._ends = [piece.at + len(piece.text) for piece in self.pieces]

    def placed(self, mark: Mark, text: str) -> _Placed:
        first = bisect_right(self._ends, mark.range.start)
        start = max(mark.range.start, self._starts[first]) if first < len(self._starts) else mark.range.start
        end = max(start, self._last_before(mark.range.end))
        strokes = []
        for stroke in _strokes(mark, text):
            begins = min(max(stroke.start, start), end)
            ends = min(max(self._last_before(stroke.end), begins), end)
            strokes.append(_Stroke(begins, ends, stroke.after, stroke.tag))
        return _Placed(mark, start, end, tuple(strokes))

    def _last_before(self, at: int) -> int:
        """The last place up to this one that has a drawn character before it."""
        piece = bisect_left(self._starts, at) - 1
        return min(at, self._ends[piece]) if piece >= 0 else at


def _is_edge(token: Tag | Piece | None) -> bool:
    return token is None or (isinstance(token, Tag) and token.is_block)


class _Drawing:
    """One pass over the HTML that writes it anew with the marks in it."""

    def __init__(self, html: SafeHtml, marks: Sequence[Mark]) -> None:
        self.html = html
        self.tokens = list(walk(html))
        canvas = _Canvas(self.tokens)
        self.drawn = {piece.at for piece in canvas.pieces}
        text = "".join([token.text for token in self.tokens if isinstance(token, Piece)])
        placed = [canvas.placed(mark, text) for mark in marks]
        self.coming = deque(sorted(placed, key=lambda one: (one.start, -one.end)))
        self.here: list[_Placed] = []
        self.out: list[str] = []
        self.copied = 0
        self.named: set[str] = set()
        self.numbered: set[str] = set()
        self.numbers: list[tuple[int, str]] = []  # that wait, with the depth at which they may be written
        self.path: list[Tag] = []

    def result(self) -> SafeHtml:
        for token in self.tokens:
            if isinstance(token, Tag):
                self._tag(token)
            elif token.at in self.drawn:
                self._piece(token)
        self.out.append(self.html[self.copied :])
        written, before = "".join(self.out), None
        while "\0" in written and written != before:  # what is emptied may leave empty what holds it
            before = written
            written = _EMPTIED.sub(lambda match: "\0" if "\0" in match[0] else match[0], written)
        return SafeHtml(written.replace("\0", ""))

    def _tag(self, tag: Tag) -> None:
        if tag.is_void:
            return
        if not tag.closes:
            self.path.append(tag)
            return
        self.path.pop()
        due = [number for depth, number in self.numbers if depth >= len(self.path)]
        if due:
            self.out += [self.html[self.copied : tag.end], *due]
            self.copied = tag.end
            self.numbers = [item for item in self.numbers if item[0] < len(self.path)]

    def _piece(self, piece: Piece) -> None:
        start, end = piece.at, piece.at + len(piece.text)
        while self.coming and self.coming[0].start < end:
            self.here.append(self.coming.popleft())
        self.here = [one for one in self.here if one.end > start]
        if not self.here:
            return
        self.out.append(self.html[self.copied : piece.start])
        self.copied = piece.end
        cuts = {start, end, *(at for one in self.here for at in (one.start, one.end))}
        for low, high in pairwise(sorted(at for at in cuts if start <= at <= end)):
            covering = [one for one in self.here if one.start <= low < one.end]
            self._stretch(piece, low, high, covering)
            for one in covering:
                if one.end == high:
                    self._number(one.mark)

    def _stretch(self, piece: Piece, low: int, high: int, covering: list[_Placed]) -> None:
        text = self._changed(piece, low, high, covering)
        visible = [one.mark for one in covering if one.mark.look not in (Look.PLAIN, Look.WITHHELD)]
        if not text:
            self.out.append("\0")  # emptied: an element with nothing else in it goes
            return
        self.out += [self._open(mark) for mark in visible] + [text] + ["</mark>"] * len(visible)

    def _changed(self, piece: Piece, low: int, high: int, covering: list[_Placed]) -> str:
        parts, at = [], low
        for one in covering:
            for stroke in one.strokes:
                start, end = max(low, stroke.start), min(high, stroke.end)
                # An insertion stands behind the words before it; in front of the mark's first there are none.
                is_insertion_here = stroke.start == stroke.end and (
                    low < stroke.start <= high or stroke.start == low == one.start
                )
                if not (start < end or is_insertion_here):
                    continue
                parts.append(self._text(piece, at, start))
                if stroke.tag and start < end:
                    parts.append(f"<{stroke.tag}>{self._text(piece, start, end)}</{stroke.tag}>")
                if end == stroke.end:
                    parts.append(stroke.after)
                at = end
        parts.append(self._text(piece, at, high))
        return "".join(parts)

    def _text(self, piece: Piece, low: int, high: int) -> str:
        return html_entities.escape(piece.text[low - piece.at : high - piece.at], quote=False)

    def _open(self, mark: Mark) -> str:
        is_named = mark.id in self.named
        self.named.add(mark.id)
        return opening(mark, is_named=is_named)

    def _number(self, mark: Mark) -> None:
        if not mark.number:
            return
        # One stop a note for those who go by the keyboard; the numbers of its other places are for the pointer.
        again = ' tabindex="-1"' if mark.note in self.numbered else ""
        self.numbered.add(mark.note)
        link = number_of(mark, again)
        for depth, tag in enumerate(self.path):
            if tag.name in _NOT_INSIDE or (not tag.is_block and tag.attribute("id") is not None):
                self.numbers.append((depth, link))
                return
        self.out.append(link)
