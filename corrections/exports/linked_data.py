"""What an article's page tells machines in its head: schema.org's NewsArticle, and what links to it are shown with.

All of it is read off the page that readers get, so that the two cannot say different things.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import to_locale

from corrections.models import house_style
from corrections.pages.article import ArticlePage
from corrections.pages.notices import Notice, plain_text
from corrections.text import SafeHtml, blocks, corrected_text, timestamp

_MOST = 200  # characters of a description
_PARAGRAPH = re.compile(r"\s*<p[\s>]")
_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


class ScriptJson(str):
    """JSON as it can stand in a `script` element: nothing in it ends the element or begins a comment."""

    __slots__ = ()

    def __html__(self) -> str:
        return self.translate(_ESCAPES)


@dataclass(frozen=True, slots=True)
class ArticleTold:
    """published, modified: a day or a moment, RFC 3339; modified is "" while nothing was corrected."""

    address: str
    title: str
    description: str
    site_name: str
    locale: str
    published: str
    modified: str
    linked_data: ScriptJson


def article_told(page: ArticlePage, published_at: datetime, origin: str, first_revision: int = 1) -> ArticleTold:
    """What a page with an article's corrected text tells machines.

    published_at: when the page was published, told where the article gives itself no day. origin: what absolute
    addresses begin with. first_revision: the number of the first that readers could see. No queries.
    """
    address = origin + reverse("article", args=[page.slug])
    published = page.dated or timestamp(published_at)
    moments = [notice.when for notice in notices_of(page) if notice.when]
    modified = timestamp(max(moments)) if moments else ""
    has_past = page.revision > first_revision
    before = origin + reverse("revision", args=[page.slug, page.revision - 1]) if has_past else ""
    return ArticleTold(
        address=address,
        title=page.title,
        description=_description(page),
        site_name=page.house.name,
        locale=to_locale(page.language),
        published=published,
        modified=modified,
        linked_data=ScriptJson(
            json.dumps(_news_article(page, address, before, published, modified), ensure_ascii=False)
        ),
    )


def notices_of(page: ArticlePage) -> tuple[Notice, ...]:
    """The notices of a page, in the order in which they stand on it; those that hold and those that were amended."""
    beside = (notice for passage in page.passages for notice in passage.notices)
    return (*page.above, *page.heading, *page.top, *beside, *page.at_foot)


def _news_article(page: ArticlePage, address: str, before: str, published: str, modified: str) -> dict[str, Any]:
    byline = " ".join(corrected_text(page.byline).split())
    policy = {"correctionsPolicy": page.house.policy_url} if page.house.policy_url else {}
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": page.title,
        "inLanguage": page.language,
        "datePublished": published,
        "dateModified": modified,
        "archivedAt": before,
        # Without a type: a byline does not say whether it names a person, several, or an agency.
        "author": {"name": byline} if byline else None,
        "publisher": {"@type": "NewsMediaOrganization", "name": page.house.name, **policy},
        "correction": [_correction(notice, address) for notice in notices_of(page)],
    }
    return {key: value for key, value in told.items() if value}


def _correction(notice: Notice, address: str) -> dict[str, Any]:
    citation = [
        {"@type": "CreativeWork", "name": source.title or source.url, **({"url": source.url} if source.url else {})}
        for source in notice.sources
    ]
    return {
        "@type": "CorrectionComment",
        "@id": f"{address}#{notice.id}",
        "url": f"{address}#{notice.id}",
        "identifier": str(notice.number),
        "name": house_style().kind(notice.kind),
        "text": plain_text(notice),
        "datePublished": timestamp(notice.publication),
        "parentItem": {"@id": address},
        **({"citation": citation} if citation else {}),
    }


def _description(page: ArticlePage) -> str:
    """The article's first paragraph as corrected, cut between words where it is long."""
    bodies = (html for passage in page.passages for html in (passage.blocks, passage.rest))
    paragraphs = (block for html in bodies for block in blocks(html) if _PARAGRAPH.match(block))
    text = next((text for block in paragraphs if (text := _line(block))), "")
    if len(text) <= _MOST:
        return text
    cut = text.rfind(" ", 0, _MOST)
    return text[: cut if cut > _MOST // 2 else _MOST - 1].rstrip(" ,;:.–—") + "…"


def _line(block: SafeHtml) -> str:
    return " ".join(corrected_text(block).split())
