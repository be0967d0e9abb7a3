"""What readers may not see: the words that published notes withhold, wherever an article still has them.

A withheld note replaces its words where it has a place. Elsewhere (in an earlier revision, or in a later one where its
place is lost) they are found by their spelling, and hidden there too: for once rather too much than too little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corrections.models.ledger import Ledger
from corrections.models.note import CorrectionNote
from corrections.models.span import Span
from corrections.text import Look, Mark, Quote, TextRange, find_quote, folded

_NEXT = 8  # code points on either side


@dataclass(frozen=True, slots=True)
class Hidden:
    """Withheld words in a text of a revision, in code points. is_placed: a note that holds today replaces them there.

    instead: what readers get.
    """

    field: str
    range: TextRange
    instead: str
    is_placed: bool


def hidden_in(ledger: Ledger, texts: dict[str, str]) -> tuple[Hidden, ...]:
    """All withheld words in the texts of the ledger's revision, without overlaps; one query where notes withhold any.

    A place that leads on from none and to none in this revision is looked for: with its neighbours, else the words.
    """
    holding = {note.pk for note in ledger.notes}
    withholding = [note for note in (*ledger.notes, *ledger.amended) if note.withheld and note.is_published]
    if not withholding:
        return ()
    found: list[Hidden] = []
    for note in withholding:
        for span in ledger.spans_of(note):
            if span.splices:
                _add(found, Hidden(span.field, span.text_range, span.replacement or "", note.pk in holding))
    for quote, instead in _missing(ledger, withholding):
        fits = [(field, place) for field, text in texts.items() for place in find_quote(quote, text)]
        if not fits:
            words = Quote(folded(quote.exact))
            fits = [(field, place) for field, text in texts.items() for place in find_quote(words, folded(text))]
        for field, place in fits:
            _add(found, Hidden(field, place, instead, is_placed=False))
    for quote, instead in _said_before(ledger, withholding):
        for field, text in texts.items():
            for place in find_quote(quote, folded(text)):
                _add(found, Hidden(field, place, instead, is_placed=False))
    return tuple(found)


def hidden_of(ledger: Ledger) -> tuple[Hidden, ...]:
    """As `hidden_in`, in the texts as they are rendered; these are read only where notes withhold anything."""
    if not any(note.withheld and note.is_published for note in (*ledger.notes, *ledger.amended)):
        return ()
    return hidden_in(ledger, ledger.revision.rendering.texts())


def stand_openly(hidden: Sequence[Hidden]) -> bool:
    """Whether withheld words stand where no note replaces them, so that an export would tell them."""
    return any(not one.is_placed for one in hidden)


def masked(marks: Sequence[Mark], hidden: Sequence[Hidden], field: str) -> list[Mark]:
    """The marks of a text, with marks that hide what is withheld and not marked yet.

    A mark that would strike such words, and so tell them, shows the right ones alone.
    """
    here = [one for one in hidden if one.field == field]
    if not here:
        return list(marks)
    changing = [mark for mark in marks if mark.replacement is not None]
    open_ranges = [
        (place, one.instead) for one in here for place in _rest(one.range, [mark.range for mark in changing])
    ]
    shown = [_without_old_words(mark, here) for mark in marks]
    return [*shown, *(Mark(place, "", "", Look.PLAIN, instead) for place, instead in open_ranges)]


def hidden_words(hidden: Sequence[Hidden], texts: dict[str, str]) -> tuple[str, ...]:
    """The withheld words themselves."""
    return tuple(texts[one.field][one.range.start : one.range.end] for one in hidden)


def _missing(ledger: Ledger, withholding: Sequence[CorrectionNote]) -> list[tuple[Quote, str]]:
    """Withheld places that have no row in the ledger's revision: their quotes, and what stands instead; the longest
    first."""
    spans = {span.pk: span for span in Span.objects.filter(note__in=withholding)}
    led_on = {span.carried_from_id for span in spans.values()}
    missing: set[tuple[Quote, str]] = set()
    for span in spans.values():
        if span.pk in led_on:
            continue
        line = [span]
        while line[-1].carried_from_id is not None:
            line.append(spans[line[-1].carried_from_id])
        if not any(one.revision_id == ledger.revision.pk for one in line):
            missing |= {(one.quote, one.replacement or "") for one in line if one.splices and one.quote_exact.strip()}
    return sorted(missing, key=lambda one: (-len(one[0].exact), one[0].exact, one[0].prefix, one[0].suffix))


def _said_before(ledger: Ledger, withholding: Sequence[CorrectionNote]) -> set[tuple[Quote, str]]:
    """What earlier notes of a chain put in the place of words that a later one withholds: an older export, imported
    again, has it in the text. Told with its next neighbours, folded, since by itself it may stand anywhere; and what
    stands instead. One query, where a note that withholds amends another."""
    amended = {note.pk: note for note in ledger.amended}
    heads: dict[int, CorrectionNote] = {}
    for note in withholding:
        earlier = amended.get(note.amends_id)
        while earlier is not None and earlier.pk not in heads:
            heads[earlier.pk] = note
            earlier = amended.get(earlier.amends_id)
    if not heads:
        return set()
    instead: dict[tuple[int, str], str] = {}
    said: list[tuple[CorrectionNote, Span]] = []
    for span in Span.objects.filter(note__in=[*heads, *withholding]):
        if span.note_id in heads:
            said.append((heads[span.note_id], span))
        if span.replacement is not None:
            instead.setdefault((span.note_id, span.quote_exact), span.replacement)
    return {
        (
            Quote(folded(span.replacement), folded(span.quote_prefix[-_NEXT:]), folded(span.quote_suffix[:_NEXT])),
            instead.get((head.pk, span.quote_exact), ""),
        )
        for head, span in said
        if (span.replacement or "").strip() and instead.get((head.pk, span.quote_exact)) != span.replacement
    }


def _add(found: list[Hidden], one: Hidden) -> None:
    if not any(other.field == one.field and other.range.overlaps(one.range) for other in found):
        found.append(one)


def _rest(place: TextRange, taken: Sequence[TextRange]) -> list[TextRange]:
    """What is left of a place without those that are taken."""
    rest = [place]
    for other in taken:
        rest = (
            [
                part
                for one in rest
                for part in (
                    (TextRange(one.start, min(one.end, other.start)) if one.start < other.start else None),
                    (TextRange(max(one.start, other.end), one.end) if other.end < one.end else None),
                )
                if part is not None and len(part)
            ]
            if any(one.overlaps(other) for one in rest)
            else rest
        )
    return rest


def _without_old_words(mark: Mark, here: Sequence[Hidden]) -> Mark:
    if mark.look is not Look.STRUCK or not any(one.range.overlaps(mark.range) for one in here):
        return mark
    return Mark(
        mark.range, mark.id, mark.note, Look.RIGHT, mark.replacement, mark.number, mark.href, mark.title, mark.draft
    )
