"""The notes of an article as CriticMarkup in its own source."""

from collections.abc import Iterator, Sequence

from corrections import bounded
from corrections.exports.markdown import refuse_to_tell_what_is_withheld
from corrections.models import (
    Article,
    CorrectionNote,
    Hidden,
    Ledger,
    Span,
    article_source,
    composed_wording,
    edit_of,
    erratum_style,
    hidden_of,
    ledger_of,
)
from corrections.text import Correction, Marked, escaped, is_attribute, write_critic_markup


def critic_markup(article: Article, drafts: bool = False) -> str:
    """The latest revision's source with all changes and notes marked in its body.

    With every change accepted and the comments dropped it is the corrected body, with every change rejected the
    imported source, byte for byte, without what an earlier export of this desk added to it; of withheld words the right
    ones alone stand in it. Front matter stays as it was imported, and what is corrected there is told behind the
    article's first line. drafts: unpublished notes too, which say so. Raises Refusal where the article has such marks
    of its own, or where it would tell what a note withholds.
    """
    ledger = ledger_of(article, drafts=drafts)
    hidden = hidden_of(ledger)
    refuse_to_tell_what_is_withheld(ledger, hidden)
    marks = tuple(mark for note in ledger.notes for mark in _marks(ledger, note, hidden))
    about = tuple(_told(note) for note in ledger.notes if not ledger.spans_of(note))
    # Without what an earlier export of this desk added: it may say what was said before.
    revision = ledger.revision
    return bounded.call(write_critic_markup, article_source(revision), marks, about, revision.own_keys)


def _marks(ledger: Ledger, note: CorrectionNote, hidden: Sequence[Hidden]) -> Iterator[Marked]:
    """A mark at each place of a note; the first one tells it whole, the others name it."""
    for at, span in enumerate(ledger.spans_of(note)):
        correction = Correction(edit_of(span), span.proven_splices) if span.splices else None
        told = _told(note) if at == 0 else _label(note)
        comment = f"{_of_field(note, span, hidden)}{told}" if _is_front_matter(span) else told
        yield Marked(span.source_range, correction, comment, note.withheld, is_attribute(span.field))


def _is_front_matter(span: Span) -> bool:
    return span.field != "" and not is_attribute(span.field)


def _of_field(note: CorrectionNote, span: Span, hidden: Sequence[Hidden]) -> str:
    """Words of the front matter, which has no marks in it."""
    if note.withheld or any(one.field == span.field and one.range.overlaps(span.text_range) for one in hidden):
        return f"{span.field}: "
    changed = f" → “{span.replacement}”" if span.splices else ""
    return f"{span.field}: “{span.quote_exact}”{changed}. "


def _told(note: CorrectionNote) -> str:
    """What the erratum block says of a note, without its markup."""
    style = erratum_style()
    sources = tuple(" ".join(filter(None, (source.title, source.url))) for source in note.sources.all())
    wording = escaped(" ".join(composed_wording(note, style).split()))
    return f"{_label(note)}{style.colon} {style.with_sources(wording, sources)}"


def _label(note: CorrectionNote) -> str:
    return erratum_style().dated_label(note.kind, note.number, note.published_at)
