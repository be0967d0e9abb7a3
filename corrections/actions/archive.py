"""Fill a database with invented articles and notices, to see how the product does with many.

The rows are written in bulk. Yet pages are real: each text is read, and each of its errors proved, by the library; what
it made of a text is used again for the articles that have the same.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from corrections.actions.accounts import desk_account
from corrections.actions.annotate import span_row
from corrections.actions.ledger import enter_all
from corrections.models import (
    Article,
    CorrectionNote,
    ErrorType,
    EventState,
    Kind,
    LedgerHead,
    NoteEvent,
    Origin,
    PublicState,
    Rendering,
    Revision,
    Severity,
    Source,
    Span,
    Status,
    keep_log,
    keep_words,
    title_of,
)
from corrections.samples.invented import INVENTED, TOWNS, TOWNS_ZH, Error
from corrections.text import (
    RENDERER,
    ArticleText,
    Edit,
    Proof,
    SafeHtml,
    TextRange,
    prove,
    read_article,
    render_inline,
)

_DAY = "2021-01-04"  # stands in a text until the day of its article is written in
_REFERENCE = "A00000"  # and so does this, until the article's own is, which stands in no other
_BATCH = 200  # articles written at once
_FIRST, _LAST = datetime(2021, 1, 4, 6, tzinfo=UTC), datetime(2026, 10, 31, 22, tzinfo=UTC)
_SHARES = (0.2, 0.4, 0.6, 0.8, 1, 1, 1.2, 1.4, 1.6, 1.8)  # of the notices that an article would have on average
_KINDS = {
    Kind.CORRECTION: 62,
    Kind.CLARIFICATION: 11,
    Kind.UPDATE: 9,
    Kind.MINOR_FIX: 9,
    Kind.EDITORS_NOTE: 3,
    Kind.REMOVAL: 3,
    Kind.CONCERN: 2,
    Kind.RETRACTION: 1,
}
_ON_THE_WHOLE = frozenset((Kind.EDITORS_NOTE, Kind.CONCERN, Kind.RETRACTION))
_SEVERITIES = {Severity.MINOR: 25, Severity.STANDARD: 60, Severity.SERIOUS: 15}
_DELAYS = ((0, 0), (0, 0), (1, 7), (1, 7), (1, 7), (8, 30), (8, 30), (31, 365), (31, 365), (366, 1200))  # days
_TIMES = 3  # publications of an article's notices, at most
_WHOLE = {
    Kind.EDITORS_NOTE: "This article was based in part on an account that its author has since taken back.",
    Kind.CONCERN: "We are reviewing this article because two of its figures cannot be confirmed.",
    Kind.RETRACTION: "The newsroom has retracted this article because its main source was not what it claimed to be.",
}
_WHOLE_ZH = {
    Kind.EDITORS_NOTE: "本文部分内容依据的说法，其提供者已经收回。",
    Kind.CONCERN: "本文有两个数字无法证实，我们正在核查。",
    Kind.RETRACTION: "本文的主要消息来源不实，编辑部已撤回本文。",
}
_SOURCES = ("The council’s minutes", "The register of births", "A letter to the editor", "The annual report")


@dataclass(frozen=True, slots=True)
class _Text:
    """One invented text as the library reads it. proofs: of each error, as it becomes right, and righter."""

    name: str
    language: str
    source: str
    text: ArticleText
    errors: tuple[Error, ...]
    edits: tuple[tuple[Edit, Edit], ...]
    proofs: tuple[tuple[Proof, Proof], ...]


@dataclass(slots=True)
class _Piece:
    """An article on its way. notes: in order of their numbers, each with what it changes: an edit and its proof."""

    text: _Text
    reference: str
    article: Article
    notes: list[tuple[CorrectionNote, tuple[Edit, Proof] | None]] = field(default_factory=list)


def write_archive(articles: int, notices: int, *, seed: int = 0) -> Iterator[int]:
    """Write invented articles with so many published notices among them; yields how many articles are written.

    The same numbers and the same seed give the same rows, but for their ids; so does the same article among fewer
    others, if the average is the same. All or nothing: the iterator is to be taken to its end.
    """
    counts = _counts(articles, notices)
    user = desk_account()
    with transaction.atomic():
        begun = Article.objects.count()
        LedgerHead.lock()
        PublicState.next()
        yield 0
        for at in range(0, articles, _BATCH):
            pieces = [
                _piece(begun + number, counts[number], seed, user) for number in range(at, min(at + _BATCH, articles))
            ]
            _write(pieces, user)
            yield at + len(pieces)


def _counts(articles: int, notices: int) -> list[int]:
    """How many notices each article has: few or many, and as many as are asked for in all."""
    average = notices / articles
    counts = [round(average * _SHARES[at % len(_SHARES)]) for at in range(articles)]
    missing = notices - sum(counts)
    for at in range(abs(missing)):
        counts[-1 - at % articles] += 1 if missing > 0 else -1 if counts[-1 - at % articles] else 0
    return counts


@cache
def _text(of: int, town: int) -> _Text:
    one = INVENTED[of]
    name = (TOWNS_ZH if one.language.startswith("zh") else TOWNS)[town]
    # Any day and any reference has as many characters, so all offsets are right.
    source = one.source.replace("{town}", name).replace("{date}", _DAY).replace("{reference}", _REFERENCE)
    text = read_article(source)
    words = {"": text.text, **dict(text.fields)}
    ranges = [
        (error.field, TextRange(start, start + len(error.words)))
        for error in one.errors
        for start in [words[error.field].index(error.words)]
    ]
    edits = tuple(
        (Edit(*place, error.right), Edit(*place, error.righter))
        for place, error in zip(ranges, one.errors, strict=True)
    )
    proofs = zip(*(prove(source, [pair[at] for pair in edits]) for at in (0, 1)), strict=True)
    return _Text(one.name, one.language, source, text, one.errors, edits, tuple(proofs))


def _piece(number: int, notices: int, seed: int, user: User) -> _Piece:
    pick = random.Random(f"{seed} {number}")  # noqa: S311 - nothing here is a secret
    text = _text(number % len(INVENTED), number // len(INVENTED) % len(TOWNS))
    shown = _FIRST + timedelta(minutes=pick.randrange(int((_LAST - _FIRST) / timedelta(minutes=1))))
    piece = _Piece(
        text,
        f"A{number + 1:05}",
        Article(
            slug=f"{text.name}-{number + 1:05}",
            language=text.language,
            created_at=shown,
            published_at=shown,
            published_by=user,
            dated=shown.date(),
            public_state=PublicState.now(),
        ),
    )
    times = [_later(shown, pick) for _ in range(min(_TIMES, notices))]
    errors = pick.sample(range(len(text.errors)), len(text.errors))
    amendable: dict[int, CorrectionNote] = {}
    for at in sorted(pick.choice(times) for _ in range(notices)):
        earlier = [of for of, note in amendable.items() if note.created_at < at]
        if earlier and pick.random() < 0.12:
            of = pick.choice(earlier)
            note, change = _note(piece, of, at, pick, user, amends=amendable.pop(of))
        else:
            error = errors.pop() if errors else None
            note, change = _note(piece, error, at, pick, user)
            if error is not None and change is not None and not note.withheld:
                amendable[error] = note
        piece.notes.append((note, change))
        note.version = len(piece.notes)
    return piece


def _later(shown: datetime, pick: random.Random) -> datetime:
    days = pick.randint(*pick.choice(_DELAYS))
    at = shown + timedelta(days=days, seconds=pick.randrange(3600, 9 * 3600))
    return at if at <= _LAST else shown + (_LAST - shown) * pick.random()


def _note(
    piece: _Piece, of: int | None, at: datetime, pick: random.Random, user: User, amends: CorrectionNote | None = None
) -> tuple[CorrectionNote, tuple[Edit, Proof] | None]:
    """A note on one of the text's errors, or on the whole article, and what it changes.

    created_at: when it will be published.
    """
    kinds, weights = list(_KINDS), list(_KINDS.values())
    kind = Kind(amends.kind) if amends else pick.choices(kinds, weights)[0]
    if of is None and kind not in _ON_THE_WHOLE:
        kind = Kind.EDITORS_NOTE
    if kind in _ON_THE_WHOLE:
        of = None
    error = piece.text.errors[of] if of is not None else None
    withheld = kind == Kind.REMOVAL or (error is not None and pick.random() < (0.2 if amends else 0.01))
    wording = _worded(piece.text.language, kind, error, bool(amends), withheld)
    note = CorrectionNote(
        article=piece.article,
        amends=amends,
        kind=kind,
        severity=pick.choices(list(_SEVERITIES), list(_SEVERITIES.values()))[0],
        error_type=pick.choice(ErrorType.values) if error else "",
        wording=wording,
        wording_html=_rendered(wording),
        apology=pick.random() < 0.05,
        withheld=withheld,
        topic=error.about if error is not None and withheld else "",
        author=user,
        created_at=at,
    )
    return note, None if of is None else (piece.text.edits[of][bool(amends)], piece.text.proofs[of][bool(amends)])


def _worded(language: str, kind: Kind, error: Error | None, is_amendment: bool, withheld: bool) -> str:
    chinese = language.startswith("zh")
    if error is None:
        return _WHOLE_ZH[kind] if chinese else _WHOLE[kind]
    right = error.righter if is_amendment else error.right
    if withheld:
        return (
            f"本文早前版本关于{error.about}的说法有误，现已删除。"
            if chinese
            else f"An earlier version of this article contained an incorrect statement about {error.about}, which has "
            "been removed."
        )
    if kind == Kind.CLARIFICATION:
        return (
            f"本文已说明：{right}。" if chinese else f"This article has been updated to make clear that it is {right}."
        )
    if kind == Kind.UPDATE:
        return f"本文已更新：{right}。" if chinese else f"This article has been updated with {error.about}: {right}."
    if chinese:
        return f"本文早前版本误为“{error.words}”，实为“{right}”。"
    return f"An earlier version of this article misstated {error.about}. It is {right}, not {error.words}."


@cache
def _rendered(wording: str) -> SafeHtml:
    return render_inline(wording)


def _write(pieces: Sequence[_Piece], user: User) -> None:
    """The rows of some articles: drafts with their sources and places first, since what is published takes no more."""
    articles = Article.objects.bulk_create([piece.article for piece in pieces])
    revisions = Revision.objects.bulk_create([_revision(piece, user) for piece in pieces])
    renderings = Rendering.objects.bulk_create(
        Rendering(
            revision=revision,
            renderer=RENDERER,
            html=piece.text.text.html,
            fields=[[name, _filled(piece, words)] for name, words in piece.text.text.fields],
            made_at=revision.imported_at,
        )
        for piece, revision in zip(pieces, revisions, strict=True)
    )
    keep_words(renderings)
    # A note can be amended once it is published, so amendments come in a second round.
    for is_amendment in (False, True):
        rows = [
            (note, change, revision)
            for piece, revision in zip(pieces, revisions, strict=True)
            for note, change in piece.notes
            if (note.amends is not None) == is_amendment
        ]
        _write_notes(rows, user)
    for article in articles:
        article.title = title_of(article)
    Article.objects.bulk_update(articles, ["title"])
    enter_all(articles)
    keep_log([article.pk for article in articles])


def _write_notes(rows: Sequence[tuple[CorrectionNote, tuple[Edit, Proof] | None, Revision]], user: User) -> None:
    notes = [note for note, _, _ in rows]
    for note in notes:
        note.amends = note.amends  # its id, which it has by now
    CorrectionNote.objects.bulk_create(notes)
    Source.objects.bulk_create(
        Source(note=note, url=f"https://example.org/{note.version}", title=_SOURCES[note.version % len(_SOURCES)])
        for note in notes
        if note.version % 3
    )
    Span.objects.bulk_create(
        span_row(note, revision, 0, *change, user, Origin.SELECTED)
        for note, change, revision in rows
        if change is not None
    )
    # Each note has its number and its time with it, as the version and the creation of its draft.
    CorrectionNote.objects.drafts().filter(article__in={note.article_id for note in notes}).update(
        status=Status.PUBLISHED, number=F("version"), published_at=F("created_at"), publisher=user, version=2
    )
    NoteEvent.objects.bulk_create(
        event
        for note in notes
        for event in (
            NoteEvent(note=note, state=EventState.DRAFTED, by=user, at=note.created_at),
            NoteEvent(note=note, state=EventState.PUBLISHED, by=user, at=note.created_at),
            *(
                [NoteEvent(note=note.amends, state=EventState.AMENDED, by=user, at=note.created_at)]
                if note.amends
                else ()
            ),
        )
    )


def _revision(piece: _Piece, user: User) -> Revision:
    source = _filled(piece, piece.text.source)
    return Revision(
        article=piece.article,
        number=1,
        source=source,
        sha256=sha256(source.encode()).hexdigest(),
        title=piece.text.text.title or "",
        imported_at=piece.article.publication,
        imported_by=user,
    )


def _filled(piece: _Piece, text: str) -> str:
    return text.replace(_DAY, piece.article.publication.date().isoformat()).replace(_REFERENCE, piece.reference)
