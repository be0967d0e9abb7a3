"""Place a note again whose words a later revision changed, or leave the place out of a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from corrections.actions.annotate import Place, change_place, other_edits, range_of
from corrections.actions.apart import call, worked_apart
from corrections.actions.ledger import enter_place
from corrections.actions.readers import tell_readers
from corrections.actions.revise import lead_on
from corrections.models import Article, Origin, Proposal, Revision, Span, article_source, edit_of
from corrections.text import Edit, Refusal, Sentence, prove, tells


@dataclass(frozen=True, slots=True)
class Placed:
    """A lost span's row in its new place, and what the editor is told about it."""

    span: Span
    told: tuple[Sentence, ...] = ()


@worked_apart
def place_span(span: Span, place: Place, *, user: User, is_right: bool = False, revision: int | None = None) -> Placed:
    """Say where a lost span belongs in the latest revision.

    Words that are the replacement already are left as they are, and so are those of which the editor says that they are
    right in other words (is_right). revision: the number of the one that the editor had before them, where they were
    shown what comes of it. Raises Refusal where a later one has come since, where the words do not stand there, where
    the replacement cannot be proved, and where the very error is said to be right.
    """
    with transaction.atomic():
        article = span.note.article.lock()
        latest = article.latest_revision
        _check_lost(span, latest)
        if revision is not None and latest.number != revision:
            raise Refusal(
                "A new revision of this article has come in meanwhile. Mark the words in the article as it is now, and "
                "decide again."
            )
        # As it is by now: since the caller read it, others may have saved its note.
        kept = Span.objects.select_related("note__article").get(pk=span.pk)
        placed = _put(kept, latest, place, user, is_said_right=is_right)
        if kept.note.is_published:
            tell_readers(article)
    return placed


@worked_apart
def take_places(article: Article, spans: Iterable[int], *, revision: int, user: User) -> list[Placed]:
    """Place lost spans, told by their primary keys, where it is proposed: all of them or none, in one transaction.

    revision: the number of the one that the editor had before them. Raises Refusal where a later one has come since,
    where one of the spans has its place by now or is gone, and as `place_span` does.
    """
    asked = list(dict.fromkeys(spans))
    with transaction.atomic():
        article = article.lock()
        latest = article.latest_revision
        if latest.number != revision:
            raise Refusal(
                "A new revision of this article has come in meanwhile, and the places are proposed anew. Look at them "
                "as they are now, and decide again."
            )
        found = {span.pk: span for span in Span.objects.filter(pk__in=asked, note__article=article)}
        proposed = {one.span_id: one for one in Proposal.objects.filter(span__in=found, revision=latest)}
        placed = []
        for pk in asked:
            try:
                placed.append(_taken(found.get(pk), proposed.get(pk), latest, user))
            except Refusal as refusal:
                if len(asked) == 1 or pk not in found:
                    raise
                raise Refusal(
                    "None of these places was taken, because of “{words}”: {sentence}",
                    words=found[pk].quote_exact[:60],
                    sentence=refusal.sentence,
                ) from refusal
        if any(one.span.note.is_published for one in placed):
            tell_readers(article)
    return placed


def leave_out(span: Span, *, user: User) -> None:
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
        spans = {one.pk: one for one in note.spans.all()}
        at: int | None = span.pk
        gone = []
        while at is not None:
            gone.append(at)
            at = spans[at].carried_from_id
        note.spans.filter(pk__in=gone).delete()
        change_place(note, user)


def _taken(span: Span | None, proposal: Proposal | None, revision: Revision, user: User) -> Placed:
    _check_lost(span, revision)
    if span is None or proposal is None:
        raise Refusal("No place is proposed for this note. Mark in the article the words that it is about now.")
    text = revision.rendering.texts()[proposal.field]
    start, end = proposal.text_start, proposal.text_end
    return _put(span, revision, Place(proposal.field, start, end, text[start:end]), user)


def _put(span: Span, revision: Revision, place: Place, user: User, *, is_said_right: bool = False) -> Placed:
    texts = revision.rendering.texts()
    was_right = span.origin == Origin.INCORPORATED
    is_said_right = is_said_right and span.replacement is not None
    words = range_of(texts, place, None if was_right or is_said_right else span.replacement)
    now = texts[place.field][words.start : words.end]
    past = {one.pk: one for one in span.note.spans.all()} if was_right or is_said_right else {}
    is_right = span.is_right(now, past)
    if is_said_right and not is_right:
        _refuse_error(span, now, past)
        is_right = True
    edit = Edit(place.field, words, None if is_right else span.replacement)
    others = other_edits(span.note.article, revision, span.note) if edit.replacement is not None else []
    own = [edit_of(other) for other in span.note.spans.filter(revision=revision)]
    proof = call(prove, article_source(revision), [edit], [*others, *own])[0]
    origin = Origin.INCORPORATED if is_right else Origin.PLACED
    placed = lead_on(span, revision, edit, proof, texts[place.field], origin, user)
    enter_place(placed)
    change_place(span.note, user)
    Proposal.objects.filter(span=span).delete()
    told = (Sentence("The right words stand there already, and stay as they are."),) if is_right else ()
    return Placed(placed, (*told, *proof.warnings))


def _refuse_error(span: Span, now: str, past: Mapping[int, Span]) -> None:
    """The very words that a note corrects are not right already, nor are any that hold what it withholds."""
    withheld = [one.quote_exact for one in past.values() if one.splices] if span.note.withheld else []
    if now == span.first_words(past) or tells(now, withheld):
        raise Refusal(
            "“{words}” are the words that this note corrects. Mark those that are right now, or let the note change "
            "them; where they were right all along, amend the note.",
            words=now[:60],
        )


def _check_lost(span: Span | None, revision: Revision) -> None:
    if span is None or not Span.objects.filter(pk=span.pk).exists():
        raise Refusal("This place is gone: its draft was changed or deleted meanwhile. Reload the page.")
    if span.revision_id == revision.pk or Span.objects.filter(carried_from=span).exists():
        raise Refusal("This note has its place again already. Reload the page to see where.")
