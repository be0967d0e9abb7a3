"""Carry out corrections in Markdown: propose small splices, then prove by rendering that only the words changed.

A slice of source may be broken Markdown, so no splice is trusted for how it looks. A candidate is taken when its
rendering has the old text with the replacement in it, every block and every other tag where it was.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .coordinates import Edit, Refusal, SourceRange, Splice, TextRange, spliced
from .htmltext import Piece, Tag, walk
from .render import render
from .sanitise import SafeHtml
from .sourcemap import ABSENT, SourceMap
from .worddiff import word_diff

_ENTITIES = {"&": "&amp;", "<": "&lt;", "=": "&#61;", "~": "&#126;"}
_ESCAPE = re.compile(r"[&<=~]|[\\`*_{}\[\]()#+\-.!>|]")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Applied:
    """What one edit changes in the source that was mapped, and what the editor is told about it."""

    splices: tuple[Splice, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a proof compares: a text and its tags, each at its place in it. generated: see `Piece`."""

    text: str
    tags: tuple[Tag, ...]
    generated: tuple[TextRange, ...]

    @classmethod
    def of(cls, html: SafeHtml) -> "Reading":
        parts, tags, generated = [], [], []
        for token in walk(html):
            if isinstance(token, Piece):
                parts.append(token.text)
                if token.generated:
                    generated.append(TextRange(token.at, token.at + len(token.text)))
            else:
                tags.append(token)
        return cls("".join(parts), tuple(tags), tuple(generated))


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of the text and what shall stand there. may_delete_blocks: all text of the blocks in it goes."""

    range: TextRange
    new: str
    may_delete_blocks: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    splices: tuple[Splice, ...]
    changes: tuple[_Change, ...]


def apply(mapped: SourceMap, edits: Sequence[Edit]) -> list[Applied]:
    """Proved splices for each edit of a body, in the order asked; text ranges are of `mapped.text`.

    An edit without replacement, or with its own words as replacement, has no splices. Replacements are plain text.
    Raises Refusal, with the edit's index, for what cannot be proved; then nothing is applied.
    """
    reading = Reading.of(mapped.html)
    wanted: list[tuple[int, Edit]] = []
    for index, edit in enumerate(edits):
        if not len(edit.range) or edit.range.end > len(mapped.text):
            raise Refusal("The place lies outside of the article. Select the words again.", index)
        edit = _without_foreign_line_ends(mapped.text, edit)
        if edit.replacement is not None and edit.replacement != mapped.text[edit.range.start : edit.range.end]:
            wanted.append((index, edit))
    _refuse_overlaps(wanted)
    solved = _solve(mapped, reading, wanted)
    return [solved.get(index, Applied(())) for index in range(len(edits))]


def check(reading: Reading, html: SafeHtml, edits: Sequence[Edit]) -> tuple[str, ...] | None:
    """Whether new HTML differs from a reading in these edits alone; then the warnings, else None."""
    changes = []
    for edit in edits:
        edit = _without_foreign_line_ends(reading.text, edit)
        if edit.replacement is None:
            continue
        block = _emptied_block(reading, edit.range) if not edit.replacement else None
        changes.append(_Change(block or edit.range, edit.replacement, may_delete_blocks=block is not None))
    return _check(reading, Reading.of(html), changes)


# -- finding a candidate that proves itself -------------------------------------------------------------------------


def _solve(mapped: SourceMap, reading: Reading, edits: list[tuple[int, Edit]]) -> dict[int, Applied]:
    """Try the likeliest candidates of all edits in one rendering; halve the edits where that fails."""
    if not edits:
        return {}
    first = [next(_candidates(mapped, reading, edit), None) for _, edit in edits]
    if all(first) and (applied := _proved(mapped, reading, first)) is not None:
        return {index: one for (index, _), one in zip(edits, applied, strict=True)}
    if len(edits) == 1:
        return {edits[0][0]: _solve_one(mapped, reading, *edits[0])}
    middle = len(edits) // 2
    return _joined(mapped, reading, [_solve(mapped, reading, half) for half in (edits[:middle], edits[middle:])], edits)


def _solve_one(mapped: SourceMap, reading: Reading, index: int, edit: Edit) -> Applied:
    tried = set()
    for candidate in _candidates(mapped, reading, edit):
        if candidate.splices in tried:
            continue
        tried.add(candidate.splices)
        if applied := _proved(mapped, reading, [candidate]):
            return applied[0]
    raise Refusal(_reason(mapped, reading, edit), index)


def _joined(
    mapped: SourceMap, reading: Reading, halves: list[dict[int, Applied]], edits: list[tuple[int, Edit]]
) -> dict[int, Applied]:
    """Both halves together, proved once more: two edits that hold alone may disturb each other."""
    together = halves[0] | halves[1]
    by_index = dict(edits)
    splices = [splice for applied in together.values() for splice in applied.splices]
    changes = [
        change
        for index, applied in together.items()
        for change in _changes_of(mapped, reading, by_index[index], applied)
    ]
    try:
        html = render(spliced(mapped.source, splices))
    except ValueError:
        html = None
    if html is None or _check(reading, Reading.of(html), changes) is None:
        index = max(halves[1])
        raise Refusal(
            "This replacement disturbs another beside it. Make one note of both, with one longer selection.", index
        )
    return together


def _changes_of(mapped: SourceMap, reading: Reading, edit: Edit, applied: Applied) -> list[_Change]:
    for candidate in _candidates(mapped, reading, edit):
        if candidate.splices == applied.splices:
            return list(candidate.changes)
    raise AssertionError("An applied edit came from one of its candidates.")


def _proved(mapped: SourceMap, reading: Reading, candidates: list[_Candidate]) -> list[Applied] | None:
    try:
        source = spliced(mapped.source, [splice for candidate in candidates for splice in candidate.splices])
    except ValueError:
        return None
    changes = [change for candidate in candidates for change in candidate.changes]
    warnings = _check(reading, Reading.of(render(source)), changes)
    if warnings is None:
        return None
    if len(candidates) == 1:
        return [Applied(candidates[0].splices, warnings)]
    return [Applied(candidate.splices, _warnings_in(reading, candidate, warnings)) for candidate in candidates]


def _warnings_in(reading: Reading, candidate: _Candidate, warnings: tuple[str, ...]) -> tuple[str, ...]:
    if not warnings:
        return ()
    texts = [reading.text[change.range.start : change.range.end] for change in candidate.changes]
    return tuple(warning for warning in warnings if any(_quoted_in(warning) in text for text in texts))


def _quoted_in(warning: str) -> str:
    return warning[warning.index("“") + 1 : warning.rindex("”")]


# -- proposing ------------------------------------------------------------------------------------------------------


def _candidates(mapped: SourceMap, reading: Reading, edit: Edit) -> Iterator[_Candidate]:
    """Ways to write an edit in the source, from the one that leaves most of it alone."""
    place, new = edit.range, edit.replacement or ""
    old = mapped.text[place.start : place.end]
    pieces = [
        _Change(TextRange(place.start + change.start, place.start + change.end), change.new)
        for change in word_diff(old, new)
    ]
    whole = [_Change(place, new)]
    block = _emptied_block(reading, place) if not new else None
    if block is not None:
        yield from _without_block(mapped, block)
        return
    for changes in (pieces, whole) if pieces != whole else (whole,):
        for written in (str, _escaped):
            for last in (False, True):
                splices = _in_runs(mapped, place, changes, written, last)
                if splices:
                    yield _Candidate(splices, tuple(changes))
                    yield from _with_label_kept(mapped, place, splices, changes)
    for source_range in _contiguous(mapped, place):
        for written in (str, _escaped):
            yield _Candidate((Splice(source_range, written(new)),), tuple(whole))
    yield from _in_longer_code_fence(mapped, place, new)


def _in_runs(
    mapped: SourceMap, place: TextRange, changes: list[_Change], written, last: bool
) -> tuple[Splice, ...] | None:
    """Each change in the stretches of its words that have no markup between them: the new words go to one of them
    (the first, or the `last`), from the others the old words are taken."""
    splices = []
    for change in changes:
        if not len(change.range):
            at = _insertion_point(mapped, place, change.range.start, last)
            if at is None:
                return None
            splices.append(Splice(SourceRange(at, at), written(change.new)))
            continue
        runs = mapped.runs(change.range)
        if not runs:
            return None
        chosen = len(runs) - 1 if last else 0
        splices += [Splice(run, written(change.new) if at == chosen else "") for at, run in enumerate(runs)]
    return tuple(sorted(splices))


def _insertion_point(mapped: SourceMap, place: TextRange, at: int, last: bool) -> int | None:
    before = mapped.ends[at - 1] if at > place.start else ABSENT
    after = mapped.starts[at] if at < place.end else ABSENT
    first, second = (after, before) if last else (before, after)
    return next((point for point in (first, second) if point != ABSENT), None)


def _contiguous(mapped: SourceMap, place: TextRange) -> Iterator[SourceRange]:
    """The words' source in one piece, markup in between and all; then with the markup that hugs it."""
    whole = mapped.source_range(place)
    if whole is None:
        return
    yield whole
    low, high = whole.start, whole.end
    floor = max((mapped.ends[at] for at in range(max(0, place.start - 3), place.start)), default=0)
    ceiling = min(
        (
            mapped.starts[at]
            for at in range(place.end, min(len(mapped.text), place.end + 3))
            if mapped.starts[at] > high
        ),
        default=len(mapped.source),
    )
    while low > max(0, floor) and not mapped.source[low - 1].isspace() and not mapped.source[low - 1].isalnum():
        low -= 1
    while high < ceiling and not mapped.source[high].isspace():
        high += 1
    for widened in (SourceRange(low, whole.end), SourceRange(whole.start, high), SourceRange(low, high)):
        if widened != whole:
            yield widened


def _in_longer_code_fence(mapped: SourceMap, place: TextRange, new: str) -> Iterator[_Candidate]:
    """A code span that gets a backtick is written with one backtick more around it."""
    words = mapped.source_range(place)
    if words is None or "`" not in new:
        return
    for span in re.finditer(r"(?<!`)(`+)(?!`)([^`]|[^`].*?[^`])\1(?!`)", mapped.source, re.DOTALL):
        inner = SourceRange(*span.span(2))
        if inner.start <= words.start and words.end <= inner.end:
            code = mapped.source[inner.start : words.start] + new + mapped.source[words.end : inner.end]
            fence = "`" * (1 + max((len(run) for run in re.findall("`+", code)), default=0))
            whole = Splice(SourceRange(*span.span()), f"{fence} {code.strip()} {fence}")
            yield _Candidate((whole,), (_Change(place, new),))
            return


def _with_label_kept(
    mapped: SourceMap, place: TextRange, splices: tuple[Splice, ...], changes: list[_Change]
) -> Iterator[_Candidate]:
    """Inside a shortcut reference the words are also its label: `[old]` becomes `[new][old]`."""
    start = mapped.starts[place.start]
    if start == ABSENT:
        return
    opening = mapped.source.rfind("[", max(0, start - 1000), start + 1)
    closing = mapped.source.find("]", max(start, opening), start + 1000)
    if opening < 0 or closing < 0 or mapped.source[closing + 1 : closing + 2] in ("(", ":"):
        return
    label = mapped.source[opening + 1 : closing]
    empty = mapped.source.startswith("[]", closing + 1)
    if "\n\n" in label or (not empty and mapped.source[closing + 1 : closing + 2] == "["):
        return
    keep = Splice(SourceRange(closing + 1, closing + (3 if empty else 1)), f"[{label}]")
    yield _Candidate(tuple(sorted((*splices, keep))), tuple(changes))


def _emptied_block(reading: Reading, place: TextRange) -> TextRange | None:
    """The text of the outermost block whose words are all deleted, with the line end that follows it."""
    found = None
    opened: list[Tag] = []
    for tag in reading.tags:
        if tag.is_void:
            continue
        if not tag.closes:
            opened.append(tag)
            continue
        start = opened.pop()
        words = reading.text[start.at : tag.at]
        if not start.is_block or start.name in ("td", "th", "tr", "thead", "tbody", "table") or not words.strip():
            continue
        lead = len(words) - len(words.lstrip())
        trail = len(words.rstrip())
        if place.start <= start.at + lead and start.at + trail <= place.end:
            found = TextRange(start.at, tag.at)
    if found is None:
        return None
    start, end = found.start, max(found.end, place.end)
    if reading.text[end : end + 1] == "\n":
        return TextRange(start, end + 1)
    return TextRange(start - 1, end) if start and reading.text[start - 1] == "\n" else TextRange(start, end)


def _without_block(mapped: SourceMap, block: TextRange) -> Iterator[_Candidate]:
    """Whole lines gone, with the empty lines after them, or before."""
    places = [
        (mapped.starts[at], mapped.ends[at]) for at in range(block.start, block.end) if mapped.starts[at] != ABSENT
    ]
    places = [(low, high) for low, high in places if not mapped.source[low:high].isspace()]
    if not places:
        return
    low, high = min(places)[0], max(high for _, high in places)
    line_ends = [match.span() for match in _LINE_END.finditer(mapped.source)]
    start = max((end for _, end in line_ends if end <= low), default=0)
    end = min((end for begin, end in line_ends if begin >= high), default=len(mapped.source))
    changes = (_Change(block, "", may_delete_blocks=True),)
    after, before = end, start
    while (match := re.compile(r"[ \t]*(?:\r\n|\r|\n)").match(mapped.source, after)) is not None:
        after = match.end()
    while before and mapped.source[before - 1] in "\r\n":
        before -= 1
    yield _Candidate((Splice(SourceRange(start, after), ""),), changes)
    yield _Candidate((Splice(SourceRange(start, end), ""),), changes)
    yield _Candidate((Splice(SourceRange(before, min(low, start)), ""), Splice(SourceRange(start, end), "")), changes)


def _escaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _refuse_overlaps(edits: list[tuple[int, Edit]]) -> None:
    in_order = sorted(edits, key=lambda item: item[1].range)
    for (_, before), (index, edit) in pairwise(in_order):
        if before.range.overlaps(edit.range):
            raise Refusal("These words overlap with others that are replaced. Open that note, or select others.", index)


def _without_foreign_line_ends(text: str, edit: Edit) -> Edit:
    """Line breaks of a replacement become spaces, unless the words themselves run over lines."""
    if edit.replacement is None:
        return edit
    new = edit.replacement.replace("\r\n", "\n").replace("\r", "\n")
    if "\n" not in text[edit.range.start : edit.range.end]:
        new = re.sub(r"[ \t]*\n[ \t]*", " ", new)
    return Edit(edit.field, edit.range, new)


# -- proving --------------------------------------------------------------------------------------------------------


def _check(old: Reading, new: Reading, changes: list[_Change]) -> tuple[str, ...] | None:
    changes = sorted(changes, key=lambda change: change.range)
    parts, at = [], 0
    for change in changes:
        if change.range.start < at:
            return None
        parts += [old.text[at : change.range.start], change.new]
        at = change.range.end
    if "".join([*parts, old.text[at:]]) != new.text:
        return None
    return _check_tags(old, new, _merged(changes))


def _merged(changes: list[_Change]) -> list[_Change]:
    """Changes that touch, as one: a tag between them belongs to both."""
    merged: list[_Change] = []
    for change in changes:
        if merged and merged[-1].range.end == change.range.start:
            last = merged.pop()
            change = _Change(
                TextRange(last.range.start, change.range.end),
                last.new + change.new,
                last.may_delete_blocks or change.may_delete_blocks,
            )
        merged.append(change)
    return merged


def _check_tags(old: Reading, new: Reading, changes: list[_Change]) -> tuple[str, ...] | None:
    """Outside of the changes every tag stands where it stood; inside, only an inline element may be gone, and only
    with all of its text."""
    warnings: list[str] = []
    i = j = shift = 0
    for change in [*changes, None]:
        start = change.range.start if change else len(old.text) + 1
        while i < len(old.tags) and old.tags[i].at < start:
            if j >= len(new.tags) or not _same(old.tags[i], new.tags[j], shift):
                return None
            i, j = i + 1, j + 1
        if change is None:
            break
        inside_old, inside_new = i, j
        while i < len(old.tags) and old.tags[i].at <= change.range.end:
            i += 1
        end = start + shift + len(change.new)
        while j < len(new.tags) and new.tags[j].at <= end:
            j += 1
        gone = _gone(old.tags[inside_old:i], new.tags[inside_new:j])
        if gone is None or not _may_go(old, gone, change):
            return None
        warnings += _told(old, gone)
        shift += len(change.new) - len(change.range)
    return tuple(warnings) if (i, j) == (len(old.tags), len(new.tags)) else None


def _same(old: Tag, new: Tag, shift: int) -> bool:
    return old.at + shift == new.at and _alike(old, new)


def _alike(old: Tag, new: Tag) -> bool:
    return (old.name, old.closes, old.attributes) == (new.name, new.closes, new.attributes)


def _gone(old: tuple[Tag, ...], new: tuple[Tag, ...]) -> list[tuple[Tag, Tag | None]] | None:
    """The elements of `old` that are missing in `new`, as pairs; None if `new` is not `old` less whole elements, or
    if an inline element that had words is left empty."""
    for backwards in (False, True):
        step = -1 if backwards else 1
        missing, kept, at = [], [], 0
        for tag in old[::step]:
            if at < len(new) and _alike(tag, new[::step][at]):
                kept.append((tag, new[::step][at]))
                at += 1
            else:
                missing.append(tag)
        pairs = _pairs(missing[::step])
        if at == len(new) and pairs is not None and not _leaves_empty(kept[::step]):
            return pairs
    return None


def _pairs(tags: list[Tag]) -> list[tuple[Tag, Tag | None]] | None:
    """Start tags with their end tags, void tags with None; None where one has no partner."""
    pairs: list[tuple[Tag, Tag | None]] = []
    opened: list[Tag] = []
    for tag in tags:
        if tag.is_void:
            pairs.append((tag, None))
        elif not tag.closes:
            opened.append(tag)
        elif opened and opened[-1].name == tag.name:
            pairs.append((opened.pop(), tag))
        else:
            return None
    return None if opened else pairs


def _leaves_empty(kept: list[tuple[Tag, Tag]]) -> bool:
    opened: list[tuple[Tag, Tag]] = []
    for old, new in kept:
        if old.is_void:
            continue
        if not old.closes:
            opened.append((old, new))
        elif opened:
            old_start, new_start = opened.pop()
            if not old.is_block and old_start.at < old.at and new_start.at == new.at:
                return True
    return False


def _may_go(old: Reading, gone: list[tuple[Tag, Tag | None]], change: _Change) -> bool:
    for start, _ in gone:
        if start.name in ("img", "hr") or start.attribute("id") is not None:
            return False
        if any(change.range.overlaps(place) for place in old.generated):
            return False
        if start.is_block and not change.may_delete_blocks:
            return False
    return True


def _told(old: Reading, gone: list[tuple[Tag, Tag | None]]) -> list[str]:
    return [
        f"The link of “{old.text[start.at : end.at]}” goes with its words."
        for start, end in gone
        if start.name == "a" and end is not None
    ]


def _reason(mapped: SourceMap, reading: Reading, edit: Edit) -> str:
    """Why no candidate holds, in an editor's words."""
    place = edit.range
    inside = [
        tag for tag in reading.tags if place.start < tag.at < place.end or (tag.at == place.end and not tag.closes)
    ]
    inside = [tag for tag in inside if tag.at < place.end]
    names = {tag.name for tag in inside if tag.is_block}
    if any(place.overlaps(number) for number in reading.generated):
        return "This selection crosses a footnote's number. Select the words before it, or those after it."
    if names & {"td", "th"}:
        return "This selection begins in one table cell and ends in another. Select words in one cell."
    if "li" in names:
        return "This selection begins in one list item and ends in another. Select words in one item."
    if names:
        return "This selection begins in one paragraph and ends in another. Select words in one paragraph."
    if any(tag.name == "img" for tag in inside):
        return "This selection goes over a picture. Select the words before it, or those after it."
    if not edit.replacement:
        return (
            "Deleting all these words would change the list or the paragraphs around them. Leave a few words, "
            "or say in their place that they were removed."
        )
    if mapped.source_range(place) is None:
        return "These words have no place of their own in the Markdown source. Select a few words more, or fewer."
    return (
        "These words cannot be replaced without changing the markup around them. "
        "Select all words of the link or emphasis, or only words inside it."
    )
