"""A body with all its marks: those of its words, and those of links and pictures, which stand at their elements."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .attributes import Attribute, every_attribute, is_address, is_attribute, with_attributes, without_attribute
from .coordinates import Edit, edited
from .highlight import Look, Mark, highlight, number_of, opening, said_of_withheld
from .sanitise import SafeHtml


def drawn_body(html: SafeHtml, marks: Mapping[str, Sequence[Mark]], *, as_it_stands: bool = False) -> SafeHtml:
    """The HTML of a body with the marks of each of its fields drawn; marks of front matter are left out.

    A link has its new address and a picture its new description, unless as_it_stands. Words that lead elsewhere, and
    pictures, are marked as if they were commented on, with the number of the note. A withheld address is left out, and
    what is said of it stands behind its link or its picture.
    """
    fields = [field for field in marks if is_attribute(field) and marks[field]]
    if not fields:
        return highlight(html, marks.get("", ()))
    if not as_it_stands:
        html = with_attributes(html, _values(html, {field: _kept(field, marks[field]) for field in fields}))
    elements = {one.field: one for one in every_attribute(html)}
    words, framed, withheld = list(marks.get("", ())), [], []
    for field in fields:
        one = elements.get(field)
        if one is None:
            continue
        for mark in marks[field]:
            shown = replace(mark, range=one.range, look=Look.COMMENT, replacement=None)
            if mark.look is Look.WITHHELD and one.is_address:
                withheld.append((one, mark))
            elif mark.look in (Look.PLAIN, Look.WITHHELD):
                continue
            elif len(one.range):
                words.append(shown)
            else:
                framed.append((one, shown))
    return highlight(_framed(html, framed, withheld), words)


def attribute_values(texts: Mapping[str, str], marks: Mapping[str, Sequence[Mark]]) -> dict[str, str]:
    """The texts of attributes as their marks correct them; those that none changes are left out."""
    found = {}
    for field, own in marks.items():
        edits = [Edit(field, mark.range, mark.replacement) for mark in own if mark.replacement is not None]
        if edits and is_attribute(field) and field in texts:
            found[field] = edited(texts[field], edits)
    return found


def _values(html: SafeHtml, marks: Mapping[str, Sequence[Mark]]) -> dict[str, str]:
    return attribute_values({one.field: one.value for one in every_attribute(html)}, marks)


def _kept(field: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks that give an attribute another value: an address has no room to say that it is withheld."""
    return [mark for mark in marks if mark.look is not Look.WITHHELD or not is_address(field)]


def _framed(
    html: SafeHtml, framed: Sequence[tuple[Attribute, Mark]], withheld: Sequence[tuple[Attribute, Mark]]
) -> SafeHtml:
    """The HTML with marks around pictures, and their numbers behind them, outside of links; without withheld addresses,
    and with what is said of these."""
    tags: dict[int, tuple[int, str]] = {}
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for one, mark in framed:
        end = one.closes if one.is_link else one.element.end
        before[one.element.start] = before.get(one.element.start, "") + opening(mark, "picture")
        after[end] = "</mark>" + after.get(end, "")
    for one, mark in framed:
        if mark.number:
            after[one.closes] = after.get(one.closes, "") + number_of(mark)
    for one, mark in withheld:
        tag = html[one.element.start : one.element.end]
        tags[one.element.start] = (one.element.end, without_attribute(tag, one.field.rpartition(".")[2]))
        after[one.closes] = after.get(one.closes, "") + said_of_withheld(mark, before=" ")
    parts, at = [], 0
    for place in sorted({*before, *after, *tags}):
        end, tag = tags.get(place, (place, ""))
        parts += [html[at:place], after.get(place, ""), before.get(place, ""), tag]
        at = end
    return SafeHtml("".join([*parts, html[at:]]))
