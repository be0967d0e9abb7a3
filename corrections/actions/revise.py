"""Lead an article's notes on into its next revision: carried, incorporated, proposed to an editor, or lost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corrections import bounded
from corrections.models import (
    Article,
    CorrectionNote,
    Origin,
    Proposal,
    Revision,
    Span,
    article_source,
    ledger_of,
)
from corrections.text import (
    ArticleText,
    Certainty,
    Edit,
    Found,
    Proof,
    Refusal,
    Sought,
    describe,
    prove,
    whereabouts,
)


@dataclass(frozen=True, slots=True)
class _Led:
    """A span, and where its words are in the new text for sure."""

    span: Span
    found: Found

    @property
    def edit(self) -> Edit:
        is_put_right = self.found.is_put_right
        return Edit(self.span.field, self.found.range, None if is_put_right else self.span.replacement)


def carry_notes(article: Article, after: Revision, text: ArticleText, user) -> dict[str, int]:
    """New spans for all that lead on from earlier revisions; returns how many were carried, incorporated, lost, and
    how many of those lost have a place proposed.

    A span is carried where its words stand unchanged among their neighbours and nowhere else, and incorporated where
    they became its replacement. Any other stays where it was, and is lost until an editor decides: what it may be now
    is kept as a proposal, against the latest revision only. The places of amended notes are led on too, but are
    nobody's loss.
    """
    texts = {"": text.text, **dict(text.fields)}
    counts = {"carried": 0, "incorporated": 0, "lost": 0, "proposed": 0}
    Proposal.objects.filter(span__note__article=article).delete()
    for depth, spans in enumerate(_by_depth(article, after)):
        found = _found(article, texts, spans, is_amended=depth > 0)
        led = [_Led(span, found[span.pk]) for span in spans if _is_sure(found[span.pk])]
        led_on = set()
        # One layer at a time, since an amendment replaces the same words as the note that it amends.
        for one, proof in zip(led, _proved(article_source(after), [one.edit for one in led]), strict=True):
            if proof is None:
                continue
            origin = Origin.INCORPORATED if one.found.is_put_right else Origin.CARRIED
            lead_on(one.span, after, one.edit, proof, texts[one.span.field], origin, user)
            led_on.add(one.span.pk)
            counts[origin.value] += depth == 0
        if depth == 0:
            lost = [span for span in spans if span.pk not in led_on]
            counts["lost"] = len(lost)
            counts["proposed"] = _propose(after, {span: found[span.pk] for span in lost})
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


def _found(
    article: Article, texts: dict[str, str], spans: Iterable[Span], *, is_amended: bool
) -> dict[int, Found | None]:
    """Where each span's words are in the new texts, by its primary key; each old text is looked through once."""
    found: dict[int, Found | None] = {}
    there: dict[tuple[Revision, str], list[Span]] = defaultdict(list)
    for span in spans:
        there[span.revision, span.field].append(span)
    edits: dict[int, list[Edit]] = {}
    for (revision, field), those in there.items():
        if revision.pk not in edits:
            edits[revision.pk] = [correction.edit for correction in ledger_of(article, revision).corrections()]
        found |= dict.fromkeys(span.pk for span in those)
        if field not in texts:
            continue
        old = revision.rendering.texts()[field]
        corrections = [edit for edit in edits[revision.pk] if edit.field == field]
        sought = [_sought(span, is_amended=is_amended) for span in those]
        images = bounded.call(whereabouts, old, texts[field], corrections, sought)
        found |= zip([span.pk for span in those], images, strict=True)
    return found


def _sought(span: Span, *, is_amended: bool) -> Sought:
    is_put_right = span.origin == Origin.INCORPORATED
    return Sought(span.text_range, span.replacement, is_put_right=is_put_right, is_amended=is_amended)


def _is_sure(found: Found | None) -> bool:
    return found is not None and found.certainty is Certainty.SAME


def _propose(revision: Revision, lost: dict[Span, Found | None]) -> int:
    proposals = [
        Proposal(
            span=span,
            revision=revision,
            field=span.field,
            text_start=found.range.start,
            text_end=found.range.end,
            certainty=found.certainty.value,
        )
        for span, found in lost.items()
        if found is not None
    ]
    return len(Proposal.objects.bulk_create(proposals))


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
