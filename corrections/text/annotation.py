"""Notes as W3C Web Annotations, read and written (Web Annotation Data Model, 23 February 2017)."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .coordinates import Quote, Refusal, TextRange
from .sentences import Sentence

_Object = dict[str, Any]  # JSON's, as it was read: nothing in it is sure

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
# Web Annotation Vocabulary, 3.3: all motivations, also those of which nothing is read here.
_PURPOSES = frozenset(
    "assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating "
    "questioning replying tagging".split()
)


@dataclass(frozen=True, slots=True)
class Target:
    """A place as an annotation tells it. field: "" for the body. quote None: by position, or the whole field."""

    field: str = ""
    quote: Quote | None = None
    position: TextRange | None = None


@dataclass(frozen=True, slots=True)
class TimeState:
    """Which text of a source an annotation was made on. source_date: RFC 3339. cached: its address, or "" for none."""

    source_date: str
    cached: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What an annotation says of a note. id: "" where it has none. replacement None: the words stay.

    targets: none for a note on the whole article. sources: (title, address) pairs. tags: all `tagging` values.
    """

    id: str
    kind: str
    wording: str
    replacement: str | None
    targets: tuple[Target, ...]
    sources: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()


def read_annotations(document: Any) -> list[Annotation]:
    """The annotations of parsed JSON: one, an array, an AnnotationPage or an AnnotationCollection, pages and all.

    Raises Refusal, which names the annotation; also where pages are missing that the document names by address, or
    where it has fewer annotations than it says.
    """
    found = []
    _refuse_missing_pages(document)
    for at, item in enumerate(_items(document)):
        try:
            found.append(_annotation(item))
        except Refusal as refusal:
            name = item.get("id") if isinstance(item, dict) else None
            called = annotation_called(at + 1, name if isinstance(name, str) else "")
            raise Refusal("{name}: {sentence}", at, name=called, sentence=refusal.sentence) from refusal
    return found


def annotation_called(number: int, id: str) -> Sentence:
    """What an annotation of a file is called in sentences. number: from one."""
    if id:
        return Sentence("Annotation {number} ({id})", number=number, id=id)
    return Sentence("Annotation {number}", number=number)


def write_annotation(
    annotation: Annotation, source: str, state: TimeState | None = None, **more: Any
) -> dict[str, Any]:
    """An annotation as JSON, its `@context` first. source: the article's address. state: the text that the places are
    of. more: further properties, such as `created`."""
    bodies: list[dict[str, Any]] = []
    if annotation.replacement is not None:
        bodies.append(_textual("editing", annotation.replacement, "text/plain"))
    bodies.append(_textual("commenting", annotation.wording, "text/markdown"))
    bodies.append(_textual("classifying", annotation.kind))
    bodies += [_textual("tagging", tag) for tag in annotation.tags]
    for title, address in annotation.sources:
        resource = {key: value for key, value in (("id", address), ("name", title)) if value}
        bodies.append({"type": "SpecificResource", "purpose": "linking", "source": resource})
    of = {"source": source} | (_state(state) if state else {})
    targets = [of | _selectors(target) for target in annotation.targets] or [of]
    written = {"@context": CONTEXT, "id": annotation.id, "type": "Annotation", "motivation": "editing", **more}
    return {key: value for key, value in written.items() if value} | {"body": bodies, "target": targets}


def _textual(purpose: str, value: str, media_type: str = "") -> dict[str, Any]:
    typed = {"format": media_type} if media_type else {}
    return {"type": "TextualBody", "purpose": purpose, **typed, "value": value}


def _state(state: TimeState) -> dict[str, Any]:
    cached = {"cached": state.cached} if state.cached else {}
    return {"state": {"type": "TimeState", "sourceDate": state.source_date} | cached}


def _selectors(target: Target) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = []
    if target.quote is not None:
        quote = {"exact": target.quote.exact, "prefix": target.quote.prefix, "suffix": target.quote.suffix}
        selectors.append({"type": "TextQuoteSelector"} | {key: value for key, value in quote.items() if value})
    if target.position is not None:
        selectors.append({"type": "TextPositionSelector", "start": target.position.start, "end": target.position.end})
    if not target.field:
        return {"selector": selectors}
    fragment: dict[str, Any] = {"type": "FragmentSelector", "value": target.field}
    if selectors:
        fragment["refinedBy"] = selectors[0]
    return {"selector": [fragment]}


# -- reading ----------------------------------------------------------------------------------------------------------


def _items(document: Any) -> Iterator[Any]:
    if isinstance(document, list):
        for item in document:
            yield from _items(item) if isinstance(item, dict) else [item]
    elif isinstance(document, dict) and _types(document) & _CONTAINERS:
        if isinstance(document.get("first"), dict):
            yield from _items(document["first"])
        items = document.get("items", [])
        if not isinstance(items, list):
            raise Refusal("The page's “items” is no list. Export the annotations again.")
        yield from items
        if isinstance(document.get("next"), dict):
            yield from _items(document["next"])
    elif isinstance(document, dict):
        yield document
    else:
        raise Refusal("The file holds no Web Annotations: an array, an AnnotationPage or an AnnotationCollection.")


def _refuse_missing_pages(document: Any) -> None:
    """A collection may name its first page by address, and a page those beside it; these need not be in the file."""
    containers = list(_containers(document))
    here = {one["id"] for one in containers if isinstance(one.get("id"), str)}
    for one, key in ((one, key) for one in containers for key in ("first", "prev", "next")):
        if isinstance(one.get(key), str) and one[key] not in here:
            raise Refusal(
                "The file is not the whole collection: more of it is at {address}. Write all its pages into one "
                "file, as an array, or export the notes with export_article --format annotations.",
                address=one[key],
            )
    found = sum(1 for _ in _items(document))
    for total in (one.get("total") for one in containers):
        if isinstance(total, int) and total > found:
            raise Refusal(
                "The file is not the whole collection: of {total:,} annotations {found:,} are here. Write all its "
                "pages into one file, as an array.",
                total=total,
                found=found,
            )


def _containers(document: Any) -> Iterator[_Object]:
    if isinstance(document, list):
        for item in document:
            yield from _containers(item) if isinstance(item, dict) else ()
    elif isinstance(document, dict) and _types(document) & _CONTAINERS:
        yield document
        for key in ("first", "next"):
            yield from _containers(document[key]) if isinstance(document.get(key), dict) else ()


_CONTAINERS = frozenset(("AnnotationPage", "AnnotationCollection"))


def _types(item: _Object) -> set[str]:
    types = item.get("type")
    return {name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)}


def _annotation(item: Any) -> Annotation:
    if not isinstance(item, dict) or "Annotation" not in _types(item):
        raise Refusal("it is no object of type Annotation.")
    by_purpose: dict[str, list[_Object]] = {}
    for body in _listed(item.get("body")):
        if isinstance(body, str):
            body = {"value": body}
        if not isinstance(body, dict):
            raise Refusal("a body is neither text nor an object.")
        for purpose in _listed(body.get("purpose")) or ["commenting"]:
            by_purpose.setdefault(_purpose(purpose), []).append(body)
    if isinstance(item.get("bodyValue"), str):
        by_purpose.setdefault("commenting", []).append({"value": item["bodyValue"]})
    editing = [_value(body) for body in by_purpose.get("editing", [])]
    if len(set(editing)) > 1:
        raise Refusal("it has more than one replacement. Write one annotation for each.")
    kinds = [_value(body) for body in by_purpose.get("classifying", [])]
    if len(set(kinds)) > 1:
        raise Refusal("it has more than one kind ({kinds}). Keep one.", kinds=", ".join(kinds))
    return Annotation(
        id=_text(item.get("id"), "id"),
        kind=kinds[0] if kinds else "",
        wording="\n\n".join(_value(body) for body in by_purpose.get("commenting", [])),
        replacement=editing[0] if editing else None,
        targets=_targets(item.get("target")),
        sources=tuple(_source(body) for body in by_purpose.get("linking", [])),
        tags=tuple(_value(body) for body in by_purpose.get("tagging", [])),
    )


def _purpose(raw: Any) -> str:
    """One that is misspelt would be passed over, and a note published without its replacement or its kind."""
    purpose = _text(raw, "purpose")
    if purpose not in _PURPOSES:
        raise Refusal(
            "the purpose “{purpose}” of a body is unknown. Use editing, commenting, classifying, tagging or linking.",
            purpose=purpose,
        )
    return purpose


def _targets(raw: Any) -> tuple[Target, ...]:
    targets = _listed(raw)
    if not targets:
        raise Refusal("it has no target.")
    found = []
    for target in targets:
        if not isinstance(target, str | dict):
            raise Refusal("a target is neither an address nor an object.")
        if isinstance(target, dict) and target.get("selector") is not None:
            found.append(_selected(_listed(target["selector"])))
    return tuple(found)


def _selected(selectors: Sequence[Any]) -> Target:
    field, quote, position = "", None, None
    waiting = deque(selectors)
    while waiting:
        selector = waiting.popleft()
        if not isinstance(selector, dict):
            raise Refusal("a selector is no object.")
        types = _types(selector)
        if "TextQuoteSelector" in types:
            quote = Quote(*(_text(selector.get(key), key) for key in ("exact", "prefix", "suffix")))
            if not quote.exact:
                raise Refusal("its quote has no exact words.")
        elif "TextPositionSelector" in types:
            start, end = selector.get("start"), selector.get("end")
            if type(start) is not int or type(end) is not int or not 0 <= start < end:
                raise Refusal("its position runs from {start} to {end}.", start=start, end=end)
            position = TextRange(start, end)
        elif "FragmentSelector" in types:
            field = _text(selector.get("value"), "value")
            if not field:
                raise Refusal("its fragment has no value: the name of a front-matter field.")
        else:
            raise Refusal(
                "the selector “{types}” is not read here. "
                "Use TextQuoteSelector, TextPositionSelector or FragmentSelector.",
                types=", ".join(sorted(types)) or Sentence("without type"),
            )
        waiting += _listed(selector.get("refinedBy"))
    return Target(field, quote, position)


def _source(body: _Object) -> tuple[str, str]:
    source = body.get("source", body)
    if isinstance(source, str):
        return ("", source)
    if not isinstance(source, dict):
        raise Refusal("a source is neither an address nor an object.")
    name, address = _text(source.get("name"), "name"), _text(source.get("id"), "id")
    if not (name or address):
        raise Refusal("a source has neither name nor address.")
    return (name, address)


def _value(body: _Object) -> str:
    return _text(body.get("value"), "value")


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal("its “{name}” is no text.", name=name)
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise Refusal("its “{name}” has characters that no text has (NUL or half of a pair).", name=name)
    return value


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
