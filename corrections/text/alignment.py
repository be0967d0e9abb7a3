"""Which block of one text is which block of another."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from .edit_script import edit_script

# Below this share of common words two blocks are two blocks, and not one that was written anew.
_LEAST_ALIKE = 0.35
_MOST_IN_ORDER = 2**28  # pairs of words of two blocks
_MOST_COMPARED = 2500  # pairs in one gap; past them blocks are paired in their order

Pair = tuple[int | None, int | None]


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Places of blocks in the old and in the new text, side by side, in order; None where a side has no such block.

    Equal blocks first, in the longest chain that both have in order; between them those with the most words in common;
    and where as many are left on either side, each with its like in order.
    """
    pairs: list[Pair] = []
    gap: tuple[list[int], list[int]] = ([], [])
    at, beside = 0, 0
    for a0, a1, b0, b1 in [*edit_script(old, new), (len(old), len(old), len(new), len(new))]:
        if at < a0:
            pairs += _in_gap(old, new, *gap)
            gap = ([], [])
            pairs += zip(range(at, a0), range(beside, b0), strict=True)
        gap[0].extend(range(a0, a1))
        gap[1].extend(range(b0, b1))
        at, beside = a1, b1
    return pairs + list(_in_gap(old, new, *gap))


def _in_gap(old: Sequence[str], new: Sequence[str], olds: list[int], news: list[int]) -> Iterator[Pair]:
    left, right = 0, 0
    for at, beside in [*_alike(old, new, olds, news), (len(olds), len(news))]:
        yield from _left_over(olds[left:at], news[right:beside])
        if at < len(olds):
            yield olds[at], news[beside]
        left, right = at + 1, beside + 1


def _left_over(olds: list[int], news: list[int]) -> Iterator[Pair]:
    if len(olds) == len(news):
        yield from zip(olds, news, strict=True)
        return
    yield from ((at, None) for at in olds)
    yield from ((None, at) for at in news)


def _alike(old: Sequence[str], new: Sequence[str], olds: list[int], news: list[int]) -> list[tuple[int, int]]:
    """Pairs of places in the two lists, in order, that have the most in common all together."""
    if not olds or not news or len(olds) * len(news) > _MOST_COMPARED:
        return []
    best = [[0.0] * (len(news) + 1) for _ in range(len(olds) + 1)]
    shares = [[_share(old[at], new[beside]) for beside in news] for at in olds]
    for i in reversed(range(len(olds))):
        for j in reversed(range(len(news))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], shares[i][j] + best[i + 1][j + 1])
    found, i, j = [], 0, 0
    while i < len(olds) and j < len(news):
        if shares[i][j] and best[i][j] == shares[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _share(old: str, new: str) -> float:
    """How much two blocks have in common, by words or, without spaces, by characters; 0 where it is too little."""
    words = (old.split(), new.split())
    a, b = words if min(map(len, words)) > 3 else (old, new)
    # Of two very long ones it is told by what stands in both, in whatever order.
    is_long = len(a) * len(b) > _MOST_IN_ORDER
    share = 2 * (Counter(a) & Counter(b)).total() / (len(a) + len(b)) if is_long else Indel.normalized_similarity(a, b)
    return share if share >= _LEAST_ALIKE else 0.0
