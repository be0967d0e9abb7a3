"""Carry out corrections in Markdown: propose small splices, then prove by rendering that only the words changed.

A slice of source may be broken Markdown, so no splice is trusted for how it looks. A candidate is taken when the whole
article's rendering has the old text with the replacement in it, every block and every other tag where it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from .coordinates import Edit, Refusal, Splice, TextRange, spliced
from .kept import reading_of, rendering_of
from .proof import Change, Reading, Told, check_changes, effect
from .propose import Candidate, candidates
from .refusals import reason
from .rehearsal import Rehearsal
from .sentences import Sentence
from .sourcemap import SourceMap

_MOST_CANDIDATES = 400
# For one edit that cannot be rehearsed: how many characters may be rendered, but at least so many times the article.
_RENDERED, _LEAST_RENDERINGS = 300_000, 12


@dataclass(frozen=True, slots=True)
class Applied:
    """What one edit changes in the source that was mapped, and what the editor is told about it."""

    splices: tuple[Splice, ...]
    warnings: tuple[Sentence, ...] = ()


def apply(mapped: SourceMap, edits: Sequence[Edit]) -> list[Applied]:
    """Proved splices for each edit of a body, in the order asked; text ranges are of `mapped.text`.

    An edit without replacement, or with its own words as replacement, has no splices. Replacements are plain text.
    Raises Refusal, with the edit's index, for what cannot be proved; then nothing is applied.
    """
    reading = reading_of(mapped.html)
    parts: list[_Part] = []
    for index, edit in enumerate(edits):
        if not len(edit.range) or edit.range.end > len(mapped.text):
            raise Refusal("The place lies outside of the article. Select the words again.", index)
        whole = effect(reading, edit)
        if whole is not None and mapped.text[whole.range.start : whole.range.end] != whole.new:
            parts.append(_Part(index, edit, whole, _Plausible(mapped, reading, whole)))
    _refuse_overlaps(parts)
    found = {one.part.index: one.applied for one in _solve(mapped, reading, parts)}
    return [found.get(index, Applied(())) for index in range(len(edits))]


@dataclass(frozen=True, slots=True)
class _Part:
    """One edit that changes something, with the candidates for it."""

    index: int
    edit: Edit
    whole: Change
    plausible: "_Plausible"


@dataclass(frozen=True, slots=True)
class _Solved:
    part: _Part
    candidate: Candidate
    applied: Applied


class _Plausible:
    """The candidates that a rehearsal does not rule out, in order; they are made only when asked for."""

    def __init__(self, mapped: SourceMap, reading: Reading, whole: Change) -> None:
        self._rehearsal = Rehearsal(mapped, reading, whole.range)
        self._rest = islice(candidates(mapped, reading, whole), _MOST_CANDIDATES)
        self._found: list[Candidate] = []

    def __iter__(self) -> Iterator[Candidate]:
        at = 0
        while at < len(self._found) or self._find():
            yield self._found[at]
            at += 1

    def _find(self) -> bool:
        for candidate in self._rest:
            if self._rehearsal.passes(candidate) is not False:
                self._found.append(candidate)
                return True
        return False


# -- finding candidates that prove themselves ------------------------------------------------------------------------


def _solve(mapped: SourceMap, reading: Reading, parts: list[_Part]) -> list[_Solved]:
    """Try the likeliest candidates of all edits in one rendering; halve the edits where that fails."""
    if not parts:
        return []
    first: list[tuple[_Part, Candidate]] = []
    for part in parts:
        candidate = next(iter(part.plausible), None)
        if candidate is None:
            raise Refusal(reason(mapped, reading, part.edit), part.index)
        first.append((part, candidate))
    solved = _proved(mapped, reading, first)
    if solved is not None:
        return solved
    if len(parts) == 1:
        return [_solve_one(mapped, reading, parts[0])]
    middle = len(parts) // 2
    halves = [_solve(mapped, reading, parts[:middle]), _solve(mapped, reading, parts[middle:])]
    together = _proved(mapped, reading, [(one.part, one.candidate) for half in halves for one in half])
    if together is None:
        raise Refusal(
            "This replacement disturbs another beside it. Make one note of both, with one longer selection.",
            max(part.index for part in parts[middle:]),
        )
    return together


def _solve_one(mapped: SourceMap, reading: Reading, part: _Part) -> _Solved:
    most = max(_LEAST_RENDERINGS, _RENDERED // max(1, len(mapped.source)))
    for candidate in islice(part.plausible, 1, most):
        if solved := _proved(mapped, reading, [(part, candidate)]):
            return solved[0]
    raise Refusal(reason(mapped, reading, part.edit), part.index)


def _proved(mapped: SourceMap, reading: Reading, chosen: list[tuple[_Part, Candidate]]) -> list[_Solved] | None:
    """All these candidates together, if the whole article proves them."""
    try:
        source = spliced(mapped.source, [splice for _, candidate in chosen for splice in candidate.splices])
    except ValueError:
        return None
    changes = [change for _, candidate in chosen for change in candidate.changes]
    html = rendering_of(source)
    told = check_changes(reading, Reading.of(html), changes)
    if told is None or html.unseen != mapped.html.unseen:
        return None
    return [
        _Solved(part, candidate, Applied(candidate.splices, _told_of(part.whole.range, told)))
        for part, candidate in chosen
    ]


def _told_of(place: TextRange, told: Sequence[Told]) -> tuple[Sentence, ...]:
    return tuple(one.sentence for one in told if place.start <= one.at <= place.end)


def _refuse_overlaps(parts: list[_Part]) -> None:
    in_order = sorted(parts, key=lambda part: part.whole.range)
    for before, part in pairwise(in_order):
        if before.whole.range.overlaps(part.whole.range):
            raise Refusal(
                "These words overlap with others that are replaced. Open that note, or select others.", part.index
            )
