"""Changes in front-matter strings: the smallest change to a YAML scalar that gives its string other words.

Every scalar keeps its style where it can: plain, quoted, folded over lines or in a block. A change is proved by reading
the front matter again: these strings are as wanted, all others, and all types, as they were.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import yaml

from .coordinates import Edit, Proof, Refusal, SourceRange, Splice, TextRange, spliced
from .frontmatter import Field, FrontMatter, quoted, split
from .patterns import taken
from .quotes import describe
from .selection import as_typed

_STANDARD = "tag:yaml.org,2002:"
_STRING = f"{_STANDARD}str"
_RESOLVER = yaml.resolver.Resolver()
_UNITS = {
    "'": re.compile(r"''|[^']", re.DOTALL),
    '"': re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|.)|.", re.DOTALL),
}
_ANY = re.compile(".", re.DOTALL)
_BLOCK_HEADER = re.compile(r"[|>][0-9+-]*(?P<comment>[^\r\n]*)(?:\r\n|\n|\r)")
_INDENT = re.compile(r"[ ]*")


def prove_field(source: str, edit: Edit) -> Proof:
    """The smallest change to one scalar that gives its string the replacement and leaves all others as they are."""
    field = _field(split(source), edit)
    quote = describe(field.text, edit.range)
    return Proof(_source_range(source, field, edit.range), splices_of(source, [edit]), quote)


def splices_of(source: str, edits: Sequence[Edit]) -> tuple[Splice, ...]:
    """Proved splices for all edits of one field together; they may not overlap. Raises Refusal."""
    before = split(source)
    field = _field(before, edits[0])
    changes = [(edit.range, new) for edit in edits for new in [_replacement(field, edit)] if new is not None]
    if not changes:
        return ()
    text = wanted(field, edits)
    if not text.strip():
        raise Refusal("“{field}” would be empty. Keep at least a word of it.", field=field.name)
    for splices in _candidates(source, field, changes, text):
        if only_these_change(before, spliced(source, splices), {field.name: text}):
            return splices
    raise Refusal("These words cannot be changed in “{field}” without changing other front matter.", field=field.name)


def wanted(field: Field, edits: Sequence[Edit]) -> str:
    """A field's string with the edits carried out."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.range):
        new = _replacement(field, edit)
        if new is not None:
            parts += [field.text[at : edit.range.start], new]
            at = edit.range.end
    return "".join([*parts, field.text[at:]])


def only_these_change(before: FrontMatter, source: str, texts: Mapping[str, str]) -> bool:
    """Whether the front matter of a source has these strings, by field, and is else as it was, types too."""
    try:
        after = split(source)
    except Refusal:
        return False
    if [field.name for field in after.fields] != [field.name for field in before.fields]:
        return False
    for old, new in zip(before.fields, after.fields, strict=True):
        if old.name in texts:
            if (new.text, new.said) != (texts[old.name], old.said) or not _may_become(old, new):
                return False
        elif (new.text, new.tag, new.said) != (old.text, old.tag, old.said):
            return False
    return True


def _may_become(old: Field, new: Field) -> bool:
    """A number or a date may become words, unless a tag says that it is one; words may not become a number."""
    if new.tag == _STRING or not new.tag.startswith(_STANDARD):
        return True
    said: str = _RESOLVER.resolve(yaml.ScalarNode, new.text, (True, False))  # type: ignore[no-untyped-call]  # of PyYAML
    return new.tag == old.tag == said


def _field(front: FrontMatter, edit: Edit) -> Field:
    field = front.field(edit.field)
    if field is None:
        raise Refusal("The front matter has no text “{field}”. Choose one of the fields that it has.", field=edit.field)
    if not len(edit.range) or edit.range.end > len(field.text):
        raise Refusal("The place lies outside of “{field}”. Select the words again.", field=edit.field)
    return field


def _replacement(field: Field, edit: Edit) -> str | None:
    words = field.text[edit.range.start : edit.range.end]
    new = None if edit.replacement is None else as_typed(words, edit.replacement)
    return None if new == words else new


def _candidates(
    source: str, field: Field, changes: Sequence[tuple[TextRange, str]], text: str
) -> Iterator[tuple[Splice, ...]]:
    """Ways to write the changes, the smallest first: inside the scalar as it is quoted, then the scalar anew."""
    places = _places(source, field)
    if places is not None:
        splices = [
            Splice(at, _escaped(source, at, new, field.style))
            for words, new in changes
            for at in [SourceRange(places[words.start][0], places[words.end - 1][1])]
        ]
        if all(a.range.end <= b.range.start for a, b in pairwise(sorted(splices))):
            yield tuple(sorted(splices))
    raw = source[field.range.start : field.range.end]
    header = _BLOCK_HEADER.match(raw) if field.style in ("|", ">") else None
    behind = header["comment"].rstrip() + raw[len(raw.rstrip("\r\n")) :] if header else ""
    if field.style is None:
        yield (Splice(field.range, text),)
    yield (Splice(field.range, "'" + text.replace("'", "''") + "'" + behind),)
    yield (Splice(field.range, quoted(text) + behind),)


def _escaped(source: str, at: SourceRange, new: str, style: str | None) -> str:
    if style == "'":
        return new.replace("'", "''")
    if style == '"':
        return quoted(new)[1:-1]
    if style in ("|", ">") and "\n" in new:
        start = max(source.rfind("\n", 0, at.start), source.rfind("\r", 0, at.start)) + 1
        newline = "\r\n" if source.startswith("\r\n", start - 2) else source[start - 1 : start]
        return new.replace("\n", newline + taken(_INDENT, source, start))
    return new


def _source_range(source: str, field: Field, words: TextRange) -> SourceRange:
    places = _places(source, field)
    return SourceRange(places[words.start][0], places[words.end - 1][1]) if places is not None else field.range


def _places(source: str, field: Field) -> list[tuple[int, int]] | None:
    """For each code point of the string its source range; white space that is folded or indented has that of all the
    white space around it. None where the two do not agree."""
    raw = source[field.range.start : field.range.end]
    low, high = field.range.start, field.range.start + len(raw.rstrip())
    if field.style in ("'", '"'):
        low, high = low + 1, high - 1
    elif field.style in ("|", ">"):
        low += len(taken(_BLOCK_HEADER, raw))
    units = list(_inked_units(source, low, high, field.style))
    inked = [at for at, char in enumerate(field.text) if not char.isspace()]
    if [unit[0] for unit in units] != [field.text[at] for at in inked]:
        return None
    places = [(0, 0)] * len(field.text)
    for at, (_, start, end) in zip(inked, units, strict=True):
        places[at] = (start, end)
    for run in re.finditer(r"\s+", field.text):
        start = places[run.start() - 1][1] if run.start() else low
        end = places[run.end()][0] if run.end() < len(places) else max(start, high)
        is_same = source[start:end] == run[0]
        for at in range(*run.span()):
            places[at] = (start + at - run.start(), start + at - run.start() + 1) if is_same else (start, end)
    return places


def _inked_units(source: str, low: int, high: int, style: str | None) -> Iterator[tuple[str, int, int]]:
    for match in _UNITS.get(style or "", _ANY).finditer(source, low, high):
        char = match[0]
        if style == "'":
            char = char[0]
        elif len(char) > 1:
            value = yaml.safe_load(f'"{char}"') if char[1] not in "\r\n" else ""
            char = value if isinstance(value, str) else ""
        if char and not char.isspace():
            yield char, *match.span()
