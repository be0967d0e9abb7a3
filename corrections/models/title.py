"""The titles of articles as readers get them: as published notes set them right, without what is withheld."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, F, OuterRef, Subquery

from corrections.models.article import Article
from corrections.models.note import CorrectionNote
from corrections.models.revision import Rendering, Revision
from corrections.models.span import Span
from corrections.models.vocabulary import Status
from corrections.text import Look, Mark, corrected_text, first_heading, headline, highlight, tells


def corrected_titles(articles: Collection[int]) -> dict[int, str]:
    """The titles of articles by their ids, as their published notes set them right; five queries at most."""
    latest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number").values("pk")[:1]
    known = Article.objects.filter(pk__in=articles).with_latest().annotate(latest=Subquery(latest)).order_by()
    titles, revisions = {}, {}
    for pk, title, revision in known.values_list("pk", "latest_title", "latest"):
        titles[pk], revisions[revision] = title, pk
    marks = _title_marks(revisions)
    lost = _lost_and_withheld(articles, revisions)
    touched = {
        article
        for article, title in titles.items()
        for field, words, _ in (*marks.get(article, ()), *lost.get(article, ()))
        if field == "title" or (not field and tells(title, [words]))
    }
    newest = Rendering.objects.filter(revision__in=[pk for pk, article in revisions.items() if article in touched])
    fields = {}
    for revision, pk, pairs in newest.order_by("made_at", "pk").values_list("revision", "pk", "fields"):
        fields[revisions[revision]] = (pk, dict(pairs))
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


def _title_marks(revisions: dict[int, int]) -> dict[int, list[tuple[str, str, Mark]]]:
    """By article what its published notes change in the title and in the body of its latest revision: (field, words,
    mark). revisions: the articles by the ids of these."""
    amendment = CorrectionNote.objects.published().filter(amends=OuterRef("note"))
    spans = (
        Span.objects.filter(revision__in=revisions, field__in=("title", ""), note__status=Status.PUBLISHED)
        .exclude(Exists(amendment))
        .exclude(splices=[])
        .only("revision", "field", "text_start", "text_end", "quote_exact", "replacement")
    )
    return _by_article((revisions[span.revision_id], span) for span in spans)


def _lost_and_withheld(articles: Collection[int], revisions: Collection[int]) -> dict[int, list[tuple[str, str, Mark]]]:
    """By article the words that a published note withholds, but that have lost their place: (field, words, mark)."""
    spans = (
        Span.objects.filter(
            note__article__in=articles, note__status=Status.PUBLISHED, note__withheld=True, carried_to__isnull=True
        )
        .exclude(revision__in=revisions)
        .exclude(splices=[])
        .annotate(article=F("note__article"))
    )
    return _by_article((span.article, span) for span in spans)


def _by_article(spans: Iterable[tuple[int, Span]]) -> dict[int, list[tuple[str, str, Mark]]]:
    found: dict[int, list[tuple[str, str, Mark]]] = {}
    for article, span in spans:
        mark = Mark(span.text_range, "", "", Look.PLAIN, span.replacement)
        found.setdefault(article, []).append((span.field, span.quote_exact, mark))
    return found
