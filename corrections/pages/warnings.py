"""What an editor should look at again in a note before publishing it."""

from collections.abc import Iterable

from corrections.models import CorrectionNote
from corrections.text import wording


def warnings_of(note: CorrectionNote) -> tuple[str, ...]:
    """Sentences for the editor; none of them stops a publication. Spans and sources are read as prefetched."""
    spans = list(note.spans.all())
    changed = [span for span in spans if span.replacement is not None]
    reported = note.reported_on
    shown_on = (note.published_at or note.updated_at).date()
    return tuple(
        wording.warnings(
            note.wording,
            kind=note.kind,
            right=_words(span.replacement for span in changed),
            wrong=_words(span.quote_exact for span in changed),
            withheld=note.withheld,
            has_source=note.confirmed_internally or bool(note.sources.all()),
            days_late=(shown_on - reported).days if reported else None,
        )
    )


def _words(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text and text.strip()]
