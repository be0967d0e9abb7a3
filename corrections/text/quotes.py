"""Quotes: the exact words of a place with their neighbours, made from a text and found again in it."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .coordinates import Quote, Refusal, TextRange
from .worddiff import names_in

_SPACE = re.compile(r"\s+")
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛‹›′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " ")
)
# Letters that nobody sees, beside those of Unicode's category Cf (soft hyphens, zero-width spaces): Hangul's fillers,
# and what says which shape of a sign is meant. Accents of the Latin, Greek and Cyrillic scripts go, too, and what is
# left out of Hebrew and Arabic as often as not: vowels, and the line that makes a word longer.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# What is an accent to a reader, but to Unicode a letter.
_CROSSED = str.maketrans({"æ": "ae", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "œ": "oe", "ø": "o", "ŧ": "t"})
_MOST_COMPARED = 2**26  # code points
QUOTED_AROUND = 32  # code points kept on either side, as other annotation tools do


def describe(text: str, place: TextRange) -> Quote:
    """The quote that seals a place: its words and up to 32 code points before and after."""
    return Quote(
        text[place.start : place.end],
        text[max(0, place.start - QUOTED_AROUND) : place.start],
        text[place.end : place.end + QUOTED_AROUND],
    )


def seals(quote: Quote, text: str, place: TextRange) -> bool:
    """Whether exactly the quote's words stand at this place, with its neighbours where they are stated."""
    return (
        text[place.start : place.end] == quote.exact
        and text.endswith(quote.prefix, 0, place.start)
        and text.startswith(quote.suffix, place.end)
    )


def find(quote: Quote, text: str) -> list[TextRange]:
    """Every place that fits the quote: compared exactly; if none fits, with each run of white space as one space."""
    return _sealed(quote, text) or _find_folded(quote, text)


def unified(text: str) -> str:
    """A text with plain quotation marks, hyphens and spaces: one code point for each of its own."""
    return text.translate(_PLAIN)


def plain(text: str) -> str:
    """A text as one line, with plain quotation marks and hyphens: how words are compared, whoever typed them."""
    return " ".join(unified(text).split())


def folded(text: str) -> str:
    """A text as `unified`, in small letters: one code point for each of its own."""
    return "".join([lower if len(lower := char.lower()) == 1 else char for char in unified(text)])


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text by its letters alone, however it is spelled: without case, accents and signs that nobody sees, compatible
    letters as one (½, ﬁ, full width), quotation marks and hyphens plain, each run of white space one space.

    places: for each letter, which code point of the text it is of; behind the last, the text's length.
    """

    text: str
    letters: str
    places: Sequence[int]

    @classmethod
    def of(cls, text: str) -> "Spelled":
        letters: list[str] = []
        places: list[int] = []
        for at, char in enumerate(text):
            bare = _bare(char)
            if bare == " " and letters and letters[-1] == " ":
                continue
            letters += bare
            places += [at] * len(bare)
        return cls(text, "".join(letters), [*places, len(text)])

    def find(self, quote: Quote) -> list[TextRange]:
        """Every place that fits the quote in any spelling. Of a letter that it has in part, the whole is told."""
        wanted = Spelled.of(quote.prefix + quote.exact + quote.suffix)
        start = bisect_left(wanted.places, len(quote.prefix))
        end = bisect_left(wanted.places, len(quote.prefix) + len(quote.exact))
        if not wanted.letters[start:end].strip():
            return []
        return [
            self._place(at + start, at + end)
            for at in self._beginnings(wanted.letters)
            if not self._goes_on(at + len(wanted.letters))
        ]

    def _goes_on(self, at: int) -> bool:
        """Whether what stands here belongs to the letter before it, which is another letter with it."""
        if at == len(self.letters):
            return False
        # Of a Hangul syllable its last consonant, whether it is written as one sign or as three.
        place, is_inside = self.places[at], self.places[at] == self.places[at - 1]
        if (is_inside and "가" <= self.text[place] <= "힣") or "\u11a8" <= self.text[place] <= "\u11ff":
            return True
        return unicodedata.combining(self.letters[at]) > 0

    def _beginnings(self, words: str) -> Iterator[int]:
        """Where these letters begin. Places that overlap are all told, unless a text is nothing but repetition."""
        compared, at = 0, self.letters.find(words)
        while at >= 0:
            yield at
            compared += len(words)
            at = self.letters.find(words, at + (1 if compared < _MOST_COMPARED else len(words)))

    def _place(self, start: int, end: int) -> TextRange:
        """The place of some letters in the text, with the unseen signs behind them and no space beyond."""
        last = self.places[end - 1]
        if self.letters[end - 1] == " ":
            return TextRange(self.places[start], self.places[end])
        last += 1
        while last < len(self.text) and not _bare(self.text[last]):
            last += 1
        return TextRange(self.places[start], last)


@lru_cache(4096)
def _bare(char: str) -> str:
    """A code point by its letters alone: most often one, "" for a sign that nobody sees, " " for any white space."""
    if char.isspace():
        return " "
    seen = [
        part
        for part in unified(unicodedata.normalize("NFKD", unified(char)).casefold()).translate(_CROSSED)
        if unicodedata.category(part) != "Cf" and not _UNSEEN.match(part)
    ]
    return "".join(" " if part.isspace() else part for part in seen)


def match(quote: Quote, text: str, position: TextRange | None = None) -> TextRange:
    """The one place that fits the quote. A position chooses among several fits of it, nothing else.

    Refused: no place fits, or more than one.
    """
    if not quote.exact:
        raise Refusal("The quote has no words. State the exact words.")
    places = find(quote, text)
    if not places:
        raise Refusal(
            "“{words}” does not stand in the text with these neighbours. Copy the words anew.",
            words=_shortened(quote.exact),
        )
    if position is not None and (position in places or seals(quote, text, position)):
        return position
    if len(places) > 1:
        raise Refusal(
            "“{words}” stands in {count} places. Say which, by more of its neighbours.",
            words=_shortened(quote.exact),
            count=len(places),
        )
    return places[0]


def occurrences(text: str, words: str, edges: Sequence[int] = ()) -> list[TextRange]:
    """Every place where exactly these words stand, in order, none of which overlap; in linear time.

    In scripts with spaces only whole words: "2021" does not stand in "12021", nor "40" in "40.5", but "Smith" does in
    "Smith’s". edges: where words end although letters follow (see `word_edges`).
    """
    if not words.strip():
        return []
    # With a sign at both ends of each word what is found begins and ends with whole words, without any looking around.
    signed, signs = _with_signs(text, edges)
    wanted, _ = _with_signs(words)
    found, at = [], signed.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        place = TextRange(at - bisect_left(signs, at), end - bisect_left(signs, end))
        if text[place.start : place.end] == words:
            found.append(place)
        at = signed.find(wanted, end)
    return found


def tells(words: str, hidden_words: Iterable[str]) -> bool:
    """Whether words hold withheld ones, in any spelling."""
    told = Spelled.of(words)
    return any(told.find(Quote(one.strip())) for one in hidden_words)


def _with_signs(text: str, edges: Sequence[int] = ()) -> tuple[str, list[int]]:
    """A text with a NUL before and after each word, and where these stand in it."""
    signs: list[int] = []
    parts, at = [], 0
    for start, end in names_in(text, edges):
        parts += [text[at:start], "\0", text[start:end], "\0"]
        signs += [start + len(signs), end + len(signs) + 1]
        at = end
    return "".join([*parts, text[at:]]), signs


def _sealed(quote: Quote, text: str) -> list[TextRange]:
    """The places of a quote with its neighbours, in order.

    Words that repeat themselves have more places than anybody tells apart, and each costs their length: of such, some.
    """
    words, before = quote.prefix + quote.exact + quote.suffix, len(quote.prefix)
    found: list[TextRange] = []
    at = text.find(words) if quote.exact else -1
    while at >= 0 and len(found) * len(words) < _MOST_COMPARED:
        found.append(TextRange(at + before, at + before + len(quote.exact)))
        at = text.find(words, at + 1)
    return found


def _find_folded(quote: Quote, text: str) -> list[TextRange]:
    """As `find`, with white space folded on both sides; a place is told in the text as it stands."""
    exact, prefix, suffix = (_SPACE.sub(" ", part) for part in (quote.exact, quote.prefix, quote.suffix))
    if not exact.strip():
        return []
    # Where two parts meet, white space of both is one run.
    if exact.startswith(" "):
        prefix = prefix.rstrip()
    if exact.endswith(" "):
        suffix = suffix.lstrip()
    spaced = _SPACE.sub(" ", text)
    # For each folded code point, and for the end, where it stands in the text.
    places = [at for at, char in enumerate(text) if not (char.isspace() and at and text[at - 1].isspace())]
    places.append(len(text))
    return [
        TextRange(places[place.start], places[place.end]) for place in _sealed(Quote(exact, prefix, suffix), spaced)
    ]


def _shortened(words: str, most: int = 80) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
