"""Runs of tokens, by number: which stand once in a text, and which of them keep their order in another."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from .tokens import Tokens

LENGTHS = (8, 4, 2, 1)
NOWHERE = -1
Block = tuple[int, int, int]  # where it begins in the old text and in the new one, and how many tokens it has


@dataclass(frozen=True, slots=True)
class Runs:
    """For each length the numbers of the runs that begin at each token; those that read the same have the same."""

    old: dict[int, list[int]]
    new: dict[int, list[int]]
    once: dict[int, set[int]]  # those that stand once in either text

    @classmethod
    def of(cls, old: Tokens, new: Tokens) -> "Runs":
        runs = cls({}, {}, {})
        a: Iterable[Hashable] = old.keys
        b: Iterable[Hashable] = new.keys
        for length in reversed(LENGTHS):
            numbers: defaultdict[Hashable, int] = defaultdict(count().__next__)
            here, there = list(map(numbers.__getitem__, a)), list(map(numbers.__getitem__, b))
            runs.old[length], runs.new[length] = here, there
            times = Counter(there)
            runs.once[length] = {run for run, n in Counter(here).items() if n == 1 and times.get(run) == 1}
            # A run of twice the length is two of these, one behind the other.
            a, b = zip(here, here[length:], strict=False), zip(there, there[length:], strict=False)
        return runs

    def stands_once(self, i: int, length: int) -> bool:
        """Whether the run of that many tokens at an old token stands once in the old text, and once in the new one."""
        return 0 <= i < len(self.old[length]) and self.old[length][i] in self.once[length]


def once_in_both(runs: Runs, length: int, a0: int, a1: int, b0: int, b1: int) -> Iterator[Block]:
    """Blocks of runs of that length that stand once in either of two stretches, in the old order."""
    here: dict[int, int] = {}
    for i, run in enumerate(runs.old[length][a0 : max(a0, a1 - length + 1)], a0):
        here[run] = NOWHERE if run in here else i
    there: dict[int, int] = {}
    for j, run in enumerate(runs.new[length][b0 : max(b0, b1 - length + 1)], b0):
        if run in here:
            there[run] = NOWHERE if run in there else j
    return blocks(paired(here, there), length)


def paired(here: dict[int, int], there: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Old and new places of runs that have one on both sides, in the order of the old side's dictionary."""
    for run, i in here.items():
        if i != NOWHERE and there.get(run, NOWHERE) != NOWHERE:
            yield i, there[run]


def blocks(pairs: Iterable[tuple[int, int]], length: int) -> Iterator[Block]:
    """Runs that follow or overlap one another on both sides, as one block each."""
    i0 = j0 = size = 0
    for i, j in pairs:
        if size and i - i0 == j - j0 and i <= i0 + size:
            size = i - i0 + length
            continue
        if size:
            yield i0, j0, size
        i0, j0, size = i, j, length
    if size:
        yield i0, j0, size


def heaviest(found: Iterable[Block]) -> list[Block]:
    """Those blocks that are in the same order on both sides and have the most tokens all together.

    found: in the old order. Quick: each block is compared with the best chains so far, by where they end.
    """
    places: list[int] = []  # new places that chains end at, and the weights of these chains: both go up
    weights: list[int] = []
    ends: list[int] = []
    seen: list[Block] = []
    before: list[int] = []
    for block in found:
        _, j, length = block
        at = bisect_right(places, j)
        weight = length + (weights[at - 1] if at else 0)
        before.append(ends[at - 1] if at else NOWHERE)
        stop = at
        while stop < len(places) and weights[stop] <= weight:
            stop += 1
        places[at:stop], weights[at:stop], ends[at:stop] = [j], [weight], [len(seen)]
        seen.append(block)
    chain = []
    at = ends[-1] if ends else NOWHERE
    while at != NOWHERE:
        chain.append(seen[at])
        at = before[at]
    return chain[::-1]
