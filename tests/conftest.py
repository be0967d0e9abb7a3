"""A newsroom to test in: its editors, an article to correct, and others that no test is about."""

import functools
import gc
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.core.signals import setting_changed
from django.db import connection
from django.test import TransactionTestCase

from corrections import answers, samples
from corrections.actions.annotate import Place, draft_note, span_row
from corrections.actions.content import Content
from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.actions.publish import publish_notes, publish_page
from corrections.models import (
    EDITOR,
    STANDARDS_EDITOR,
    Article,
    CorrectionNote,
    EventState,
    NoteEvent,
    Origin,
    Rendering,
    Revision,
    Source,
    Span,
    Status,
    keep_log,
    keep_words,
    lifted,
)
from corrections.text import RENDERER, Edit, TextRange, prove, read_article, render_inline
from tests.text import profiles as profiles  # before any law is read

PROJECT = Path(__file__).parent.parent
NOON = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)

STORM = """---
title: Storm fells 40 trees in Harwich
date: 2026-11-20
author: Ada Byron
lang: en
---

The storm of **14 May 2021** felled 40 trees in Harwich, the council said on Friday.

It was the worst since 1987, and it cost £2 million.

- The harbour closed for two days.
- The library lost its roof.

| Place | Trees |
|-------|-------|
| Green | 25    |
| Quay  | 15    |

The mayor, Jane Smith, thanked the crews. “We were lucky,” she said.
"""

BROWSER = Path(__file__).parent / "browser"


def pytest_configure(config):
    config.addinivalue_line("markers", "database: set by itself on whatever asks the database under test.")


def pytest_collection_modifyitems(items):
    """What asks the database is run on each database that there is (`-m database`), the rest but once.

    Of the browser's tests those say so themselves that hang on locks and on several writers: all ask the server.
    """
    for item in items:
        if BROWSER in item.path.parents:
            continue
        fixtures = {"db", "transactional_db", "new_database", "empty_database"} & set(item.fixturenames)
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_collection_finish():
    """What is loaded by now stays: to look through it for garbage, test after test, costs a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True, scope="session")
def tables_with_frozen_rows_can_be_emptied():
    """After a test with real transactions Django empties all tables, which the rules would refuse."""
    empty = TransactionTestCase._fixture_teardown

    def empty_with_rules_lifted(case):
        with lifted(connection):
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_with_rules_lifted)
        yield


@pytest.fixture(autouse=True)
def nothing_is_kept():
    """Each test begins with empty caches, and a setting that changes makes other pages."""

    def forget(setting=None, **_):
        answers.forget_all()
        if setting != "CACHES":  # which may lead to one that is away
            cache.clear()

    forget()
    setting_changed.connect(forget)
    yield
    setting_changed.disconnect(forget)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory):
    """A function: the DATABASE_URL of a database as empty as migrations leave it, of the kind under test."""
    url, made = os.environ.get("DATABASE_URL", ""), []
    on_postgresql = url.startswith("postgres")
    numbers, folder = count(1), tmp_path_factory.mktemp("databases")

    def of(name):
        return re.sub(r"/[^/]*$", f"/{name}", url) if on_postgresql else f"sqlite:///{folder}/{name}.sqlite3"

    def create(name, template):
        if not on_postgresql:
            if template:
                shutil.copy(folder / f"{template}.sqlite3", folder / f"{name}.sqlite3")
            return
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
            made.append(name)

    @functools.cache
    def migrated():
        name = f"migrated_{os.getpid()}"
        create(name, None)
        environment = {"PATH": os.environ["PATH"], "DATABASE_URL": of(name)}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=PROJECT, env=environment, check=True)
        return name

    def new_database():
        name = f"new_{os.getpid()}_{next(numbers)}"
        create(name, migrated())
        return of(name)

    yield new_database
    for name in made:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def noon():
    """When notes are published, unless a test says otherwise."""
    return NOON


@pytest.fixture
def in_groups(db):
    """A function: puts an account into the groups of these names; returns it."""

    def in_groups(account, *names):
        account.groups.set(Group.objects.filter(name__in=names))
        return User.objects.get(pk=account.pk)  # without what it was known to be allowed before

    return in_groups


@pytest.fixture
def editor(in_groups):
    """Writes notes and publishes them: an editor and a standards editor in one."""
    account = User.objects.create_user("ada", password="first programmer")
    return in_groups(account, EDITOR, STANDARDS_EDITOR)


@pytest.fixture
def other_editor(in_groups):
    """Works on the same articles at the same time, with the same rights."""
    account = User.objects.create_user("grace", password="first compiler")
    return in_groups(account, EDITOR, STANDARDS_EDITOR)


@pytest.fixture
def import_text(editor):
    """A function: imports a source under a slug as the desk does, with its page published; returns the article."""

    def import_text(slug, source, *, public=True, **more):
        content = source.encode() if isinstance(source, str) else source
        article = import_article(content, user=editor, slug=slug, **more).article
        return publish_page(article, user=editor, now=NOON) if public else article

    return import_text


@pytest.fixture
def storm(import_text):
    """The article that tests are about: public, in its first revision, without a note."""
    return import_text("storm", STORM)


@pytest.fixture
def at():
    """A function: the place of words in an article, by the desk's reckoning. occurrence: 1 for the first."""

    def at(article, words, field="", occurrence=1):
        text, start = article.latest_revision.rendering.texts()[field], -1
        for _ in range(occurrence):
            start = text.index(words, start + 1)
        return Place(field, start, start + len(words), words)

    return at


@pytest.fixture
def draft(editor, at):
    """A function: drafts a note on words, or on several places; on the whole article without any."""

    def draft(article, words=(), replacement=None, *, user=editor, amends=None, **content):
        places = [words] if isinstance(words, str | Place) else words
        places = [place if isinstance(place, Place) else at(article, place) for place in places]
        content = {"wording": "An earlier version was wrong about this, and is right now."} | content
        return draft_note(article, places, Content(replacement=replacement, **content), user=user, amends=amends)[0]

    return draft


@pytest.fixture
def publish(editor):
    """A function: publishes drafts of one article together; returns them in the order of their numbers."""

    def publish(*notes, when=NOON, user=editor):
        return publish_notes(notes[0].article, [note.pk for note in notes], user=user, now=when)

    return publish


@pytest.fixture
def published(draft, publish):
    """A function: drafts a note as `draft` does and publishes it at once."""

    def published(article, *args, when=NOON, **more):
        return publish(draft(article, *args, **more), when=when)[0]

    return published


@pytest.fixture
def sample(editor):
    """A function: imports one of the demonstration's articles with its published notes and its drafts."""

    def sample(slug):
        (found,) = (one for one in samples.SAMPLES if one.slug == slug)
        article = import_article(samples.read(found.file).encode(), user=editor, slug=slug).article
        publish_page(article, user=editor, now=NOON)
        for name, is_published in (("published", True), ("drafts", False)):
            notes = samples.read(f"{slug}.{name}.json").encode()
            import_corrections(article, notes, user=editor, publish=is_published, now=NOON)
        return article

    return sample


# Articles that no test is about


@pytest.fixture
def elsewhere(db):
    """A public article with two published notes and a draft, and one that is not public with the same.

    They hold words of the article under test, so that what forgets to ask whose they are is found out; and they must
    stay as they are.
    """
    clerk = User.objects.create_user("clerk")
    made = [_kept_elsewhere("harbour", clerk, is_public=True), _kept_elsewhere("secret-plans", clerk, is_public=False)]
    before = _everything_of(made)
    yield made
    assert _everything_of(made) == before


def _kept_elsewhere(slug, clerk, *, is_public):
    """Rows as the actions write them, but in few queries and in no process of their own, so that they cost little."""
    title = f"Elsewhere, {slug}"
    source = f"---\ntitle: {title}\n---\n\nBuilt in 2021 with 40 berths, {slug} is deep elsewhere.\n"
    when = datetime(2026, 1, 1, tzinfo=UTC)
    shown = {"published_at": when, "published_by": clerk} if is_public else {}
    article = Article.objects.create(slug=slug, title=title, **shown)
    revision = Revision.objects.create(article=article, number=1, source=source, title=title, imported_by=clerk)
    text = _read(source)
    rendering = Rendering.objects.create(
        revision=revision, renderer=RENDERER, html=text.html, fields=[list(f) for f in text.fields]
    )
    keep_words([rendering])
    said = {"2021": "1921", "40": "41", "deep": "shallow"}
    notes = [
        CorrectionNote(
            article=article,
            author=clerk,
            wording=f"{title} said {words}.",
            wording_html=_inline(f"{title} said {words}."),
            memo=f"A memo about {slug}.",
            external_id=f"tag:elsewhere/{number}",
        )
        for number, words in enumerate(said, 1)
    ]
    CorrectionNote.objects.bulk_create(notes)
    places = [(text.text.index(words), words, replacement) for words, replacement in said.items()]
    edits = [Edit("", TextRange(at, at + len(words)), replacement) for at, words, replacement in places]
    made = [(note, edit, _proof(source, edit)) for note, edit in zip(notes, edits, strict=True)]
    Span.objects.bulk_create(
        span_row(note, revision, 0, edit, proof, clerk, Origin.IMPORTED) for note, edit, proof in made
    )
    url = "https://elsewhere.example/"
    Source.objects.bulk_create(Source(note=note, url=url, title=f"Elsewhere, a source of {slug}") for note in notes)
    NoteEvent.objects.bulk_create(NoteEvent(note=note, state=EventState.DRAFTED, by=clerk, at=when) for note in notes)
    for number, note in enumerate(notes[:2], 1):
        CorrectionNote.objects.filter(pk=note.pk).update(
            number=number, status=Status.PUBLISHED, publisher=clerk, published_at=when
        )
    keep_log([article.pk])
    return article


# The same articles come before nearly every test: they are read once.
_read = functools.cache(read_article)
_inline = functools.cache(render_inline)


@functools.cache
def _proof(source, edit):
    return prove(source, [edit])[0]


def _everything_of(articles):
    rows = {Revision: "article", CorrectionNote: "article", Source: "note__article", Span: "note__article"}
    rows |= {Article: "pk", NoteEvent: "note__article"}
    keys = [article.pk for article in articles]
    return [list(model.objects.filter(**{f"{path}__in": keys}).order_by("pk").values()) for model, path in rows.items()]
