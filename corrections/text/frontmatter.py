"""The YAML front matter of a Markdown source: split it off, read its scalars, change one, add keys.

Every other byte stays as it was: comments, types, key order, quotes, line ends, a byte order mark.
A field is a scalar, named by its path: "title", "author.name", "tags.0".
"""

import json
import re
from dataclasses import dataclass

import yaml

from .coordinates import Edit, Proof, Refusal, SourceRange, Splice, TextRange, spliced
from .quotes import describe

_FENCED = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\n|\r)(?P<yaml>(?:[^\r\n]*(?:\r\n|\n|\r))*?)(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"
)
_MOST_NODES = 10_000
_STRING = "tag:yaml.org,2002:str"
_DOUBLE_QUOTED = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^xuU\r\n])|[^\\\r\n]")


@dataclass(frozen=True, slots=True)
class Field:
    """A scalar of the front matter.

    name: its path. text: its parsed string, as spelled (a date stays text). range: its place in the whole source,
    quotes included. tag: its YAML type. style: its YAML quotes or block sign, None for a plain scalar.
    """

    name: str
    text: str
    range: SourceRange
    tag: str
    style: str | None


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before the body; `yaml` is None where there is none. body: where the body begins, in the source."""

    yaml: SourceRange | None
    body: int
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


def split(source: str) -> FrontMatter:
    """Where the front matter of a source stands and what its scalars are; the body is the rest.

    A first line `---` opens it and the next line `---` or `...` closes it; unclosed, it is body. Refused: what is
    no YAML mapping (with the line), and aliases that unfold to more than 10,000 nodes.
    """
    match = _FENCED.match(source)
    if match is None:
        return FrontMatter(None, len(source) - len(source.removeprefix("\ufeff")))
    place = SourceRange(*match.span("yaml"))
    return FrontMatter(place, match.end(), _fields(match["yaml"], place.start))


def prove_field(source: str, edit: Edit) -> Proof:
    """The smallest change to one scalar that gives its string the replacement and leaves all others as they are."""
    before = split(source)
    field = before.field(edit.field)
    if field is None:
        raise Refusal(f"The front matter has no text “{edit.field}”. Choose one of the fields that it has.")
    old, words = field.text, edit.range
    if not len(words) or words.end > len(old):
        raise Refusal(f"The place lies outside of “{edit.field}”. Select the words again.")
    quote = describe(old, words)
    if edit.replacement is None or edit.replacement == old[words.start : words.end]:
        return Proof(_scalar_range(source, field, words), (), quote)
    replacement = " ".join(edit.replacement.splitlines()) if "\n" not in old else edit.replacement
    wanted = old[: words.start] + replacement + old[words.end :]
    if not wanted.strip():
        raise Refusal(f"“{edit.field}” would be empty. Keep at least a word of it.")
    for splices in _candidates(source, field, words, replacement, wanted):
        if _only_this_changes(before, spliced(source, splices), field.name, wanted):
            return Proof(_scalar_range(source, field, words), splices, quote)
    raise Refusal(f"These words cannot be changed in “{edit.field}” without changing other front matter.")


def key_lines(source: str, names: tuple[str, ...]) -> list[SourceRange]:
    """The whole lines of these top-level keys with their values, in the whole source."""
    front = split(source)
    if front.yaml is None:
        return []
    node = _compose(source[front.yaml.start : front.yaml.end], front.yaml.start)
    if node is None or node.flow_style:
        return []
    keys = [key for key, _ in node.value]
    found = []
    for at, key in enumerate(keys):
        if key.value not in names:
            continue
        end = keys[at + 1].start_mark.index if at + 1 < len(keys) else front.yaml.end - front.yaml.start
        found.append(SourceRange(front.yaml.start + key.start_mark.index, front.yaml.start + end))
    return found


def key_names(source: str) -> tuple[str, ...]:
    """The names of the top-level keys, in order."""
    front = split(source)
    if front.yaml is None:
        return ()
    node = _compose(source[front.yaml.start : front.yaml.end], front.yaml.start)
    return tuple(key.value for key, _ in node.value) if node is not None else ()


def key_value(source: str, name: str) -> object:
    """A top-level key's value as plain Python, or None."""
    front = split(source)
    if front.yaml is None:
        return None
    loaded = yaml.load(source[front.yaml.start : front.yaml.end], Loader=yaml.BaseLoader)  # noqa: S506
    return loaded.get(name) if isinstance(loaded, dict) else None


def insertion(source: str, lines: str) -> Splice:
    """The splice that adds whole lines of keys behind all others. Refused where the mapping is written in braces."""
    front = split(source)
    if front.yaml is None:
        raise ValueError("There is no front matter to add keys to.")
    node = _compose(source[front.yaml.start : front.yaml.end], front.yaml.start)
    if node is not None and node.flow_style:
        raise Refusal(
            "The front matter is written in braces, so no lines can be added. Write one key a line and import it."
        )
    return Splice(SourceRange(front.yaml.end, front.yaml.end), lines)


def quoted(text: str) -> str:
    """A YAML double-quoted scalar."""
    return "".join(
        f"\\u{ord(char):04x}" if char in "\x7f\x85\u2028\u2029\ufeff" or "\x80" <= char <= "\x9f" else char
        for char in json.dumps(text, ensure_ascii=False)
    )


# -- reading --------------------------------------------------------------------------------------------------------


def _compose(raw: str, offset: int) -> yaml.MappingNode | None:
    first = 2  # the line of the fence is the file's first
    try:
        node = yaml.compose(raw, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + first if mark else first
        raise Refusal(
            f"The front matter is not valid YAML (line {line}: {error.problem or error.context}). "
            "Mend that line and import the file again."
        ) from error
    except yaml.YAMLError as error:
        raise Refusal("The front matter is not valid YAML. Mend it and import the file again.") from error
    except RecursionError as error:
        raise Refusal("The front matter is nested too deeply. Write it flatter and import the file again.") from error
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + first
        raise Refusal(
            f"The file begins with a line of ---, so what follows is read as front matter; but line {line} is no YAML "
            "mapping (“key: value”). If the line is meant as a rule, put an empty line before it."
        )
    return node


def _fields(raw: str, offset: int) -> tuple[Field, ...]:
    root = _compose(raw, offset)
    fields: dict[str, Field] = {}
    waiting: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    visited = 0
    while waiting:
        path, node = waiting.pop()
        visited += 1
        if visited > _MOST_NODES:
            raise Refusal("The front matter's aliases unfold to too much. Write the values out and import it again.")
        if isinstance(node, yaml.ScalarNode):
            if node.value.strip():
                place = SourceRange(offset + node.start_mark.index, offset + node.end_mark.index)
                fields[path] = Field(path, node.value, place, node.tag, node.style)
            continue
        if isinstance(node, yaml.MappingNode):
            inner = [(key.value, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
        else:
            inner = [(str(index), value) for index, value in enumerate(node.value)]
        waiting += [(f"{path}.{name}" if path else name, value) for name, value in reversed(inner)]
    return tuple(fields.values())


# -- changing one scalar --------------------------------------------------------------------------------------------


def _candidates(source: str, field: Field, words: TextRange, replacement: str, wanted: str):
    """Ways to write the change, the smallest first: inside the scalar as it is quoted, then the scalar anew."""
    places = _places(source, field)
    if places is not None:
        start, end = places[words.start][0], places[words.end - 1][1]
        yield (Splice(SourceRange(start, end), _escaped(replacement, field.style)),)
    raw = source[field.range.start : field.range.end]
    newline = raw[len(raw.rstrip("\r\n")) :] if field.style in ("|", ">") else ""
    if field.style is None:
        yield (Splice(field.range, wanted),)
    yield (Splice(field.range, "'" + wanted.replace("'", "''") + "'" + newline),)
    yield (Splice(field.range, quoted(wanted) + newline),)


def _escaped(text: str, style: str | None) -> str:
    if style == "'":
        return text.replace("'", "''")
    return quoted(text)[1:-1] if style == '"' else text


def _places(source: str, field: Field) -> list[tuple[int, int]] | None:
    """For each code point of the string its source range; None where lines are folded or in a block."""
    start, end = field.range.start, field.range.end
    raw = source[start:end]
    if field.style is None:
        units = [(char, at) for at, char in enumerate(raw)]
        found = [(char, start + at, start + at + 1) for char, at in units]
    elif field.style == "'":
        found = [
            (match[0][0], start + match.start(), start + match.end())
            for match in re.finditer(r"''|[^']", raw)
            if match[0]
        ]
    elif field.style == '"':
        found = []
        for match in _DOUBLE_QUOTED.finditer(raw, 1, len(raw) - 1):
            char = match[0] if len(match[0]) == 1 else _unescaped(match[0])
            if char is None:
                return None
            found.append((char, start + match.start(), start + match.end()))
    else:
        return None
    if "".join(char for char, _, _ in found) != field.text:
        return None
    return [(low, high) for _, low, high in found]


def _unescaped(escape: str) -> str | None:
    value = yaml.safe_load(f'"{escape}"')
    return value if isinstance(value, str) and len(value) == 1 else None


def _scalar_range(source: str, field: Field, words: TextRange) -> SourceRange:
    places = _places(source, field)
    if places is None:
        return field.range
    return SourceRange(places[words.start][0], places[words.end - 1][1])


def _only_this_changes(before: FrontMatter, source: str, name: str, wanted: str) -> bool:
    try:
        after = split(source)
    except Refusal:
        return False
    if [field.name for field in after.fields] != [field.name for field in before.fields]:
        return False
    for old, new in zip(before.fields, after.fields, strict=True):
        if old.name == name:
            # A number or a date may become words; words may not become a number.
            if new.text != wanted or (new.tag != old.tag and new.tag != _STRING):
                return False
        elif (new.text, new.tag) != (old.text, old.tag):
            return False
    return True
