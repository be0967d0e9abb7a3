"""A text as tokens: words, signs, and single characters in scripts without spaces, each with its place."""

import re
from dataclasses import dataclass
from itertools import accumulate

from ..worddiff import MARK, UNSPACED

# Which quotation mark, dash or space it is, is typography: folded one to one, so that places stay what they are.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("‘’‚‛‹›′`´", "'")
    | dict.fromkeys("“”„‟«»″「」『』〝〞〟＂", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " ")
)
_LETTER = rf"[^\W{UNSPACED}]"
_TOKEN = re.compile(rf"\s+|{_LETTER}+(?:[{MARK}]+{_LETTER}*)*|.[{MARK}]*", re.DOTALL)
_WITHOUT_MARKS = re.compile(rf"\s+|{_LETTER}+|.", re.DOTALL)  # the same for most texts, and faster
_A_MARK = re.compile(rf"[{MARK}]")
_UNSPACED = re.compile(rf"[{UNSPACED}]")
_SPACE = re.compile(r"\s+")
_ENDS_SENTENCE = frozenset(".!?…。！？｡")
_ENDS_CLAUSE = frozenset(",;:-)]}，、；：）】》")
# How strong the break before a token is: sentences are put in and taken out at strong ones.
TEXT_EDGE, PARAGRAPH, LINE, SENTENCE, CLAUSE, WORD, NONE = 8, 7, 6, 5, 2, 1, 0


def typographic(text: str) -> str:
    """A text with plain quotation marks, dashes and spaces, one code point for each of its own."""
    return text.translate(_TYPOGRAPHY)


def same_words(one: str, other: str) -> bool:
    """Whether two stretches read the same: quotation marks, dashes and white space may be set otherwise.

    What has no letter or digit is nothing but its signs, and has to be the very same.
    """
    if one == other:
        return True
    if not any(map(str.isalnum, one)):
        return False
    return _SPACE.sub(" ", typographic(one)) == _SPACE.sub(" ", typographic(other))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens in order; white space is none.

    text: with its typography folded. starts, ends: code points. keys: what is compared, in small letters.
    """

    text: str
    starts: list[int]
    ends: list[int]
    keys: list[str]

    @classmethod
    def of(cls, text: str) -> "Tokens":
        plain = typographic(text)
        has_marks = any(map(_A_MARK.match, set(plain)))
        pieces = (_TOKEN if has_marks else _WITHOUT_MARKS).findall(plain)
        ends = list(accumulate(map(len, pieces)))
        black = [not piece.isspace() for piece in pieces]
        keys = [piece.lower() for piece, is_token in zip(pieces, black, strict=True) if is_token]
        ends = [end for end, is_token in zip(ends, black, strict=True) if is_token]
        lengths = [len(piece) for piece, is_token in zip(pieces, black, strict=True) if is_token]
        starts = [end - length for end, length in zip(ends, lengths, strict=True)]
        return cls(plain, starts, ends, keys)

    def __len__(self) -> int:
        return len(self.starts)

    def space_before(self, at: int) -> str:
        """What stands between a token and the one before it; at the end, between the last one and the end."""
        return self.text[self.ends[at - 1] if at else 0 : self.starts[at] if at < len(self.starts) else len(self.text)]

    def is_unspaced(self, at: int) -> bool:
        """Whether a token is a character of a script without spaces."""
        return _UNSPACED.match(self.keys[at]) is not None

    def strength(self, at: int) -> int:
        """How strong the break before a token is; at the end, the break behind the last one."""
        if at in (0, len(self.starts)):
            return TEXT_EDGE
        space = self.space_before(at)
        if "\n" in space:
            return PARAGRAPH if space.count("\n") > 1 else LINE
        before = at - 1
        while before > max(0, at - 3) and self.keys[before] in "'\")" and not self.space_before(before):
            before -= 1
        sign = self.keys[before]
        if sign in _ENDS_SENTENCE and (space or sign not in ".!?"):
            return SENTENCE
        if sign in _ENDS_CLAUSE:
            return CLAUSE
        return WORD if space else NONE
