"""A desk that was filled by the first release, with the tables of migration 0003, becomes one of today.

`first_release/` was written by that release's own code: the rows as a backup tells them, and what it exported of them.
"""

import gzip
import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from corrections import bounded
from corrections.exports import annotations_of, corrected_markdown, erratum_block
from corrections.models import (
    AMEND,
    DRAFT,
    IMPORT,
    PUBLISH,
    Article,
    ArticleWords,
    CorrectionNote,
    LedgerEntry,
    LogEntry,
    Revision,
    Span,
    Status,
    lifted,
    tables_at,
    verify,
)

THEN = Path(__file__).parent / "first_release"
ROWS = (THEN / "rows.jsonl").read_bytes().splitlines(keepends=True)
EXPORTS = {"markdown": corrected_markdown, "annotations": annotations_of, "erratum": erratum_block}


@pytest.fixture
def empty_tables_of_then(transactional_db):
    """The tables as the first release left them; brought to today again at the end."""
    call_command("migrate", "corrections", "0003", verbosity=0)
    yield
    call_command("migrate", "corrections", verbosity=0)


@pytest.fixture
def desk_of_then(empty_tables_of_then):
    """Filled in SQL, as that release left its rows."""
    then = json.loads(ROWS[0])["migrations"]
    tables = {table.name: table for table in tables_at(MigrationLoader(connection), then)}
    table = None
    with transaction.atomic():
        for name in (
            "auth_group_permissions",
            "auth_user_groups",
            "auth_group",
            "auth_permission",
            "django_content_type",
        ):
            tables[name].empty()
        # As they were written: a note is published once its places and its sources are there.
        rows = {}
        for line in ROWS:
            if b'"table":' in line[:9] or b'"columns":' in line[:11]:
                table = json.loads(line)["table"]
            elif line.startswith(b"["):
                rows.setdefault(table, []).append(tables[table].values(line))
        with lifted(connection):
            for name, values in rows.items():
                tables[name].insert(values)
                tables[name].go_on_from(max(row[0] for row in values))


def is_the_desk_of_then(monkeypatch):
    monkeypatch.setattr(bounded, "call", lambda function, *arguments, seconds=None: function(*arguments))
    for article in Article.objects.all():
        for name, export in EXPORTS.items():
            expected = (THEN / f"{article.slug}.{name}").read_bytes()
            if name == "annotations":
                # Later releases tell more of each; what was told then is told still.
                now = json.loads(export(article))
                assert told_in(json.loads(expected), now), article.slug
            else:
                assert export(article).encode() == expected, f"{article.slug}.{name}"
    assert verify().fault is None
    published = CorrectionNote.objects.filter(status=Status.PUBLISHED)
    assert published.count() == 8
    assert LedgerEntry.objects.filter(what="note").count() == 8
    assert set(LogEntry.objects.values_list("note", flat=True)) == set(
        published.filter(article__published_at__isnull=False).values_list("pk", flat=True)
    )
    assert ArticleWords.objects.count() == Article.objects.count() == 3
    # What is searched is found: a title that was put right, and words of the text.
    assert LogEntry.objects.part("55 trees").count() == 3
    assert list(ArticleWords.objects.holding("the council said").values_list("article__slug", flat=True)) == ["storm"]
    assert {a.slug: a.title for a in Article.objects.all()}["storm"] == "Storm fells 55 trees in Harwich"


def told_in(then, now):
    if isinstance(then, dict):
        return isinstance(now, dict) and all(name in now and told_in(one, now[name]) for name, one in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(then) == len(now) and all(map(told_in, then, now))
    return then == now


@pytest.mark.django_db(transaction=True)
def test_it_is_brought_to_today_with_the_same_exports_and_all_that_came_since(desk_of_then, monkeypatch):
    call_command("migrate", verbosity=0)
    is_the_desk_of_then(monkeypatch)
    ada, gone = User.objects.get(username="ada"), User.objects.get(username="gone")
    assert [ada.has_perm(right) for right in (IMPORT, DRAFT, PUBLISH, AMEND)] == [True] * 4
    assert not gone.groups.exists()
    note = CorrectionNote.objects.filter(status=Status.PUBLISHED).first()
    for change in (
        lambda: CorrectionNote.objects.filter(pk=note.pk).update(wording="Another."),
        lambda: Revision.objects.update(reason="x"),
        lambda: Span.objects.filter(note=note).update(quote_exact="x"),
        lambda: LedgerEntry.objects.update(nonce="0" * 64),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_then_is_taken_back_by_the_desk_of_today(transactional_db, tmp_path, monkeypatch):
    (tmp_path / "then.gz").write_bytes(gzip.compress(b"".join(ROWS)))
    call_command("restore", tmp_path / "then.gz")
    is_the_desk_of_then(monkeypatch)
    assert not CorrectionNote.objects.filter(status=Status.PUBLISHED, publisher=None).exists()
