"""Which block of one text is which block of another."""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

# Below this share of common words two blocks are two blocks, and not one that was written anew.
_LEAST_ALIKE = 0.35
_MOST_COMPARED = 2500  # pairs in one gap; past them blocks are paired in their order

Pair = tuple[int | None, int | None]


def aligned(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Places of blocks in the old and in the new text, side by side, in order; None where a side has no such block.

    Equal blocks first, in the longest chain that both have in order; between them those with the most words in common;
    and where as many are left on either side, each with its like in order.
    """
    pairs: list[Pair] = []
    gap: tuple[list[int], list[int]] = ([], [])
    for op in Indel.opcodes(old, new):
        if op.tag != "equal":
            gap[0].extend(range(op.src_start, op.src_end))
            gap[1].extend(range(op.dest_start, op.dest_end))
            continue
        pairs += _in_gap(old, new, *gap)
        gap = ([], [])
        pairs += zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)
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
    share = Indel.normalized_similarity(a, b)
    return share if share >= _LEAST_ALIKE else 0.0
