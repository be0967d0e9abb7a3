"""Traces: what words leave in an index, so that few texts have to be read to find exactly these words in an archive.

A text that holds certain words has all of their traces. The reverse is to be proved in the text, by `stands`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

from .coordinates import TextRange
from .quotes import folded, unified
from .worddiff import cuts_a_name, names_in, unspaced_in

_MOST_LOOKED = 200  # places that are looked at one by one; a text that repeats itself has more, and is read once
_MOST = 24  # traces that are asked for; the first pairs of a sentence tell as much as all


def traces(text: str, edges: Sequence[int] = ()) -> list[str]:
    """The traces of a text, each once: of each word, in a script without spaces of each character, and of each two
    in a row, in small letters. Eight letters and digits each, whatever the words. edges: as for `occurrences`."""
    terms = _terms(folded(text), edges)
    return list(dict.fromkeys([*map(_trace, terms), *_pairs(terms)]))


def asked_traces(words: str) -> list[str]:
    """What a text has to have for these words to stand in it; empty where they are mere punctuation."""
    terms = _terms(folded(words))
    # A pair says that both of its words are there.
    return list(dict.fromkeys(_pairs(terms) or map(_trace, terms)))[:_MOST]


def stands(text: str, words: str, edges: Sequence[int] = (), *, any_case: bool = False) -> list[TextRange]:
    """Every place where these words stand as whole words, in order, none of which overlap.

    White space and the form of quotation marks and hyphens are not told apart; capitals are, unless any_case. edges: as
    for `occurrences`; those of `tight` are enough.
    """
    form = folded if any_case else unified
    wanted = re.compile(r"\s+".join(map(re.escape, form(words).split())))
    if not wanted.pattern:
        return []
    text = form(text)
    found, match, looked = [], wanted.search(text), 0
    inside: set[int] | None = None
    while match is not None:
        if inside is None and looked >= _MOST_LOOKED:
            inside = _in_names(text, edges)
        if inside is None:
            is_whole = not any(cuts_a_name(text, at, edges) for at in match.span())
        else:
            is_whole = inside.isdisjoint(match.span())
        looked += 1
        if is_whole:
            found.append(TextRange(*match.span()))
        match = wanted.search(text, match.end() if is_whole else match.start() + 1)
    return found


def _in_names(text: str, edges: Sequence[int]) -> set[int]:
    """Every place that lies in a word."""
    return {at for start, end in names_in(text, edges) for at in range(start + 1, end)}


def tight(text: str, edges: Sequence[int]) -> list[int]:
    """Those of the edges that have no white space on either side, which few texts have any of."""
    return [at for at in edges if 0 < at < len(text) and not (text[at - 1].isspace() or text[at].isspace())]


def _terms(text: str, edges: Sequence[int] = ()) -> list[str]:
    """Each word, and each character of a script without spaces, in order."""
    words = [(start, text[start:end]) for start, end in names_in(text, edges)]
    return [term for _, term in sorted([*words, *unspaced_in(text)])]


def _pairs(terms: Sequence[str]) -> list[str]:
    return [_trace(f"{one} {other}") for one, other in pairwise(terms)]


def _trace(term: str) -> str:
    return f"{crc32(term.encode()):08x}"
