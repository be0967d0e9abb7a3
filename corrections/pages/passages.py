"""An article's body as passages: an annotated block, the notices beside it, and the plain blocks that follow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corrections.pages.notices import Notice
from corrections.text import SafeHtml, block_name, blocks, joined_html, notes_in


@dataclass(frozen=True, slots=True)
class Passage:
    blocks: SafeHtml
    notices: tuple[Notice, ...]
    rest: SafeHtml


def places_of(html: SafeHtml) -> dict[str, str]:
    """The name of the first block that holds a mark of each notice, by the notice's id."""
    found: dict[str, str] = {}
    for block in blocks(html):
        for note in notes_in(block):
            found.setdefault(note, block_name(block))
    return found


def passages(
    html: SafeHtml, notices: Sequence[Notice], most: Callable[[int], int] = lambda count: count
) -> tuple[tuple[Passage, ...], list[Notice]]:
    """The passages of a highlighted body; each notice stands at the first block that holds a mark of it.

    most: of so many notices at one block, how many may stand there. Returns the passages and the notices left over.
    """
    waiting = {notice.id: notice for notice in notices}
    left_over: list[Notice] = []
    found: list[tuple[list[SafeHtml], tuple[Notice, ...], list[SafeHtml]]] = [([], (), [])]
    for block in blocks(html):
        here = [waiting.pop(note) for note in notes_in(block) if note in waiting]
        if here:
            room = most(len(here))
            found.append(([block], tuple(here[:room]), []))
            left_over += here[room:]
        else:
            found[-1][2].append(block)
    made = tuple(
        Passage(joined_html(first), beside, joined_html(rest)) for first, beside, rest in found if first or rest
    )
    return made, [*left_over, *waiting.values()]
