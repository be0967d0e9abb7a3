"""How far a long command has come: a bar on a terminal, a plain line every so often in a file."""

import sys
import time
from collections.abc import Callable
from typing import Protocol

_WIDTH = 30  # characters of the bar
_EVERY = 10  # seconds between two plain lines
_OFTEN = 0.1  # seconds between two drawings of the bar


class Write(Protocol):
    def __call__(self, msg: str, *, ending: str | None = None) -> object: ...


class Progress:
    """Told on stderr. write: the command's `stderr.write`; line: says so many of so many in words."""

    def __init__(self, of: int, write: Write, line: Callable[[int, int], str]) -> None:
        self.of, self.write, self.line = of, write, line
        self.is_bar = sys.stderr.isatty()
        self.begun = self.told = time.monotonic()
        self.is_drawn = False

    def show(self, done: int) -> None:
        """So many are done."""
        now = time.monotonic()
        if now - self.told < (_OFTEN if self.is_bar else _EVERY) and not (self.is_bar and done == self.of):
            return
        self.told = now
        if not self.is_bar:
            self.write(self.line(done, self.of))
            return
        bar = ("#" * (_WIDTH * done // max(self.of, 1))).ljust(_WIDTH, ".")
        left = f" {(now - self.begun) / done * (self.of - done):,.0f} s" if done else ""
        self.write(f"\r[{bar}] {self.line(done, self.of)}{left}   ", ending="")
        self.is_drawn = True

    def clear(self) -> None:
        """Make room for a line of something else."""
        if self.is_drawn:
            self.write("\r\033[K", ending="")
            self.is_drawn = False
