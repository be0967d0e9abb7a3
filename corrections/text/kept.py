"""What was made of the last texts, kept in this process, so that the next save in an article does not begin anew.

All of it is a function of its text alone, and the text itself is the key: what is kept is what would be made again. A
shelf holds so many characters of texts and no more; what was asked for longest ago goes first.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from .proof import Reading
from .render import render
from .sanitise import SafeHtml
from .sourcemap import SourceMap, map_source
from .unseen import Rendered

Made = TypeVar("Made")

# Characters of texts. A map takes some 40 bytes for each, a reading about as much; an article has 1 MiB at the most.
_MAPPED, _READ, _RENDERED = 1_500_000, 2_000_000, 4_000_000


class Shelf(Generic[Made]):
    """Keeps what `make` made of texts. most: how many characters of texts together; a longer one is not kept.

    Where several threads ask at once, one may make again what another has just made; none gets anything else for it.
    """

    def __init__(self, make: Callable[[str], Made], most: int) -> None:
        self._make, self._most = make, most
        self._made: dict[str, Made] = {}  # in the order in which they were asked for

    def __call__(self, text: str) -> Made:
        """What is made of a text; whatever `make` raises."""
        made = self._made.pop(text, None)
        if made is None:
            made = self._make(text)
        if len(text) <= self._most:
            self._made[text] = made
            self._make_room()
        return made

    def _make_room(self) -> None:
        texts = list(self._made)
        oldest_first, too_much = iter(texts), sum(map(len, texts)) - self._most
        while too_much > 0:
            oldest = next(oldest_first)
            self._made.pop(oldest, None)
            too_much -= len(oldest)


# Nobody changes what they get from these: a map's arrays and its references least of all.
map_of: Shelf[SourceMap] = Shelf(map_source, _MAPPED)
rendering_of: Shelf[Rendered] = Shelf(render, _RENDERED)
_read: Shelf[Reading] = Shelf(lambda html: Reading.of(SafeHtml(html)), _READ)


def reading_of(html: SafeHtml) -> Reading:
    """What a proof compares, of HTML that many proofs may begin with."""
    return _read(html)
