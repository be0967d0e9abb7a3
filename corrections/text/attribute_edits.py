"""Carry out corrections of attributes in Markdown, each where the source says its value, then prove.

A change is proved like any other: rendered, the article has other values in just these attributes; its text and every
other tag and attribute are as they were.
"""

import html as html_entities
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from .attribute_sites import AROUND, Article, Site
from .attributes import Attribute, attributes_of, with_attributes
from .coordinates import Edit, Proof, Refusal, SourceRange, Splice, edited, spliced
from .proof import Reading
from .propose import label_kept
from .quotes import describe
from .render import render
from .sanitise import SafeHtml, is_safe_address
from .selection import as_typed
from .sentences import Sentence
from .unseen import Rendered

_LONGEST_ADDRESS = 2000
_BRACKET_AND_SPACE = 3  # code points at most between the words of a full reference and its label
_ESCAPED = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|])")
_LIKE_A_HOST = re.compile(r"(?:www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/)", re.I)
_IN_TAG = re.compile(r"<[A-Za-z][^<>]*=\s*(?P<quote>[\"']?)\Z")
_IN_DEFINITION = re.compile(r"\[(?P<label>[^\[\]]*)\]:[ \t]*(?:\r\n|\r|\n)?[ \t>]*<?\Z")


def prove_attributes(source: str, html: Rendered, edits: Sequence[Edit], others: Sequence[Edit] = ()) -> list[Proof]:
    """Proofs of edits of attributes, in code points of a source without front matter, in the order asked.

    html: its rendering. others: edits that are kept already; those of the same attributes must hold together with
    these, and none overlaps another. An edit without replacement has no splices. Raises Refusal, with the edit's index.
    """
    known = {one.field: one for one in attributes_of(html)}
    asked = [_asked(known, index, edit) for index, edit in enumerate(edits)]
    fields = {edit.field for edit in edits}
    beside = [
        _asked(known, None, edit) for edit in others if edit.field in fields and edit.field in known and _changes(edit)
    ]
    article = Article(source, html)
    sites = article.sites({one.attribute.field: one.attribute for one in asked})
    for one in asked:
        _check(one, [*asked, *beside], sites)
    changing = [one for one in asked if _changes(one.edit)]
    solved = {one.asked.index: one for one in _solve(article, sites, changing)}
    if beside and changing and _proved(article, _first(article, sites, [*changing, *beside])) is None:
        raise Refusal(
            "Another note changes another part of this address or description, and both do not hold together. Open "
            "that note, and change all of it there.",
            changing[0].index,
        )
    return [
        Proof(
            sites[one.edit.field].source_range(one.edit.range),
            solved[one.index].splices if one.index in solved else (),
            describe(one.attribute.value, one.edit.range),
            _warnings(sites[one.edit.field], one, known) if one.index in solved else (),
        )
        for one in asked
    ]


def rendered_with(source: str, html: Rendered, edits: Sequence[Edit], splices: Sequence[Splice]) -> SafeHtml | None:
    """The HTML with the attributes that edits give it, if the source with these splices renders so; else None.

    html: the rendering of the source, which is without front matter. Raises ValueError where splices overlap.
    """
    try:
        values = _values({one.field: one for one in attributes_of(html)}, edits)
    except ValueError:
        return None
    wanted = with_attributes(html, values)
    rendered = render(spliced(source, splices))
    return wanted if rendered.unseen == html.unseen and _alike(wanted, rendered) else None


# -- what is asked -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    index: int | None
    edit: Edit
    attribute: Attribute


def _changes(edit: Edit) -> bool:
    return edit.replacement is not None


def _asked(known: Mapping[str, Attribute], index: int | None, edit: Edit) -> _Asked:
    attribute = known.get(edit.field)
    if attribute is None:
        raise Refusal("This link or picture is not in the article. Reload the page and choose it again.", index)
    if not len(edit.range) or edit.range.end > len(attribute.value):
        raise Refusal("The place lies outside of the address or the description. Select it again.", index)
    words = attribute.value[edit.range.start : edit.range.end]
    new = None if edit.replacement is None else as_typed(words, edit.replacement)
    if new is not None and attribute.is_address:
        new = new.strip()
    return _Asked(index, Edit(edit.field, edit.range, None if new == words else new), attribute)


def _values(known: Mapping[str, Attribute], edits: Sequence[Edit]) -> dict[str, str]:
    """What the attributes become. Raises ValueError (a Refusal) for one that is not known, and where edits overlap."""
    by_field: dict[str, list[Edit]] = {}
    for edit in edits:
        by_field.setdefault(edit.field, []).append(_asked(known, None, edit).edit)
    return {name: edited(known[name].value, group) for name, group in by_field.items()}


def _check(one: _Asked, together: Sequence[_Asked], sites: Mapping[str, Site]) -> None:
    attribute, words = one.attribute, one.attribute.words
    value = edited(attribute.value, [other.edit for other in together if other.edit.field == one.edit.field])
    if _changes(one.edit) and attribute.is_address:
        if not value.strip():
            raise Refusal(
                "Without an address there would be no link and no picture. Type the right address; to take the link "
                "away, delete its words.",
                one.index,
            )
        if len(value) > _LONGEST_ADDRESS or any(character.isspace() and character != " " for character in value):
            raise Refusal(
                "An address has {most:,} characters at most, all in one line. Copy it anew.",
                one.index,
                most=_LONGEST_ADDRESS,
            )
        if not is_safe_address(value):
            raise Refusal(
                "“{address}” is no address that a page may lead to. Begin it with https://, or with / for one of "
                "your own pages.",
                one.index,
                address=value[:80],
            )
    if one.edit.field in sites:
        return
    if attribute.is_link and attribute.value.removeprefix("mailto:") == words:
        raise Refusal(
            "“{words}” is written once in the Markdown source, as the words and as where they lead. Change it there, "
            "and import the article again.",
            one.index,
            words=words,
        )
    raise Refusal(
        "It could not be found where the Markdown source says this. Change it there, and import the article again.",
        one.index,
    )


def _warnings(site: Site, one: _Asked, known: Mapping[str, Attribute]) -> tuple[Sentence, ...]:
    if not one.attribute.is_address:
        return ()
    told = []
    if _LIKE_A_HOST.match(value := edited(one.attribute.value, [one.edit])):
        told.append(
            Sentence(
                "“{address}” leads to a page beside this article, since it does not begin with https://.",
                address=value[:80],
            )
        )
    if others := len(site.uses) - 1:
        told.append(
            Sentence(
                "The address of “{words}” is defined once for several links. It is changed for this one; the others "
                "({count}) keep the old one until they are corrected too.",
                words=one.attribute.words or one.attribute.value,
                count=others,
            )
        )
    return tuple(told)


# -- candidates ------------------------------------------------------------------------------------------------------


def _candidates(article: Article, sites: Mapping[str, Site], one: _Asked) -> Iterator[tuple[Splice, ...]]:
    """Ways to write one edit, the smallest first: as typed, then escaped, then the whole value anew."""
    site, source = sites[one.edit.field], article.source
    if one.attribute.is_address and len(site.uses) > 1:
        yield from _written_inline(source, site, one)
        return
    place, new = site.source_range(one.edit.range), one.edit.replacement or ""
    before = source[max(0, site.range.start - AROUND) : site.range.start]
    value = edited(site.value, [one.edit])
    tag = _IN_TAG.search(before)
    if tag is not None:
        yield (Splice(place, new),)
        yield (Splice(place, html_entities.escape(new)),)
        if not tag["quote"]:
            yield (Splice(site.range, f'"{html_entities.escape(value)}"'),)
        return
    for written in _spelled(new):
        splice = Splice(place, written)
        if not one.attribute.is_address:
            keeps = label_kept(source, splice.range)
            if keeps is not None:
                yield (splice, keeps)
        yield (splice,)
    if one.attribute.is_address:
        has_brackets = source[site.range.start - 1 : site.range.start] == "<"
        for written in _spelled(value):
            yield (Splice(site.range, written if has_brackets else f"<{written}>"),)
        yield from _written_inline(source, site, one)


def _spelled(new: str) -> Iterator[str]:
    escaped = _ESCAPED.sub(r"\\\1", new)
    entities = html_entities.escape(new)
    every = "".join(char if char.isalnum() or char.isspace() else f"&#{ord(char)};" for char in new)
    yield from dict.fromkeys((new, entities, escaped, every))


def _written_inline(source: str, site: Site, one: _Asked) -> Iterator[tuple[Splice, ...]]:
    """Of a definition that several links share, or that cannot hold an address: this link alone, with its address in
    itself. Likely uses first."""
    label = _IN_DEFINITION.search(source[max(0, site.range.start - AROUND) : site.range.start])
    if label is None:
        return
    words = r"\s+".join(map(re.escape, label["label"].split()))
    uses = list(re.finditer(rf"\[\s*{words}\s*\](\[\])?(?![:(])", source, re.IGNORECASE))
    at = site.uses.index(one.edit.field)
    value = edited(site.value, [one.edit])
    titles: tuple[str, ...] = ("",)
    if one.attribute.title:
        titles = (f' "{one.attribute.title}"', f' "{html_entities.escape(one.attribute.title)}"')
    for _, use in sorted(enumerate(uses), key=lambda found: abs(found[0] - at)):
        starts = [use.end() - 2 * bool(use[1])]
        near = max(0, use.start() - _BRACKET_AND_SPACE)
        full = re.search(r"\](?:[ ]|\r?\n)?\Z", source[near : use.start()])
        if full is not None and not use[1]:
            starts.insert(0, near + full.start() + 1)
        for start, written, title in product(starts, _spelled(value), titles):
            yield (Splice(SourceRange(start, use.end()), f"({written}{title})"),)
            yield (Splice(SourceRange(start, use.end()), f"(<{written}>{title})"),)


# -- the proof -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Solved:
    asked: _Asked
    splices: tuple[Splice, ...]


def _first(article: Article, sites: Mapping[str, Site], asked: Sequence[_Asked]) -> list[_Solved]:
    return [_Solved(one, next(_candidates(article, sites, one), ())) for one in asked]


def _solve(article: Article, sites: Mapping[str, Site], asked: Sequence[_Asked]) -> list[_Solved]:
    """The likeliest candidates of all edits in one rendering; halved where that fails."""
    if not asked:
        return []
    solved = _proved(article, _first(article, sites, asked))
    if solved is not None:
        return solved
    if len(asked) == 1:
        return [_solve_one(article, sites, asked[0])]
    middle = len(asked) // 2
    both = [*_solve(article, sites, asked[:middle]), *_solve(article, sites, asked[middle:])]
    if _proved(article, both) is None:
        raise Refusal(
            "This replacement disturbs another beside it. Make one note of both, with one longer selection.",
            asked[-1].index,
        )
    return both


def _solve_one(article: Article, sites: Mapping[str, Site], one: _Asked) -> _Solved:
    for splices in islice(_candidates(article, sites, one), 1, None):
        if solved := _proved(article, [_Solved(one, splices)]):
            return solved[0]
    raise Refusal(
        "This cannot be written in the Markdown source without changing more than this address or description. Type "
        "it otherwise, or change it in the file and import that.",
        one.index,
    )


def _proved(article: Article, chosen: list[_Solved]) -> list[_Solved] | None:
    """These candidates together, if the whole article proves them."""
    if not all(one.splices for one in chosen) or not article.may_render():
        return None
    try:
        rendered = render(spliced(article.source, [splice for one in chosen for splice in one.splices]))
        values = _values(
            {one.asked.attribute.field: one.asked.attribute for one in chosen}, [one.asked.edit for one in chosen]
        )
    except ValueError:
        return None
    holds = rendered.unseen == article.html.unseen and _alike(with_attributes(article.html, values), rendered)
    return chosen if holds else None


def _alike(wanted: SafeHtml, rendered: SafeHtml) -> bool:
    """Whether two renderings are the same to whoever reads them: their text, and every tag with its attributes."""
    one, other = Reading.of(wanted), Reading.of(rendered)
    return one.text == other.text and _tags(one) == _tags(other)


def _tags(reading: Reading) -> list[tuple[int, str, bool, tuple[tuple[str, str], ...]]]:
    return [(tag.at, tag.name, tag.closes, tag.attributes) for tag in reading.tags]
