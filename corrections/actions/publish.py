"""Publish notes under one time, each with its permanent number, and the public page of an article."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from corrections import bounded
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
    ledger_of,
    wording_at,
)
from corrections.text import Refusal, Sentence, export_source, wording


def publish_notes(article: Article, notes: Iterable[int], *, user, now: datetime) -> list[CorrectionNote]:
    """Publish drafts of one article, told by their primary keys, in one transaction and under one time, numbered by
    their place in the article; returns them in that order.

    What is published already is left alone, so that a second click publishes nothing twice. Raises Refusal, and then
    publishes none, where a note may not be published or the article could no longer be exported.
    """
    with transaction.atomic():
        article = article.lock()
        revision = article.latest_revision
        asked = set(notes)
        wanted = list(article.notes.filter(pk__in=asked).select_related("amends").prefetch_related("spans", "sources"))
        if len(wanted) < len(asked):
            raise Refusal("One of these drafts was deleted meanwhile. Look at what is left, and publish again.")
        waiting = [note for note in wanted if not note.is_published]
        if not waiting:
            return []
        for note in waiting:
            if reasons := stops(note, revision):
                raise Refusal("{name}: {sentence}", name=_called(note), sentence=reasons[0])
        waiting.sort(key=lambda note: _order(note, revision))
        number = article.next_number()
        for at, note in enumerate(waiting):
            _publish(note, number + at, user, now)
        _prove_export(article, revision)
        tell_readers(article)
    return waiting


def publish_page(article: Article, *, user, now: datetime) -> Article:
    """Let readers see the article. A page that is public stays as it is."""
    with transaction.atomic():
        article = article.lock()
        if article.published_at is None:
            article.published_at, article.published_by = now, user
            article.save(update_fields=["published_at", "published_by"])
            tell_readers(article)
    return article


def stops(note: CorrectionNote, revision: Revision) -> tuple[Sentence, ...]:
    """Why a draft cannot be published as it stands; empty when it can. Its spans are taken as prefetched."""
    reasons = []
    if not note.wording.strip():
        reasons.append(Sentence("Readers are told nothing yet. Write what was wrong and what is right."))
    if blanks := wording.blanks(wording_at(note, None)):
        reasons.append(Sentence("“{blank}” is still to be filled in.", blank=f"{{{blanks[0]}}}"))
    spans = list(note.spans.all())
    led_on = {span.carried_from_id for span in spans}
    if any(span.revision_id != revision.pk and span.pk not in led_on for span in spans):
        reasons.append(
            Sentence(
                "A place of it awaits a decision, since a later revision changed the words there. Say where they are "
                "now, or leave the place out."
            )
        )
    return tuple(reasons)


def _publish(note: CorrectionNote, number: int, user, now: datetime) -> None:
    note.wording = wording_at(note, house_style().local(now).date())
    note.number, note.status, note.publisher, note.published_at = number, Status.PUBLISHED, user, now
    note.save()
    NoteEvent.objects.create(note=note, state=EventState.PUBLISHED, by=user, at=now)
    if note.amends_id:
        NoteEvent.objects.create(note=note.amends, state=EventState.AMENDED, by=user, at=now, remark=f"no. {number}")


def _prove_export(article: Article, revision: Revision) -> None:
    ledger = ledger_of(article, revision)
    bounded.call(export_source, revision.source, ledger.corrections(), ledger.erratum())


def _order(note: CorrectionNote, revision: Revision) -> tuple:
    spans = [span for span in note.spans.all() if span.revision_id == revision.pk]
    return (first_place(spans), note.pk)


def _called(note: CorrectionNote) -> str:
    words = next((span.quote_exact for span in note.spans.all()), "")
    kind = Kind(note.kind).label
    return Sentence("{kind} on “{words}”", kind=kind, words=words[:60]) if words else kind
