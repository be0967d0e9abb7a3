"""What an editor should look at again in a note before publishing it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from corrections.models import CorrectionNote, Span
from corrections.telling import told
from corrections.text import Change, Sentence, readable_diff, tells, wording


def warnings_of(
    note: CorrectionNote, texts: Mapping[str, str], published: Iterable[CorrectionNote] = ()
) -> tuple[str, ...]:
    """Sentences for the editor; none of them stops a publication. Spans and sources are read as prefetched.

    texts: of the revision that the note is published in. published: the notes that hold in its article.
    """
    shown_on = (note.published_at or note.updated_at).date()
    return (
        *wording_warnings(note, list(note.spans.all()), has_source=bool(note.sources.all()), shown_on=shown_on),
        *(map(told, _withheld_still_told(note, texts, published)) if note.withheld else ()),
    )


def wording_warnings(
    note: CorrectionNote, spans: Iterable[Span], *, has_source: bool, shown_on: date
) -> tuple[str, ...]:
    """What its wording alone gives to think about; the note and its spans need not be saved."""
    changed = [span for span in spans if span.replacement is not None]
    reported = note.reported_on
    found = wording.warnings(
        note.wording,
        kind=note.kind,
        right=_words(change.new for _, change in _changes(changed)),
        wrong=_words(words for words, _ in _changes(changed)),
        withheld=note.withheld,
        has_source=note.confirmed_internally or has_source,
        days_late=(shown_on - reported).days if reported else None,
    )
    return tuple(map(told, found))


def _withheld_still_told(
    note: CorrectionNote, texts: Mapping[str, str], published: Iterable[CorrectionNote]
) -> Iterator[Sentence]:
    spans = list(note.spans.all())
    led_on = {span.carried_from_id for span in spans}
    withheld = Counter(span.quote_exact for span in spans if span.splices and span.pk not in led_on)
    if tells(note.wording, withheld):
        yield Sentence("It repeats the words that it withholds. Say what they were about instead.")
    for other in published:
        if other.pk not in (note.pk, note.amends_id) and tells(other.wording, withheld):
            yield Sentence(
                "No. {number} tells the words that it withholds. Amend that note as well.", number=other.number
            )
    for words, places in withheld.items():
        others = sum(text.count(words) for text in texts.values()) - places
        if others > 0:
            yield (
                Sentence(
                    "“{words}” is withheld here, but stands in {count} more places. "
                    "Add them to the note if they must go too.",
                    words=words[:60],
                    count=others,
                )
                if others > 1
                else Sentence(
                    "“{words}” is withheld here, but stands in 1 more place. Add it to the note if it must go too.",
                    words=words[:60],
                )
            )


def _changes(spans: Iterable[Span]) -> list[tuple[str, Change]]:
    """The words that change in each place, and what they become."""
    return [
        (span.quote_exact[change.start : change.end], change)
        for span in spans
        for change in readable_diff(span.quote_exact, span.replacement or "")
    ]


def _words(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text and text.strip()]
