"""Lead an article's notes on into its next revision: carried, incorporated, or lost. Nothing is guessed."""

from collections.abc import Iterable
from dataclasses import dataclass

from corrections import bounded
from corrections.actions.ledger import enter_revision
from corrections.models import Article, CorrectionNote, Origin, Revision, Span, article_source, ledger_of
from corrections.text import (
    ArticleText,
    Edit,
    LedAttribute,
    Proof,
    Refusal,
    TextRange,
    describe,
    find_quote,
    is_attribute,
    led_attributes,
    prove,
)


@dataclass(frozen=True, slots=True)
class _Led:
    """Where a span's words are in the new text, and whether they are the replacement already."""

    span: Span
    range: TextRange
    incorporated: bool
    led_to: str | None = None  # of a link or a picture, whose number may be another now

    @property
    def field(self) -> str:
        return self.span.field if self.led_to is None else self.led_to

    @property
    def edit(self) -> Edit:
        return Edit(self.field, self.range, None if self.incorporated else self.span.replacement)


class _Corrected:
    """A text of an earlier revision with its published corrections in it, and where its places went."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self.edits = sorted((edit for edit in edits if edit.replacement is not None), key=lambda edit: edit.range)
        parts, at = [], 0
        for edit in self.edits:
            parts += [text[at : edit.range.start], edit.replacement]
            at = edit.range.end
        self.text = "".join([*parts, text[at:]])

    def place(self, old: TextRange) -> tuple[TextRange, bool]:
        """Where a place of the old text is now, and whether its words were replaced."""
        start, end, replaced, shift = old.start, old.end, False, 0
        for edit in self.edits:
            growth = len(edit.replacement) - len(edit.range)
            if edit.range.overlaps(old):
                replaced = True
                start = min(start, edit.range.start + shift) if edit.range.start < old.start else start
                end += growth + max(0, edit.range.end - old.end)
            elif edit.range.end <= old.start:
                start, end = start + growth, end + growth
                shift += growth
        return TextRange(start, max(start, end)), replaced


def carry_notes(article: Article, after: Revision, text: ArticleText, user) -> dict[str, int]:
    """New spans for all that lead on from earlier revisions; returns how many were carried, incorporated, lost.

    A span is carried when its words with their neighbours stand exactly once in the new text, and incorporated when
    its replacement does, with the neighbours that the corrections left. Any other stays where it was, and is lost
    until an editor places it. The places of amended notes are led on too, but are nobody's loss.
    """
    texts = text.texts
    counts = {"carried": 0, "incorporated": 0, "lost": 0}
    corrected: dict[int, dict[str, _Corrected]] = {}
    attributes: dict[int, dict[str, LedAttribute]] = {}
    for depth, spans in enumerate(_by_depth(article, after)):
        led = []
        for span in spans:
            if span.revision_id not in corrected:
                before = corrected[span.revision_id] = _corrected(article, span.revision)
                attributes[span.revision_id] = _led_attributes(span.revision, text, before)
            if is_attribute(span.field):
                led_to = attributes[span.revision_id].get(span.field)
                found = _led_attribute(span, texts, corrected[span.revision_id], led_to, is_amended=depth > 0)
            else:
                found = _led(span, texts, corrected[span.revision_id], is_amended=depth > 0)
            if found is not None:
                led.append(found)
        lost = len(spans)
        # One layer at a time, since an amendment replaces the same words as the note that it amends.
        for one, proof in zip(led, _proved(article_source(after), [one.edit for one in led]), strict=True):
            if proof is None:
                continue
            origin = Origin.INCORPORATED if one.incorporated else Origin.CARRIED
            lead_on(one.span, after, one.edit, proof, texts[one.field], origin, user)
            counts[origin.value] += depth == 0
            lost -= 1
        counts["lost"] += lost if depth == 0 else 0
    enter_revision(after)
    return counts


def lead_on(span: Span, revision: Revision, edit: Edit, proof: Proof, text: str, origin: Origin, user) -> Span:
    """The span's place in a later revision, as a row of its own. text: of the body, or the field's string."""
    place, quote = edit.range, describe(text, edit.range)
    return Span.objects.create(
        note=span.note,
        revision=revision,
        position=span.position,
        field=edit.field,
        source_start=proof.source_range.start,
        source_end=proof.source_range.end,
        text_start=place.start,
        text_end=place.end,
        quote_exact=quote.exact,
        quote_prefix=quote.prefix,
        quote_suffix=quote.suffix,
        replacement=span.replacement,
        splices=[[s.range.start, s.range.end, s.new] for s in proof.splices],
        origin=origin,
        carried_from=span,
        created_by=user,
    )


def _by_depth(article: Article, after: Revision) -> list[list[Span]]:
    """The spans to lead on: of notes that no other amends first, then of those that these amend, and so on."""
    amends = dict(CorrectionNote.objects.filter(article=article).values_list("pk", "amends_id"))
    amended = set(amends.values())
    depth: dict[int, int] = {}
    for newest in (pk for pk in amends if pk not in amended):
        at, note = 0, newest
        while note is not None:
            depth[note] = at
            at, note = at + 1, amends[note]
    spans = (
        Span.objects.filter(note__article=article, carried_to__isnull=True)
        .exclude(revision=after)
        .select_related("note", "revision")
        .order_by("note_id", "position", "pk")
    )
    layers: list[list[Span]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for span in spans:
        layers[depth[span.note_id]].append(span)
    return layers


def _corrected(article: Article, revision: Revision) -> dict[str, _Corrected]:
    edits = [correction.edit for correction in ledger_of(article, revision).corrections()]
    return {
        field: _Corrected(text, [edit for edit in edits if edit.field == field])
        for field, text in revision.rendering.texts().items()
    }


def _led(span: Span, texts: dict[str, str], corrected: dict[str, _Corrected], *, is_amended: bool) -> _Led | None:
    """A place in the new text, or None. First the words as they were; then as the corrections left them."""
    text = texts.get(span.field)
    if text is None:
        return None
    was = find_quote(span.quote, text)
    now = _as_corrected(span, text, corrected.get(span.field), is_amended=is_amended)
    # Right words may hold the old ones ("Ann" is now "Ann Lee"), or be held by them: the wider of the two stands there.
    if now is not None and now.incorporated and all(_holds(now.range, place) for place in was):
        return now
    if was:
        return _Led(span, was[0], span.origin == Origin.INCORPORATED) if len(was) == 1 else None
    return now


def _led_attributes(revision: Revision, text: ArticleText, corrected: dict[str, _Corrected]) -> dict[str, LedAttribute]:
    """By field where links and pictures with notes on them are in the new text, whatever stands before them now."""
    fields = set(Span.objects.filter(revision=revision).values_list("field", flat=True))
    right = {field: corrected[field].text for field in fields if is_attribute(field) and field in corrected}
    return led_attributes(revision.rendering.html, text.html, right) if right else {}


def _led_attribute(
    span: Span, texts: dict[str, str], corrected: dict[str, _Corrected], led: LedAttribute | None, *, is_amended: bool
) -> _Led | None:
    """A place in an address or a description in the new text, or None."""
    if led is None:
        return None
    was_right = span.origin == Origin.INCORPORATED
    if not led.is_corrected:
        return _Led(span, span.text_range, was_right, led.field)
    before = corrected[span.field]
    place, replaced = before.place(span.text_range)
    words = before.text[place.start : place.end]
    put_right = replaced and (is_amended or words == span.replacement)
    if not (len(place) and texts[led.field] == before.text):
        if not put_right:
            return None
        place = TextRange(0, len(texts[led.field]))
    return _Led(span, place, put_right or was_right, led.field)


def _as_corrected(span: Span, text: str, before: _Corrected | None, *, is_amended: bool) -> _Led | None:
    """A place in the new text as the corrections left its words and neighbours, or None."""
    if before is None:
        return None
    place, replaced = before.place(span.text_range)
    words = before.text[place.start : place.end]
    # Of an amended note it is enough that its words went; of any other its own right words must stand there.
    put_right = replaced and (is_amended or words == span.replacement)
    if not words:
        if not put_right:
            return None
        place = _word_before(before.text, place.start)
    places = find_quote(describe(before.text, place), text)
    if len(places) != 1:
        places = [place] if before.text == text else []
    if not places or not len(places[0]):
        return None
    return _Led(span, places[0], incorporated=put_right or span.origin == Origin.INCORPORATED)


def _holds(outer: TextRange, inner: TextRange) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _word_before(text: str, at: int) -> TextRange:
    """Deleted words leave nothing to mark: the word before their place stands for it, or the one after."""
    words = text[:at].rstrip()
    if words:
        return TextRange(len(words) - len(words.split()[-1]), len(words))
    rest = text[at:].split()
    start = text.index(rest[0], at) if rest else at
    return TextRange(start, start + (len(rest[0]) if rest else 0))


def _proved(source: str, edits: list[Edit]) -> list[Proof | None]:
    """Proofs of all edits at once; where one is refused, of those that hold. None for the others."""
    if not edits:
        return []
    try:
        return list(bounded.call(prove, source, edits))
    except Refusal as refusal:
        if refusal.index is None:
            raise
        rest = _proved(source, edits[: refusal.index] + edits[refusal.index + 1 :])
        return [*rest[: refusal.index], None, *rest[refusal.index :]]
