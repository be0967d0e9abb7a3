"""Draft a note: mark places, say what is right, word it for readers; change it, or delete it while it is a draft."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from corrections.actions.apart import call, worked_apart
from corrections.actions.content import Content, check_content
from corrections.models import (
    CHANGED,
    Article,
    CorrectionNote,
    EventState,
    NoteEvent,
    Origin,
    Revision,
    Source,
    Span,
    Status,
    article_source,
    edit_of,
    last_of,
)
from corrections.text import (
    Edit,
    Proof,
    Quote,
    Refusal,
    Sentence,
    TextRange,
    is_address,
    is_attribute,
    joined,
    match,
    prove,
    refuse_collisions,
    trimmed,
)

SENT_AGAIN = "Sent again by its card."
TAKEN_BACK = Sentence("This note was waiting for review. It is a draft again: submit it once more when it is ready.")


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the latest revision's text, in code points, sealed by its words. field: "" for the body."""

    field: str
    start: int
    end: int
    exact: str


class Conflict(Refusal):
    """Somebody else has changed the note meanwhile; `note` is it as it stands."""

    def __init__(self, note: CorrectionNote) -> None:
        super().__init__(
            "Somebody else has changed this note meanwhile. Nothing of yours is lost: compare both texts, take over "
            "what you need, and save again."
        )
        self.note = note


class Unseen(Refusal):
    """A draft is another than the one that was looked at; `note` is it as it stands."""

    def __init__(self, note: CorrectionNote) -> None:
        super().__init__(
            "This draft is not as you saw it, so nothing was deleted. Read it as it stands now, then decide."
        )
        self.note = note


@worked_apart
def draft_note(
    article: Article,
    places: Sequence[Place],
    content: Content,
    *,
    user: User,
    amends: CorrectionNote | None = None,
    uid: UUID | None = None,
    version: int | None = None,
) -> tuple[CorrectionNote, tuple[str, ...]]:
    """Keep a new draft; without places it is on the whole article. Returns it and what the editor is told.

    uid: the name that a card was given when it was opened. Sent again under it, since the answer to the first time was
    lost on the way, the same words add nothing, and other words change the draft. version: as for `rewrite_note`,
    once the editor has been shown what somebody else made of the draft meanwhile.

    Raises Refusal where a place no longer has its words, a replacement cannot be proved, or the uid is that of a note
    which this card may not change, and Conflict where somebody else has changed it; then nothing is kept.
    """
    if amends is not None and (not amends.is_published or amends.article_id != article.pk):
        raise Refusal("Only a published note can be amended. Edit the draft instead.")
    with transaction.atomic():
        article = article.lock()
        kept = CorrectionNote.objects.filter(uid=uid).first() if uid is not None else None
        if kept is not None:
            _refuse_foreign(kept, article, amends, user)
        elif amends is not None and amends.amended_by.exists():
            raise Refusal("This note is being amended already. Open that draft, or amend the newest note.")
        revision = article.latest_revision
        is_kept = kept is not None and _says(kept, revision, places, content)
        if kept is not None and kept.is_published:
            return _published_meanwhile(kept, is_kept), ()
        if kept is not None and not is_kept and version != kept.version and not _is_as_drafted(kept):
            raise Conflict(kept)
        edits = _edits(revision, places, content.replacement)
        if not is_kept:
            check_content(content, edits, _put_right_already(revision, kept, amends), amends)
        proofs = _proved(article, revision, edits, except_note=kept or amends)
        warnings: tuple[Sentence, ...] = ()
        if kept is None:
            kept = write_draft(article, revision, edits, proofs, content, user=user, amends=amends, uid=uid)
        elif not is_kept:
            warnings = _rewrite(kept, revision, edits, proofs, content, user)
            NoteEvent.objects.create(note=kept, state=EventState.DRAFTED, by=user, remark=SENT_AGAIN)
    return kept, (*_told(proofs), *warnings)


def write_draft(
    article: Article,
    revision: Revision,
    edits: Sequence[Edit],
    proofs: Sequence[Proof],
    content: Content,
    *,
    user: User,
    amends: CorrectionNote | None = None,
    external_id: str = "",
    uid: UUID | None = None,
    origin: Origin = Origin.SELECTED,
) -> CorrectionNote:
    """Keep a draft whose content is checked and whose edits are proved. uid: its name for good, else a new one."""
    note = CorrectionNote(article=article, author=user, amends=amends, external_id=external_id)
    if uid is not None:
        note.uid = uid
    _write(note, content)
    note.save()
    _write_rest(note, revision, edits, proofs, content, user, origin)
    NoteEvent.objects.create(note=note, state=EventState.DRAFTED, by=user)
    return note


@worked_apart
def rewrite_note(
    note: CorrectionNote, places: Sequence[Place], content: Content, *, version: int | None, user: User
) -> tuple[str, ...]:
    """Change a draft. version: the one that the editor had before them. Lost places stay as they are.

    Raises Conflict when other words were saved in between, and Refusal as `draft_note` does. Where what is kept is just
    what is sent, as when the answer to the first time was lost, nothing is written: nobody has changed the note, and
    whoever wrote what it says remains the one who did.
    """
    with transaction.atomic():
        article = note.article.lock()
        kept = CorrectionNote.objects.select_related("amends").filter(pk=note.pk).first()
        if kept is None:
            raise Refusal("This draft was deleted meanwhile. Copy your words, and select the place again.")
        revision = article.latest_revision
        is_kept = _says(kept, revision, places, content)
        if kept.is_published:
            _published_meanwhile(kept, is_kept)
            return ()
        if version not in (None, kept.version) and not is_kept:
            raise Conflict(kept)
        edits = _edits(revision, places, content.replacement)
        if not is_kept:
            check_content(content, edits, _put_right_already(revision, kept, kept.amends), kept.amends)
        proofs = _proved(article, revision, edits, except_note=kept)
        warnings: tuple[Sentence, ...] = ()
        if not is_kept:
            warnings = _rewrite(kept, revision, edits, proofs, content, user)
            _record_change(kept, user)
    return (*_told(proofs), *warnings)


def delete_draft(note: CorrectionNote, *, version: int | None = None) -> None:
    """Delete a note that was never published. version: the one that somebody looked at; None: whichever it has.

    Raises Unseen where the draft has another version by now, and Refusal for a published note.
    """
    with transaction.atomic():
        note.article.lock()
        kept = CorrectionNote.objects.select_related("article").filter(pk=note.pk).first()
        if kept is None:
            return
        if kept.is_published:
            raise Refusal("A published note is never removed. Amend it instead.")
        if version not in (None, kept.version):
            raise Unseen(kept)
        kept.delete()


def places_of(note: CorrectionNote) -> tuple[list[Place], str | None]:
    """A note's places in the latest revision of its article, in order, and its replacement; None: the words stay."""
    spans = list(note.spans.filter(revision=note.article.latest_revision))
    places = [Place(span.field, span.text_start, span.text_end, span.quote_exact) for span in spans]
    replacements = [edit_of(span).replacement for span in spans]
    return places, next((one for one in replacements if one is not None), None)


def note_at(article: Article, place: Place) -> CorrectionNote | None:
    """The note that replaces words of a place already, the first in the text: a draft, or the newest published one of
    its chain, where no draft amends it there. The place is one of the latest revision, as `range_of` finds it; two
    queries. None where the words are free, or only told of."""
    spans = (
        Span.objects.replacing(article.latest_revision)
        .filter(field=place.field, text_start__lt=place.end, text_end__gt=place.start)
        .select_related("note")
        .order_by("text_start", "pk")
    )
    notes = [span.note for span in spans]
    being_amended = {note.amends_id for note in notes}
    return next((note for note in notes if note.pk not in being_amended), None)


def other_edits(article: Article, revision: Revision, except_note: CorrectionNote | None = None) -> list[Edit]:
    """What the article's other notes already replace in a revision; of a chain of amendments the newest alone.

    The chain of `except_note` is left out: the note that it amends, and one that amends it.
    """
    spans = Span.objects.replacing(revision)
    if except_note is not None:
        chain = Q(note=except_note) | Q(note__amends=except_note)
        if except_note.amends_id:
            chain |= Q(note_id=except_note.amends_id)
        spans = spans.exclude(pk__in=Span.objects.filter(chain))
    return [edit_of(span) for span in spans]


def text_in(texts: dict[str, str], field: str) -> str:
    """The text of a field among those of a rendering. Raises Refusal where there is no such field."""
    if is_attribute(field) and field not in texts:
        raise Refusal("The article has no such link or picture: “{field}”. Count them anew.", field=field)
    if field not in texts:
        raise Refusal("The front matter has no text “{field}”. Choose one of the fields that it has.", field=field)
    return texts[field]


def range_of(texts: dict[str, str], place: Place, replacement: str | None = None) -> TextRange:
    """Where a place is, with its seal checked: the words at their offsets, else where they stand exactly once; of
    words that are deleted with the spare space. Raises Refusal where they stand nowhere, or in several places."""
    text = text_in(texts, place.field)
    if place.exact and text[place.start : place.end] == place.exact:
        found = TextRange(place.start, place.end)
    else:
        found = match(Quote(place.exact), text)
    found = trimmed(text, found)
    return joined(text, found) if replacement == "" else found


def span_row(
    note: CorrectionNote, revision: Revision, position: int, edit: Edit, proof: Proof, user: User, origin: Origin
) -> Span:
    """A proved edit as the row that keeps it."""
    return Span(
        note=note,
        revision=revision,
        position=position,
        field=edit.field,
        source_start=proof.source_range.start,
        source_end=proof.source_range.end,
        text_start=edit.range.start,
        text_end=edit.range.end,
        quote_exact=proof.quote.exact,
        quote_prefix=proof.quote.prefix,
        quote_suffix=proof.quote.suffix,
        replacement=edit.replacement,
        splices=[[splice.range.start, splice.range.end, splice.new] for splice in proof.splices],
        origin=origin,
        created_by=user,
    )


def unless_same(field: str, text: str, place: TextRange, replacement: str | None) -> str | None:
    """The replacement, an address without white space around it, as it will be written; None where it is what stands
    there, so that the words stay."""
    if replacement is not None and is_address(field):
        replacement = replacement.strip()
    return None if replacement == text[place.start : place.end] else replacement


def _edits(revision: Revision, places: Iterable[Place], replacement: str | None) -> list[Edit]:
    places = list(places)
    texts = revision.rendering.texts() if places else {}
    ranges = [(place.field, range_of(texts, place, replacement)) for place in places]
    return [Edit(field, found, unless_same(field, texts[field], found, replacement)) for field, found in ranges]


def _proved(article: Article, revision: Revision, edits: list[Edit], except_note: CorrectionNote | None) -> list[Proof]:
    if not edits:
        return []
    others = other_edits(article, revision, except_note)
    refuse_collisions(edits, others)
    # What others save meanwhile makes no proof of words in the body another, and so none is worked out again for it.
    told = others if any(edit.field for edit in edits) else []
    return call(prove, article_source(revision), edits, told)


def _refuse_foreign(kept: CorrectionNote, article: Article, amends: CorrectionNote | None, user: User) -> None:
    """A card's name leads to the draft that this editor made with it here, and to no other note."""
    if kept.article_id != article.pk or kept.amends_id != (amends.pk if amends else None):
        raise Refusal(
            "This card has saved a note elsewhere already. Copy your words, close the card, and select the place again."
        )
    if kept.author_id != user.pk:
        raise Refusal(
            "Another editor has saved a note with this card. Copy your words, close the card, and open that note."
        )


def _is_as_drafted(note: CorrectionNote) -> bool:
    """Whether nobody has changed a draft but the card that it was made with."""
    return note.version == note.events.filter(state=EventState.DRAFTED).exclude(remark=CHANGED).count()


def _says(note: CorrectionNote, revision: Revision, places: Iterable[Place], content: Content) -> bool:
    """Whether a note holds this content already, at just these places of a revision."""
    try:
        edits = _edits(revision, places, content.replacement)
    except Refusal:
        return False
    said = _written(content)
    return (
        all(getattr(note, name) == value for name, value in said.items() if name != "memo")
        and _lines(note.memo) == said["memo"]
        and [(source.title, source.url) for source in note.sources.all()] == list(content.sources)
        and {edit_of(span) for span in note.spans.filter(revision=revision)} == set(edits)
    )


def _published_meanwhile(note: CorrectionNote, is_kept: bool) -> CorrectionNote:
    """A published note as the outcome of saving it once more; refused where that would change it."""
    if not is_kept:
        raise Refusal("This note was published meanwhile, and a published note never changes. Amend it instead.")
    return note


def _put_right_already(revision: Revision, *notes: CorrectionNote | None) -> list[tuple[str, TextRange]]:
    spans = Span.objects.filter(revision=revision, note__in=[note for note in notes if note is not None])
    return [(span.field, span.text_range) for span in spans if not span.splices]


def _lost_with_their_past(note: CorrectionNote, revision: Revision) -> set[int]:
    """The spans that no span leads on from, in revisions before this one, and those that they lead on from."""
    spans = {span.pk: span for span in note.spans.all()}
    kept: set[int] = set()
    for span in last_of(spans.values()):
        at = span if span.revision_id != revision.pk else None
        while at is not None:
            kept.add(at.pk)
            at = spans.get(at.carried_from_id) if at.carried_from_id is not None else None
    return kept


def _rewrite(
    note: CorrectionNote,
    revision: Revision,
    edits: Sequence[Edit],
    proofs: Sequence[Proof],
    content: Content,
    user: User,
) -> tuple[Sentence, ...]:
    """Returns what the editor is told of it."""
    _write(note, content)
    before = note.status
    _change(note, user)
    note.sources.all().delete()
    # What is lost stays listed until an editor places it; the rest is written anew.
    note.spans.exclude(pk__in=_lost_with_their_past(note, revision)).delete()
    _write_rest(note, revision, edits, proofs, content, user, Origin.SELECTED)
    return (TAKEN_BACK,) if (before, note.status) == (Status.SUBMITTED, Status.DRAFT) else ()


def change_place(note: CorrectionNote, user: User) -> None:
    """A draft whose place somebody said, or left out, was changed by them; a published note stays as it is."""
    if not note.is_published:
        _change(note, user)
        _record_change(note, user)


def _change(note: CorrectionNote, user: User) -> None:
    note.version += 1
    note.status = Status.SUBMITTED if note.goes_on_waiting(user) else Status.DRAFT
    note.save()


def _record_change(note: CorrectionNote, user: User) -> None:
    """Who changed it last; many changes in a row by the same editor are one step."""
    last = note.events.order_by("pk").last()
    if last is None or (last.state, last.by_id) != (EventState.DRAFTED, user.pk):
        NoteEvent.objects.create(note=note, state=EventState.DRAFTED, by=user, remark=CHANGED)


def _write(note: CorrectionNote, content: Content) -> None:
    for name, value in _written(content).items():
        setattr(note, name, value)


def _written(content: Content) -> dict[str, Any]:
    """What of a content stands in the note's own row, by name."""
    kept = {one.name: getattr(content, one.name) for one in fields(content)}
    del kept["replacement"], kept["sources"]
    return kept | {"wording": " ".join(content.wording.split()), "memo": _lines(content.memo)}


def _lines(memo: str) -> str:
    """A memo with the line ends that it is kept with, whatever a browser makes of them."""
    return memo.replace("\r\n", "\n")


def _write_rest(
    note: CorrectionNote,
    revision: Revision,
    edits: Sequence[Edit],
    proofs: Sequence[Proof],
    content: Content,
    user: User,
    origin: Origin,
) -> None:
    Source.objects.bulk_create(
        Source(note=note, position=at, title=title, url=address) for at, (title, address) in enumerate(content.sources)
    )
    Span.objects.bulk_create(
        span_row(note, revision, at, edit, proof, user, origin)
        for at, (edit, proof) in enumerate(zip(edits, proofs, strict=True))
    )


def _told(proofs: Sequence[Proof]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for proof in proofs for warning in proof.warnings))
