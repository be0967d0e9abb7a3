"""Links and pictures: what notes change of them, told in words, and what the desk lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.models import (
    Article,
    ErrorType,
    Hidden,
    Kind,
    Ledger,
    Rendering,
    edit_of,
    hidden_words,
)
from corrections.text import (
    Attribute,
    Edit,
    SafeHtml,
    TextRange,
    attributes_of,
    edited,
    every_attribute,
    is_address,
    is_attribute,
    is_safe_address,
    tells,
    text_of,
)

_NEW = "\0"  # stands in a sentence for what is written as a link
LINK, PICTURE, DESCRIPTION = "link", "picture", "description"


@dataclass(frozen=True, slots=True)
class ToldLink:
    """What a note changes of a link or a picture. sort: LINK, PICTURE or DESCRIPTION.

    words: those of the link, or what the picture is described by; "" where none can be told. old: None where it is
    withheld. href: where the new address leads.
    """

    sort: str
    words: str
    old: str | None
    new: str

    @property
    def href(self) -> str:
        return self.new if self.sort != DESCRIPTION and is_safe_address(self.new) else ""

    @property
    def before(self) -> str:
        """The sentence up to the new address or description."""
        return _sentence(self, _NEW).partition(_NEW)[0]

    @property
    def after(self) -> str:
        """The sentence from there on."""
        return _sentence(self, _NEW).partition(_NEW)[2]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link or a picture on the desk's list. words: as in `ToldLink`. href: the card for its value."""

    sort: str
    field: str
    words: str
    value: str
    href: str

    @property
    def name(self) -> str:
        return field_name(self.field)


def sort_of(field: str) -> str:
    """LINK, PICTURE or DESCRIPTION: what a field of a link or a picture is."""
    return LINK if field.startswith("#link.") else DESCRIPTION if field.endswith(".alt") else PICTURE


def field_name(field: str) -> str:
    """What a field is called where its words stand among others; a front-matter field has its own name."""
    if not is_attribute(field):
        return field
    return {LINK: _("address of a link"), PICTURE: _("address of a picture"), DESCRIPTION: _("description")}[
        sort_of(field)
    ]


def is_like(field: str, other: str) -> bool:
    """Whether the same words in both may be the same error: an address is no word of a text."""
    return is_address(field) == is_address(other)


def told_links(ledger: Ledger, hidden: Sequence[Hidden]) -> dict[int, tuple[ToldLink, ...]]:
    """By note what it changes of links and pictures, with all notes that hold carried out; nothing is told of what is
    withheld, nor twice what the wording tells in full. No query."""
    spans = [(note, span) for note in ledger.notes for span in ledger.spans_of(note)]
    if not any(is_attribute(span.field) for _, span in spans):
        return {}
    rendering = ledger.revision.rendering
    texts, elements = rendering.texts(), {one.field: one for one in attributes_of(rendering.html)}
    edits = [edit_of(span) for _, span in spans]
    withheld = hidden_words(hidden, texts)
    wordings = {note.pk: text_of(note.wording_html) for note in ledger.notes}
    found: dict[int, tuple[ToldLink, ...]] = {}
    for note, span in spans:
        own = edit_of(span)
        if own.field not in elements or own.replacement is None or note.kind == Kind.MINOR_FIX:
            continue
        same = [edit for edit in edits if edit.field == own.field and edit.replacement is not None]
        old: str | None = edited(texts[own.field], [edit for edit in same if edit != own])
        new = edited(texts[own.field], same)
        if note.withheld or tells(old or "", withheld):
            old = None
        if tells(new, withheld) or (old and new and old in wordings[note.pk] and new in wordings[note.pk]):
            continue
        words = _words(elements[own.field], texts, edits, hidden)
        found[note.pk] = (*found.get(note.pk, ()), ToldLink(sort_of(own.field), words, old, new))
    return found


def _words(one: Attribute, texts: dict[str, str], edits: Sequence[Edit], hidden: Sequence[Hidden]) -> str:
    """The words of a link as they are right, or a picture's right description; "" where they cannot be told."""
    if one.is_link and len(one.range):
        field, place = "", one.range
    else:
        field = one.field.replace("#link.", "#image.").rpartition(".")[0] + ".alt"
        if one.is_link or field not in texts:
            return ""
        place = TextRange(0, len(texts[field]))
    if any(h.field == field and h.range.overlaps(place) and not h.is_placed for h in hidden):
        return ""
    inside = [
        edit for edit in edits if edit.field == field and edit.replacement is not None and edit.range.overlaps(place)
    ]
    if any(edit.range.start < place.start or place.end < edit.range.end for edit in inside):
        return ""
    shifted = [
        Edit(field, TextRange(edit.range.start - place.start, edit.range.end - place.start), edit.replacement)
        for edit in inside
    ]
    return " ".join(edited(texts[field][place.start : place.end], shifted).split())


def link_lines(article: Article, rendering: Rendering) -> tuple[LinkLine, ...]:
    """All links and pictures of an article in order, each with the address of its card."""
    new = reverse("desk-note-new", args=[article.slug])
    return tuple(
        LinkLine(
            sort_of(one.field),
            one.field,
            one.words if sort_of(one.field) != DESCRIPTION else "",
            one.value,
            f"{new}?{urlencode(_place_of(one))}" if one.value.strip() else f"{new}?whole=1",
        )
        for one in every_attribute(rendering.html)
        if one.value.strip() or sort_of(one.field) == DESCRIPTION
    )


def links_like(rendering: Rendering, field: str) -> tuple[dict[str, Any], ...]:
    """The places, as they are sent, of all of that sort: where a note on such a one may belong now."""
    if not is_attribute(field):
        return ()
    return tuple(
        _place_of(one) | {"words": one.words}
        for one in attributes_of(rendering.html)
        if sort_of(one.field) == sort_of(field)
    )


def links_at(rendering: Rendering, place: TextRange) -> tuple[dict[str, Any], ...]:
    """The targets of the links among words of the body, as their places are sent."""
    return tuple(_place_of(one) for one in attributes_of(rendering.html) if one.is_link and one.range.overlaps(place))


def about_field(rendering: Rendering, field: str) -> str:
    """What an editor is about to correct, where it is no words that stand in the text; else empty."""
    one = next((one for one in attributes_of(rendering.html) if one.field == field), None)
    if one is None:
        return ""
    if sort_of(field) == LINK:
        return _("Where the link on “%s” leads.") % one.words
    if sort_of(field) == PICTURE:
        return _("The address of the picture “%s”.") % one.words if one.words else _("The address of a picture.")
    return _("A picture’s description, for those who do not see it.")


def error_type_of(field: str) -> str:
    """The sort of error that a field suggests; "" for words."""
    if not is_attribute(field):
        return ""
    return ErrorType.LINK if sort_of(field) == LINK else ErrorType.IDENTITY_OR_CAPTION


def _place_of(one: Attribute) -> dict[str, Any]:
    return {"field": one.field, "start": 0, "end": len(one.value), "exact": one.value}


def differences(old: SafeHtml, new: SafeHtml) -> tuple[str, ...]:
    """In sentences what links and pictures of two texts with the same links and pictures say otherwise."""
    then = {one.field: one for one in attributes_of(old)}
    now = {one.field: one for one in attributes_of(new)}
    if set(filter(is_address, then)) != set(filter(is_address, now)):
        return ()
    told = []
    for field, one in then.items():
        value = now[field].value if field in now else ""
        if value != one.value:
            words = now[field].words if field in now else ""
            told.append(sentence(ToldLink(sort_of(field), words, one.value, value)))
    return tuple(told)


def sentence(told: ToldLink) -> str:
    """What a note changes of a link or a picture, in words without markup."""
    return _sentence(told, told.new)


def _sentence(told: ToldLink, new: str) -> str:
    values = {"words": told.words, "old": told.old, "new": new}
    if told.sort == DESCRIPTION:
        if told.old is None and not told.new:
            return _("A picture’s description is gone.")
        if told.old is None:
            return _("A picture’s description says “%(new)s” now.") % values
        if not told.new:
            return _("A picture’s description said “%(old)s”; it has none now.") % values
        return _("A picture’s description said “%(old)s”; it says “%(new)s”.") % values
    if told.sort == PICTURE:
        if told.old is None:
            return _("A picture is at %(new)s now.") % values
        if not told.words:
            return _("A picture was %(old)s; it is %(new)s.") % values
        return _("The picture “%(words)s” was %(old)s; it is %(new)s.") % values
    if told.old is None:
        if not told.words:
            return _("A link leads to %(new)s now.") % values
        return _("The link on “%(words)s” leads to %(new)s now.") % values
    if not told.words:
        return _("A link led to %(old)s; it leads to %(new)s.") % values
    return _("The link on “%(words)s” led to %(old)s; it leads to %(new)s.") % values
