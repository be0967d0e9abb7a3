"""A whole article source: read it, prove edits in it, export it corrected with its erratum block."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from . import erratum, frontmatter, scalar
from .apply import apply
from .assemble import first_heading
from .attribute_edits import prove_attributes, rendered_with
from .attributes import is_attribute, values_of
from .coordinates import Edit, Proof, Refusal, SourceRange, Splice, spliced
from .highlight import blocks
from .htmltext import text_of
from .kept import map_of, reading_of, rendering_of
from .proof import check
from .quotes import describe
from .render import render
from .sanitise import SafeHtml
from .sourcemap import ABSENT
from .unclosed import open_markup

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
    earlier export's.
    """

    entries: tuple[erratum.Entry, ...] = ()
    heading: str = "Corrections"
    level: int = 2
    keys: tuple[tuple[str, str], ...] = ()
    stamp: tuple[str, str] | None = None
    own_keys: tuple[str, ...] = ()
    replaces_block: bool = False
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
    """The source up to the erratum block that stands last in it; all offsets stay the same."""
    return erratum.detach(source)


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
    for index, edit in enumerate(edits):
        _refuse_collision(index, edit, edits[:index], others)


def _proved_attributes(
    source: str, body: int, html: SafeHtml | None, edits: Sequence[Edit], others: Sequence[Edit]
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
    front = frontmatter.split(source)
    newline = erratum.newline_of(source)
    removed = _removed(source, front, added)
    try:
        corrected = spliced(source, [*splices_together(source, corrections), *removed])
    except ValueError as error:
        raise Refusal("Two corrections change the same words. Join them in one note, then export again.") from error
    _prove_corrected(spliced(source, removed), corrected, corrections)
    keyed = _with_keys(corrected, added, newline)
    if not added.entries:
        return keyed
    block = erratum.compose(added.entries, added.heading, added.level, newline)
    exported = erratum.attach(keyed, block)
    _prove_block(keyed, exported, block)
    return exported


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


def _removed(source: str, front: frontmatter.FrontMatter, added: Erratum) -> list[Splice]:
    """What an earlier export added, taken away."""
    removed = []
    if added.own_keys:
        removed += [Splice(place, "") for place in frontmatter.key_lines(source, added.own_keys)]
    block = erratum.find(source) if added.replaces_block else None
    if block is not None and block.start >= front.body:
        removed.append(Splice(block, ""))
    return removed


def splices_together(source: str, corrections: Sequence[Correction]) -> list[Splice]:
    """What the corrections change. Several in one front-matter string may each have written it anew: then together."""
    by_field: dict[str, list[Correction]] = {}
    for one in corrections:
        by_field.setdefault(one.edit.field, []).append(one)
    splices: list[Splice] = []
    for field, group in by_field.items():
        kept = [splice for one in group for splice in one.splices]
        is_scalar = field and not is_attribute(field)
        if is_scalar and len(group) > 1 and any(a.range.end > b.range.start for a, b in pairwise(sorted(kept))):
            kept = list(scalar.splices_of(source, [one.edit for one in group]))
        splices += kept
    return splices


def _prove_corrected(before: str, after: str, corrections: Sequence[Correction]) -> None:
    """Refused where the corrections together change more, or less, than each of them alone."""
    edits = [one.edit for one in corrections if one.splices]
    front = frontmatter.split(before)
    fields = {edit.field for edit in edits if edit.field and not is_attribute(edit.field)}
    texts = {name: scalar.wanted(front.field(name), [e for e in edits if e.field == name]) for name in fields}
    holds = not fields or scalar.only_these_change(front, after, texts)
    body = [edit for edit in edits if not edit.field]
    addressed = [one for one in corrections if one.splices and is_attribute(one.edit.field)]
    if (body or addressed) and holds:
        html = render_body(before)
        if addressed:
            splices = [Splice(s.range.shifted(-front.body), s.new) for one in addressed for s in one.splices]
            html = rendered_with(before[front.body :], html, [one.edit for one in addressed], splices)
        if body or html is None:
            holds = html is not None and check(reading_of(html), render_body(after), body) is not None
    if not holds:
        raise Refusal(
            "The corrections do not hold together: two of them disturb each other, as when neighbouring items of a "
            "list are deleted by a note each. Make one note of both, with one longer selection, or leave a few words."
        )


def _with_keys(source: str, added: Erratum, newline: str) -> str:
    front = frontmatter.split(source)
    if front.yaml is None or not (added.keys or added.stamp):
        return source
    keys = added.keys
    if added.stamp:
        name, value = added.stamp
        if name not in frontmatter.key_names(source):
            keys = ((name, f" {value}"), *keys)
        else:
            source = _stamped(source, name, value)
            front = frontmatter.split(source)
    if not keys:
        return source
    present = frontmatter.key_names(source)
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
    keyed = spliced(source, [frontmatter.insertion(source, lines)])
    kept = [(field.name, field.text, field.tag) for field in frontmatter.split(keyed).fields]
    if kept[: len(front.fields)] != [(field.name, field.text, field.tag) for field in front.fields]:
        raise Refusal("The front matter cannot take another key. Write it as one key a line and import the file again.")
    return keyed


def _stamped(source: str, name: str, value: str) -> str:
    """The source with a front-matter key's day set, where that is not later already; all else as it was."""
    stamped = spliced(source, frontmatter.later_day(source, name, value))
    try:
        before, after = (
            [(field.name, field.text, field.tag) for field in frontmatter.split(text).fields if field.name != name]
            for text in (source, stamped)
        )
    except Refusal:
        before, after = [], None
    if before != after:
        raise Refusal("“{key}” cannot be set without changing other front matter. Write a plain day there.", key=name)
    return stamped


def _prove_block(keyed: str, exported: str, block: str) -> None:
    article, notes = _split_footnotes(render_body(keyed))
    whole, whole_notes = _split_footnotes(render_body(exported))
    alone = _solid(render(block))
    if whole == article + alone and whole_notes == notes:
        return
    markup = open_markup(keyed[frontmatter.split(keyed).body :])
    if markup:
        raise Refusal(
            "The article leaves {markup} open, which would swallow the erratum. Close it in the Markdown file and "
            "import it again.",
            markup=markup,
        )
    raise Refusal(
        "Behind this article the erratum would not be read as it stands. Put an empty line at its end and import it."
    )


def _solid(html: SafeHtml) -> list[str]:
    return [block.strip() for block in blocks(html) if block.strip()]


def _split_footnotes(html: SafeHtml) -> tuple[list[str], list[str]]:
    solid = _solid(html)
    notes = [block for block in solid if block.startswith('<div class="footnote">')]
    return [block for block in solid if block not in notes], notes
