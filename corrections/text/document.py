"""A whole article source: read it, prove edits in it, export it corrected with its erratum block."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from . import erratum, frontmatter, scalar
from .apply import apply
from .assemble import first_heading
from .attribute_edits import prove_attributes, rendered_with
from .attributes import is_attribute, values_of
from .coordinates import Edit, Proof, Refusal, SourceRange, Splice, TextRange, spliced
from .differences import ERRATUM, KEYS, LEAD, STAMP, Changing, Difference, joined
from .highlight import blocks
from .htmltext import text_of
from .kept import map_of, reading_of, rendering_of
from .proof import check
from .quotes import describe
from .render import render
from .sanitise import SafeHtml
from .sourcemap import ABSENT
from .unclosed import open_markup
from .unseen import Rendered, in_short

MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What an article source says.

    title: the front matter's, else the first heading's, else None. language: the front matter's `lang` or `language`.
    fields: (path, parsed string) of each front-matter scalar. html, text: of the body.
    """

    title: str | None
    language: str | None
    fields: tuple[tuple[str, str], ...]
    html: SafeHtml
    text: str

    @property
    def texts(self) -> dict[str, str]:
        """All texts that a span can lie in, by field: the body's by "", front matter's, those of links and pictures."""
        return {"": self.text, **dict(self.fields), **values_of(self.html)}


@dataclass(frozen=True, slots=True)
class Correction:
    """An edit with its proved splices, in the whole source."""

    edit: Edit
    splices: tuple[Splice, ...]


@dataclass(frozen=True, slots=True)
class Erratum:
    """What an export adds: the notices, their heading, and front-matter keys.

    keys: (name, YAML value lines) in order; the value begins behind "name:" and ends without a line end.
    stamp: (name, day) of a key whose value is replaced where it stands, as the newsroom asked. own_keys: names that
    were written by an earlier export and are replaced. replaces_block: the block that stands in the source is an
    earlier export's, and so is a lead that its body begins with. lead: the notices that stand before all else.
    """

    entries: tuple[erratum.Entry, ...] = ()
    heading: str = "Corrections"
    level: int = 2
    keys: tuple[tuple[str, str], ...] = ()
    stamp: tuple[str, str] | None = None
    own_keys: tuple[str, ...] = ()
    replaces_block: bool = False
    lead: tuple[erratum.Entry, ...] = ()
    renaming_setting: str = ""


def decode(content: bytes) -> str:
    """The text of an uploaded file. Refused: not UTF-8, larger than 1 MiB, a NUL character, nothing in it."""
    if len(content) > MOST_BYTES:
        raise Refusal(
            "The file has {count:,} bytes; 1 MiB is the most. Split it and import the parts.", count=len(content)
        )
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(
            "The file is not UTF-8: byte {at} does not belong there. Save it as UTF-8 and import that.",
            at=error.start + 1,
        ) from error
    if "\0" in source:
        line = source.count("\n", 0, source.index("\0")) + 1
        raise Refusal("There is a NUL character on line {line}. Take it out and import the file again.", line=line)
    if not source.strip("\ufeff \t\r\n"):
        raise Refusal("The file is empty. Choose a file with an article in it.")
    return source


def without_block(source: str) -> str:
    """The source up to the erratum block that stands last in it, with line ends alone where its body has a lead; all
    offsets stay the same."""
    source = erratum.detach(source)
    lead = find_lead(source)
    return f"{source[: lead.start]}{chr(10) * len(lead)}{source[lead.end :]}" if lead else source


def find_lead(source: str) -> SourceRange | None:
    """The lead that an earlier export wrote before the body of a source, with the line ends behind it. Raises Refusal
    where the front matter is none."""
    if erratum.LEAD_BEGIN not in source:
        return None
    return erratum.find_lead(source, frontmatter.split(source).body)


def read_article(source: str) -> ArticleText:
    """Read, render and map a source. Refused: front matter that is no YAML mapping, a body without words."""
    front = frontmatter.split(source)
    mapped = map_of(source[front.body :])
    if not mapped.text.strip() and not front.fields:
        raise Refusal("The article has no words. Choose a file with an article in it.")
    title = front.field("title")
    language = front.field("lang") or front.field("language")
    return ArticleText(
        (" ".join(title.text.split()) if title else None) or _heading_text(mapped.html),
        language.text.strip() if language else None,
        tuple((field.name, field.text) for field in front.fields if not is_attribute(field.name)),
        mapped.html,
        mapped.text,
    )


def render_body(source: str) -> SafeHtml:
    """The safe HTML of a source's body."""
    return rendering_of(source[frontmatter.split(source).body :])


def prove(source: str, edits: Sequence[Edit], others: Sequence[Edit] = ()) -> list[Proof]:
    """Proofs of edits, in whole-source code points, in the order asked.

    others: edits that are kept already, with which these must not collide. Raises Refusal, with the edit's index.
    """
    refuse_collisions(edits, others)
    front = frontmatter.split(source)
    proofs: dict[int, Proof] = {}
    body = [(index, edit) for index, edit in enumerate(edits) if not edit.field]
    if body:
        mapped = map_of(source[front.body :])
        try:
            applied = apply(mapped, [edit for _, edit in body])
        except Refusal as refusal:
            raise Refusal(refusal.sentence, body[refusal.index][0] if refusal.index is not None else None) from refusal
        for (index, edit), one in zip(body, applied, strict=True):
            places = [
                (mapped.starts[at], mapped.ends[at])
                for at in range(edit.range.start, edit.range.end)
                if mapped.starts[at] != ABSENT
            ]
            if not places:
                raise Refusal("These words have no place of their own in the Markdown source. Select others.", index)
            proofs[index] = Proof(
                SourceRange(min(places)[0], max(high for _, high in places)).shifted(front.body),
                tuple(Splice(splice.range.shifted(front.body), splice.new) for splice in one.splices),
                describe(mapped.text, edit.range),
                one.warnings,
            )
    proofs |= _proved_attributes(source, front.body, mapped.html if body else None, edits, others)
    for index, edit in enumerate(edits):
        if edit.field and index not in proofs:
            try:
                proofs[index] = scalar.prove_field(source, edit)
                together = [other for other in (*edits, *others) if other.field == edit.field]
                if len(together) > 1:
                    scalar.splices_of(source, together)
            except Refusal as refusal:
                raise Refusal(refusal.sentence, index) from refusal
    return [proofs[index] for index in range(len(edits))]


def refuse_collisions(edits: Sequence[Edit], others: Sequence[Edit]) -> None:
    """Raises Refusal, with the edit's index, where words are replaced twice: all that `others` are to edits of the
    body, whose proofs are the same whatever else is kept."""
    ranges: dict[str, list[TextRange]] = {}
    for edit in (*edits, *others):
        if edit.replacement is not None:
            ranges.setdefault(edit.field, []).append(edit.range)
    if not any(_overlap(those) for those in ranges.values()):
        return
    for index, edit in enumerate(edits):
        _refuse_collision(index, edit, edits[:index], others)


def _overlap(ranges: list[TextRange]) -> bool:
    ranges.sort()
    return any(low.overlaps(high) for low, high in pairwise(ranges))


def _proved_attributes(
    source: str, body: int, html: Rendered | None, edits: Sequence[Edit], others: Sequence[Edit]
) -> dict[int, Proof]:
    """The proofs of edits of links' and pictures' attributes, by the edit's index. html: of the body, if known."""
    asked = [(index, edit) for index, edit in enumerate(edits) if is_attribute(edit.field)]
    if not asked:
        return {}
    own = source[body:]
    try:
        proved = prove_attributes(own, rendering_of(own) if html is None else html, [edit for _, edit in asked], others)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, asked[refusal.index][0] if refusal.index is not None else None) from refusal
    return {
        index: replace(
            proof,
            source_range=proof.source_range.shifted(body),
            splices=tuple(Splice(splice.range.shifted(body), splice.new) for splice in proof.splices),
        )
        for (index, _), proof in zip(asked, proved, strict=True)
    }


def export_source(source: str, corrections: Sequence[Correction], added: Erratum) -> str:
    """The imported source with the proved splices, the listed front-matter keys and the erratum block.

    Proved as a whole: the corrected body differs from the imported one in the corrections alone, and the rendering is
    the corrected article's followed by the block rendered alone (footnotes aside). Refused otherwise.
    """
    return _exported(source, corrections, added).text


def export_differences(source: str, corrections: Sequence[Correction], added: Erratum) -> tuple[Difference, ...]:
    """Where `export_source` differs from the source, in order: by corrections, which are told by their indexes, by the
    keys, by the stamp and by the block, each with what an earlier export had there. Refused where that is refused."""
    return tuple(joined(source, _exported(source, corrections, added).differences))


def _exported(source: str, corrections: Sequence[Correction], added: Erratum) -> Changing:
    removed = _removed(source, added)
    changing = Changing(source)
    try:
        changing.change([*_changes_together(source, corrections), *removed])
    except ValueError as error:
        raise Refusal("Two corrections change the same words. Join them in one note, then export again.") from error
    taken_away = [Splice(one.range, one.new) for one in removed]
    _prove_corrected(spliced(source, taken_away), changing.text, corrections)
    newline = erratum.newline_of(source)
    _add_keys(changing, added, newline)
    if added.entries:
        keyed = changing.text
        lead = erratum.compose_lead(added.lead, newline) if added.lead else ""
        if lead:
            body = frontmatter.unread(keyed).body
            changing.change([Difference(SourceRange(body, body), lead, (LEAD,))])
        led = changing.text
        block = erratum.compose(added.entries, added.heading, added.level, newline)
        # The separator of a text is its own: what was changed may have been its first line end.
        attached = erratum.attach(led, block)[len(led) :]
        changing.change([Difference(SourceRange(len(led), len(led)), attached, (ERRATUM,))] if attached else [])
        _prove_block(keyed, led, changing.text, block, lead)
    return changing


def export_block(source: str, added: Erratum, bare: bool = False) -> str:
    """The erratum block alone, with the source's line ends; empty where there is nothing to tell."""
    if not added.entries:
        return ""
    return erratum.compose(added.entries, added.heading, added.level, erratum.newline_of(source), bare)


def _heading_text(html: SafeHtml) -> str | None:
    heading = first_heading(html)
    return " ".join(text_of(heading).split()) or None if heading is not None else None


def _refuse_collision(index: int, edit: Edit, before: Sequence[Edit], others: Sequence[Edit]) -> None:
    if edit.replacement is None:
        return
    for other in (*before, *others):
        if other.replacement is not None and other.field == edit.field and other.range.overlaps(edit.range):
            raise Refusal("Another note already replaces some of these words. Open that note, or select others.", index)


def _removed(source: str, added: Erratum) -> list[Difference]:
    """What an earlier export added, taken away."""
    removed = []
    if added.own_keys:
        removed += [Difference(place, "", (KEYS,)) for place in frontmatter.key_lines(source, added.own_keys)]
    block = erratum.find(source) if added.replaces_block else None
    if block is not None and block.start >= frontmatter.unread(source).body:
        removed.append(Difference(block, "", (ERRATUM,)))
        lead = find_lead(source[: block.start])
        removed += [Difference(lead, "", (LEAD,))] if lead else []
    return removed


def splices_together(source: str, corrections: Sequence[Correction]) -> list[Splice]:
    """What the corrections change. Several in one front-matter string may each have written it anew: then together."""
    return [Splice(one.range, one.new) for one in _changes_together(source, corrections)]


def _changes_together(source: str, corrections: Sequence[Correction]) -> list[Difference]:
    by_field: dict[str, list[int]] = {}
    for index, one in enumerate(corrections):
        by_field.setdefault(one.edit.field, []).append(index)
    changes: list[Difference] = []
    for field, group in by_field.items():
        kept = [Difference(splice.range, splice.new, (i,)) for i in group for splice in corrections[i].splices]
        places = sorted(one.range for one in kept)
        is_scalar = field and not is_attribute(field)
        if is_scalar and len(group) > 1 and any(a.end > b.start for a, b in pairwise(places)):
            anew = scalar.splices_of(source, [corrections[i].edit for i in group])
            kept = [Difference(splice.range, splice.new, tuple(group)) for splice in anew]
        changes += kept
    return changes


def _prove_corrected(before: str, after: str, corrections: Sequence[Correction]) -> None:
    """Refused where the corrections together change more, or less, than each of them alone."""
    edits = [one.edit for one in corrections if one.splices]
    front = frontmatter.split(before)
    fields = {edit.field for edit in edits if edit.field and not is_attribute(edit.field)}
    asked = [field for field in front.fields if field.name in fields]
    texts = {field.name: scalar.wanted(field, [e for e in edits if e.field == field.name]) for field in asked}
    holds = not fields or (texts.keys() == fields and scalar.only_these_change(front, after, texts))
    body = [edit for edit in edits if not edit.field]
    addressed = [one for one in corrections if one.splices and is_attribute(one.edit.field)]
    if (body or addressed) and holds:
        html = _rendered(before)
        led: SafeHtml | None = html
        if addressed:
            splices = [Splice(s.range.shifted(-front.body), s.new) for one in addressed for s in one.splices]
            led = rendered_with(before[front.body :], html, [one.edit for one in addressed], splices)
        if body or led is None:
            now = _rendered(after)
            _refuse_loss(html, now)
            holds = led is not None and now.unseen == html.unseen and check(reading_of(led), now, body) is not None
    if not holds:
        raise Refusal(
            "The corrections do not hold together: two of them disturb each other, as when neighbouring items of a "
            "list are deleted by a note each. Make one note of both, with one longer selection, or leave a few words."
        )


def _refuse_loss(before: Rendered, after: Rendered) -> None:
    lost = Counter(before.unseen) - Counter(after.unseen)
    if lost:
        raise Refusal(
            "One of the corrections would take {markup} away, which readers do not see. Amend the note on the words "
            "around it: select those before it, or those after it.",
            markup=in_short(min(lost)),
        )


def _add_keys(changing: Changing, added: Erratum, newline: str) -> None:
    front = frontmatter.split(changing.text)
    if front.yaml is None or not (added.keys or added.stamp):
        return
    keys = added.keys
    if added.stamp:
        name, value = added.stamp
        if name not in frontmatter.key_names(changing.text):
            keys = ((name, f" {value}"), *keys)
        else:
            _stamp(changing, name, value)
            front = frontmatter.split(changing.text)
    if not keys:
        return
    present = frontmatter.key_names(changing.text)
    for name, _ in keys:
        if name in present:
            if added.renaming_setting:
                raise Refusal(
                    "The front matter has a key “{key}” that this desk did not write. Nothing was overwritten; name "
                    "ours otherwise with {setting}.",
                    key=name,
                    setting=added.renaming_setting,
                )
            raise Refusal(
                "The front matter has a key “{key}” that this desk did not write. Nothing was overwritten; name ours "
                "otherwise.",
                key=name,
            )
    lines = "".join(f"{name}:{value}\n" for name, value in keys).replace("\n", newline)
    inserted = frontmatter.insertion(changing.text, lines)
    changing.change([Difference(inserted.range, inserted.new, (KEYS,))])
    kept = [(field.name, field.text, field.tag) for field in frontmatter.split(changing.text).fields]
    if kept[: len(front.fields)] != [(field.name, field.text, field.tag) for field in front.fields]:
        raise Refusal("The front matter cannot take another key. Write it as one key a line and import the file again.")


def _stamp(changing: Changing, name: str, value: str) -> None:
    """Set a front-matter key's day, where that is not later already; all else as it was."""
    before = changing.text
    stamp = frontmatter.later_day(before, name, value)
    changing.change([Difference(splice.range, splice.new, (STAMP,)) for splice in stamp])
    try:
        kept, now = (
            [(field.name, field.text, field.tag) for field in frontmatter.split(text).fields if field.name != name]
            for text in (before, changing.text)
        )
    except Refusal:
        kept, now = [], None
    if kept != now:
        raise Refusal("“{key}” cannot be set without changing other front matter. Write a plain day there.", key=name)


def _prove_block(keyed: str, led: str, exported: str, block: str, lead: str) -> None:
    """Refused unless the export reads as the lead alone, the article, and the block alone, footnotes aside."""
    article, notes = _split_footnotes(_rendered(keyed))
    if lead:
        before, notes_before = _split_footnotes(_rendered(led))
        if before != _solid(render(lead)) + article or notes_before != notes:
            raise Refusal(
                "Before this article the notice at the top would not be read as it stands. Begin its body with a "
                "heading or a paragraph of words, or export it without the lead."
            )
        article = before
    whole, whole_notes = _split_footnotes(_rendered(exported))
    alone = _solid(render(block))
    if whole == article + alone and whole_notes == notes:
        return
    markup = open_markup(keyed[frontmatter.unread(keyed).body :])
    if markup:
        raise Refusal(
            "The article leaves {markup} open, which would swallow the erratum. Close it in the Markdown file and "
            "import it again.",
            markup=markup,
        )
    raise Refusal(
        "Behind this article the erratum would not be read as it stands. Put an empty line at its end and import it."
    )


def _rendered(source: str) -> Rendered:
    """The safe HTML of the body of a source whose front matter was read before."""
    return rendering_of(source[frontmatter.unread(source).body :])


def _solid(html: SafeHtml) -> list[str]:
    return [block.strip() for block in blocks(html) if block.strip()]


def _split_footnotes(html: SafeHtml) -> tuple[list[str], list[str]]:
    solid = _solid(html)
    notes = [block for block in solid if block.startswith('<div class="footnote">')]
    return [block for block in solid if block not in notes], notes
