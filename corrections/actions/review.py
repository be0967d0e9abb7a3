"""Submit drafts for review, and return one with a remark that says what is to be changed."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from corrections.actions.publish import called, stops
from corrections.models import Article, CorrectionNote, EventState, NoteEvent, Status
from corrections.text import Refusal

LONGEST_REMARK = 2000


def submit_notes(article: Article, notes: Iterable[int], *, user: User, now: datetime) -> list[CorrectionNote]:
    """Submit drafts of one article, told by their primary keys, in one transaction and under one time.

    What is submitted or published already is left alone; returned are those that were neither. Raises Refusal, and then
    submits none, where a note was deleted, or could not be published as it stands.
    """
    with transaction.atomic():
        article = article.lock()
        revision = article.latest_revision
        asked = set(notes)
        found = article.notes.filter(pk__in=asked).select_related("amends").prefetch_related("spans", "sources")
        wanted = list(found)
        if len(wanted) < len(asked):
            raise Refusal("One of these drafts was deleted meanwhile. Look at what is left, and submit again.")
        drafts = [note for note in wanted if note.status in (Status.DRAFT, Status.RETURNED)]
        for note in drafts:
            if reasons := stops(note, revision):
                raise Refusal("{name}: {sentence}", name=called(note), sentence=reasons[0])
        for note in drafts:
            _step(note, Status.SUBMITTED, EventState.SUBMITTED, user, now)
    return drafts


def return_note(note: CorrectionNote, remark: str, *, user: User, now: datetime) -> None:
    """Give a submitted note back to whoever wrote it. remark: what is to be changed; one that is returned already with
    the same remark stays as it is.

    Raises Refusal without a remark, or where the note does not wait for review any more.
    """
    remark = remark.replace("\0", "").strip()  # which no form of ours sends, and no PostgreSQL keeps
    if not remark:
        raise Refusal("Say in a sentence what is to be changed: the author reads it at the note.")
    if len(remark) > LONGEST_REMARK:
        raise Refusal(
            "The remark has {count:,} characters; {most:,} are the most.", count=len(remark), most=LONGEST_REMARK
        )
    with transaction.atomic():
        note.article.lock()
        kept = CorrectionNote.objects.filter(pk=note.pk).first()
        if kept is None:
            raise Refusal("This note was deleted meanwhile. There is nothing left to return.")
        if kept.is_published:
            raise Refusal("This note was published meanwhile, and a published note never changes. Amend it instead.")
        last = kept.events.order_by("pk").last()
        if last is not None and kept.status == Status.RETURNED and (last.by_id, last.remark) == (user.pk, remark):
            return
        if kept.status != Status.SUBMITTED:
            raise Refusal("This note does not wait for review any more: it was returned, or taken back, meanwhile.")
        _step(kept, Status.RETURNED, EventState.RETURNED, user, now, remark)


def _step(note: CorrectionNote, status: Status, state: EventState, user: User, now: datetime, remark: str = "") -> None:
    note.status = status
    note.save(update_fields=["status", "updated_at"])
    NoteEvent.objects.create(note=note, state=state, by=user, at=now, remark=remark)
