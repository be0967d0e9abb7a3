"""Import an article: keep a source byte for byte as the first or the next revision, and carry its notes on."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from corrections import bounded
from corrections.actions.apart import worked_apart
from corrections.actions.readers import tell_readers
from corrections.actions.revise import carry_notes
from corrections.models import Article, Rendering, Revision, keep_words, knows_block
from corrections.text import (
    RENDERER,
    ArticleText,
    Refusal,
    Sentence,
    decode,
    entries_in,
    find,
    find_lead,
    read_article,
    without_block,
)

_OF_ITS_FOLDER = frozenset(("index", "_index"))  # as Hugo has them
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. is_new: a revision was added; else the same bytes were there already.

    lost: places of notes that an editor has to decide on; proposed: how many of these have a place proposed.
    """

    article: Article
    revision: Revision
    is_new: bool
    carried: int = 0
    incorporated: int = 0
    lost: int = 0
    proposed: int = 0

    @property
    def became_of_notes(self) -> Sentence | None:
        """What became of the places of its notes, in one sentence; None where there was none to lead on."""
        if not self.carried + self.incorporated + self.lost:
            return None
        return Sentence(
            "Places of notes: {carried} carried, {incorporated} put right already, {waiting} waiting for a decision, "
            "{lost} lost.",
            carried=self.carried,
            incorporated=self.incorporated,
            waiting=self.proposed,
            lost=self.lost - self.proposed,
        )


@worked_apart
def import_article(
    content: bytes,
    *,
    user: User,
    slug: str = "",
    file_name: str = "",
    reason: str = "",
    taken: Mapping[str, str] | None = None,
    passes_over_older: bool = False,
    look: Callable[[Imported], None] = lambda imported: None,
) -> Imported:
    """Keep the bytes of a Markdown file. A known slug gets another revision; the same bytes again add nothing.

    slug: else made of the file's name, else of the title. taken: slugs that other files of the same batch have, with
    the names of these; a file that would get one is refused. passes_over_older: the bytes of any earlier revision add
    nothing either, since nobody who imports a folder means to go back. look: is called with a next revision and all
    that became of the notes, before any of it is kept; what it raises takes the import back. Raises Refusal and keeps
    nothing when it cannot be read.
    """
    source = decode(content)
    slug = checked_slug(slug) or name_of(file_name)
    text = None
    if not slug:
        text = bounded.call(read_article, source)
        slug = _slug_of(text.title or "")
    if not slug:
        raise Refusal("No name can be made of this article's title. Give it a slug: small letters, digits and hyphens.")
    if taken and slug in taken:
        raise Refusal(
            "This would be another revision of “{slug}”, which is the name of {file} already. Rename one of the two, "
            "or import this one by itself with --slug.",
            slug=slug,
            file=taken[slug],
        )
    if same := _same_bytes(slug, content, among_all=passes_over_older):
        return Imported(same.article, same, is_new=False)
    own_erratum = _ends_in_own_erratum(slug, source)
    if own_erratum or text is None:
        text = bounded.call(read_article, without_block(source) if own_erratum else source)
    with transaction.atomic():
        article, _ = Article.objects.get_or_create(slug=slug, defaults={"language": _language(text)})
        article = article.lock()
        latest = article.revisions.order_by("number").last()
        if latest is not None and latest.source == source:
            return Imported(article, latest, is_new=False)
        revision = _keep(article, source, text, own_erratum, user, reason)
        counts = carry_notes(article, revision, text, user) if latest is not None else {}
        imported = Imported(article, revision, is_new=True, **counts)
        if latest is not None:
            look(imported)
        tell_readers(article)
    return imported


def name_of(file_name: str) -> str:
    """The slug that a file's name makes; empty where it makes none. What is called index, as the text of a folder with
    its pictures, has the folder's name, where that is told too."""
    path = PurePath(file_name)
    stem = path.parent.name if path.stem in _OF_ITS_FOLDER and path.parent.name else path.stem
    return _slug_of(stem)


def checked_slug(slug: str) -> str:
    """The slug without white space around it; "" for none. Raises Refusal for what cannot stand in an address."""
    slug = slug.strip()
    if slug and (len(slug) > 200 or not re.fullmatch(r"[\w-]+", slug)):
        raise Refusal("“{slug}” is no slug. Use letters, digits, hyphens and underscores, 200 at most.", slug=slug[:60])
    return slug


def _keep(article: Article, source: str, text: ArticleText, own_erratum: bool, user: User, reason: str) -> Revision:
    revision = Revision.objects.create(
        article=article,
        number=article.next_revision_number(),
        source=source,
        title=(text.title or "")[:500],
        own_erratum=own_erratum,
        imported_at=timezone.now(),
        imported_by=user,
        reason=reason,
    )
    rendering = Rendering.objects.create(
        revision=revision, renderer=RENDERER, html=text.html, fields=[list(field) for field in text.fields]
    )
    keep_words([rendering])
    if text.language:
        article.language = _language(text)
    article.dated = _dated(text)
    article.save(update_fields=["language", "dated"])
    return revision


def _dated(text: ArticleText) -> date | None:
    """The day that a front matter gives; None where its date is missing or no ISO date."""
    try:
        return date.fromisoformat(dict(text.fields).get("date", "")[:10])
    except ValueError:
        return None


def _same_bytes(slug: str, content: bytes, *, among_all: bool) -> Revision | None:
    """The latest revision, or any, where it is just these bytes; found without reading it, or any text."""
    newest_first = Revision.objects.filter(article__slug=slug).order_by("-number")
    there = newest_first.select_related("article").defer("source")
    told = hashlib.sha256(content).hexdigest()
    if among_all:
        return there.filter(sha256=told).first()
    revision = there.first()
    return revision if revision is not None and revision.sha256 == told else None


def _ends_in_own_erratum(slug: str, source: str) -> bool:
    block, article = find(source), Article.objects.filter(slug=slug).first()
    if block is None or article is None:
        return False
    lead = find_lead(source[: block.start])
    parts = [block, lead] if lead else [block]
    return all(knows_block(article, entries_in(source[part.start : part.end])) for part in parts)


def _slug_of(name: str) -> str:
    return slugify(unicodedata.normalize("NFC", name), allow_unicode=True)[:200].strip("-")


def _language(text: ArticleText) -> str:
    language = (text.language or "").replace("_", "-")
    return language if _LANGUAGE.match(language) and len(language) <= 35 else "en"
