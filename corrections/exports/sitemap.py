"""What search engines are told to read and to leave: the sitemap (sitemaps.org 0.9) and robots.txt (RFC 9309)."""

from datetime import datetime
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.xmlutils import SimplerXMLGenerator

from corrections.models import Article, CorrectionNote, Revision
from corrections.text import timestamp

# The protocol takes 50,000 in a file; with fewer, a file costs the same however many articles there are.
A_FILE = 1000
_PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(origin: str) -> str:
    """The articles and the lists, or an index of files where a file does not hold them all. Revisions do not count."""
    count = -(-Article.objects.published().count() // A_FILE)
    if count <= 1:
        return _file(list(_articles()), origin, with_lists=True)
    address = origin + reverse("sitemap")
    return _written("sitemapindex", "sitemap", [(f"{address}?page={number}", None) for number in range(1, count + 1)])


def sitemap_file(number: int, origin: str) -> str | None:
    """One file of the sitemap, the first is 1; None where there is no such file."""
    start = (number - 1) * A_FILE
    articles = list(_articles()[start : start + A_FILE]) if number >= 1 else []
    return _file(articles, origin, with_lists=number == 1) if articles else None


def robots(origin: str) -> str:
    """Whom nothing is kept from but the desk's side."""
    closed = "".join(f"Disallow: {reverse(name)}\n" for name in ("desk", "admin:index", "sign-in", "sign-out"))
    return f"User-agent: *\n{closed}\nSitemap: {origin}{reverse('sitemap')}\n"


_Row = tuple[str, datetime | None, datetime | None, datetime | None]


def _articles() -> QuerySet[Article, _Row]:
    """Slug, and when its page, its last note and its latest text were published, in an order that stays."""
    notes = CorrectionNote.objects.published().filter(article=OuterRef("pk")).order_by().values("article")
    texts = Revision.objects.filter(article=OuterRef("pk")).order_by().values("article")
    return (
        Article.objects.published()
        .order_by("pk")
        .annotate(
            corrected=Subquery(notes.annotate(last=Max("published_at")).values("last")),
            revised=Subquery(texts.annotate(last=Max("imported_at")).values("last")),
        )
        .values_list("slug", "published_at", "corrected", "revised")
    )


def _file(articles: list[_Row], origin: str, with_lists: bool) -> str:
    lists = [(origin + reverse(name), None) for name in ("home", "log", "figures")] if with_lists else []
    pages = [(origin + reverse("article", args=[slug]), max(filter(None, at))) for slug, *at in articles]
    return _written("urlset", "url", [*lists, *pages])


def _written(root: str, name: str, found: list[tuple[str, datetime | None]]) -> str:
    stream = StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl({"xmlns": _PROTOCOL}))
    for address, changed in found:
        xml.startElement(name, AttributesImpl({}))
        xml.addQuickElement("loc", address)
        if changed is not None:
            xml.addQuickElement("lastmod", timestamp(changed))
        xml.endElement(name)
    xml.endElement(root)
    xml.endDocument()
    return stream.getvalue() + "\n"
