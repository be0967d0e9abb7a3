"""Where a text differs from the source that it was made of, and by what: a source that is changed step by step, and
remembers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .coordinates import SourceRange, Splice, spliced

KEYS, STAMP, ERRATUM, LEAD = "keys", "stamp", "erratum", "lead"
"""What else than a correction may change a source; a correction is told by its index."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of a source, in code points, that became `new`. by: what changed it, in the order in which it did."""

    range: SourceRange
    new: str
    by: tuple[int | str, ...] = ()

    @property
    def grows(self) -> int:
        return len(self.new) - len(self.range)


@dataclass(slots=True)
class Changing:
    """A source on its way to what is exported. text: as it is by now. differences: from the source, in order, apart."""

    text: str
    differences: list[Difference] = field(default_factory=list)

    def change(self, steps: Iterable[Difference]) -> None:
        """Carry out changes of the text as it is now, whose ranges are of that text.

        What changes a changed stretch again makes one difference with it. Raises ValueError where two of them overlap.
        """
        steps = sorted(steps, key=lambda step: (step.range, step.new))
        changed = spliced(self.text, [Splice(step.range, step.new) for step in steps])
        grown, here = 0, []
        for one in self.differences:
            place = SourceRange(one.range.start + grown, one.range.end + grown + one.grows)
            here.append((place, 0, one))
            grown += one.grows
        groups = _apart(sorted([*here, *((step.range, 1, step) for step in steps)], key=lambda item: item[:2]))
        grown, made = 0, []
        for group in groups:
            start, end = group[0][0].start, max(place.end for place, _, _ in group)
            before = [one for _, is_step, one in group if not is_step]
            again = [one for _, is_step, one in group if is_step]
            new = spliced(self.text[start:end], [Splice(one.range.shifted(-start), one.new) for one in again])
            origin = start - grown
            grown += sum(one.grows for one in before)
            by = tuple(dict.fromkeys(part for one in (*before, *again) for part in one.by))
            made.append(Difference(SourceRange(origin, end - grown), new, by))
        self.text, self.differences = changed, made


def joined(source: str, differences: Sequence[Difference]) -> list[Difference]:
    """The differences without those that are none: neighbours by the same hand are one, and what became itself is gone,
    as a block that an earlier export wrote."""
    found: list[Difference] = []
    for one in differences:
        last = found[-1] if found else None
        if last is not None and last.range.end == one.range.start and last.by == one.by:
            found[-1] = Difference(SourceRange(last.range.start, one.range.end), last.new + one.new, one.by)
        else:
            found.append(one)
    return [one for one in found if source[one.range.start : one.range.end] != one.new]


def covered(
    source: str, differences: Sequence[Difference], covers: Iterable[tuple[SourceRange, int]]
) -> list[Difference]:
    """The differences as somebody is told them who shall not learn what stood in some places of the source.

    covers: such places, each with the index of the correction that changes it. What a correction changes there is told
    as one stretch with all that stayed between, and with the white space that hugs it, whichever of it was taken.
    """
    hulls = []
    for place, by in covers:
        own = [place, *(one.range for one in differences if by in one.by)]
        hull = SourceRange(min(one.start for one in own), max(one.end for one in own))
        hulls.append((hull, 0, Difference(hull, "", (by,))))
    items = sorted([*hulls, *((one.range, 1, one) for one in differences)], key=lambda item: item[:2])
    told: list[Difference] = []
    groups = _apart(items, touching=True)
    for at, group in enumerate(groups):
        inside = [one for _, is_change, one in group if is_change]
        if len(inside) == len(group):
            told += inside
            continue
        start, end = group[0][0].start, max(place.end for place, _, _ in group)
        least = told[-1].range.end if told else 0
        most = groups[at + 1][0][0].start if at + 1 < len(groups) else len(source)
        start = max(least, len(source[:start].rstrip()))
        end = min(most, len(source) - len(source[end:].lstrip()))
        new = spliced(source[start:end], [Splice(one.range.shifted(-start), one.new) for one in inside])
        parts = tuple(dict.fromkeys(part for _, _, one in group for part in one.by))
        told.append(Difference(SourceRange(start, end), new, parts))
    return told


# A place, 1 where it is a change and 0 where it is what holds changes together, and what it tells.
_Item = tuple[SourceRange, int, Difference]


def _apart(items: list[_Item], touching: bool = False) -> list[list[_Item]]:
    """The items, in order of their places, in groups that overlap. touching: also what only touches what it has in
    common with."""
    groups: list[list[_Item]] = []
    end = 0
    for item in items:
        place, _, one = item
        joins = groups and (
            place.start < end
            or (touching and place.start == end and any({*one.by} & {*o.by} for _, _, o in groups[-1]))
        )
        if joins:
            groups[-1].append(item)
            end = max(end, place.end)
        else:
            groups.append([item])
            end = place.end
    return groups
