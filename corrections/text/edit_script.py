"""What differs between two sequences, found in bounded room however long they are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from rapidfuzz.distance import Indel

# Pairs of items up to which two stretches are compared at once: the comparison keeps a bit of each, 32 MiB.
_MOST = 2**28

Replaced = tuple[int, int, int, int]  # from where to where in the old sequence, and in the new one


def edit_script(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Replaced]:
    """The stretches that differ, in order; the smallest ones, unless the sequences are very long.

    What is too long to be compared at once is parted by items that stand once on both sides, in the longest chain that
    has them in the same order; without any it differs as a whole.
    """
    left = [(0, len(old), 0, len(new))]
    while left:
        a0, a1, b0, b1 = left.pop()
        while a0 < a1 and b0 < b1 and old[a0] == new[b0]:
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and old[a1 - 1] == new[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        if (a1 - a0) * (b1 - b0) <= _MOST:
            for op in Indel.opcodes(old[a0:a1], new[b0:b1]):
                if op.tag != "equal":
                    yield a0 + op.src_start, a0 + op.src_end, b0 + op.dest_start, b0 + op.dest_end
        elif marks := _landmarks(old[a0:a1], new[b0:b1]):
            stops = [(a0 + at, b0 + beside) for at, beside in marks] + [(a1, b1)]
            starts = [(a0, b0)] + [(at + 1, beside + 1) for at, beside in stops[:-1]]
            left += [(i, to, j, end) for (i, j), (to, end) in zip(starts[::-1], stops[::-1], strict=True)]
        else:
            yield a0, a1, b0, b1


def _landmarks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of items that stand once on both sides, the most of them that are in the same order."""
    times, others = Counter(old), Counter(new)
    there = {item: at for at, item in enumerate(new) if others[item] == 1}
    once = [(at, there[item]) for at, item in enumerate(old) if times[item] == 1 and item in there]
    # For each length the chain that ends earliest in the new sequence: where it ends there, and its last place.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, beside) in enumerate(once):
        length = bisect_left(ends, beside)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [beside], [place]
    chain, at = [], last[-1] if last else -1
    while at >= 0:
        chain.append(once[at])
        at = before[at]
    return chain[::-1]
