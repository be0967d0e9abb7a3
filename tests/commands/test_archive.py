"""The command that fills a database with invented articles: what it writes, and what it refuses."""

import sys
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from corrections.exports import annotations_of, corrected_markdown
from corrections.models import Article, CorrectionNote, Kind, LogEntry, MonthTally, Severity, Span
from corrections.pages.article import article_page
from corrections.text import read_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def elsewhere():
    """An archive is written where there is nothing yet."""


@pytest.fixture
def generate():
    """A function: runs the command; returns what it told on stderr."""

    def generate(*arguments, into=None):
        told = StringIO()
        name = Path(str(connection.settings_dict["NAME"])).name if into is None else into
        call_command("generate_archive", f"--into={name}", *arguments, stderr=told)
        return told.getvalue()

    return generate


def rows():
    """Everything that is public, without ids."""
    return [
        list(Article.objects.order_by("slug").values_list("slug", "language", "published_at", "dated")),
        list(
            CorrectionNote.objects.order_by("article__slug", "number").values_list(
                "number", "kind", "severity", "wording", "published_at", "amends__number"
            )
        ),
        list(LogEntry.objects.values_list("place", "words", "counted_on", "days")),
    ]


def test_an_archive_has_all_that_a_newsroom_has(generate):
    told = generate("--articles=70", "--notices=700")
    assert told.startswith("70 articles with 700 notices written in ")
    assert told.count("\n") == 1
    notes = CorrectionNote.objects.published()
    assert (Article.objects.published().count(), notes.count(), LogEntry.objects.count()) == (70, 700, 700)
    assert {note.kind for note in notes} == set(Kind)
    assert {note.severity for note in notes} == set(Severity)
    assert {article.language for article in Article.objects.all()} == {"en", "zh-Hans"}
    assert notes.superseded().count() > 10
    assert notes.filter(withheld=True).count() > 10
    assert len({month.year for month in MonthTally.objects.values_list("month", flat=True)}) > 3
    per_article = Counter(notes.values_list("article", flat=True)).values()
    assert (min(per_article), max(per_article)) == (2, 18)


def test_its_pages_are_as_the_library_would_have_made_them(generate):
    generate("--articles=14", "--notices=140")
    for article in Article.objects.all():
        revision = article.latest_revision
        text = read_article(revision.source)
        assert (text.html, text.title, dict(text.fields)["date"]) == (
            revision.rendering.html,
            revision.title,
            article.dated.isoformat(),
        )
        for span in Span.objects.filter(revision=revision):
            assert revision.rendering.texts()[span.field][span.text_start : span.text_end] == span.quote_exact
        assert article_page(article).count
        assert corrected_markdown(article)
        assert annotations_of(article)


def test_the_same_seed_gives_the_same_archive_and_another_one_another(generate):
    def written(seed):
        with transaction.atomic():
            generate("--articles=7", "--notices=70", f"--seed={seed}")
            found = rows()
            transaction.set_rollback(True)
        return found

    archives = [written(seed) for seed in (1, 1, 2)]
    assert archives[0] == archives[1]
    assert archives[0] != archives[2]


def test_it_is_refused_where_the_database_is_not_said_or_another(generate):
    for into in ("", "another.sqlite3"):
        with pytest.raises(CommandError, match=r"can never be removed again. The database in use is .* --into "):
            generate(into=into)
    assert not Article.objects.exists()


def test_it_is_refused_beside_articles_unless_that_is_meant(generate):
    Article.objects.create(slug="storm")
    with pytest.raises(CommandError, match=r"There are articles in .* already"):
        generate("--articles=2", "--notices=4")
    generate("--articles=2", "--notices=4", "--beside")
    assert Article.objects.count() == 3


@pytest.mark.parametrize("asked", [("--articles=0",), ("--notices=-1",)])
def test_numbers_that_cannot_be_meant_are_refused(generate, asked):
    with pytest.raises(CommandError, match="There must be one article at least"):
        generate(*asked)


def test_a_terminal_gets_a_bar(generate, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    told = generate("--articles=2", "--notices=4")
    assert "\r[##############################] 2 of 2 articles, 0 s left" in told
