"""The search: where words stand in the whole archive, among their neighbours, and a note to begin at each place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.models import Article, ArticleWords, CorrectionNote, Rendering, Span, house_style
from corrections.pages.excerpts import CardPlace, card_place
from corrections.pages.house import direction, language_of
from corrections.pages.notices import notice_id
from corrections.pages.turns import Unreadable, turn, whole_number
from corrections.text import TextRange, asked_traces, stands

LONGEST_SEARCH = 1000  # characters; what is longer stands in an archive once
_MOST_HITS = 5  # of one article; its card lists the others, to be ticked
_IN_A_CARD = 8  # articles
_COUNTED = 50  # articles; of more it is only told that there are more


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand. href: of its article's desk, with the card at the words; card_href: of the card.
    note, note_href: what replaces some of them already, in words, and where it stands; then no other is offered."""

    field: str
    around: CardPlace
    href: str
    card_href: str
    note: str = ""
    note_href: str = ""


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """more: how many further places it has."""

    title: str
    title_language: str
    language: str
    direction: str
    href: str
    date_text: str
    public: bool
    hits: tuple[Hit, ...]
    more: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """like: the note whose content a note that is begun here takes over. refusal: why nothing was looked for."""

    query: str
    any_case: bool = False
    like: str = ""
    articles: tuple[FoundArticle, ...] = ()
    next_href: str | None = None
    previous_href: str | None = None
    refusal: str = ""

    @property
    def places(self) -> int:
        return sum(len(article.hits) + article.more for article in self.articles)


@dataclass(frozen=True, slots=True)
class OtherArticles:
    """Where the words of a card stand in other articles. count: of articles, of which the first are told; is_more:
    there are more than were counted. href: of the search for all."""

    count: int
    is_more: bool
    articles: tuple[FoundArticle, ...]
    href: str

    @property
    def told(self) -> str:
        """In a sentence, for whoever has just corrected the words."""
        if self.is_more:
            return _("The same words stand in more than {count} other articles.").format(count=self.count)
        told = ngettext(
            "The same words stand in {count} other article.",
            "The same words stand in {count} other articles.",
            self.count,
        )
        return told.format(count=self.count)


def search_page(asked: Mapping[str, str]) -> SearchPage:
    """The articles that have the words `q` in the latest revision, the newest first, `before` or `after` one of them;
    with `any_case` in small letters or capitals. A fixed number of queries."""
    query = asked.get("q", "").replace("\0", " ").strip()
    any_case, like = bool(asked.get("any_case")), asked.get("like", "")
    if not query:
        return SearchPage("", any_case, like)
    kept = {name: value for name, value in (("q", query), ("any_case", any_case and "1"), ("like", like)) if value}
    try:
        _check(query)
        rows = turn(dict(asked), _fetch(query, any_case), lambda row: str(row.pk), whole_number, kept)
    except Unreadable as error:
        return SearchPage(query[:LONGEST_SEARCH], any_case, like, refusal=str(error))
    found = _found(rows.rows, query, any_case, like)
    return SearchPage(query, any_case, like, found, rows.older_href, rows.newer_href)


def other_articles(article: Article, words: str, like: str = "") -> OtherArticles:
    """Where else these words stand as they are, in short; a fixed number of queries. like: as for `search_page`."""
    kept = {name: value for name, value in (("q", words), ("like", like)) if value}
    href = f"{reverse('desk-search')}?{urlencode(kept)}"
    if len(words) > LONGEST_SEARCH:
        return OtherArticles(0, False, (), href)
    rows = list(_rows(words).exclude(article=article).order_by("-article_id")[: _COUNTED + 1])
    found = _found(rows[:_IN_A_CARD], words, False, like)
    # What was read and does not hold the words is not counted.
    count = len(rows) - len(rows[:_IN_A_CARD]) + len(found)
    return OtherArticles(min(count, _COUNTED), count > _COUNTED, found, href)


def asked_card(article: Article, asked: Mapping[str, str]) -> str:
    """The address of the card that a link to an article's desk asks for; empty where it asks for none."""
    note = asked.get("note", "")
    if note.isascii() and note.isdigit() and len(note) <= 18 and article.notes.filter(pk=note).exists():
        return reverse("desk-note", args=[note])
    if not asked.get("exact"):
        return ""
    place = {name: asked[name] for name in ("field", "start", "end", "exact", "like") if name in asked}
    return f"{reverse('desk-note-new', args=[article.slug])}?{urlencode(place)}"


def _check(query: str) -> None:
    if len(query) > LONGEST_SEARCH:
        raise Unreadable(
            _("That is a long search: {most} characters are the most. Take the words that tell most.").format(
                most=LONGEST_SEARCH
            )
        )
    if not asked_traces(query):
        raise Unreadable(_("There is no word in this. Type a word, a number or a character, with what is around it."))


def _fetch(query: str, any_case: bool) -> Callable[[int | None, int | None, bool], QuerySet[ArticleWords]]:
    """What `turn` fetches: the rows of the articles between two of them."""

    def fetch(above: int | None, below: int | None, newest: bool) -> QuerySet[ArticleWords]:
        rows = _rows(query, any_case)
        rows = rows if above is None else rows.filter(article_id__gt=above)
        rows = rows if below is None else rows.filter(article_id__lt=below)
        return rows.order_by("-article_id" if newest else "article_id")

    return fetch


def _rows(words: str, any_case: bool = False) -> QuerySet[ArticleWords]:
    needed = [f"article__{name}" for name in ("slug", "title", "language", "published_at", "dated")]
    needed += ["edges", "revision__article", "revision__own_erratum"]
    return ArticleWords.objects.holding(words, any_case=any_case).select_related("article", "revision").only(*needed)


def _found(rows: Sequence[ArticleWords], words: str, any_case: bool, like: str) -> tuple[FoundArticle, ...]:
    revisions = [row.revision for row in rows]
    renderings = {
        rendering.revision_id: rendering
        for rendering in Rendering.objects.filter(revision__in=revisions).order_by("made_at", "pk")
    }
    replaced: dict[int, list[Span]] = {}
    for span in Span.objects.replacing(*revisions).select_related("note").order_by("text_start", "pk"):
        replaced.setdefault(span.revision_id, []).append(span)
    found = []
    for row in rows:
        places = list(_places(row, renderings[row.revision_id], words, any_case))
        if places:  # else only the traces of the words are there
            texts = renderings[row.revision_id].texts()
            hits = [
                _hit(row.article, texts, *place, replaced.get(row.revision_id, ()), like)
                for place in places[:_MOST_HITS]
            ]
            found.append(_article(row.article, tuple(hits), len(places) - len(hits)))
    return tuple(found)


def _places(row: ArticleWords, rendering: Rendering, words: str, any_case: bool) -> Iterator[tuple[str, TextRange]]:
    for name, text in sorted(rendering.texts().items(), key=lambda one: not one[0]):
        if row.revision.has_written(name):
            continue
        edges = () if name else row.edges
        yield from ((name, place) for place in stands(text, words, edges, any_case=any_case))


def _hit(
    article: Article, texts: Mapping[str, str], name: str, place: TextRange, replaced: Sequence[Span], like: str
) -> Hit:
    text = texts[name]
    sent = {"field": name, "start": place.start, "end": place.end, "exact": text[place.start : place.end]}
    if like:
        sent["like"] = like
    desk, new = (reverse(name, args=[article.slug]) for name in ("desk-article", "desk-note-new"))
    hit = Hit(name, card_place(text, place), f"{desk}?{urlencode(sent)}", f"{new}?{urlencode(sent)}")
    note = _note_at(name, place, replaced)
    if note is None:
        return hit
    if note.is_published:
        told = _("Corrected: no. {number}").format(number=note.number)
        return replace(hit, note=told, note_href=f"{desk}#{notice_id(note)}")
    return replace(hit, note=_("Being corrected: open the draft"), note_href=f"{desk}?note={note.pk}")


def _note_at(name: str, place: TextRange, replaced: Sequence[Span]) -> CorrectionNote | None:
    notes = [span.note for span in replaced if span.field == name and span.text_range.overlaps(place)]
    being_amended = {note.amends_id for note in notes}
    return next((note for note in notes if note.pk not in being_amended), None)


def _article(article: Article, hits: tuple[Hit, ...], more: int) -> FoundArticle:
    style = house_style()
    title = article.title or article.slug
    if article.dated is not None:
        date_text = style.day(article.dated)
    else:
        date_text = style.day_at(article.published_at) if article.published_at is not None else ""
    return FoundArticle(
        title,
        language_of(title, article.language) or article.language,
        article.language,
        direction(article.language),
        reverse("desk-article", args=[article.slug]),
        date_text,
        article.published_at is not None,
        hits,
        more,
    )
