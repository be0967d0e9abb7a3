"""The words of the archive as they are searched: for each article one row with what its latest revision says.

It repeats what the rendering says, so that words are found among ten thousand articles without reading any of them.
`keep_words` writes it anew in the transaction that adds a revision.
"""

from collections.abc import Iterable

from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import StrIndex

from corrections.models.revision import Rendering, Revision
from corrections.text import asked_traces, plain, tight, traces, word_edges

_BATCH = 200  # articles whose rows are made at once
_SEARCH_TABLE = "corrections_articletraces"  # SQLite's, made in migration 0008; PostgreSQL has an index


class ArticleWordsQuerySet(models.QuerySet["ArticleWords"]):
    def holding(self, words: str, *, any_case: bool = False) -> models.QuerySet["ArticleWords"]:
        """The articles that very probably hold these words as they stand, to be proved in their texts.

        None that holds them is missing, unless the words are mere punctuation, which is not searched for.
        """
        asked = asked_traces(words)
        if not asked:
            return self.none()
        found = _searched_on[connection.vendor](self, asked)
        return found if any_case else found.annotate(at=StrIndex(F("text"), Value(plain(words)))).filter(at__gt=0)


def _search_sqlite(found: ArticleWordsQuerySet, asked: list[str]) -> models.QuerySet["ArticleWords"]:
    # A join in the order of the full-text index, which so stops as soon as there is a page's worth.
    return found.extra(  # noqa: S610 - the SQL is all ours; what was asked is a parameter
        tables=[_SEARCH_TABLE],
        where=[f"{_SEARCH_TABLE} MATCH %s", f"{_SEARCH_TABLE}.rowid = corrections_articlewords.article_id"],
        params=[" ".join(f'"{trace}"' for trace in asked)],
    )


def _search_postgresql(found: ArticleWordsQuerySet, asked: list[str]) -> models.QuerySet["ArticleWords"]:
    # As written in migration 0008, so that its index is used.
    return found.extra(
        where=["string_to_array(corrections_articlewords.traces, ' ') @> string_to_array(%s, ' ')"],
        params=[" ".join(asked)],
    )


_searched_on = {"sqlite": _search_sqlite, "postgresql": _search_postgresql}


class ArticleWords(models.Model):
    """What the latest revision of an article says, body and front matter, a line each."""

    article = models.OneToOneField(
        "corrections.Article", on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(help_text="With plain quotation marks, hyphens and spaces.")
    traces = models.TextField(help_text="Of its words and of each two in a row, with spaces between.")
    edges = models.JSONField(
        default=list, help_text="Where in the rendered body a word ends although another letter follows."
    )

    objects = ArticleWordsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Words of revision {self.revision_id}"


def keep_words(renderings: Iterable[Rendering]) -> None:
    """Write the words of articles as their latest revisions, rendered, say them; one query."""
    ArticleWords.objects.bulk_create(
        [_words(rendering) for rendering in renderings],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["revision", "text", "traces", "edges"],
    )


def fill_words(apps: Apps | None = None, **signal: object) -> None:
    """Write the words of articles that have none yet, as in a database from before they were kept.

    Done after each migration, and begun again where it was broken off. apps: the models as the migrations left them;
    nothing is done where the words are not among them.
    """
    if apps is not None and "articlewords" not in apps.all_models["corrections"]:
        return
    missing = Revision.objects.newest().filter(article__words__isnull=True, renderings__isnull=False)
    while batch := list(missing.distinct().select_related("article")[:_BATCH]):
        with transaction.atomic():
            keep_words(_rendering(revision) for revision in batch)


def _rendering(revision: Revision) -> Rendering:
    rendering = revision.rendering
    rendering.revision = revision
    return rendering


def _words(rendering: Rendering) -> ArticleWords:
    revision = rendering.revision
    texts = {name: text for name, text in rendering.texts().items() if not revision.has_written(name)}
    edges = tight(texts[""], word_edges(rendering.html))
    found = dict.fromkeys(trace for name, text in texts.items() for trace in traces(text, () if name else edges))
    return ArticleWords(
        article_id=revision.article_id,
        revision=revision,
        text="\n".join(map(plain, texts.values())),
        traces=" ".join(found),
        edges=edges,
    )
