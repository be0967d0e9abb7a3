"""Place a note again whose words a later revision changed."""

from django.db import transaction

from corrections import bounded
from corrections.actions.annotate import Place, other_edits, range_of
from corrections.actions.revise import lead_on
from corrections.models import Origin, Span, article_source, edit_of
from corrections.text import Edit, Refusal, prove


def place_span(span: Span, place: Place, *, user) -> Span:
    """Say where a lost span belongs in the latest revision; returns its row there.

    Raises Refusal where the words do not stand there, or its replacement cannot be proved.
    """
    article = span.note.article
    with transaction.atomic():
        article = article.lock()
        revision = article.latest_revision
        if span.revision_id == revision.pk or Span.objects.filter(carried_from=span).exists():
            raise Refusal("This note has its place again already. Reload the page to see where.")
        field, words, text = range_of(revision, place, span.replacement)
        incorporated = span.replacement is not None and text[words.start : words.end] == span.replacement
        edit = Edit(field, words, None if incorporated else span.replacement)
        others = [] if edit.replacement is None else other_edits(article, revision, span.note)
        own = [edit_of(other) for other in span.note.spans.filter(revision=revision)]
        proof = bounded.call(prove, article_source(revision), [edit], [*others, *own])[0]
        origin = Origin.INCORPORATED if incorporated else Origin.PLACED
        return lead_on(span, revision, edit, proof, text, origin, user)
