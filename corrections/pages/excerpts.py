"""Lines of an article around a place: its words among their neighbours, and as readers will see them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corrections.models import CorrectionNote, Span, edit_of
from corrections.pages.notices import look_of
from corrections.text import Look, Mark, SafeHtml, TextRange, headline

# The rest of a word at a cut; scripts without spaces are cut anywhere.
_CUT_BEFORE, _CUT_AFTER = re.compile(r"\A\S{0,20}\s+"), re.compile(r"\s+\S{0,20}\Z")
_AROUND = 60  # code points of the line on either side of a place


@dataclass(frozen=True, slots=True)
class CardPlace:
    before: str
    exact: str
    after: str


def card_place(text: str, place: TextRange, most: int = _AROUND) -> CardPlace:
    """A place with a little of what stands around it in its line, cut between words."""
    before = text[text.rfind("\n", 0, place.start) + 1 : place.start]
    after = text[place.end :].split("\n", 1)[0]
    if len(before) > most:
        before = "…" + _CUT_BEFORE.sub("", before[-most:], count=1)
    if len(after) > most:
        after = _CUT_AFTER.sub("", after[:most], count=1) + "…"
    return CardPlace(before, text[place.start : place.end], after)


def line_seen(text: str, spans: Sequence[Span], note: CorrectionNote) -> SafeHtml:
    """The line of a place with struck and right words, also where readers find the old words in the notice."""
    span = spans[0]
    around = card_place(text, span.text_range)
    place = TextRange(len(around.before), len(around.before) + len(around.exact))
    look = Look.STRUCK if look_of(note, span) is Look.RIGHT and not note.withheld else look_of(note, span)
    mark = Mark(place, "", f"line-{span.pk}", look, edit_of(span).replacement)
    return headline(around.before + around.exact + around.after, [mark])
