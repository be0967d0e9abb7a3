"""Draft a note: mark places, say what is right, word it for readers; change it, or delete it while it is a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from corrections import bounded
from corrections.models import (
    Article,
    CorrectionNote,
    EventState,
    Kind,
    NoteEvent,
    Origin,
    Revision,
    Severity,
    Source,
    Span,
    Status,
    article_source,
    edit_of,
)
from corrections.text import (
    Edit,
    Proof,
    Quote,
    Refusal,
    TextRange,
    is_safe_address,
    joined,
    match,
    prove,
    text_of,
    trimmed,
    wording,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the latest revision's text, in code points, sealed by its words. field: "" for the body."""

    field: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Content:
    """What an editor says in a note. replacement None: the words stay. sources: (title, address) pairs."""

    wording: str
    replacement: str | None = None
    kind: str = Kind.CORRECTION
    severity: str = Severity.STANDARD
    error_type: str = ""
    memo: str = ""
    apology: bool = False
    confirmed_internally: bool = False
    withheld: bool = False
    topic: str = ""
    reported_on: date | None = None
    sources: tuple[tuple[str, str], ...] = ()


class Conflict(Refusal):
    """Somebody else has changed the note meanwhile; `note` is it as it stands."""

    def __init__(self, note: CorrectionNote) -> None:
        super().__init__(
            "Somebody else has changed this note meanwhile. Nothing of yours is lost: compare both texts, take over "
            "what you need, and save again."
        )
        self.note = note


def draft_note(
    article: Article,
    places: Sequence[Place],
    content: Content,
    *,
    user,
    amends: CorrectionNote | None = None,
) -> tuple[CorrectionNote, tuple[str, ...]]:
    """Keep a new draft; without places it is on the whole article. Returns it and what the editor is told.

    Raises Refusal where a place no longer has its words, or a replacement cannot be proved; then nothing is kept.
    """
    if amends is not None and (not amends.is_published or amends.article_id != article.pk):
        raise Refusal("Only a published note can be amended. Edit the draft instead.")
    revision = article.latest_revision
    ranges = [range_of(revision, place, content.replacement)[:2] for place in places]
    with transaction.atomic():
        article.lock()
        if amends is not None and amends.amended_by.exists():
            raise Refusal("This note is being amended already. Open that draft, or amend the newest note.")
        edits, proofs = _proved(article, revision, ranges, content.replacement, except_note=amends)
        note = write_draft(article, revision, edits, proofs, content, user=user, amends=amends)
    return note, _told(proofs)


def write_draft(
    article: Article,
    revision: Revision,
    edits: Sequence[Edit],
    proofs: Sequence[Proof],
    content: Content,
    *,
    user,
    amends: CorrectionNote | None = None,
    external_id: str = "",
    origin: Origin = Origin.SELECTED,
) -> CorrectionNote:
    """Keep a draft whose edits are proved. Raises Refusal for what no note may hold."""
    content = _checked(content, edits)
    note = CorrectionNote(article=article, author=user, amends=amends, external_id=external_id)
    _write(note, content)
    note.save()
    _write_rest(note, revision, edits, proofs, content, user, origin)
    NoteEvent.objects.create(note=note, state=EventState.DRAFTED, by=user)
    return note


def rewrite_note(
    note: CorrectionNote, places: Sequence[Place] | None, content: Content, *, version: int | None, user
) -> tuple[str, ...]:
    """Change a draft. places None: they stay where they are. version: the one that the editor had before them.

    Raises Conflict when somebody else saved in between, and Refusal as `draft_note` does.
    """
    with transaction.atomic():
        article = note.article.lock()
        kept = CorrectionNote.objects.filter(pk=note.pk).first()
        if kept is None:
            raise Refusal("This draft was deleted meanwhile. Copy your words, and select the place again.")
        if kept.is_published:
            raise Refusal("This note was published meanwhile, and a published note never changes. Amend it instead.")
        if version is not None and version != kept.version:
            raise Conflict(kept)
        revision = article.latest_revision
        if places is None:
            ranges = [(span.field, span.text_range) for span in kept.spans.filter(revision=revision)]
        else:
            ranges = [range_of(revision, place, content.replacement)[:2] for place in places]
        edits, proofs = _proved(article, revision, ranges, content.replacement, except_note=kept)
        _write(kept, _checked(content, ranges))
        kept.version += 1
        if kept.status == Status.RETURNED:
            kept.status = Status.DRAFT
        kept.save()
        kept.sources.all().delete()
        # What is lost stays listed until an editor places it; the rest is written anew.
        lost = list(kept.spans.exclude(revision=revision).filter(carried_to__isnull=True).values_list("pk", flat=True))
        kept.spans.exclude(pk__in=lost).delete()
        _write_rest(kept, revision, edits, proofs, content, user, Origin.SELECTED)
    return _told(proofs)


def delete_draft(note: CorrectionNote) -> None:
    """Delete a note that was never published. Raises Refusal for a published one."""
    with transaction.atomic():
        kept = CorrectionNote.objects.select_for_update().filter(pk=note.pk).first()
        if kept is None:
            return
        if kept.is_published:
            raise Refusal("A published note is never removed. Amend it instead.")
        kept.delete()


def places_of(note: CorrectionNote) -> tuple[list[Place], str | None]:
    """A note's places in the latest revision of its article, in order, and its replacement."""
    spans = list(note.spans.filter(revision=note.article.latest_revision))
    places = [Place(span.field, span.text_start, span.text_end, span.quote_exact) for span in spans]
    return places, next((span.replacement for span in spans if span.replacement is not None), None)


def other_edits(article: Article, revision: Revision, except_note: CorrectionNote | None = None) -> list[Edit]:
    """What the article's other notes already replace in a revision; of a chain of amendments the newest alone."""
    spans = Span.objects.filter(revision=revision, note__article=article, replacement__isnull=False)
    spans = spans.exclude(origin=Origin.INCORPORATED).filter(note__amended_by__isnull=True)
    if except_note is not None:
        spans = spans.exclude(note=except_note)
        if except_note.amends_id:
            spans = spans.exclude(note_id=except_note.amends_id)
    return [edit_of(span) for span in spans]


def text_in(revision: Revision, field: str) -> str:
    """The rendered text of a revision's body, or the string of a front-matter field."""
    rendering = revision.renderings.order_by("-made_at").first()
    if field:
        found = dict(rendering.fields).get(field)
        if found is None:
            raise Refusal(f"The front matter has no text “{field}”. Choose one of the fields that it has.")
        return found
    return text_of(rendering.html)


def range_of(revision: Revision, place: Place, replacement: str | None) -> tuple[str, TextRange, str]:
    """The field, the range and the text of a place, with its seal checked: the words at their offsets, else where
    they stand exactly once. Raises Refusal where they stand nowhere, or in several places."""
    text = text_in(revision, place.field)
    if place.exact and text[place.start : place.end] == place.exact:
        found = TextRange(place.start, place.end)
    else:
        found = match(Quote(place.exact), text)
    found = trimmed(text, found)
    return place.field, joined(text, found) if replacement == "" else found, text


def _proved(
    article: Article,
    revision: Revision,
    ranges: Sequence[tuple[str, TextRange]],
    replacement: str | None,
    except_note: CorrectionNote | None,
) -> tuple[list[Edit], list[Proof]]:
    edits = [Edit(field, place, _unless_same(revision, field, place, replacement)) for field, place in ranges]
    if not edits:
        return [], []
    others = other_edits(article, revision, except_note)
    return edits, bounded.call(prove, article_source(revision), edits, others)


def _unless_same(revision: Revision, field: str, place: TextRange, replacement: str | None) -> str | None:
    text = text_in(revision, field)
    return None if replacement == text[place.start : place.end] else replacement


def _checked(content: Content, places: Sequence) -> Content:
    if len(content.wording) > wording.LONGEST:
        raise Refusal(f"The wording has {len(content.wording):,} characters; {wording.LONGEST:,} are the most.")
    for _, address in content.sources:
        if address and not (address.lower().startswith(("http://", "https://")) and is_safe_address(address)):
            raise Refusal(f"“{address[:80]}” is no address on the web. Begin it with https://, or give a title alone.")
    if content.withheld and places and content.replacement is None:
        raise Refusal("Words that are withheld need others in their place. Say what shall stand there.")
    if content.kind == Kind.REMOVAL and not content.withheld:
        raise Refusal("What is removed is withheld. Tick “Withhold the original words”, or choose another kind.")
    return content


def _write(note: CorrectionNote, content: Content) -> None:
    for name in (
        "kind",
        "severity",
        "error_type",
        "memo",
        "apology",
        "confirmed_internally",
        "withheld",
        "topic",
        "reported_on",
    ):
        setattr(note, name, getattr(content, name))
    note.wording = " ".join(content.wording.split())


def _write_rest(
    note: CorrectionNote,
    revision: Revision,
    edits: Sequence[Edit],
    proofs: Sequence[Proof],
    content: Content,
    user,
    origin: Origin,
) -> None:
    Source.objects.bulk_create(
        Source(note=note, position=at, title=title, url=address) for at, (title, address) in enumerate(content.sources)
    )
    Span.objects.bulk_create(
        span_row(note, revision, at, edit, proof, user, origin)
        for at, (edit, proof) in enumerate(zip(edits, proofs, strict=True))
    )


def span_row(
    note: CorrectionNote, revision: Revision, position: int, edit: Edit, proof: Proof, user, origin: Origin
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


def _told(proofs: Sequence[Proof]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(warning for proof in proofs for warning in proof.warnings))
