"""What readers may not see: the words that published notes withhold, wherever an article still has them.

A withheld note replaces its words where it has a place. Elsewhere (in an earlier revision, or in a later one where its
place is lost) they are found by their spelling, and hidden there too: for once rather too much than too little.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corrections.models.ledger import Ledger
from corrections.models.note import CorrectionNote
from corrections.models.span import Span, last_of
from corrections.text import Look, Mark, Quote, Spelled, TextRange, titles_of

_NEXT = 8  # code points on either side


@dataclass(frozen=True, slots=True)
class Hidden:
    """Withheld words in a text of a revision, in code points. is_placed: a note that holds today replaces them there.

    instead: what readers get. number: of the note that withholds them.
    """

    field: str
    range: TextRange
    instead: str
    is_placed: bool
    number: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a text, in code points, of which nothing is told but that it is withheld.

    numbers: of the notes that withhold it.
    """

    range: TextRange
    numbers: tuple[int, ...]

    def joined(self, other: "Gap") -> "Gap":
        """Both as one, with what lies between them."""
        place = TextRange(min(self.range.start, other.range.start), max(self.range.end, other.range.end))
        return Gap(place, tuple(sorted({*self.numbers, *other.numbers})))


def hidden_in(ledger: Ledger, texts: dict[str, str]) -> tuple[Hidden, ...]:
    """All withheld words in the texts of the ledger's revision, without overlaps; one query where notes withhold any.

    A place without a row in this revision is looked for by its words, in any spelling and wherever they stand. Where
    titles of links and pictures stand among the texts (`titles_of`), in these too.
    """
    found = _Apart()
    chains = _chains(ledger)
    for chain in chains:
        for note in chain.notes:
            for span in ledger.spans_of(note):
                if chain.withholds(span):
                    is_placed = note == chain.newest and span.replacement is not None
                    found.add(Hidden(span.field, span.text_range, chain.instead_of(span), is_placed, chain.number))
    missing: dict[tuple[Quote, str], int] = {}
    for chain in chains:
        for one in chain.missing(ledger.revision.pk):
            missing.setdefault(one, chain.number)
    spelled = {field: Spelled.of(text) for field, text in texts.items()} if missing else {}
    for quote, instead in sorted(missing, key=_longest_first):
        for field, text in spelled.items():
            for place in text.find(quote):
                found.add(Hidden(field, place, instead, is_placed=False, number=missing[quote, instead]))
    return tuple(found.all)


@dataclass(frozen=True, slots=True)
class _Chain:
    """Notes of which one withholds words, the newest first, each with the one that it amends; and their spans."""

    notes: tuple[CorrectionNote, ...]
    spans: dict[int, list[Span]]

    @property
    def newest(self) -> CorrectionNote:
        return self.notes[0]

    @property
    def number(self) -> int:
        """Of the newest published note that withholds anything."""
        return next(note.number for note in self.notes if note.withheld and note.number is not None)

    @property
    def _right(self) -> dict[str, str]:
        """What the newest note says that its words become; words that were right already stay."""
        return {
            span.quote_exact: span.quote_exact if span.replacement is None else span.replacement
            for span in self.spans[self.newest.pk]
        }

    def withholds(self, span: Span) -> bool:
        """Whether a span's words are withheld: something else was put in their place, and they are not right now."""
        return bool(span.splices) and span.quote_exact not in self._right.values()

    def instead_of(self, span: Span) -> str:
        """What readers get in the place of a span's words: what the newest note says, else the one before it."""
        for note in self.notes:
            for other in self.spans[note.pk]:
                if other.quote_exact == span.quote_exact and other.replacement is not None:
                    return other.replacement
        return ""

    def missing(self, revision: int) -> Iterator[tuple[Quote, str]]:
        """The withheld words of places that have no row in a revision; and what earlier notes put there, which
        an older export brings back, with its next neighbours, since by itself it may stand anywhere."""
        for note in self.notes:
            spans = {span.pk: span for span in self.spans[note.pk]}
            for last in last_of(spans.values()):
                line = [last]
                while line[-1].carried_from_id is not None:
                    line.append(spans[line[-1].carried_from_id])
                if any(one.revision_id == revision for one in line):
                    continue
                for span in filter(self.withholds, line):
                    # Words that were deleted had the spare space with them, which may be gone beside them now.
                    if words := span.quote_exact.strip():
                        yield Quote(words), self.instead_of(span)
            if note != self.newest:
                yield from self._put_there_before(spans.values())

    def _put_there_before(self, spans: Iterable[Span]) -> Iterator[tuple[Quote, str]]:
        for span in spans:
            now = self._right.get(span.quote_exact)
            if now is None or not (span.replacement and span.replacement.strip()):
                continue
            if span.replacement in self._right.values():
                continue
            prefix, suffix = span.quote_prefix[-_NEXT:], span.quote_suffix[:_NEXT]
            yield Quote(span.replacement, prefix, suffix), now


def _chains(ledger: Ledger) -> list[_Chain]:
    """The chains of which a note withholds words; one query where there are any."""
    amended = {note.pk: note for note in ledger.amended}
    chains: list[tuple[CorrectionNote, ...]] = []
    for note in ledger.notes:
        chain = [note]
        while chain[-1].amends_id in amended:
            chain.append(amended[chain[-1].amends_id])
        if any(one.withheld and one.is_published for one in chain):
            chains.append(tuple(chain))
    if not chains:
        return []
    spans: dict[int, list[Span]] = {note.pk: [] for chain in chains for note in chain}
    for span in Span.objects.filter(note__in=spans):
        spans[span.note_id].append(span)
    return [_Chain(chain, spans) for chain in chains]


def withholds(ledger: Ledger) -> bool:
    """Whether any published note of the article withholds words, amended ones too."""
    return any(note.withheld and note.is_published for note in (*ledger.notes, *ledger.amended))


def hidden_of(ledger: Ledger) -> tuple[Hidden, ...]:
    """As `hidden_in`, in the texts as they are rendered; these are read only where notes withhold anything."""
    if not withholds(ledger):
        return ()
    rendering = ledger.revision.rendering
    return hidden_in(ledger, rendering.texts() | titles_of(rendering.html))


def stand_in_source(ledger: Ledger) -> bool:
    """Whether withheld words whose place is lost stand in the source at all: in a comment too, that no page shows."""
    chains = _chains(ledger)
    missing = {quote for chain in chains for quote, _ in chain.missing(ledger.revision.pk)}
    if not missing:
        return False
    source = Spelled.of(ledger.revision.source)
    return any(source.find(quote) for quote in missing)


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


def gaps_in(ledger: Ledger, hidden: Sequence[Hidden]) -> dict[str, tuple[Gap, ...]]:
    """By field what is withheld in the texts as they were imported, for who shows these: in order, and apart. What
    overlaps or touches is one gap, so that the words of two notes are not told from each other.

    hidden: of the same ledger. Words that are right elsewhere are no secret, and yet stand in none of its places where
    a note that holds withholds them.
    """
    found = [(one.field, Gap(one.range, (one.number,))) for one in hidden]
    found += [
        (span.field, Gap(span.text_range, (note.number,)))
        for note in ledger.notes
        if note.withheld and note.number is not None
        for span in ledger.spans_of(note)
        if span.splices
    ]
    gaps: dict[str, list[Gap]] = {}
    for field, gap in sorted(found, key=lambda one: (one[0], one[1].range.start)):
        here = gaps.setdefault(field, [])
        if here and gap.range.start <= here[-1].range.end:
            here[-1] = here[-1].joined(gap)
        else:
            here.append(gap)
    return {field: tuple(here) for field, here in gaps.items()}


def hidden_words(hidden: Sequence[Hidden], texts: dict[str, str]) -> tuple[str, ...]:
    """The withheld words themselves, each once, as far as these texts hold them."""
    words = (texts[one.field][one.range.start : one.range.end] for one in hidden if one.field in texts)
    return tuple(dict.fromkeys(words))


def _longest_first(one: tuple[Quote, str]) -> tuple[int, str, str, str, str]:
    quote, instead = one
    return (-len(quote.exact), quote.exact, quote.prefix, quote.suffix, instead)


class _Apart:
    """Withheld words without overlaps. A short word stands in very many places, so that none is compared with all."""

    def __init__(self) -> None:
        self.all: list[Hidden] = []
        self._taken: dict[str, list[TextRange]] = {}  # by field; in order, and apart

    def add(self, one: Hidden) -> None:
        """Hide what of a place is not hidden yet; what stands instead stands there once."""
        taken = self._taken.setdefault(one.field, [])
        first = bisect_right(taken, one.range.start, key=lambda other: other.end)
        over = taken[first : bisect_left(taken, one.range.end, first, key=lambda other: other.start)]
        parts = _rest(one.range, over) if over else [one.range]
        self.all += [replace(one, range=part, instead=one.instead if not over else "") for part in parts]
        for part in parts:
            insort(taken, part)


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
