"""The titles of articles as readers get them: as published notes set them right, without what is withheld."""

from collections.abc import Collection, Iterable

from django.db.models import F

from corrections.models.article import Article
from corrections.models.note import CorrectionNote
from corrections.models.revision import Rendering, Revision
from corrections.models.span import Span
from corrections.text import Look, Mark, corrected_text, first_heading, headline, highlight, tells


def corrected_titles(articles: Collection[int]) -> dict[int, str]:
    """The titles of articles by their ids, as their published notes set them right; five queries at most."""
    titles = dict(Article.objects.filter(pk__in=articles).with_latest().values_list("pk", "latest_title"))
    marks = _title_marks(articles)
    lost = _lost_and_withheld(articles)
    touched = {
        article
        for article, title in titles.items()
        for field, words, _ in (*marks.get(article, ()), *lost.get(article, ()))
        if field == "title" or (not field and tells(title, [words]))
    }
    newest = Rendering.objects.filter(revision__in=Revision.objects.newest(), revision__article__in=touched)
    fields = {}
    for article, pk, pairs in newest.order_by("made_at", "pk").values_list("revision__article", "pk", "fields"):
        fields[article] = (pk, dict(pairs))
    # The body is loaded only where the title is a heading of it that has corrected words in it.
    headed = [pk for pk, texts in fields.values() if not texts.get("title")]
    bodies = dict(Rendering.objects.filter(pk__in=headed).values_list("pk", "html")) if headed else {}
    for article, (pk, texts) in fields.items():
        title, field = texts.get("title"), "title" if texts.get("title") else ""
        here = [mark for name, _, mark in marks.get(article, ()) if name == field]
        drawn = headline(title, here) if title else first_heading(highlight(bodies[pk], here))
        corrected = corrected_text(drawn) if drawn is not None else titles[article]
        for _, words, mark in lost.get(article, ()):
            corrected = corrected.replace(words, mark.replacement or "")
        titles[article] = " ".join(corrected.split())
    return titles


def _title_marks(articles: Collection[int]) -> dict[int, list[tuple[str, str, Mark]]]:
    """By article what its published notes change in the title and in the body: (field, words, mark)."""
    spans = (
        Span.objects.current()
        .filter(revision__article__in=articles, field__in=("title", ""), note__in=CorrectionNote.objects.effective())
        .exclude(splices=[])
        .annotate(article=F("revision__article"))
    )
    return _by_article(spans)


def _lost_and_withheld(articles: Collection[int]) -> dict[int, list[tuple[str, str, Mark]]]:
    """By article the words that a published note withholds, but that have lost their place: (field, words, mark)."""
    spans = (
        Span.objects.lost()
        .filter(note__article__in=articles, note__in=CorrectionNote.objects.published(), note__withheld=True)
        .exclude(splices=[])
        .annotate(article=F("note__article"))
    )
    return _by_article(spans)


def _by_article(spans: Iterable[Span]) -> dict[int, list[tuple[str, str, Mark]]]:
    found: dict[int, list[tuple[str, str, Mark]]] = {}
    for span in spans:
        mark = Mark(span.text_range, "", "", Look.PLAIN, span.replacement)
        found.setdefault(span.article, []).append((span.field, span.quote_exact, mark))
    return found
