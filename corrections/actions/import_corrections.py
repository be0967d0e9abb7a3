"""Import notes from Web Annotations: all of them or none."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from corrections import bounded
from corrections.actions.annotate import Content, other_edits, text_in, write_draft
from corrections.actions.publish import publish_notes
from corrections.models import (
    Article,
    CorrectionNote,
    ErrorType,
    Kind,
    Origin,
    Revision,
    Severity,
    article_source,
)
from corrections.text import (
    Annotation,
    Edit,
    Refusal,
    Target,
    TextRange,
    match,
    prove,
    read_annotations,
)

MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportedNotes:
    """notes: those that were added, in the order of the file. known: how many were here already. told: warnings."""

    notes: tuple[CorrectionNote, ...]
    known: int
    told: tuple[str, ...]


def import_corrections(
    article: Article, content: bytes, *, user, publish: bool = False, now: datetime
) -> ImportedNotes:
    """Keep the notes of a JSON file; publish them where asked.

    Raises Refusal, which names the annotation, and then keeps none.
    """
    annotations = read_annotations(_parsed(content))
    with transaction.atomic():
        article = article.lock()
        revision = article.latest_revision
        new = [(at, one) for at, one in enumerate(annotations) if not _is_known(article, one.id)]
        ids = [one.id for _, one in new if one.id]
        if len(ids) != len(set(ids)):
            twice = next(one for one in ids if ids.count(one) > 1)
            raise Refusal(f"The id {twice} stands twice in the file. Give each annotation its own.")
        contents = [_named(at, one, _content, one) for at, one in new]
        edits: list[Edit] = []
        owner: list[int] = []  # for each edit the annotation's place in `new`
        for at, (number, one) in enumerate(new):
            found = _named(number, one, _edits, revision, one)
            edits += found
            owner += [at] * len(found)
        try:
            proofs = bounded.call(prove, article_source(revision), edits, other_edits(article, revision))
        except Refusal as refusal:
            if refusal.index is None:
                raise
            number, one = new[owner[refusal.index]]
            raise _about(number, one, refusal) from refusal
        notes, told = [], []
        for at, (number, one) in enumerate(new):
            mine = [index for index, place in enumerate(owner) if place == at]
            note = write_draft(
                article,
                revision,
                [edits[index] for index in mine],
                [proofs[index] for index in mine],
                contents[at],
                user=user,
                external_id=one.id,
                origin=Origin.IMPORTED,
            )
            notes.append(note)
            told += [f"{_name(number, one)}: {w}" for index in mine for w in proofs[index].warnings]
        if publish:
            publish_notes(article, notes, user=user, now=now)
    return ImportedNotes(tuple(notes), len(annotations) - len(new), tuple(told))


def _parsed(content: bytes):
    if len(content) > MOST_BYTES:
        raise Refusal(f"The file has {len(content):,} bytes; {MOST_BYTES:,} are the most. Split it.")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refusal(f"The file is not UTF-8: byte {error.start + 1} does not belong there.") from error
    except json.JSONDecodeError as error:
        raise Refusal(f"The file is no JSON (line {error.lineno}: {error.msg}).") from error
    except (RecursionError, ValueError) as error:
        raise Refusal("The file cannot be read as JSON: it is nested too deeply, or has too long a number.") from error


def _is_known(article: Article, name: str) -> bool:
    if not name:
        return False
    notes = article.notes.filter(external_id=name)
    uid = name.removeprefix("urn:uuid:")
    if uid != name and len(uid) == 36:
        notes = notes | article.notes.filter(uid__in=_uuid(uid))
    return notes.exists()


def _uuid(text: str) -> list:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _content(one: Annotation) -> Content:
    kind = one.kind or Kind.CORRECTION
    if kind not in Kind.values:
        raise Refusal(f"the kind “{kind}” is not known here. Use one of {', '.join(Kind.values)}.")
    known = {"severity": Severity.values, "error_type": ErrorType.values}
    found: dict[str, str] = {}
    flags = set()
    for tag in one.tags:
        name = next((name for name, values in known.items() if tag in values), None)
        if name is None and tag not in ("withheld", "apology"):
            raise Refusal(f"the tag “{tag}” is neither a severity nor an error type, nor withheld or apology.")
        if name is None:
            flags.add(tag)
        elif found.setdefault(name, tag) != tag:
            raise Refusal(f"it has two tags of one sort: {found[name]} and {tag}.")
    return Content(
        wording=one.wording,
        replacement=one.replacement,
        kind=kind,
        severity=found.get("severity", Severity.STANDARD),
        error_type=found.get("error_type", ""),
        apology="apology" in flags,
        withheld="withheld" in flags or kind == Kind.REMOVAL,
        sources=one.sources,
    )


def _edits(revision: Revision, one: Annotation) -> list[Edit]:
    if one.replacement is not None and not one.targets:
        raise Refusal("it has a replacement but no words to replace. Give its target a selector.")
    return [_edit(revision, target, one.replacement) for target in one.targets]


def _edit(revision: Revision, target: Target, replacement: str | None) -> Edit:
    text = text_in(revision, target.field)
    if target.quote is not None:
        place = match(target.quote, text, target.position)
    elif target.position is not None:
        place = target.position
        if place.end > len(text):
            raise Refusal(f"its position ends at {place.end}, but the text has {len(text)} characters.")
    elif target.field:
        place = TextRange(0, len(text))
    else:
        raise Refusal("its selector selects no words.")
    return Edit(target.field, place, None if replacement == text[place.start : place.end] else replacement)


def _named(number: int, one: Annotation, function, *args):
    try:
        return function(*args)
    except Refusal as refusal:
        raise _about(number, one, refusal) from refusal


def _about(number: int, one: Annotation, refusal: Refusal) -> Refusal:
    return Refusal(f"{_name(number, one)}: {refusal.sentence}", number)


def _name(number: int, one: Annotation) -> str:
    return f"Annotation {number + 1} ({one.id})" if one.id else f"Annotation {number + 1}"
