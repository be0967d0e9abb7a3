"""Which token of one text is which token of another."""

from .in_order import pair_in_order
from .out_of_order import LEAST_SUPPORT, pair_moved
from .pairs import Pairs
from .runs import NOWHERE
from .sliding import slide
from .tokens import Tokens


def matched(old: Tokens, new: Tokens) -> Pairs:
    """All pairs of two texts' tokens: first those in order, then those that were moved."""
    pairs = Pairs.none(old, new)
    pair_in_order(pairs, (0, len(old), 0, len(new)))
    slide(pairs)
    _part_strangers(pairs)
    slide(pairs)
    pair_moved(pairs)
    slide(pairs)
    _part_coincidences(pairs)
    return pairs


def _part_strangers(pairs: Pairs) -> None:
    """Undo pairs that only the smallest edits found and whose neighbours landed elsewhere."""
    for i in [i for i, weak in enumerate(pairs.weak) if weak and pairs.support(i) < LEAST_SUPPORT]:
        pairs.part(i)


def _part_coincidences(pairs: Pairs) -> None:
    """Undo the pair of a single character that one word begins and the word in its place ends with: 北京, 京都."""
    to, back = pairs.to, pairs.back
    for i in range(1, len(to) - 1):
        j = to[i]
        if j == NOWHERE or (to[i - 1] == NOWHERE) == (to[i + 1] == NOWHERE) or not pairs.old.is_unspaced(i):
            continue
        put_in = j > 0 and back[j - 1] == NOWHERE, j + 1 < len(back) and back[j + 1] == NOWHERE
        if put_in == (to[i + 1] == NOWHERE, to[i - 1] == NOWHERE):
            pairs.part(i)
