"""Pair the tokens of sentences and paragraphs that were moved: by text that stands once in what is left."""

from .in_order import pair_in_order
from .pairs import Gap, Pairs
from .runs import NOWHERE, blocks, paired
from .tokens import SENTENCE

_BESIDE = 80  # tokens looked at beside a run that was moved
LEAST_SUPPORT = 0.3


def pair_moved(pairs: Pairs) -> None:
    """Pair the runs that left their order, and what goes with them."""
    for length in (8, 4):
        here = _left(pairs.to, pairs.runs.old[length], length)
        there = _left(pairs.back, pairs.runs.new[length], length)
        for i, j, size in blocks(sorted(paired(here, there)), length):
            _pair_run(pairs, i, j, size, length)
    for gap in _beside_moved(pairs):
        _fill(pairs, gap)


def _left(link: list[int], runs: list[int], length: int) -> dict[int, int]:
    """Runs of tokens that all are without a pair, and where they stand; NOWHERE if in more than one place."""
    found: dict[int, int] = {}
    free = 0
    for at, pair in enumerate(link):
        free = free + 1 if pair == NOWHERE else 0
        if free >= length:
            start = at - length + 1
            found[runs[start]] = NOWHERE if runs[start] in found else start
    return found


def _pair_run(pairs: Pairs, i: int, j: int, size: int, length: int) -> None:
    """Pair a block as far as it is free, with what reads the same before and behind it."""
    a, b = pairs.runs.old[1], pairs.runs.new[1]

    def are_free(i: int, j: int) -> bool:
        return 0 <= i < len(a) and 0 <= j < len(b) and pairs.to[i] == NOWHERE == pairs.back[j] and a[i] == b[j]

    while size and not are_free(i, j):
        i, j, size = i + 1, j + 1, size - 1
    end = next((at for at in range(size) if not are_free(i + at, j + at)), size)
    if end < length // 2:
        return
    while are_free(i - 1, j - 1):
        i, j, end = i - 1, j - 1, end + 1
    while are_free(i + end, j + end):
        end += 1
    # Four characters may stand somewhere else by chance, where four words do not.
    if (
        end >= 2 * length
        or end * 2 >= _sentence(pairs, i, end)
        or not all(map(pairs.old.is_unspaced, range(i, i + end)))
    ):
        pairs.join(i, j, end, moved=True)


def _sentence(pairs: Pairs, i: int, size: int) -> int:
    """How many tokens the sentence has, or the sentences, that these tokens lie in; as far as it matters."""
    low, high = i, i + size
    while pairs.old.strength(low) < SENTENCE and i - low < size:
        low -= 1
    while pairs.old.strength(high) < SENTENCE and high - i < 3 * size:
        high += 1
    return high - low


def _beside_moved(pairs: Pairs) -> list[Gap]:
    """What has no pair between and beside runs that were moved."""
    to, back, n, m = pairs.to, pairs.back, len(pairs.to), len(pairs.back)
    found: list[Gap] = []
    i = 0
    while i < n:
        end = pairs.run_end(i)
        if to[i] != NOWHERE:
            i = end
            continue
        before = to[i - 1] if i and pairs.moved[i - 1] else NOWHERE
        after = to[end] if end < n and pairs.moved[end] else NOWHERE
        stop = before + 1
        while before != NOWHERE and stop < m and back[stop] == NOWHERE and stop - before <= 4 * _BESIDE:
            stop += 1
        if before != NOWHERE != after and stop == after:
            found.append((i, end, before + 1, after))
            i = end
            continue
        if before != NOWHERE:
            found.append((i, min(end, i + _BESIDE), before + 1, min(stop, before + 1 + _BESIDE)))
        start = after
        while after != NOWHERE and start and back[start - 1] == NOWHERE and after - start < _BESIDE:
            start -= 1
        if after != NOWHERE:
            found.append((max(i, end - _BESIDE), end, start, after))
        i = end
    return found


def _fill(pairs: Pairs, gap: Gap) -> None:
    a0, a1, b0, b1 = gap
    if any(j != NOWHERE for j in pairs.to[a0:a1]) or any(i != NOWHERE for i in pairs.back[b0:b1]):
        return
    pair_in_order(pairs, gap, shortest_first=True, moved=True)
    for i in range(a0, a1):
        if pairs.to[i] != NOWHERE and pairs.support(i) < LEAST_SUPPORT:
            pairs.part(i)
