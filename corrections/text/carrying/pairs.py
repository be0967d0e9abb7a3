"""The pairs of an old text's tokens with a new one's, and what is known of them."""

from dataclasses import dataclass

from .runs import NOWHERE, Runs
from .tokens import Tokens

WINDOW = 8  # tokens on either side that are looked at
REACH = 12  # where these count as landing beside a token
Gap = tuple[int, int, int, int]  # old tokens, first and behind the last; new tokens, likewise


@dataclass(slots=True)
class Pairs:
    """to: for each old token the new one, or NOWHERE; back: the same from the new side.

    weak: founded on nothing but the smallest edits. moved: no longer in order. doubtful: could as well be another pair.
    instead: new tokens for old ones without a pair that are as good as those that have it.
    compared: parts of gaps that were compared with one another; without new tokens where a part has no counterpart.
    """

    old: Tokens
    new: Tokens
    runs: Runs
    to: list[int]
    back: list[int]
    weak: bytearray
    moved: bytearray
    doubtful: bytearray
    instead: dict[int, int]
    compared: list[Gap]

    @classmethod
    def none(cls, old: Tokens, new: Tokens) -> "Pairs":
        """Two texts without any pair yet."""
        n, m = len(old), len(new)
        free = [NOWHERE] * n, [NOWHERE] * m
        return cls(old, new, Runs.of(old, new), *free, bytearray(n), bytearray(n), bytearray(n), {}, [])

    def join(self, i: int, j: int, length: int, *, weak: bool = False, moved: bool = False) -> None:
        """Pair a run of tokens."""
        self.to[i : i + length] = range(j, j + length)
        self.back[j : j + length] = range(i, i + length)
        self.weak[i : i + length] = bytes((weak,)) * length
        self.moved[i : i + length] = bytes((moved,)) * length

    def part(self, i: int) -> None:
        """Undo the pair of an old token that has one."""
        self.back[self.to[i]] = NOWHERE
        self.to[i] = NOWHERE
        self.weak[i] = self.moved[i] = False

    def support(self, i: int) -> float:
        """The share of the tokens around an old token that land around its pair."""
        to, home = self.to, self.to[i]
        low, high = max(0, i - WINDOW), min(len(to), i + WINDOW + 1)
        landed = sum(home - REACH <= to[at] < home for at in range(low, i))
        landed += sum(home < to[at] <= home + REACH for at in range(i + 1, high))
        return landed / (high - low - 1) if high - low > 1 else 1.0

    def run_end(self, i: int) -> int:
        """Behind the last of the old tokens from this one on that are alike in having a pair, or in having none."""
        free = self.to[i] == NOWHERE
        while i < len(self.to) and (self.to[i] == NOWHERE) == free:
            i += 1
        return i
