"""What an editor should look at again in a note before publishing it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from corrections.models import CorrectionNote, Span, house_style, last_of
from corrections.telling import told
from corrections.text import Change, Sentence, readable_diff, tells, wording

_WITHHELD = Sentence("Whoever reads what is withheld somewhere else has read it.")


@dataclass(frozen=True, slots=True)
class Caution:
    """What to look at again, why that matters, and whose rule it is. adds: a sentence that would settle it."""

    sentence: str
    reason: str
    source: str
    adds: str = ""

    def __str__(self) -> str:
        return self.sentence


def warnings_of(
    note: CorrectionNote,
    texts: Mapping[str, str],
    published: Iterable[CorrectionNote] = (),
    dated: date | None = None,
) -> tuple[Caution, ...]:
    """What an editor is told about; none of it stops a publication. Spans and sources are read as prefetched.

    texts: of the revision that the note is published in. published: the notes that hold in its article. dated: the day
    that the article gives itself.
    """
    shown_on = (note.published_at or note.updated_at).date()
    has_source = bool(note.sources.all())
    return (
        *wording_warnings(note, list(note.spans.all()), has_source=has_source, shown_on=shown_on, dated=dated),
        *(
            Caution(told(sentence), told(_WITHHELD), told(wording.OURS))
            for sentence in (_withheld_still_told(note, texts, published) if note.withheld else ())
        ),
    )


def wording_warnings(
    note: CorrectionNote, spans: Iterable[Span], *, has_source: bool, shown_on: date, dated: date | None = None
) -> tuple[Caution, ...]:
    """What its wording alone gives to think about; the note and its spans need not be saved."""
    changed = [span for span in spans if span.replacement is not None]
    # An error is as old as its article, where that tells its day; it cannot have been reported before.
    since = min(filter(None, (note.reported_on, dated)), default=None)
    found = wording.warnings(
        note.wording,
        kind=note.kind,
        right=_words(change.new for _, change in _changes(changed)),
        wrong=_words(words for words, _ in _changes(changed)),
        withheld=note.withheld,
        has_source=note.confirmed_internally or has_source,
        days_late=(shown_on - since).days if since else None,
    )
    return tuple(
        Caution(told(doubt.sentence), told(doubt.reason), told(doubt.source), _added(doubt.adds, note))
        for doubt in found
    )


def _added(name: str, note: CorrectionNote) -> str:
    """The offered sentence of that name, where its blanks are known."""
    if name != "late" or note.reported_on is None:
        return ""
    style = house_style()
    return wording.filled(style.offers()[name], date=style.day(note.reported_on))


def _withheld_still_told(
    note: CorrectionNote, texts: Mapping[str, str], published: Iterable[CorrectionNote]
) -> Iterator[Sentence]:
    withheld = Counter(span.quote_exact for span in last_of(note.spans.all()) if span.splices)
    if tells(note.wording, withheld):
        yield Sentence("It repeats the words that it withholds. Say what they were about instead.")
    if any(_in_address(words, note.article.slug) for words in withheld):
        yield Sentence(
            "The page’s address, “{slug}”, tells the words that it withholds, and no note changes an address. Import "
            "the article under another slug, and let whoever looks after the site block this address.",
            slug=note.article.slug,
        )
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


def _in_address(words: str, slug: str) -> bool:
    """Whether words, as an address spells them, stand in a slug."""
    spelled, there = (slugify(one.replace("_", "-"), allow_unicode=True) for one in (words, slug))
    return bool(spelled) and f"-{spelled}-" in f"-{there}-"


def _changes(spans: Iterable[Span]) -> list[tuple[str, Change]]:
    """The words that change in each place, and what they become."""
    return [
        (span.quote_exact[change.start : change.end], change)
        for span in spans
        for change in readable_diff(span.quote_exact, span.replacement or "")
    ]


def _words(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text and text.strip()]
