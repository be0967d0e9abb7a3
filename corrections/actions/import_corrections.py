"""Import notes from Web Annotations: all of them or none."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.models import User
from django.db import transaction

from corrections.actions.annotate import other_edits, text_in, unless_same, write_draft
from corrections.actions.apart import call, worked_apart
from corrections.actions.content import Content, check_content
from corrections.actions.publish import publish_notes, stops
from corrections.models import Article, CorrectionNote, ErrorType, Kind, Origin, Severity, article_source
from corrections.text import (
    Annotation,
    Edit,
    Proof,
    Refusal,
    Sentence,
    Target,
    TextRange,
    annotation_called,
    match,
    prove,
    read_annotations,
)

MOST_BYTES = 8 * 1024 * 1024
LONGEST_ID = 1000
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class ImportedNotes:
    """notes: those that were added, in the order of the file. known: how many were here already. told: warnings."""

    notes: tuple[CorrectionNote, ...]
    known: int
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _New:
    """An annotation that is not here yet. name: how a refusal calls it."""

    name: str
    annotation: Annotation
    content: Content
    edits: tuple[Edit, ...]
    uid: UUID | None


@worked_apart
def import_corrections(
    article: Article, content: bytes, *, user: User, publish: bool = False, now: datetime
) -> ImportedNotes:
    """Keep the notes of a JSON file; publish them where asked.

    An annotation that is here already adds nothing: its id is known or, where it has none, all that it says.
    Raises Refusal, which names the annotation, and then keeps none.
    """
    annotations = _annotations(content)
    with transaction.atomic():
        article = article.lock()
        revision = article.latest_revision
        texts = revision.rendering.texts()
        new = _new(article, annotations, texts)
        proofs = _proved(article_source(revision), new, other_edits(article, revision))
        notes = [
            write_draft(
                article,
                revision,
                one.edits,
                own,
                one.content,
                user=user,
                external_id=one.annotation.id,
                uid=one.uid,
                origin=Origin.IMPORTED,
            )
            for one, own in zip(new, proofs, strict=True)
        ]
        if publish:
            for one, note in zip(new, notes, strict=True):
                if reasons := stops(note, revision):
                    raise Refusal("{name}: {sentence}", name=one.name, sentence=reasons[0])
            published = publish_notes(article, [note.pk for note in notes], user=user, now=now, alone=True)
            by_pk = {note.pk: note for note in published}
            notes = [by_pk[note.pk] for note in notes]
    told = tuple(
        Sentence("{name}: {sentence}", name=one.name, sentence=warning)
        for one, own in zip(new, proofs, strict=True)
        for warning in dict.fromkeys(warning for proof in own for warning in proof.warnings)
    )
    known = len(annotations) - len(new)
    return ImportedNotes(tuple(notes), known, told)


def _annotations(content: bytes) -> list[Annotation]:
    if len(content) > MOST_BYTES:
        raise Refusal("The file has more than {most:,} bytes. Split it.", most=MOST_BYTES)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refusal("The file is not UTF-8: byte {at} does not belong there.", at=error.start + 1) from error
    except json.JSONDecodeError as error:
        raise Refusal("The file is no JSON (line {line}: {fault}).", line=error.lineno, fault=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise _unreadable() from error
    try:
        return read_annotations(document)
    except RecursionError as error:  # it takes a little more than the JSON did
        raise _unreadable() from error


def _unreadable() -> Refusal:
    return Refusal("The file cannot be read as JSON: it is nested too deeply, or has too long a number.")


def _new(article: Article, annotations: Sequence[Annotation], texts: dict[str, str]) -> list[_New]:
    """The annotations that are not here yet, all against the same untouched text."""
    known = {uid.urn for uid in article.notes.values_list("uid", flat=True)}
    known |= set(article.notes.exclude(external_id="").values_list("external_id", flat=True))
    ids = Counter(one.id for one in annotations if one.id)
    found: list[_New] = []
    for number, one in enumerate(annotations, 1):
        name = annotation_called(number, one.id)
        uid = None if one.id else _uid_by_content(article, one)
        if (one.id if uid is None else uid.urn) in known:
            continue
        if one.id and ids[one.id] > 1:
            raise Refusal("{name}: this id stands twice in the file. Give each annotation its own.", name=name)
        if len(one.id) > LONGEST_ID:
            raise Refusal(
                "{name}: its id has {count:,} characters; {most:,} are the most.",
                name=annotation_called(number, ""),
                count=len(one.id),
                most=LONGEST_ID,
            )
        if uid is not None:
            known.add(uid.urn)
        content, edits = _named(name, partial(_read, one, texts))
        found.append(_New(name, one, content, edits, uid))
    return found


def _uid_by_content(article: Article, one: Annotation) -> UUID:
    """A name made of all that an annotation without an id says, so that it is known when it comes again."""
    return uuid5(NAMESPACE_URL, f"{article.slug}\n{one!r}")


def _proved(source: str, new: Sequence[_New], others: list[Edit]) -> list[list[Proof]]:
    """The proofs of each annotation's edits."""
    owners = [at for at, one in enumerate(new) for _ in one.edits]
    edits = [edit for one in new for edit in one.edits]
    if not edits:
        return [[] for _ in new]
    try:
        proofs = call(prove, source, edits, others)
    except Refusal as refusal:
        if refusal.index is None:
            raise
        name = new[owners[refusal.index]].name
        raise Refusal("{name}: {sentence}", name=name, sentence=refusal.sentence) from refusal
    found: list[list[Proof]] = [[] for _ in new]
    for owner, proof in zip(owners, proofs, strict=True):
        found[owner].append(proof)
    return found


def _read(one: Annotation, texts: dict[str, str]) -> tuple[Content, tuple[Edit, ...]]:
    if one.replacement is not None and not one.targets:
        raise Refusal("it has a replacement but no words to replace. Give its target a selector.")
    content = _content(one)
    edits = tuple(_edit(texts, target, one.replacement) for target in one.targets)
    check_content(content, edits)
    return content, edits


def _content(one: Annotation) -> Content:
    kind = one.kind or Kind.CORRECTION
    if kind not in Kind.values:
        raise Refusal(
            "the kind “{kind}” is not known here. Use one of {kinds}.", kind=kind, kinds=", ".join(Kind.values)
        )
    known = {"severity": Severity.values, "error_type": ErrorType.values}
    found: dict[str, str] = {}
    flags = set()
    for tag in one.tags:
        name = next((name for name, values in known.items() if tag in values), None)
        if name is None and tag not in ("withheld", "apology"):
            raise Refusal("the tag “{tag}” is neither a severity nor an error type, nor withheld or apology.", tag=tag)
        if name is None:
            flags.add(tag)
        elif found.setdefault(name, tag) != tag:
            raise Refusal("it has two tags of one sort: {one} and {other}.", one=found[name], other=tag)
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


def _edit(texts: dict[str, str], target: Target, replacement: str | None) -> Edit:
    text = text_in(texts, target.field)
    if target.quote is not None:
        place = match(target.quote, text, target.position)
    elif target.position is not None:
        place = target.position
        if place.end > len(text):
            raise Refusal(
                "its position ends at {end}, but the text has {count} characters.", end=place.end, count=len(text)
            )
    elif target.field:
        place = TextRange(0, len(text))
    else:
        raise Refusal("its selector selects no words.")
    return Edit(target.field, place, unless_same(target.field, text, place, replacement))


def _named(name: str, read: Callable[[], Read]) -> Read:
    try:
        return read()
    except Refusal as refusal:
        raise Refusal("{name}: {sentence}", name=name, sentence=refusal.sentence) from refusal
