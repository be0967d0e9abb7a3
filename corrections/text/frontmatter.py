"""The YAML front matter of a Markdown source: split it off, read its scalars, add keys and take them away.

Every other byte stays as it was: comments, types, key order, quotes, line ends, a byte order mark.
A field is a scalar, named by its path: "title", "author.name", "tags.0".
"""

import json
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import yaml

from .coordinates import Refusal, SourceRange, Splice
from .patterns import taken

_FENCED = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\n|\r)(?P<yaml>(?:[^\r\n]*(?>\r\n|\n|\r))*?)(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"
)
_LINE_REST = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
# A tag and an anchor, with what separates them from the scalar that they belong to.
_PROPERTIES = re.compile(r"(?:(?:!\S*|&[0-9A-Za-z_-]+)(?:\s|#[^\r\n]*)*)*")
_NOT_IN_TEXT = re.compile("[\0\ud800-\udfff]")  # YAML's escapes can say what no file can hold
_FIRST_LINE = 2  # the line of the fence is the file's first
_MOST_NODES = 10_000


@dataclass(frozen=True, slots=True)
class Field:
    """A scalar of the front matter.

    name: its path. text: its parsed string, as spelled (a date stays text). range: its place in the whole source,
    quotes included. tag: its YAML type. style: its YAML quotes or block sign, None for a plain scalar. said: what
    stands directly before it and belongs to it, a tag or an anchor.
    """

    name: str
    text: str
    range: SourceRange
    tag: str
    style: str | None
    said: str


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
    front = unread(source)
    if front.yaml is None:
        return front
    return replace(front, fields=_fields(source[front.yaml.start : front.yaml.end], front.yaml.start))


def unread(source: str) -> FrontMatter:
    """As `split`, of a source that was split before: no scalar is read, and nothing refused. Reading is slow where an
    export lists a thousand notes in its keys."""
    match = _FENCED.match(source)
    if match is None:
        return FrontMatter(None, len(source) - len(source.removeprefix("\ufeff")))
    return FrontMatter(SourceRange(*match.span("yaml")), match.end())


def key_lines(source: str, names: Container[str]) -> list[SourceRange]:
    """The whole lines of these top-level keys with their values, in the whole source."""
    front = unread(source)
    if front.yaml is None:
        return []
    raw = source[front.yaml.start : front.yaml.end]
    node = _compose(raw)
    if node is None or node.flow_style:
        return []
    found = []
    for key, value in node.value:
        if key.value in names:
            start = key.start_mark.index - key.start_mark.column
            # What follows a collection up to the next key (a comment) is not its own.
            end = max([key.end_mark.index, *(mark.index for mark in _ends(value))])
            end += 0 if raw[end - 1] in "\r\n" else len(taken(_LINE_REST, raw, end))
            found.append(SourceRange(front.yaml.start + start, front.yaml.start + end))
    return found


def key_names(source: str) -> tuple[str, ...]:
    """The names of the top-level keys, in order."""
    front = unread(source)
    if front.yaml is None:
        return ()
    node = _compose(source[front.yaml.start : front.yaml.end])
    return tuple(key.value for key, _ in node.value) if node is not None else ()


def key_value(source: str, name: str) -> object:
    """A top-level key's value as plain Python, or None."""
    front = split(source)
    if front.yaml is None:
        return None
    loaded = yaml.load(source[front.yaml.start : front.yaml.end], Loader=yaml.BaseLoader)  # noqa: S506 - it makes strings only
    return loaded.get(name) if isinstance(loaded, dict) else None


def later_day(source: str, name: str, day: str) -> list[Splice]:
    """What sets a top-level key to a day (ISO 8601, with its zone), in the quotes that it has; nothing where its own
    is as late. Refused where it holds something else than a word in one line."""
    front = unread(source)
    node = _compose(source[front.yaml.start : front.yaml.end]) if front.yaml is not None else None
    if front.yaml is None or node is None:
        raise ValueError("There is no front matter with a day in it.")
    value = next(value for key, value in reversed(node.value) if key.value == name)
    if not isinstance(value, yaml.ScalarNode) or value.style in ("|", ">"):
        raise Refusal("The front matter's “{name}” holds no day. Write one there, or leave it out.", name=name)
    place = _place(source[front.yaml.start : front.yaml.end], value).shifted(front.yaml.start)
    if _is_as_late(value.value, day):
        return []
    quote = value.style or ""
    return [Splice(place, f"{quote}{day}{quote}" if len(place) else f" {day}")]


def insertion(source: str, lines: str) -> Splice:
    """The splice that adds whole lines of keys behind all others, indented as they are. Refused where the mapping is
    written in braces."""
    front = unread(source)
    if front.yaml is None:
        raise ValueError("There is no front matter to add keys to.")
    node = _compose(source[front.yaml.start : front.yaml.end])
    if node is not None and node.flow_style:
        raise Refusal(
            "The front matter is written in braces, so no lines can be added. Write one key a line and import it."
        )
    indent = " " * (node.start_mark.column if node is not None else 0)
    indented = "".join(indent + line for line in lines.splitlines(keepends=True))
    return Splice(SourceRange(front.yaml.end, front.yaml.end), indented)


def quoted(text: str) -> str:
    """A YAML double-quoted scalar."""
    return "".join(
        f"\\u{ord(char):04x}" if char in "\x7f\x85\u2028\u2029\ufeff\ufffe\uffff" or "\x80" <= char <= "\x9f" else char
        for char in json.dumps(text, ensure_ascii=False)
    )


def _is_as_late(told: str, day: str) -> bool:
    try:
        own = datetime.fromisoformat(told.strip())
    except ValueError:
        return False
    return own.replace(tzinfo=own.tzinfo or UTC) >= datetime.fromisoformat(day)


# -- reading --------------------------------------------------------------------------------------------------------


def _compose(raw: str) -> yaml.MappingNode | None:
    try:
        node = yaml.compose(raw, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + _FIRST_LINE if mark else _FIRST_LINE
        raise Refusal(
            "The front matter is not valid YAML (line {line}: {fault}). Mend that line and import the file again.",
            line=line,
            fault=error.problem or error.context,
        ) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # ValueError: an escape beyond all characters
        raise Refusal("The front matter is not valid YAML. Mend it and import the file again.") from error
    except RecursionError as error:
        raise Refusal("The front matter is nested too deeply. Write it flatter and import the file again.") from error
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + _FIRST_LINE
        raise Refusal(
            "The file begins with a line of ---, so what follows is read as front matter; but line {line} is no YAML "
            "mapping (“key: value”). If the line is meant as a rule, put an empty line before it.",
            line=line,
        )
    return node


def _ends(node: yaml.Node) -> Iterator[yaml.Mark]:
    """Where the scalars and the brackets of a node end. A block scalar's end is that of its last line."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, yaml.CollectionNode) or node.flow_style:
            yield node.end_mark
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        else:
            waiting += node.value


def _place(raw: str, node: yaml.ScalarNode) -> SourceRange:
    """Where a scalar stands, without what is said of it."""
    start, end = node.start_mark.index, node.end_mark.index
    return SourceRange(start + len(taken(_PROPERTIES, raw, start, end)), end)


def _fields(raw: str, offset: int) -> tuple[Field, ...]:
    root = _compose(raw)
    fields: dict[str, Field] = {}
    waiting: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    visited = 0
    while waiting:
        path, node = waiting.pop()
        visited += 1
        if visited > _MOST_NODES:
            raise Refusal("The front matter's aliases unfold to too much. Write the values out and import it again.")
        if isinstance(node, yaml.ScalarNode):
            if _NOT_IN_TEXT.search(path + node.value):
                raise Refusal(
                    "Line {line} of the front matter names a character that no text has (NUL or half of a pair). Take "
                    "it out and import the file again.",
                    line=node.start_mark.line + _FIRST_LINE,
                )
            if node.value.strip():
                place = _place(raw, node)
                said = raw[node.start_mark.index : place.start]
                fields[path] = Field(path, node.value, place.shifted(offset), node.tag, node.style, said)
            continue
        if isinstance(node, yaml.MappingNode):
            inner = [(key.value, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
        else:
            inner = [(str(index), value) for index, value in enumerate(node.value)]
        waiting += [(f"{path}.{name}" if path else name, value) for name, value in reversed(inner)]
    return tuple(fields.values())
