"""Publish notes under one time, each with its permanent number, and the public page of an article."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from corrections.actions.apart import call, worked_apart
from corrections.actions.ledger import enter_notes, enter_page
from corrections.actions.readers import tell_readers
from corrections.models import (
    Article,
    CorrectionNote,
    EventState,
    Kind,
    NoteEvent,
    Revision,
    Status,
    first_place,
    house_style,
    last_of,
    ledger_of,
    wording_at,
)
from corrections.text import Refusal, Sentence, export_source, wording

CHANGED_MEANWHILE = Sentence("It was changed while you looked at it. Look at it again.")
OWN = Sentence("You wrote this or changed it last: here a second person publishes it.")


@worked_apart
def publish_notes(
    article: Article,
    notes: Iterable[int],
    *,
    user: User,
    now: datetime,
    alone: bool = False,
    seen: Mapping[int, int] | None = None,
) -> list[CorrectionNote]:
    """Publish drafts of one article, told by their primary keys, in one transaction and under one time, numbered by
    their place in the article; returns them in that order.

    alone: as commands publish, which ask for no second person. seen: by their primary keys, the versions that were
    looked at, where that is known.

    What is published already is left alone, so that a second click publishes nothing twice. Raises Refusal, and then
    publishes none, where a note may not be published or the article could no longer be exported.
    """
    with transaction.atomic():
        article = article.lock()
        revision = article.latest_revision
        asked = set(notes)
        found = article.notes.filter(pk__in=asked).select_related("amends")
        wanted = list(found.prefetch_related("spans", "sources", "events"))
        if len(wanted) < len(asked):
            raise Refusal("One of these drafts was deleted meanwhile. Look at what is left, and publish again.")
        waiting = [note for note in wanted if not note.is_published]
        if not waiting:
            return []
        for note in waiting:
            if seen and seen.get(note.pk, note.version) != note.version:
                raise Refusal("{name}: {sentence}", name=called(note), sentence=CHANGED_MEANWHILE)
            if reasons := (stops if alone else stops_for(user))(note, revision):
                raise Refusal("{name}: {sentence}", name=called(note), sentence=reasons[0])
        waiting.sort(key=lambda note: _order(note, revision))
        number = article.next_number()
        for at, note in enumerate(waiting):
            _publish(note, number + at, user, now)
        _prove_export(article, revision)
        enter_notes(waiting)
        tell_readers(article)
    return waiting


@worked_apart
def publish_together(seen: Mapping[int, int], *, user: User, now: datetime) -> list[CorrectionNote]:
    """Publish submitted notes of several articles in one transaction and under one time; all of them or none.

    seen: by their primary keys, the versions that the standards editor has looked at. What is published already is left
    alone. Raises Refusal, which names article and note, where one may not be published, or is not as it was seen.
    """
    with transaction.atomic():
        # In one order, and before any takes the public state: so two who publish at once never wait for each other.
        articles = [one.lock() for one in Article.objects.filter(notes__in=list(seen)).distinct().order_by("pk")]
        notes = list(CorrectionNote.objects.filter(pk__in=list(seen)).prefetch_related("spans"))
        if len(notes) < len(seen):
            raise Refusal("One of these notes was deleted meanwhile. Look at what is left, and publish again.")
        published = []
        for article in articles:
            own = [note for note in notes if note.article_id == article.pk]
            try:
                for note in own:
                    _check_as_seen(note, seen[note.pk])
                published += publish_notes(article, [note.pk for note in own], user=user, now=now)
            except Refusal as refusal:
                title = article.title or article.slug
                raise Refusal("{article}: {sentence}", article=title, sentence=refusal.sentence) from refusal
    return published


def publish_page(article: Article, *, user: User, now: datetime) -> Article:
    """Let readers see the article. A page that is public stays as it is."""
    with transaction.atomic():
        article = article.lock()
        if article.published_at is None:
            article.published_at, article.published_by = now, user
            article.save(update_fields=["published_at", "published_by"])
            enter_page(article)
            tell_readers(article)
    return article


def stops(note: CorrectionNote, revision: Revision) -> tuple[Sentence, ...]:
    """Why a draft cannot be published as it stands; empty when it can. Its spans are taken as prefetched."""
    reasons = []
    if not note.wording.strip():
        reasons.append(Sentence("Readers are told nothing yet. Write what was wrong and what is right."))
    if blanks := wording.blanks(wording_at(note, None)):
        reasons.append(Sentence("“{blank}” is still to be filled in.", blank=f"{{{blanks[0]}}}"))
    if any(span.revision_id != revision.pk for span in last_of(note.spans.all())):
        reasons.append(
            Sentence(
                "A place of it awaits a decision, since a later revision changed the words there. Say where they are "
                "now, or leave the place out."
            )
        )
    return tuple(reasons)


def stops_for(user: User) -> Callable[[CorrectionNote, Revision], tuple[Sentence, ...]]:
    """`stops` for one who publishes: where the house asks for a second person, with what is their own.

    The events of a note are taken as prefetched, too.
    """

    def stops_here(note: CorrectionNote, revision: Revision) -> tuple[Sentence, ...]:
        is_own = settings.SECOND_PERSON and user.pk in note.writers()
        return (*stops(note, revision), *((OWN,) if is_own else ()))

    return stops_here


def _check_as_seen(note: CorrectionNote, version: int) -> None:
    if note.is_published:
        return
    if note.status != Status.SUBMITTED:
        raise Refusal("{name}: It does not wait for review any more. Look at it again.", name=called(note))
    if note.version != version:
        raise Refusal("{name}: {sentence}", name=called(note), sentence=CHANGED_MEANWHILE)


def _publish(note: CorrectionNote, number: int, user: User, now: datetime) -> None:
    note.wording = wording_at(note, house_style().local(now).date())
    note.number, note.status, note.publisher, note.published_at = number, Status.PUBLISHED, user, now
    note.save()
    NoteEvent.objects.create(note=note, state=EventState.PUBLISHED, by=user, at=now)
    if note.amends is not None:
        NoteEvent.objects.create(note=note.amends, state=EventState.AMENDED, by=user, at=now, remark=f"no. {number}")


def _prove_export(article: Article, revision: Revision) -> None:
    ledger = ledger_of(article, revision)
    call(export_source, revision.source, ledger.corrections(), ledger.erratum())


def _order(note: CorrectionNote, revision: Revision) -> tuple[tuple[bool, int], int]:
    spans = [span for span in note.spans.all() if span.revision_id == revision.pk]
    return (first_place(spans), note.pk)


def called(note: CorrectionNote) -> Sentence | str:
    """How a refusal names a note. Its spans are taken as prefetched."""
    words = next((span.quote_exact for span in note.spans.all()), "")
    kind = Kind(note.kind).label
    return Sentence("{kind} on “{words}”", kind=kind, words=words[:60]) if words else kind
