"""Pair the tokens of two texts that are in the same order on both sides; in nearly linear time.

First by runs that stand once on both sides, long ones first, then in each gap between those by shorter ones; what is
left is compared sentence by sentence, so that nothing is paired across two sentences that are not alike.
"""

from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import Indel

from .pairs import Gap, Pairs
from .runs import LENGTHS, NOWHERE, heaviest, once_in_both
from .tokens import SENTENCE, Tokens

_SMALL = 3_000  # pairs of tokens of a gap that is compared at once
_ROUNDS = 6  # how often a gap is parted by single tokens
_MOST = 4_000_000  # pairs of tokens up to which a gap is compared as a whole
_STEP = 1_000  # tokens that are compared at a time in a larger one
_EDGE = 3  # tokens at the edge of a sentence that may be paired by chance
_LEAST_ALIKE = 0.45  # below this two sentences are two, and not one that was written anew
_SHORT = 3  # tokens of a heading or a table's cell that may be another's with nothing in common
_MOST_SENTENCES = 2_500  # pairs of sentences of a gap

Part = tuple[int, int]


def pair_in_order(pairs: Pairs, gap: Gap, *, shortest_first: bool = False, moved: bool = False) -> None:
    """Pair what two stretches have in common. shortest_first: for small ones; the longest runs are not looked for."""
    a, b = pairs.runs.old[1], pairs.runs.new[1]
    gaps = [(gap, int(shortest_first), 0, True)]
    while gaps:
        (a0, a1, b0, b1), level, rounds, weak = gaps.pop()
        start, stop = a0, a1
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        pairs.join(start, b0 - (a0 - start), a0 - start, weak=weak, moved=moved)
        pairs.join(a1, b1, stop - a1, weak=weak, moved=moved)
        if a0 == a1 or b0 == b1:
            continue
        gap = a0, a1, b0, b1
        found = None
        if (a1 - a0) * (b1 - b0) > _SMALL and rounds < _ROUNDS:
            found = next(((at, chain) for at in range(level, 4) if (chain := _chain(pairs, at, gap))), None)
        if found is None:
            _compare(pairs, gap, moved)
            continue
        at, chain = found
        weak = LENGTHS[at] <= 2
        for i, j, length in chain:
            cut = max(a0 - i, b0 - j, 0)  # never all of it: what stands once does not lie in the block before it
            i, j, length = i + cut, j + cut, length - cut
            pairs.join(i, j, length, weak=weak, moved=moved)
            gaps.append(((a0, i, b0, j), min(at + 1, 3), rounds + (at == 3), weak))
            a0, b0 = i + length, j + length
        gaps.append(((a0, a1, b0, b1), min(at + 1, 3), rounds + (at == 3), weak))


def _chain(pairs: Pairs, level: int, gap: Gap) -> list[tuple[int, int, int]]:
    return heaviest(once_in_both(pairs.runs, LENGTHS[level], *gap))


def _compare(pairs: Pairs, gap: Gap, moved: bool) -> None:
    """Pair the tokens of a gap sentence by sentence."""
    a0, a1, b0, b1 = _widened(pairs, gap)
    olds, news = _sentences(pairs.old, a0, a1), _sentences(pairs.new, b0, b1)
    goes_on_before = pairs.old.strength(a0) < SENTENCE and pairs.new.strength(b0) < SENTENCE
    goes_on_behind = pairs.old.strength(a1) < SENTENCE and pairs.new.strength(b1) < SENTENCE
    for old, new in _alike(pairs, olds, news, goes_on_before, goes_on_behind):
        pairs.compared.append((*old, *new))
        _edit(pairs, (*old, *new), moved)


def _widened(pairs: Pairs, gap: Gap) -> Gap:
    """A gap with the few tokens that part it from a sentence's edge, such as a full stop; these lose their pairs."""
    a0, a1, b0, b1 = gap
    for step in range(_EDGE + 1):
        if _is_edge(pairs, a1 + step, b1 + step):
            for i in range(a1, a1 + step):
                pairs.part(i)
            a1, b1 = a1 + step, b1 + step
            break
        if not _are_paired(pairs, a1 + step, b1 + step):
            break
    for step in range(_EDGE + 1):
        if _is_edge(pairs, a0 - step, b0 - step):
            for i in range(a0 - step, a0):
                pairs.part(i)
            a0, b0 = a0 - step, b0 - step
            break
        if not _are_paired(pairs, a0 - step - 1, b0 - step - 1):
            break
    return a0, a1, b0, b1


def _is_edge(pairs: Pairs, i: int, j: int) -> bool:
    return pairs.old.strength(i) >= SENTENCE and pairs.new.strength(j) >= SENTENCE


def _are_paired(pairs: Pairs, i: int, j: int) -> bool:
    return 0 <= i < len(pairs.to) and 0 <= j < len(pairs.back) and pairs.to[i] == j


def _sentences(tokens: Tokens, low: int, high: int) -> list[Part]:
    edges = [low, *(at for at in range(low + 1, high) if tokens.strength(at) >= SENTENCE), high]
    return list(pairwise(edges))


def _alike(
    pairs: Pairs, olds: list[Part], news: list[Part], goes_on_before: bool, goes_on_behind: bool
) -> Iterator[tuple[Part, Part]]:
    """Each old sentence, or part of one, beside its counterpart; beside nothing where it has none.

    What goes on from before the gap is one another's, and what goes on behind it; the rest goes by likeness.
    """
    one_sentence = len(olds) == len(news) == 1 and (goes_on_before or goes_on_behind)
    torn = min(len(olds), len(news)) == 1 and goes_on_before and goes_on_behind
    if one_sentence or torn or len(olds) * len(news) > _MOST_SENTENCES:
        yield (olds[0][0], olds[-1][1]), (news[0][0], news[-1][1])
        return
    if goes_on_before:
        yield olds.pop(0), news.pop(0)
    last = (olds.pop(), news.pop()) if goes_on_behind else None
    nothing = (news[0][0],) * 2 if news else (0, 0)
    for old, beside in zip(olds, _best_pairs([[_likeness(pairs, i, j) for j in news] for i in olds]), strict=True):
        yield old, nothing if beside is None else news[beside]
    if last is not None:
        yield last


def _likeness(pairs: Pairs, old: Part, new: Part) -> float:
    """How much two sentences have in common; 0 where it is too little."""
    share = Indel.normalized_similarity(pairs.runs.old[1][slice(*old)], pairs.runs.new[1][slice(*new)])
    if share >= _LEAST_ALIKE:
        return share
    return 0.01 if old[1] - old[0] == new[1] - new[0] <= _SHORT else 0.0


def _best_pairs(likeness: list[list[float]]) -> list[int | None]:
    """For each row the column that is its like, in order, so that they have the most in common all together."""
    rows, columns = len(likeness), len(likeness[0]) if likeness else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    found: list[int | None] = []
    j = 0
    for i in range(rows):
        while j < columns and best[i][j] == best[i][j + 1]:
            j += 1
        if j < columns and best[i][j] > best[i + 1][j]:
            found.append(j)
            j += 1
        else:
            found.append(None)
    return found


def _edit(pairs: Pairs, gap: Gap, moved: bool) -> None:
    """Pair what the smallest edits leave; a very large gap is compared by and by."""
    a, b = pairs.runs.old[1], pairs.runs.new[1]
    a0, a1, b0, b1 = gap
    while a0 < a1 and b0 < b1:
        whole = (a1 - a0) * (b1 - b0) <= _MOST
        i0, j0 = a0, b0
        i1, j1 = (a1, b1) if whole else (min(a1, a0 + _STEP), min(b1, b0 + _STEP))
        for op in Indel.opcodes(a[i0:i1], b[j0:j1]):
            if op.tag != "equal":
                continue
            if not whole and op.src_start > _STEP * 3 // 4:
                break
            length = op.src_end - op.src_start
            pairs.join(i0 + op.src_start, j0 + op.dest_start, length, weak=True, moved=moved)
            a0, b0 = i0 + op.src_end, j0 + op.dest_end
        if whole:
            return
        if (a0, b0) == (i0, j0):
            a0, b0 = i1, j1


def all_compared(pairs: Pairs) -> list[Gap]:
    """What was compared, in order, without sentences that had no counterpart there and were found elsewhere."""
    return sorted(
        gap for gap in pairs.compared if gap[2] < gap[3] or all(j == NOWHERE for j in pairs.to[gap[0] : gap[1]])
    )
