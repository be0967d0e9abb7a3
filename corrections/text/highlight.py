"""Wrap the words of notes in safe HTML: struck, right, commented on, each with its note's number.

Every text node is wrapped by itself, so that marks may cross any markup. What is added carries `data-added`; so the
text stays the text: `text_of(highlight(html, marks)) == text_of(html)` while no mark substitutes words.
"""

import html as html_entities
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from .coordinates import TextRange
from .htmltext import ADDED, Piece, Tag, walk
from .sanitise import BLOCK_TAGS, INLINE_TAGS, VOID_TAGS, SafeHtml
from .worddiff import readable_diff, word_diff

# Text directly in these is white space between blocks, where a `mark` would be invalid.
_HOLDERS = frozenset("blockquote colgroup details div dl figure ol table tbody tfoot thead tr ul".split())
# A number is no part of a link, nor of preformatted text.
_NOT_INSIDE = frozenset(("a", "pre"))
_EMPTIED = re.compile(
    rf"<({'|'.join(sorted((INLINE_TAGS | BLOCK_TAGS) - {'td', 'th', 'col', 'hr'}))})\b[^>]*>[\s\x00]*</\1>\n?"
)


# Where a long stretch was deleted readers see that something is gone: an omission in brackets.
_OMISSION = f'<span class="omission" {ADDED}>[…]</span>'


class Look(Enum):
    """How a mark shows its words."""

    STRUCK = "struck"  # only the changed words are struck, the right ones stand beside them
    RIGHT = "right"  # the right words alone, marked; the old ones are not in the HTML
    PLAIN = "plain"  # the right words alone, as if they had always stood there
    COMMENT = "comment"  # the words stay, with a dotted line


@dataclass(frozen=True, slots=True)
class Mark:
    """The words of one place of a note, and how to show them.

    range: in the text of the HTML. id: of the first `mark` element. note: of the notice, told by `data-note`.
    number: what leads to the notice at `href`; none is written where it is empty. draft: drawn with a dashed line.
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


@dataclass(frozen=True, slots=True)
class _Atom:
    """A stretch inside a mark. kind: "keep", "del" (struck) or "cut" (not written). after: HTML that follows it."""

    start: int
    end: int
    kind: str
    after: str = ""


def highlight(html: SafeHtml, marks: Sequence[Mark]) -> SafeHtml:
    """The HTML with every mark drawn; without marks it is the same string.

    Marks that keep their words may overlap; of marks that change words no two may.
    """
    if not marks:
        return html
    drawn = [(mark, _atoms(mark, html)) for mark in sorted(marks, key=lambda m: (m.range.start, -m.range.end))]
    return _Drawing(html, drawn).result()


def headline(text: str, marks: Sequence[Mark]) -> SafeHtml:
    """A plain text, such as a title, with every mark drawn."""
    return highlight(SafeHtml(html_entities.escape(text, quote=False)), marks)


def blocks(html: SafeHtml) -> list[SafeHtml]:
    """The top-level elements one by one, each with the white space before it; the number of a note whose words end
    in a `pre` stays with the `pre`."""
    found, depth, start = [], 0, 0
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


def _atoms(mark: Mark, html: SafeHtml) -> list[_Atom]:
    start, end = mark.range.start, mark.range.end
    if mark.look is Look.COMMENT or mark.replacement is None:
        return [_Atom(start, end, "keep")]
    new = mark.replacement
    if mark.look is Look.RIGHT:
        return [_Atom(start, end, "cut", _ins(new) or _OMISSION)]
    text = "".join(
        token.text[max(0, start - token.at) : max(0, end - token.at)]
        for token in walk(html)
        if isinstance(token, Piece) and token.at < end and start < token.at + len(token.text)
    )
    struck = mark.look is Look.STRUCK
    changes = readable_diff(text, new) if struck else word_diff(text, new)
    atoms, at = [], start
    for change in changes:
        low, high = start + change.start, start + change.end
        if at < low:
            atoms.append(_Atom(at, low, "keep"))
        if struck:
            gap = f'<span class="gap" {ADDED}> </span>' if low < high and change.new else ""
            atoms.append(_Atom(low, high, "del", gap + _ins(change.new)))
        else:
            atoms.append(_Atom(low, high, "cut", html_entities.escape(change.new, quote=False)))
        at = high
    if at < end:
        atoms.append(_Atom(at, end, "keep"))
    return _without_empty(atoms)


def _ins(new: str) -> str:
    return f"<ins {ADDED}>{html_entities.escape(new, quote=False)}</ins>" if new else ""


def _without_empty(atoms: list[_Atom]) -> list[_Atom]:
    """An insertion has no words of its own: it goes with the stretch before it, or else starts the one after."""
    merged: list[_Atom] = []
    lead = ""
    for atom in atoms:
        if atom.start == atom.end and merged:
            last = merged[-1]
            merged[-1] = _Atom(last.start, last.end, last.kind, last.after + atom.after)
        elif atom.start == atom.end:
            lead = atom.after
        elif lead:
            # Written before the first word by an atom that keeps no words of its own.
            merged.append(_Atom(atom.start, atom.end, atom.kind + ":" + lead, atom.after))
            lead = ""
        else:
            merged.append(atom)
    return merged


class _Drawing:
    """One pass over the HTML that writes it anew with the marks in it."""

    def __init__(self, html: SafeHtml, drawn: list[tuple[Mark, list[_Atom]]]) -> None:
        self.html = html
        self.drawn = drawn
        self.out: list[str] = []
        self.copied = 0
        self.named: set[str] = set()
        self.waiting: list[tuple[int, str]] = []  # numbers, with the depth at which they may be written
        self.path: list[Tag] = []
        self.cut = any(atom.kind.startswith("cut") for _, atoms in drawn for atom in atoms)

    def result(self) -> SafeHtml:
        first, last = min(m.range.start for m, _ in self.drawn), max(m.range.end for m, _ in self.drawn)
        for token in walk(self.html):
            if isinstance(token, Tag):
                self._tag(token)
            elif token.at < last and first < token.at + len(token.text):
                self._piece(token)
        self.out.append(self.html[self.copied :])
        written = "".join(self.out)
        while self.cut:
            pruned = _EMPTIED.sub(lambda match: "" if "\x00" in match[0] else match[0], written)
            if pruned == written:
                break
            written = pruned
        return SafeHtml(written.replace("\x00", ""))

    def _tag(self, tag: Tag) -> None:
        if tag.is_void:
            return
        if not tag.closes:
            self.path.append(tag)
            return
        if self.path:
            self.path.pop()
        due = [number for depth, number in self.waiting if depth >= len(self.path)]
        if due:
            self.out += [self.html[self.copied : tag.end], *due]
            self.copied = tag.end
            self.waiting = [item for item in self.waiting if item[0] < len(self.path)]

    def _piece(self, piece: Piece) -> None:
        end = piece.at + len(piece.text)
        covering = [(m, atoms) for m, atoms in self.drawn if m.range.start < end and piece.at < m.range.end]
        if not covering or (not piece.text.strip() and (not piece.path or piece.path[-1] in _HOLDERS)):
            self._count_past(covering, end)
            return
        self.out.append(self.html[self.copied : piece.start])
        self.copied = piece.end
        cuts = sorted({piece.at, end, *(at for m, _ in covering for at in (m.range.start, m.range.end))})
        cuts = [at for at in cuts if piece.at <= at <= end]
        for low, high in pairwise(cuts):
            self._stretch(piece, low, high, [(m, atoms) for m, atoms in covering if m.range.start <= low < m.range.end])
            for mark, _ in covering:
                if mark.range.end == high:
                    self._number(mark)

    def _count_past(self, covering: list[tuple[Mark, list[_Atom]]], end: int) -> None:
        """A mark that ends in white space between blocks still gets its number, at the end of the last block."""
        for mark, _ in covering:
            if mark.range.end <= end and mark.number:
                self.out += [self.html[self.copied : self.copied]]
                self._number(mark)

    def _stretch(self, piece: Piece, low: int, high: int, marks: list[tuple[Mark, list[_Atom]]]) -> None:
        text = self._changed(piece, low, high, [atom for _, atoms in marks for atom in atoms])
        visible = [mark for mark, _ in marks if mark.look is not Look.PLAIN]
        if not text:
            self.out.append("\x00")  # emptied: an element with nothing else in it goes
            return
        self.out += [self._open(mark) for mark in visible] + [text] + ["</mark>"] * len(visible)

    def _changed(self, piece: Piece, low: int, high: int, atoms: list[_Atom]) -> str:
        parts, at = [], low
        for atom in sorted((a for a in atoms if a.kind != "keep" or a.after), key=lambda a: a.start):
            if atom.end <= low or atom.start >= high:
                continue
            start, end = max(low, atom.start), min(high, atom.end)
            parts.append(self._text(piece, at, start))
            kind, _, lead = atom.kind.partition(":")
            if start == atom.start:
                parts.append(lead)
            if kind == "del":
                parts.append(f"<del>{self._text(piece, start, end)}</del>")
            elif kind == "keep":
                parts.append(self._text(piece, start, end))
            if end == atom.end:
                parts.append(atom.after)
            at = end
        parts.append(self._text(piece, at, high))
        return "".join(parts)

    def _text(self, piece: Piece, low: int, high: int) -> str:
        return html_entities.escape(piece.text[low - piece.at : high - piece.at], quote=False)

    def _open(self, mark: Mark) -> str:
        kinds = [name for name, on in (("comment", mark.look is Look.COMMENT), ("draft", mark.draft)) if on]
        attributes = f' class="{" ".join(kinds)}"' if kinds else ""
        if mark.id not in self.named:
            self.named.add(mark.id)
            attributes += f' id="{html_entities.escape(mark.id)}"'
        return f'<mark{attributes} data-note="{html_entities.escape(mark.note)}">'

    def _number(self, mark: Mark) -> None:
        if not mark.number:
            return
        link = (
            f'<a class="no" {ADDED} href="{html_entities.escape(mark.href)}" '
            f'aria-details="{html_entities.escape(mark.note)}" aria-label="{html_entities.escape(mark.title)}">'
            f"{html_entities.escape(mark.number)}</a>"
        )
        for depth, tag in enumerate(self.path):
            if tag.name in _NOT_INSIDE or (not tag.is_block and tag.attribute("id") is not None):
                self.waiting.append((depth, link))
                return
        self.out.append(link)
