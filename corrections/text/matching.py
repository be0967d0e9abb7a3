"""Which token of one text is which token of another, and how well that is founded; in nearly linear time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise

from rapidfuzz.distance import Indel

from .tokens import SENTENCE, Tokens

NOWHERE = -1
WINDOW = 8  # tokens on either side that have to land with a token
_REACH = 12  # where these count as landing next to it
# How well a pair is founded: by the smallest edits alone; by text that stands once between what is known; once in all.
EDITS, LOCAL, UNIQUE = 1, 2, 3
_GRAMS = (8, 4, 2, 1)
_SMALL = 3_000  # pairs of tokens of a gap that is compared at once
_MOST = 4_000_000  # pairs of tokens up to which a gap is compared as a whole
_STEP = 1_000  # tokens that are compared at a time in a gap that is larger
_FARTHEST = 5_000  # tokens by which a gap is moved to where it belongs
_ROUNDS = 6
_LEAST_SUPPORT = 0.3
_EDGE = 3  # tokens at the edge of a sentence that may be paired by chance
_SHORT = 3
_LEAST_ALIKE = 0.45  # below this two sentences are not one that was written anew
_MOST_SENTENCES = 2_500
_BESIDE_MOVED = 80  # tokens looked at beside a run that was moved


@dataclass(slots=True)
class Matching:
    """to: for each old token the new one, or NOWHERE; back: the same from the new side.

    grade: how each old token's pair is founded; 0 where there is none. moved: whether it left its order.
    doubtful: whether an old token's pair could as well be another one. instead: new tokens by old ones that have no pair,
    but are as good as those that have it.
    """

    old: Tokens
    new: Tokens
    to: list[int] = field(init=False)
    back: list[int] = field(init=False)
    grade: bytearray = field(init=False)
    moved: bytearray = field(init=False)
    doubtful: bytearray = field(init=False)
    instead: dict[int, int] = field(init=False)
    pieces: list[tuple[int, int, int, int]] = field(init=False)
    _a: dict[int, list[int]] = field(init=False)
    _b: dict[int, list[int]] = field(init=False)
    _alone: dict[int, tuple[bytearray, bytearray]] = field(init=False)

    def __post_init__(self) -> None:
        n, m = len(self.old), len(self.new)
        self.to, self.back = [NOWHERE] * n, [NOWHERE] * m
        self.grade, self.moved, self.doubtful = bytearray(n), bytearray(n), bytearray(n)
        self.pieces, self.instead = [], {}
        self._number()
        self._solve(0, n, 0, m, 0, False)
        self._slide()
        self._drop_chance()
        self._slide()
        self._find_moved()
        self._slide()
        self._join_coincidences()

    def support(self, at: int) -> float:
        """The share of the tokens around an old token that land around its pair."""
        to, home = self.to, self.to[at]
        low, high = max(0, at - WINDOW), min(len(to), at + WINDOW + 1)
        landed = sum(home - _REACH <= to[i] < home for i in range(low, at))
        landed += sum(home < to[i] <= home + _REACH for i in range(at + 1, high))
        return landed / (high - low - 1) if high - low > 1 else 1.0

    def pieces_left(self) -> list[tuple[int, int, int, int]]:
        """The parts of gaps that were compared with one another, without those of which words were found elsewhere."""
        return [
            piece
            for piece in self.pieces
            if piece[2] < piece[3] or all(one == NOWHERE for one in self.to[piece[0] : piece[1]])
        ]

    # -- in order ------------------------------------------------------------------------------------------------------

    def _number(self) -> None:
        """A number for each token, and for each run of 2, 4 and 8: equal runs have equal numbers."""
        numbers: defaultdict[Hashable, int] = defaultdict(count().__next__)
        a, b = (list(map(numbers.__getitem__, tokens.keys)) for tokens in (self.old, self.new))
        self._a, self._b = {1: a}, {1: b}
        for k in (1, 2, 4):
            numbers = defaultdict(count().__next__)
            a, b = (list(map(numbers.__getitem__, zip(runs, runs[k:], strict=False))) for runs in (a, b))
            self._a[2 * k], self._b[2 * k] = a, b

    def _pair(self, i: int, j: int, length: int, grade: int, moved: bool) -> None:
        self.to[i : i + length] = range(j, j + length)
        self.back[j : j + length] = range(i, i + length)
        self.grade[i : i + length] = bytes((grade,)) * length
        if moved:
            self.moved[i : i + length] = b"\x01" * length

    def _solve(self, a0: int, a1: int, b0: int, b1: int, level: int, moved: bool) -> None:
        """Pair the tokens of two stretches in order."""
        gaps = [(a0, a1, b0, b1, level, 0, EDITS)]
        a, b = self._a[1], self._b[1]
        while gaps:
            a0, a1, b0, b1, level, rounds, grade = gaps.pop()
            start = a0
            while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
                a0, b0 = a0 + 1, b0 + 1
            self._pair(start, b0 - (a0 - start), a0 - start, grade, moved)
            end = a1
            while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
                a1, b1 = a1 - 1, b1 - 1
            self._pair(a1, b1, end - a1, grade, moved)
            if a0 == a1 or b0 == b1:
                continue
            if (a1 - a0) * (b1 - b0) <= _SMALL or rounds == _ROUNDS:
                self._compare(a0, a1, b0, b1, moved)
                continue
            for at in range(level, len(_GRAMS)):
                k = _GRAMS[at]
                chain = _heaviest(self._once(k, a0, a1, b0, b1))
                if not chain:
                    continue
                grade = (UNIQUE if a1 - a0 == len(a) and b1 - b0 == len(b) else LOCAL) if k > 2 else EDITS
                i0, j0 = a0, b0
                for i, j, length in chain:
                    cut = max(i0 - i, j0 - j, 0)
                    i, j, length = i + cut, j + cut, length - cut
                    if length <= 0:
                        continue
                    self._pair(i, j, length, grade, moved)
                    gaps.append((i0, i, j0, j, min(at + 1, len(_GRAMS) - 1), rounds + (k == 1), grade))
                    i0, j0 = i + length, j + length
                gaps.append((i0, a1, j0, b1, min(at + 1, len(_GRAMS) - 1), rounds + (k == 1), grade))
                break
            else:
                self._compare(a0, a1, b0, b1, moved)

    def _once(self, k: int, a0: int, a1: int, b0: int, b1: int) -> Iterator[tuple[int, int, int]]:
        """Blocks (old, new, length) of runs of k tokens that stand once in either stretch, in the old order."""
        here: dict[int, int] = {}
        for i, run in enumerate(self._a[k][a0 : max(a0, a1 - k + 1)], a0):
            here[run] = NOWHERE if run in here else i
        there: dict[int, int] = {}
        for j, run in enumerate(self._b[k][b0 : max(b0, b1 - k + 1)], b0):
            if run in here:
                there[run] = NOWHERE if run in there else j
        yield from _blocks(
            ((i, there[run]) for run, i in here.items() if i != NOWHERE and there.get(run, NOWHERE) != NOWHERE), k
        )

    def _compare(self, a0: int, a1: int, b0: int, b1: int, moved: bool) -> None:
        """Pair the tokens of a gap sentence by sentence, so that nothing is paired across two that are not alike."""
        a0, a1, b0, b1 = self._widened(a0, a1, b0, b1, moved)
        olds, news = self._sentences(self.old, a0, a1), self._sentences(self.new, b0, b1)
        left_open = self.old.strength(a0) < SENTENCE and self.new.strength(b0) < SENTENCE
        right_open = self.old.strength(a1) < SENTENCE and self.new.strength(b1) < SENTENCE
        for (i0, i1), (j0, j1) in self._alike(olds, news, left_open, right_open):
            self.pieces.append((i0, i1, j0, j1))
            if i0 < i1 and j0 < j1:
                self._edit(i0, i1, j0, j1, moved)

    def _widened(self, a0: int, a1: int, b0: int, b1: int, moved: bool) -> tuple[int, int, int, int]:
        """A gap with the one to three tokens that part it from where a sentence begins or ends; these lose their pairs."""
        for step in range(_EDGE + 1):
            if self.old.strength(a1 + step) >= SENTENCE and self.new.strength(b1 + step) >= SENTENCE:
                for i in range(a1, a1 + step):
                    self._part(i)
                a1, b1 = a1 + step, b1 + step
                break
            if a1 + step >= len(self.to) or self.to[a1 + step] != b1 + step or b1 + step >= len(self.back):
                break
        for step in range(_EDGE + 1):
            if self.old.strength(a0 - step) >= SENTENCE and self.new.strength(b0 - step) >= SENTENCE:
                for i in range(a0 - step, a0):
                    self._part(i)
                a0, b0 = a0 - step, b0 - step
                break
            if a0 - step <= 0 or b0 - step <= 0 or self.to[a0 - step - 1] != b0 - step - 1:
                break
        return a0, a1, b0, b1

    @staticmethod
    def _sentences(tokens: Tokens, low: int, high: int) -> list[tuple[int, int]]:
        edges = [low, *(at for at in range(low + 1, high) if tokens.strength(at) >= SENTENCE), high]
        return list(pairwise(edges))

    def _alike(
        self, olds: list[tuple[int, int]], news: list[tuple[int, int]], left_open: bool, right_open: bool
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Sentences, or parts of them, that are one another's; each old one once, with nothing where it has none."""
        p, q = len(olds), len(news)
        whole = (olds[0][0], olds[-1][1]), (news[0][0], news[-1][1])
        if p * q > _MOST_SENTENCES or (p == q == 1 and (left_open or right_open)):
            yield whole
            return
        if (p == 1 or q == 1) and left_open and right_open:
            yield whole
            return
        first, last = int(left_open), int(right_open)
        if left_open:
            yield olds[0], news[0]
        middle = _best_pairs([[self._likeness(i, j) for j in news[first : q - last]] for i in olds[first : p - last]])
        for at, beside in enumerate(middle, first):
            j0 = news[first + beside] if beside is not None else (whole[1][0], whole[1][0])
            yield olds[at], j0
        if right_open:
            yield olds[-1], news[-1]

    def _likeness(self, i: tuple[int, int], j: tuple[int, int]) -> float:
        """How much two sentences have in common; 0 where it is too little. Short ones of a length may be each other's."""
        share = Indel.normalized_similarity(self._a[1][slice(*i)], self._b[1][slice(*j)])
        if share < _LEAST_ALIKE:
            return 0.01 if i[1] - i[0] == j[1] - j[0] <= _SHORT else 0.0
        return share

    def _edit(self, a0: int, a1: int, b0: int, b1: int, moved: bool) -> None:
        """Pair what the smallest edits leave; a very large gap is compared by and by."""
        a, b = self._a[1], self._b[1]
        while a0 < a1 and b0 < b1:
            whole = (a1 - a0) * (b1 - b0) <= _MOST
            i1, j1 = (a1, b1) if whole else (min(a1, a0 + _STEP), min(b1, b0 + _STEP))
            i0, j0 = a0, b0
            for op in Indel.opcodes(a[i0:i1], b[j0:j1]):
                if op.tag != "equal":
                    continue
                if not whole and op.src_start > _STEP * 3 // 4:
                    break
                length = op.src_end - op.src_start
                self._pair(i0 + op.src_start, j0 + op.dest_start, length, EDITS, moved)
                a0, b0 = i0 + op.src_end, j0 + op.dest_end
            if whole:
                return
            if (a0, b0) == (i0, j0):
                a0, b0 = i1, j1

    # -- mending -------------------------------------------------------------------------------------------------------

    def _drop_chance(self) -> None:
        """Undo pairs that only the smallest edits found and whose neighbours landed elsewhere."""
        weak = [i for i, grade in enumerate(self.grade) if grade == EDITS and self.support(i) < _LEAST_SUPPORT]
        for i in weak:
            self._part(i)

    def _join_coincidences(self) -> None:
        """Undo the pair of a single character that one word begins and the word in its place ends with."""
        to, back = self.to, self.back
        for i in range(1, len(to) - 1):
            if to[i] == NOWHERE or (to[i - 1] == NOWHERE) == (to[i + 1] == NOWHERE) or not self.old.is_unspaced(i):
                continue
            j = to[i]
            added = 0 < j and back[j - 1] == NOWHERE, j + 1 < len(back) and back[j + 1] == NOWHERE
            if added == (to[i + 1] == NOWHERE, to[i - 1] == NOWHERE):
                self._part(i)

    def _part(self, i: int) -> None:
        if self.to[i] == NOWHERE:
            return
        self.back[self.to[i]] = NOWHERE
        self.to[i], self.grade[i] = NOWHERE, 0

    def _slide(self) -> None:
        """Move what was put in or taken out to where sentences and lines begin, if its words allow more than one place.

        Where two places are as good, the tokens between are doubtful.
        """
        to, back, n, m = self.to, self.back, len(self.to), len(self.back)
        i = 0
        while i <= n:
            j = to[i - 1] + 1 if i else 0
            if i < n and to[i] == NOWHERE:
                i1 = i
                while i1 < n and to[i1] == NOWHERE:
                    i1 += 1
                if (to[i1] if i1 < n else m) == j:
                    i1 += self._slide_gap(self._a[1], self.old, i, i1, j, True)
                i = i1 + 1
                continue
            j1 = to[i] if i < n else m
            if j1 > j and back[j] == NOWHERE == back[j1 - 1] and not any(one != NOWHERE for one in back[j:j1]):
                i += self._slide_gap(self._b[1], self.new, j, j1, i, False)
            i += 1

    def _slide_gap(self, ids: Sequence[int], tokens: Tokens, low: int, high: int, other: int, taken: bool) -> int:
        """Move tokens low to high, which one side alone has, before `other` there. By how many tokens."""
        link = self.to if taken else self.back
        left = 0
        while left < _FARTHEST and low - left > 0 and ids[low - left - 1] == ids[high - left - 1]:
            if link[low - left - 1] != other - left - 1:
                break
            left += 1
        right = 0
        while right < _FARTHEST and high + right < len(ids) and ids[low + right] == ids[high + right]:
            if link[high + right] != other + right:
                break
            right += 1
        if not left and not right:
            return 0
        scores = {by: tokens.strength(low + by) + tokens.strength(high + by) for by in range(-left, right + 1)}
        best = max(scores.values())
        good = [by for by, score in scores.items() if score >= best - 1]
        by = max(good, key=lambda step: (scores[step], -abs(step)))
        if by < 0:
            for step in range(-1, by - 1, -1):
                self._relink(taken, low + step, high + step, other + step)
        for step in range(by):
            self._relink(taken, high + step, low + step, other + step)
        for step in range(good[0], good[-1]):
            # Each of these tokens of the other side is one here or one there.
            for place in (low + step, high + step):
                old = place if taken else self.back[place]
                if old != NOWHERE:
                    self.doubtful[old] = 1
            if taken:
                gone = low + step if step >= by else high + step
                self.instead[gone] = other + step
        return by

    def _relink(self, taken: bool, was: int, now: int, other: int) -> None:
        if taken:
            self.to[now], self.back[other], self.to[was] = other, now, NOWHERE
            self.grade[now], self.grade[was] = self.grade[was], 0
        else:
            self.to[other], self.back[now], self.back[was] = now, other, NOWHERE

    # -- out of order --------------------------------------------------------------------------------------------------

    def _find_moved(self) -> None:
        """Pair runs that left their order: text that stands once among all that is left on either side."""
        for k in (8, 4):
            here = self._left(self.to, self._a[k], k)
            there = self._left(self.back, self._b[k], k)
            pairs = sorted((i, there[run]) for run, i in here.items() if i >= 0 and there.get(run, NOWHERE) >= 0)
            for i, j, length in _blocks(pairs, k):
                self._pair_moved(i, j, length, k)
        self._fill_moved()

    @staticmethod
    def _left(link: list[int], runs: list[int], k: int) -> dict[int, int]:
        found: dict[int, int] = {}
        free = 0
        for at, pair in enumerate(link):
            free = free + 1 if pair == NOWHERE else 0
            if free >= k:
                run = runs[at - k + 1]
                found[run] = NOWHERE if run in found else at - k + 1
        return found

    def _pair_moved(self, i: int, j: int, length: int, k: int) -> None:
        a, b, to, back = self._a[1], self._b[1], self.to, self.back
        while length and (to[i] != NOWHERE or back[j] != NOWHERE):
            i, j, length = i + 1, j + 1, length - 1
        end = i
        while end < i + length and to[end] == NOWHERE and back[j + end - i] == NOWHERE:
            end += 1
        length = end - i
        if length < k // 2:
            return
        while i and j and to[i - 1] == NOWHERE and back[j - 1] == NOWHERE and a[i - 1] == b[j - 1]:
            i, j, length = i - 1, j - 1, length + 1
        while (
            i + length < len(a)
            and j + length < len(b)
            and to[i + length] == NOWHERE
            and back[j + length] == NOWHERE
            and a[i + length] == b[j + length]
        ):
            length += 1
        if length >= 2 * k or length * 2 >= self._sentence_length(i, length) or not self._is_unspaced(i, length):
            self._pair(i, j, length, self._grade_of(i, length), True)

    def _sentence_length(self, i: int, length: int) -> int:
        low, high = i, i + length
        while self.old.strength(low) < SENTENCE and i - low < length:
            low -= 1
        while self.old.strength(high) < SENTENCE and high - i < 3 * length:
            high += 1
        return high - low

    def _is_unspaced(self, i: int, length: int) -> bool:
        return all(self.old.is_unspaced(at) for at in range(i, i + length))

    def _grade_of(self, i: int, length: int) -> int:
        """UNIQUE where some run of 4 or 8 of these tokens stands once in all of either text."""
        for k in (4, 8):
            if any(self.is_alone(at, k) for at in range(i, i + length - k + 1)):
                return UNIQUE
        return EDITS

    def is_alone(self, i: int, k: int) -> bool:
        """Whether the run of k tokens at an old token stands once in the old and once in the new text."""
        if not hasattr(self, "_alone"):
            self._alone = {}
        if k not in self._alone:
            size = 1 + max([*self._a[k], *self._b[k]], default=0)
            self._alone[k] = (_counted(self._a[k], size), _counted(self._b[k], size))
        if not 0 <= i < len(self._a[k]):
            return False
        run = self._a[k][i]
        return self._alone[k][0][run] == 1 == self._alone[k][1][run]

    def _fill_moved(self) -> None:
        """Pair what is left between and beside moved runs, as far as its neighbours land with it."""
        to, back, n, m = self.to, self.back, len(self.to), len(self.back)
        i, filled = 0, []
        while i < n:
            if to[i] != NOWHERE:
                i += 1
                continue
            i1 = i
            while i1 < n and to[i1] == NOWHERE:
                i1 += 1
            before = to[i - 1] if i and self.moved[i - 1] else None
            after = to[i1] if i1 < n and self.moved[i1] else None
            if before is not None:
                stop = before + 1
                while stop < m and back[stop] == NOWHERE and stop - before <= 4 * _BESIDE_MOVED:
                    stop += 1
                if after is not None and stop == after:
                    filled.append((i, i1, before + 1, after))
                else:
                    filled.append((i, min(i1, i + _BESIDE_MOVED), before + 1, min(stop, before + 1 + _BESIDE_MOVED)))
                    before = None
            if after is not None and not (filled and filled[-1][3] == after):
                start = after
                while start and back[start - 1] == NOWHERE and after - start < _BESIDE_MOVED:
                    start -= 1
                filled.append((max(i, i1 - _BESIDE_MOVED), i1, start, after))
            i = i1
        for a0, a1, b0, b1 in filled:
            if any(to[at] != NOWHERE for at in range(a0, a1)) or any(back[at] != NOWHERE for at in range(b0, b1)):
                continue
            self._solve(a0, a1, b0, b1, 1, True)
            for at in range(a0, a1):
                if to[at] != NOWHERE and self.support(at) < _LEAST_SUPPORT:
                    self.moved[at] = 0
                    self._part(at)


def _counted(runs: list[int], size: int) -> bytearray:
    counts = bytearray(size)
    for run in runs:
        if counts[run] < 2:
            counts[run] += 1
    return counts


def _blocks(pairs: Iterable[tuple[int, int]], k: int) -> Iterator[tuple[int, int, int]]:
    """Runs of k tokens that follow or overlap one another on both sides, as one block each."""
    i0 = j0 = length = 0
    for i, j in pairs:
        if length and i - i0 == j - j0 and i <= i0 + length:
            length = i - i0 + k
            continue
        if length:
            yield i0, j0, length
        i0, j0, length = i, j, k
    if length:
        yield i0, j0, length


def _heaviest(blocks: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Those blocks that stand in the same order on both sides and have the most tokens all together."""
    # Ends of the best chains so far by their new place: weights go up with places.
    places: list[int] = []
    weights: list[int] = []
    last: list[int] = []
    found: list[tuple[int, int, int]] = []
    before: list[int] = []
    for block in blocks:
        _, j, length = block
        at = bisect_right(places, j) - 1
        weight = length + (weights[at] if at >= 0 else 0)
        before.append(last[at] if at >= 0 else NOWHERE)
        found.append(block)
        nxt = at + 1
        stop = nxt
        while stop < len(places) and weights[stop] <= weight:
            stop += 1
        places[nxt:stop], weights[nxt:stop], last[nxt:stop] = [j], [weight], [len(found) - 1]
    chain = []
    at = last[-1] if last else NOWHERE
    while at != NOWHERE:
        chain.append(found[at])
        at = before[at]
    return chain[::-1]


def _best_pairs(likeness: list[list[float]]) -> list[int | None]:
    """For each row the column that is its like, in order, with the most in common all together; None: it has none."""
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
