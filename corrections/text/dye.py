"""Dye: a source whose letters each stand for their own place, rendered, and read back from the rendered text.

A letter is dyed by a code point that names its number. The renderer takes every dye for a plain letter, so whatever it
does with the letter (move a footnote, strip an indent, take a tag away), the dye in the text says where it came from.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import compress, islice, pairwise, repeat

from .htmltext import pieces
from .render import render
from .sanitise import SafeHtml

ABSENT = -1

# What the renderer reads as syntax and must find undyed. The letters in these stretches still get their place
# from the gaps when they turn out to be text after all (a tag in a code span).
ENTITY = r"&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);"
TAG = r"""</?[A-Za-z][\w:.-]*(?:[\s/]+[A-Za-z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*[\s/]*>"""
# Each alternative begins with a character of its own, so that the search leaps from one such character to the next.
_SYNTAX = re.compile(
    rf"""
      <!--.*?-->                                                  # comment
    | <!\[CDATA\[.*?\]\]> | <[!?][A-Za-z][^<>]*>                  # CDATA, doctype, processing instruction
    | <(?:[A-Za-z][A-Za-z0-9+.-]*://|(?:mailto:)?(?=[^<>\s!]+@[^@<>\s]+>))  # what makes an autolink one
    | <<[^<>\s!]+@[^@<>\s]+>                                      # in two brackets it is read as a tag
    | {TAG} | </?[A-Za-z][\w-]*                                   # a tag, or what may begin one
    | {ENTITY}
    | \[\^[^\]]*\]                                                # footnote label
    | \[[^\[\]]*\](?=:)                                           # the label of a reference definition
    | ///Footnotes\ Go\ Here///
    """,
    re.VERBOSE | re.DOTALL,
)
_SYNTAX_OF_LINES = re.compile(
    r"""
      ^[ \t>]*(?:`{3,}|~{3,})[^\n]*$                              # fence
    | ^(?:[ \t]*(?:>|[*+-](?=[ \t])|\d+\.(?=[ \t])))+             # list and quote markers, in any digits
    """,
    re.VERBOSE | re.MULTILINE,
)
# In raw HTML an autolink is no link but a tag.
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*://[^<>]*|[^<>\s!]+@[^@<>\s]+)>")
_TELLING = frozenset("<>&[]{}()=@\\`*_~|#/\"'")  # neighbours that make a word suspect
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_IN_QUOTE = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
# How many characters may be rendered in search of what must stay undyed.
_SEARCH_BUDGET = 1_500_000
_WIDEST_HINT = 32


@lru_cache(maxsize=1)
def alphabet() -> list[str]:
    """Letters to a regular expression, without case: the CJK Extensions B to G first, rare in a newsroom, then, for
    long articles, the rest of the ideographs and syllables. Those that an article has itself are left out."""
    rare, common = range(0x20000, 0x323B0), range(0x3400, 0x18D00)
    letters = (chr(code) for codes in (rare, common) for code in codes if not 0xD800 <= code < 0xF900)
    return [char for char in letters if char.isalpha() and char.lower() == char == char.upper()]


class Dye:
    """A source with some of its letters dyed.

    letters: the offsets of those that are, ascending. dyeable: of all that could be.
    """

    def __init__(self, source: str, html: SafeHtml) -> None:
        self.source = source
        self._plain = _blotted(_SYNTAX_OF_LINES, source, _blotted(_SYNTAX, source, source))
        self.dyeable = self.letters = _letters_of(self._plain)
        used = {*source, *html}
        self._dyes = list(islice((char for char in alphabet() if char not in used), len(self.dyeable)))
        self._rendered = 0

    def read(self, text: str) -> list[int] | None:
        """For each code point of the text its source offset or ABSENT; None if the dye changes the rendering.

        With more letters than there are dyes, two renderings each carry one digit of a letter's number.
        """
        self._rendered += len(self.source)
        self._clue: tuple[int, int, int] | None = None
        size, letters, dyes = len(self._dyes), self.letters, self._dyes
        if not letters:
            return [ABSENT] * len(text)
        if len(letters) <= size:
            seen = self._render(dyes)
            offset_of = dict(zip(dyes, letters, strict=False))
            found = list(map(offset_of.get, seen, repeat(ABSENT)))
            letter_of = dict(zip(dyes, map(self.source.__getitem__, letters), strict=False))
            undyed = "".join(map(letter_of.get, seen, seen))
        else:
            # The second digit is mixed with the first, so that two labels are hardly ever dyed alike.
            seen = self._render([dyes[number % size] for number in range(len(letters))])
            other = self._render([dyes[(number % size + number // size) % size] for number in range(len(letters))])
            digit = {char: at for at, char in enumerate(dyes)}
            found = [
                letters[number]
                if a in digit and b in digit and (number := _number(digit[a], digit[b], size)) < len(letters)
                else ABSENT
                for a, b in zip(seen, other, strict=False)
            ]
            undyed = "".join([char if at == ABSENT else self.source[at] for char, at in zip(seen, found, strict=False)])
        if undyed == text:
            return found
        self._clue = _first_difference(undyed, text, found)
        return None

    def read_what_can_be_dyed(self, text: str) -> list[int]:
        """Like `read`, with those words left undyed that change the rendering: those of autolinks; then those at which
        `read` saw it change; where that leads nowhere, whole lines, found by bisection."""
        self.dyeable = self.letters = _letters_of(_blotted(_AUTOLINK, self.source, self._plain))
        found = self.read(text)
        if found is None:
            found = self._without_suspects(text)
        return self._without_lines(text) if found is None else found

    def _render(self, dyes: list[str]) -> str:
        chars = list(self.source)
        for at, dye in zip(self.letters, dyes, strict=False):
            chars[at] = dye
        dyed = "".join(chars)
        return "".join([piece.text for piece in pieces(render(dyed, _References(self.source, dyed)))])

    # -- what must stay undyed -----------------------------------------------------------------------------------

    def _without_suspects(self, text: str) -> list[int] | None:
        """Leave the words undyed between which the rendering goes astray, more and more of them while it stays
        astray in the same place. What is like them elsewhere is as suspect."""
        words = self._words()
        starts = [start for start, _ in words]
        alike: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            alike.setdefault(self._kind(*word), []).append(at)
        undyed: set[int] = set()
        width, last = 0, -1
        while self._clue is not None and width <= _WIDEST_HINT and self._rendered < _SEARCH_BUDGET:
            place, before, after = self._clue
            width = 0 if place > last else max(1, 2 * width)
            last = max(place, last)
            suspects: set[int] = set()
            for offset in (before, after):
                if offset != ABSENT:
                    middle = bisect_right(starts, offset) - 1
                    suspects |= set(range(max(0, middle - width), min(len(words), middle + width + 1)))
            if not width:
                suspects.update(*(alike[self._kind(*words[at])] for at in suspects))
            undyed |= suspects
            dyed = (word for at, word in enumerate(words) if at not in undyed)
            self.letters = array("l", [at for start, end in dyed for at in range(start, end)])
            found = self.read(text)
            if found is not None:
                return found
        return None

    def _kind(self, start: int, end: int) -> str:
        """What a word has in common with others: neighbours that may be markup, else itself with its neighbours."""
        before, after = self.source[max(0, start - 1) : start], self.source[end : end + 1]
        is_telling = before in _TELLING or after in _TELLING
        return f"{before} {after}" if is_telling else self.source[max(0, start - 1) : end + 1]

    def _without_lines(self, text: str) -> list[int]:
        """Dye as many lines as go together: all of them, else one half and then what goes with it of the other."""
        most = self._rendered + _SEARCH_BUDGET
        kept, found = array("l"), [ABSENT] * len(text)

        def keep(lines: "list[array[int]]") -> None:
            nonlocal kept, found
            if self._rendered > most:
                return
            self.letters = _together([kept, *lines])
            read = self.read(text)
            if read is not None:
                kept, found = self.letters, read
            elif len(lines) > 1:
                middle = len(lines) // 2
                keep(lines[:middle])
                keep(lines[middle:])

        keep(self._lines())
        self.letters = kept
        return found

    def _words(self) -> list[tuple[int, int]]:
        """Stretches of dyeable letters without anything between them, as source offsets."""
        words: list[tuple[int, int]] = []
        start = end = ABSENT
        for at in self.dyeable:
            if at != end:
                if start != ABSENT:
                    words.append((start, end))
                start = at
            end = at + 1
        return [*words, (start, end)] if start != ABSENT else words

    def _lines(self) -> "list[array[int]]":
        ends = [match.end() for match in re.finditer(r"\r\n|\r|\n", self.source)]
        cuts = [0, *(bisect_left(self.dyeable, end) for end in ends), len(self.dyeable)]
        return [self.dyeable[low:high] for low, high in pairwise(cuts) if low < high]


def _letters_of(plain: str) -> "array[int]":
    return array("l", compress(range(len(plain)), map(str.isalnum, plain)))


def _blotted(pattern: re.Pattern[str], source: str, text: str) -> str:
    """The text with NULs where the source matches."""
    parts, at = [], 0
    for match in pattern.finditer(source):
        parts += [text[at : match.start()], "\0" * (match.end() - match.start())]
        at = match.end()
    return "".join([*parts, text[at:]])


def _number(low: int, mixed: int, size: int) -> int:
    return low + (mixed - low) % size * size


def _first_difference(undyed: str, text: str, found: list[int]) -> tuple[int, int, int]:
    """Where the dyed rendering departs from the real one; and the source offsets of the last dyed letter before and
    of the first one after."""
    low, high = 0, min(len(undyed), len(text))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if undyed[:middle] == text[:middle] else (low, middle - 1)
    before = next((found[at] for at in range(min(low, len(found)) - 1, -1, -1) if found[at] != ABSENT), ABSENT)
    after = next((found[at] for at in range(low, len(found)) if found[at] != ABSENT), ABSENT)
    return low, before, after


def _together(lines: "list[array[int]]") -> "array[int]":
    return array("l", sorted(at for line in lines for at in line))


class _References(dict[str, tuple[str, str]]):
    """Link references whose look-ups undye their keys; the labels of definitions are never dyed."""

    def __init__(self, source: str, dyed: str) -> None:
        super().__init__()
        self._source, self._dyed = source, dyed

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {
            _label(self._dyed[slice(*match.span(1))]): _label(match[1]) for match in _BRACKETED.finditer(self._source)
        }

    def _key(self, label: str) -> str:
        return label if super().__contains__(label) else self._labels.get(label, label)

    def __getitem__(self, label: str) -> tuple[str, str]:
        return super().__getitem__(self._key(label))

    def __contains__(self, label: object) -> bool:
        return isinstance(label, str) and super().__contains__(self._key(label))


def _label(raw: str) -> str:
    """A label as the renderer looks it up: in lower case, white space folded, without a quotation's markers."""
    return re.sub(r"\s+", " ", _IN_QUOTE.sub("\n", raw).lower())
