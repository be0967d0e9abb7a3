"""Feeds of notices: Atom (RFC 4287, paged as in RFC 5005) and JSON Feed 1.1 (jsonfeed.org, 2020)."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from corrections.models import Severity, house_style
from corrections.pages.feed import Feed, FeedItem
from corrections.pages.house import house
from corrections.pages.notices import plain_text
from corrections.pages.sealed import Sealed
from corrections.text import timestamp

ATOM_TYPE, JSON_TYPE = "application/atom+xml", "application/feed+json"
VERSION = 1  # of the shape of `_corrections`, which docs/formats.md describes
_ATOM = "http://www.w3.org/2005/Atom"
_LEDGER = "urn:uuid:5b1c0b2e-8f0a-4a52-9d0e-6f3c8a1d7e42"  # the namespace of our own elements, docs/formats.md
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def atom_feed(feed: Feed, origin: str) -> str:
    """A page of a feed as Atom. origin: what absolute addresses begin with."""
    head = _Head.of(feed, origin, "atom")
    stream = StringIO()
    xml = _Xml(stream, "utf-8")
    xml.startDocument()
    with xml.element("feed", {"xmlns": _ATOM, "xmlns:ledger": _LEDGER, "xml:lang": head.language}):
        xml.leaf("id", head.first)
        xml.leaf("title", head.title)
        xml.leaf("updated", timestamp(feed.updated))
        with xml.element("author"):
            xml.leaf("name", head.newsroom)
            xml.leaf("uri", head.home)
        xml.link("self", head.address, ATOM_TYPE)
        xml.link("alternate", head.about, "text/html")
        if feed.before or feed.older:
            xml.link("first", head.first, ATOM_TYPE)
        if feed.older:
            xml.link("next", head.next, ATOM_TYPE)
        xml.sealed("head" if feed.article is None else "last", feed.sealed)
        for item in feed.items:
            _entry(xml, item, origin)
    xml.endDocument()
    return stream.getvalue() + "\n"


def json_feed(feed: Feed, origin: str) -> str:
    """A page of a feed as JSON Feed, with data of our own under `_corrections`."""
    head = _Head.of(feed, origin, "json")
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.about,
        "feed_url": head.address,
        **({"next_url": head.next} if feed.older else {}),
        "language": head.language,
        "authors": [{"name": head.newsroom, "url": head.home}],
        **({"_corrections": {"version": VERSION, "ledger": _ledger(feed, feed.sealed)}} if feed.sealed else {}),
        "items": [_item(item, origin) for item in feed.items],
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class _Head:
    """What a feed says of itself. about: the page that it follows. first, address, next: of its pages."""

    title: str
    newsroom: str
    language: str
    home: str
    about: str
    first: str
    address: str
    next: str

    @classmethod
    def of(cls, feed: Feed, origin: str, form: str) -> "_Head":
        speaker = house()
        newsroom = speaker.name
        if feed.article is None:
            first, about = origin + reverse(f"feed-{form}"), origin + reverse("log")
            title = _("%(newsroom)s: corrections") % {"newsroom": newsroom}
        else:
            slug, article = feed.article
            first, about = (origin + reverse(name, args=[slug]) for name in (f"article-feed-{form}", "article"))
            title = _("%(newsroom)s: corrections to “%(article)s”") % {"newsroom": newsroom, "article": article}
        return cls(
            title=title,
            newsroom=newsroom,
            language=speaker.language,
            home=origin + reverse("home"),
            about=about,
            first=first,
            address=f"{first}?before={feed.before}" if feed.before else first,
            next=f"{first}?before={feed.older}" if feed.older else "",
        )


def _title(item: FeedItem) -> str:
    return f"{item.notice.label}: {item.article_title}"


def _content(item: FeedItem, origin: str) -> str:
    context = {"notice": item.notice, "article": origin + item.article_href}
    return render_to_string("corrections/public/_entry.html", context).strip()


# -- Atom -------------------------------------------------------------------------------------------------------------


class _Xml(SimplerXMLGenerator):
    """Writes XML in which characters that XML cannot hold are left out."""

    @contextmanager
    def element(self, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
        held = {key: _held(str(value)) for key, value in (attributes or {}).items()}
        self.startElement(name, AttributesImpl(held))
        yield
        self.endElement(name)

    def leaf(self, name: str, text: str, **attributes: str) -> None:
        with self.element(name, attributes):
            self.characters(_held(text))

    def link(self, rel: str, address: str, media_type: str = "", title: str = "") -> None:
        told = {"rel": rel, "href": iri_to_uri(address), "type": media_type, "title": title}
        with self.element("link", {key: value for key, value in told.items() if value}):
            pass

    def sealed(self, name: str, sealed: Sealed | None) -> None:
        """An entry of the ledger: its number, and its hash as the text; an extension by RFC 4287, 6.4."""
        if sealed is not None:
            self.leaf(f"ledger:{name}", sealed.hash, number=str(sealed.number))


def _held(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _entry(xml: _Xml, item: FeedItem, origin: str) -> None:
    with xml.element("entry"):
        xml.leaf("id", item.uid)
        xml.leaf("title", _title(item))
        xml.link("alternate", origin + item.href, "text/html")
        xml.leaf("published", timestamp(item.notice.publication))
        xml.leaf("updated", timestamp(item.updated))
        kind = item.notice.kind, house_style().kind(item.notice.kind)
        for term, label in (kind, (item.severity, str(Severity(item.severity).label))):
            with xml.element("category", {"term": term, "label": label}):
                pass
        for source in item.notice.sources:
            if source.url:
                xml.link("related", source.url, title=source.title)
        xml.sealed("entry", item.sealed)
        xml.leaf("summary", plain_text(item.notice))
        # Links in a wording may be relative to the article's page.
        base = iri_to_uri(origin + item.article_href)
        xml.leaf("content", _content(item, origin), **{"type": "html", "xml:base": base})


# -- JSON Feed --------------------------------------------------------------------------------------------------------


def _item(item: FeedItem, origin: str) -> dict[str, Any]:
    return {
        "id": item.uid,
        "url": origin + item.href,
        "title": _title(item),
        "content_html": _content(item, origin),
        "summary": plain_text(item.notice),
        "date_published": timestamp(item.notice.publication),
        "date_modified": timestamp(item.updated),
        "tags": [item.notice.kind, item.severity],
        "_corrections": _own(item, origin),
    }


def _own(item: FeedItem, origin: str) -> dict[str, Any]:
    places = [_told({"field": place.field or None, "old": place.old, "right": place.right}) for place in item.places]
    return {
        "version": VERSION,
        "number": item.notice.number,
        "kind": item.notice.kind,
        "severity": item.severity,
        "article": {
            "url": origin + item.article_href,
            "title": item.article_title,
            "language": item.article_language,
        },
        "places": [place for place in places if place],
        "sources": [
            _told({"title": source.title or None, "url": source.url or None}) for source in item.notice.sources
        ],
        **_told({"amends": item.amends, "amended_by": item.amended_by}),
        **({"ledger": _entered(item.sealed)} if item.sealed else {}),
    }


def _ledger(feed: Feed, sealed: Sealed) -> dict[str, Any]:
    """Of all notices the ledger's head; of one article's the last entry that tells of it."""
    if feed.article is None:
        return {"entries": sealed.number, "head": sealed.hash}
    return _entered(sealed)


def _entered(sealed: Sealed) -> dict[str, Any]:
    return {"entry": sealed.number, "hash": sealed.hash}


def _told(values: dict[str, str | None]) -> dict[str, str]:
    """What there is to tell; an empty text is told too."""
    return {key: value for key, value in values.items() if value is not None}
