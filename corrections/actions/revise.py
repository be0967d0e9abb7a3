"""Lead an article's notes on into its next revision: carried, incorporated, proposed to an editor, or lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import User

from corrections.actions.apart import call
from corrections.actions.ledger import enter_revision
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
    LedAttribute,
    Proof,
    Refusal,
    Sought,
    TextRange,
    describe,
    edited,
    is_attribute,
    led_attributes,
    prove,
    whereabouts,
)


@dataclass(frozen=True, slots=True)
class _Led:
    """A span, and where its words are in the new text for sure."""

    span: Span
    field: str  # of the new text: a link's number may be another there
    found: Found

    @property
    def edit(self) -> Edit:
        return Edit(self.field, self.found.range, None if self.found.is_put_right else self.span.replacement)


def carry_notes(article: Article, after: Revision, text: ArticleText, user: User) -> dict[str, int]:
    """New spans for all that lead on from earlier revisions; returns how many were carried, incorporated, lost, and
    how many of those lost have a place proposed.

    A span is carried where its words stand unchanged among their neighbours and nowhere else, and incorporated where
    they became its replacement. Any other stays where it was, and is lost until an editor decides: what it may be now
    is kept as a proposal, against the latest revision only. The places of amended notes are led on too, but are
    nobody's loss.
    """
    texts = text.texts
    counts = {"carried": 0, "incorporated": 0, "lost": 0, "proposed": 0}
    Proposal.objects.filter(span__note__article=article).delete()
    for depth, spans in enumerate(_by_depth(article, after)):
        found = _found(article, text, spans, is_amended=depth > 0)
        led = [one for one in (found[span.pk] for span in spans) if one is not None and _is_sure(one)]
        led_on = set()
        # One layer at a time, since an amendment replaces the same words as the note that it amends.
        for one, proof in zip(led, _proved(article_source(after), [one.edit for one in led]), strict=True):
            if proof is None:
                continue
            origin = Origin.INCORPORATED if one.found.is_put_right else Origin.CARRIED
            lead_on(one.span, after, one.edit, proof, texts[one.field], origin, user)
            led_on.add(one.span.pk)
            counts[origin.value] += depth == 0
        if depth == 0:
            lost = [span for span in spans if span.pk not in led_on]
            counts["lost"] = len(lost)
            counts["proposed"] = _propose(after, [found[span.pk] for span in lost])
    enter_revision(after)
    return counts


def lead_on(span: Span, revision: Revision, edit: Edit, proof: Proof, text: str, origin: Origin, user: User) -> Span:
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


def _found(article: Article, text: ArticleText, spans: Iterable[Span], *, is_amended: bool) -> dict[int, _Led | None]:
    """Where each span's words are in the new texts, by its primary key; each old text is looked through once."""
    texts = text.texts
    there: dict[Revision, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for span in spans:
        there[span.revision][span.field].append(span)
    found: dict[int, _Led | None] = {}
    for revision, fields in there.items():
        edits = [correction.edit for correction in ledger_of(article, revision).corrections()]
        links = _led_links(revision, text, fields, edits)
        for field, those in fields.items():
            now = (links[field].field if field in links else None) if is_attribute(field) else field
            found |= dict.fromkeys(span.pk for span in those)
            if now not in texts:
                continue
            sought = [_sought(span, is_amended=is_amended) for span in those]
            if field in links and now.rpartition(".")[2] != field.rpartition(".")[2]:
                # The description was taken away, as its note asks; its picture's address stands for it.
                images: list[Found | None] = [
                    Found(TextRange(0, len(texts[now])), Certainty.SAME, is_put_right=True)
                ] * len(those)
            else:
                old = revision.rendering.texts()[field]
                corrections = [edit for edit in edits if edit.field == field]
                images = call(whereabouts, old, texts[now], corrections, sought)
            found |= {
                span.pk: _Led(span, now, image) for span, image in zip(those, images, strict=True) if image is not None
            }
    return found | _come_back(article, texts, [span for span in spans if not _is_sure(found[span.pk])])


def _come_back(article: Article, texts: Mapping[str, str], spans: Iterable[Span]) -> dict[int, _Led]:
    """Where the very error stands again that was put right: a text from before came in once more. As sure as any."""
    put_right = [span for span in spans if span.origin == Origin.INCORPORATED and span.field in texts]
    if not put_right:
        return {}
    notes = [span.note_id for span in put_right]
    past = {span.pk: span for span in Span.objects.filter(note__in=notes).select_related("revision")}
    there: dict[tuple[Revision, str], list[tuple[Span, Span]]] = defaultdict(list)
    for span in put_right:
        first = span
        while first.origin == Origin.INCORPORATED and first.carried_from_id is not None:
            first = past[first.carried_from_id]
        if first.field == span.field and not is_attribute(first.field):
            there[first.revision, first.field].append((span, first))
    found: dict[int, _Led] = {}
    for (revision, field), those in there.items():
        old = revision.rendering.texts()[field]
        sought = [Sought(first.text_range, first.replacement) for _, first in those]
        for (span, _), image in zip(those, call(whereabouts, old, texts[field], [], sought), strict=True):
            if image is not None and _is_sure(led := _Led(span, field, image)):
                found[span.pk] = led
    return found


def _led_links(
    revision: Revision, text: ArticleText, fields: Iterable[str], edits: list[Edit]
) -> dict[str, LedAttribute]:
    """By field where links and pictures with notes on them are in the new text, whatever stands before them now."""
    values = revision.rendering.texts()
    right = {
        field: edited(values[field], [edit for edit in edits if edit.field == field])
        for field in fields
        if is_attribute(field) and field in values
    }
    return led_attributes(revision.rendering.html, text.html, right) if right else {}


def _sought(span: Span, *, is_amended: bool) -> Sought:
    is_put_right = span.origin == Origin.INCORPORATED
    return Sought(span.text_range, span.replacement, is_put_right=is_put_right, is_amended=is_amended)


def _is_sure(led: _Led | None) -> bool:
    return led is not None and led.found.certainty is Certainty.SAME


def _propose(revision: Revision, lost: Iterable[_Led | None]) -> int:
    proposals = [
        Proposal(
            span=one.span,
            revision=revision,
            field=one.field,
            text_start=one.found.range.start,
            text_end=one.found.range.end,
            certainty=one.found.certainty.value,
        )
        for one in lost
        if one is not None
    ]
    return len(Proposal.objects.bulk_create(proposals))


def _proved(source: str, edits: list[Edit]) -> list[Proof | None]:
    """Proofs of all edits at once; where one is refused, of those that hold. None for the others."""
    if not edits:
        return []
    try:
        return list(call(prove, source, edits))
    except Refusal as refusal:
        if refusal.index is None:
            raise
        rest = _proved(source, edits[: refusal.index] + edits[refusal.index + 1 :])
        return [*rest[: refusal.index], None, *rest[refusal.index :]]
