"""Reads a page of the product as a browser does: its elements, with their attributes, their text and their places."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """One element. parts: its texts and its elements, in order."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    parts: list = field(default_factory=list)
    parent: "Element | None" = None

    @property
    def text(self):
        """All text in it, white space folded."""
        return " ".join(self.raw_text().split())

    def raw_text(self, without=None):
        """All text in it as it stands; without: the attribute of elements that do not count."""
        return "".join(
            part if isinstance(part, str) else "" if without in part.attributes else part.raw_text(without)
            for part in self.parts
        )

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    def all(self, name=None, **wanted):
        """The elements in it of this name, with these attributes (class_="x": among its classes)."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                found += [part] if part.fits(name, wanted) else []
                found += part.all(name, **wanted)
        return found

    def one(self, name=None, **wanted):
        (found,) = self.all(name, **wanted)
        return found

    def fits(self, name, wanted):
        wanted = dict(wanted)
        one_of = wanted.pop("class_", None)
        return (
            (name is None or self.name == name)
            and (one_of is None or one_of in self.classes)
            and all(self.attributes.get(key.replace("_", "-")) == value for key, value in wanted.items())
        )

    def is_within(self, name=None, **wanted):
        return self.parent is not None and (self.parent.fits(name, wanted) or self.parent.is_within(name, **wanted))


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("")

    def handle_starttag(self, name, attributes):
        self._end_option(name == "option")
        element = Element(name, dict(attributes), parent=self.at)
        self.at.parts.append(element)
        if name not in VOID:
            self.at = element

    def handle_endtag(self, name):
        self._end_option(name != "option")
        assert self.at.name == name, f"<{self.at.name}> is closed by </{name}>"
        self.at = self.at.parent

    def _end_option(self, is_due):
        """An option's end tag may be left out (HTML, 13.1.2.4)."""
        if is_due and self.at.name == "option":
            self.at = self.at.parent

    def handle_data(self, data):
        self.at.parts.append(data)


def read(html):
    """The page as one element. Fails where an element is not closed by its own end tag."""
    reader = _Reader()
    reader.feed(html.decode() if isinstance(html, bytes) else html)
    reader.close()
    assert reader.at is reader.root, f"<{reader.at.name}> is never closed"
    return reader.root
