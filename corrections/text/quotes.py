"""Quotes: the exact words of a place with their neighbours, made from a text and found again in it."""

import re

from .coordinates import Quote, Refusal, TextRange

CONTEXT = 32  # code points kept on either side, as other annotation tools do


def describe(text: str, place: TextRange) -> Quote:
    """The quote that seals a place: its words and up to 32 code points before and after."""
    return Quote(
        text[place.start : place.end],
        text[max(0, place.start - CONTEXT) : place.start],
        text[place.end : place.end + CONTEXT],
    )


def seals(quote: Quote, text: str, place: TextRange) -> bool:
    """Whether exactly the quote's words stand at this place, with its neighbours where they are stated."""
    return (
        text[place.start : place.end] == quote.exact
        and text[: place.start].endswith(quote.prefix)
        and text.startswith(quote.suffix, place.end)
    )


def find(quote: Quote, text: str) -> list[TextRange]:
    """Every place that fits the quote: compared exactly; if none fits, with white space folded."""
    exact = [place for place in _occurrences(quote.exact, text) if seals(quote, text, place)]
    return exact or _find_folded(quote, text)


def match(quote: Quote, text: str, position: TextRange | None = None) -> TextRange:
    """The one place that fits the quote. A position chooses among several fits of it, nothing else.

    Refused: no place fits, or more than one.
    """
    if not quote.exact:
        raise Refusal("The quote has no words. State the exact words.")
    places = find(quote, text)
    if not places:
        raise Refusal(
            f"“{_shortened(quote.exact)}” does not stand in the text with these neighbours. Copy the words anew."
        )
    if len(places) > 1 and position in places:
        return position
    if len(places) > 1:
        raise Refusal(
            f"“{_shortened(quote.exact)}” stands in {len(places)} places. Say which, by more of its neighbours."
        )
    return places[0]


def _occurrences(words: str, text: str) -> list[TextRange]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(TextRange(at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def _find_folded(quote: Quote, text: str) -> list[TextRange]:
    words = quote.exact.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found, at = [], pattern.search(text)
    while at:
        place = TextRange(*at.span())
        if _folded_before(text[: place.start], quote.prefix) and _folded_after(text[place.end :], quote.suffix):
            found.append(place)
        at = pattern.search(text, at.start() + 1)
    return found


def _folded_before(before: str, prefix: str) -> bool:
    # White space folds to one space, and where the quote and its neighbour meet it may stand on either side.
    tail = before[-(2 * len(prefix) + 200) :]
    return " ".join(tail.split()).endswith(" ".join(prefix.split()))


def _folded_after(after: str, suffix: str) -> bool:
    head = after[: 2 * len(suffix) + 200]
    return " ".join(head.split()).startswith(" ".join(suffix.split()))


def _shortened(words: str, most: int = 80) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
