"""Place a note again whose words a later revision changed, or leave the place out of a draft."""

from django.db import transaction

from corrections import bounded
from corrections.actions.annotate import Place, other_edits, range_of, unless_same
from corrections.actions.ledger import enter_place
from corrections.actions.readers import tell_readers
from corrections.actions.revise import lead_on
from corrections.models import Origin, Revision, Span, article_source, edit_of
from corrections.text import Edit, Refusal, prove


def place_span(span: Span, place: Place, *, user) -> Span:
    """Say where a lost span belongs in the latest revision; returns its row there.

    Words that are the replacement already are left as they are. Raises Refusal where the words do not stand there, or
    the replacement cannot be proved.
    """
    with transaction.atomic():
        article = span.note.article.lock()
        revision = article.latest_revision
        _check_lost(span, revision)
        texts = revision.rendering.texts()
        words = range_of(texts, place, span.replacement)
        text = texts[place.field]
        replacement = unless_same(text, words, span.replacement)
        edit = Edit(place.field, words, replacement)
        others = other_edits(article, revision, span.note) if replacement is not None else []
        own = [edit_of(other) for other in span.note.spans.filter(revision=revision)]
        proof = bounded.call(prove, article_source(revision), [edit], [*others, *own])[0]
        put_right = span.replacement is not None and replacement is None
        origin = Origin.INCORPORATED if put_right else Origin.PLACED
        placed = lead_on(span, revision, edit, proof, text, origin, user)
        enter_place(placed)
        if span.note.is_published:
            tell_readers(article)
    return placed


def leave_out(span: Span) -> None:
    """Take a lost place out of a draft, with the older places that it leads on from.

    Raises Refusal for a published note, whose places are kept for good.
    """
    with transaction.atomic():
        article = span.note.article.lock()
        note = article.notes.filter(pk=span.note_id).first()
        if note is None:
            return
        if note.is_published:
            raise Refusal("A published note keeps its places. Say where the words are now, or amend the note.")
        _check_lost(span, article.latest_revision)
        spans, at, gone = {one.pk: one for one in note.spans.all()}, span.pk, []
        while at is not None:
            gone.append(at)
            at = spans[at].carried_from_id
        note.spans.filter(pk__in=gone).delete()


def _check_lost(span: Span, revision: Revision) -> None:
    if not Span.objects.filter(pk=span.pk).exists():
        raise Refusal("This place is gone: its draft was changed or deleted meanwhile. Reload the page.")
    if span.revision_id == revision.pk or Span.objects.filter(carried_from=span).exists():
        raise Refusal("This note has its place again already. Reload the page to see where.")
