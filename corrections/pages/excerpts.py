"""Lines of an article around a place: its words among their neighbours, and as readers will see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corrections.models import CorrectionNote, Span, edit_of
from corrections.text import Look, Mark, SafeHtml, TextRange, headline

_AROUND = 60  # code points of the line on either side of a place


@dataclass(frozen=True, slots=True)
class CardPlace:
    before: str
    exact: str
    after: str


def card_place(text: str, place: TextRange, most: int = _AROUND) -> CardPlace:
    """A place with a little of what stands around it in its line, cut between words."""
    line = _line_around(text, place, most)
    lead, trail = _left_out(text, line)
    return CardPlace(
        lead + text[line.start : place.start], text[place.start : place.end], text[place.end : line.end] + trail
    )


def lines_seen(
    note: CorrectionNote, own: Sequence[Span], others: Iterable[Span], texts: Mapping[str, str]
) -> tuple[SafeHtml, ...]:
    """The lines of a note's places, each once, with the words that it strikes, also where readers find these in the
    notice or nowhere. What other notes replace is shown as it will be. The note and its spans need not be saved."""
    others = [span for span in others if edit_of(span).replacement is not None]
    return tuple(dict.fromkeys(_line(texts[place.field], note, place, own, others) for place in own))


def _line_around(text: str, place: TextRange, most: int = _AROUND) -> TextRange:
    """The line of a place; of a long one what stands next to the place, cut between words where there are spaces."""
    start, end = text.rfind("\n", 0, place.start) + 1, text.find("\n", place.end)
    end = len(text) if end < 0 else end
    if place.start - start > most:
        start = place.start - most
        start = text.find(" ", start, place.start) + 1 or start
    if end - place.end > most:
        end = place.end + most
        space = text.rfind(" ", place.end, end)
        end = end if space < 0 else space
    return TextRange(start, end)


def _left_out(text: str, line: TextRange) -> tuple[str, str]:
    """What stands at either end of a stretch of a line where it was cut."""
    return (
        "…" if line.start and text[line.start - 1] != "\n" else "",
        "…" if line.end < len(text) and text[line.end] != "\n" else "",
    )


def _line(text: str, note: CorrectionNote, place: Span, own: Sequence[Span], others: Sequence[Span]) -> SafeHtml:
    line = _line_around(text, place.text_range)
    looks = [(span, _look_on_sheet(note, span)) for span in own] + [(span, Look.PLAIN) for span in others]
    looks = [(span, look) for span, look in looks if span.field == place.field]
    # What is replaced is drawn whole: a line that would cut it stops short of it, or holds all of it.
    start, end = line.start, line.end
    for span, look in looks:
        if look is not Look.COMMENT and span.text_start < line.start < span.text_end:
            start = span.text_end if span.text_end <= place.text_start else span.text_start
        if look is not Look.COMMENT and span.text_start < line.end < span.text_end:
            end = span.text_start if span.text_start >= place.text_end else span.text_end
    lead, trail = _left_out(text, TextRange(start, end))
    shift = len(lead) - start
    marks = [
        Mark(
            range=TextRange(max(start, span.text_start) + shift, min(end, span.text_end) + shift),
            id="",
            note=f"line-{note.pk}",
            look=look,
            replacement=edit_of(span).replacement,
        )
        for span, look in looks
        if span.text_range.overlaps(TextRange(start, end))
    ]
    return headline(lead + text[start:end] + trail, marks)


def _look_on_sheet(note: CorrectionNote, span: Span) -> Look:
    if edit_of(span).replacement is None:
        return Look.COMMENT
    return Look.RIGHT if note.withheld else Look.STRUCK
