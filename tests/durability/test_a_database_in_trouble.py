"""A database that is full, locked, read-only or away: what happened is said, and nothing is there by half."""

import os
import re
import sqlite3
import subprocess
from contextlib import contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from corrections.models import Article, CorrectionNote, NoteEvent, Revision, Span, outage_of, verify
from tests.durability.kept import HALVES

SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite")
POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL")
KEPT = "what you typed at the desk is kept in this browser"
FULL = "The disk of the database is full, so nothing was saved. Whoever keeps the server must free some space."
LOCKED = "Others are writing at the moment, so nothing was saved. Try again in a few seconds."
READ_ONLY = "The database may only be read, so nothing was saved. Whoever keeps the server must let it be written."
AWAY = "The database cannot be reached, so nothing was saved. Whoever keeps the server must see that it runs."
TEXT = "# A new one\n\n" + "It is long and says much of the harbour.\n\n" * 300


@pytest.fixture
def desk(editor):
    """A browser of an editor; what goes wrong at the server is answered, as it is by a real one."""
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    return client


def card(exact, replacement, wording="An earlier version was wrong about this, and is right now."):
    return {
        "exact": exact,
        "replacement": replacement,
        "wording": wording,
        "kind": "correction",
        "severity": "standard",
        "uid": "7d0c3b8e-52f5-4c0e-9f0e-3f4c5d6e7f80",
    }


def everything():
    return [
        list(model.objects.order_by("pk").values()) for model in (Article, Revision, CorrectionNote, Span, NoteEvent)
    ]


def told_of_trouble(answer, sentence):
    page = answer.content.decode()
    assert answer.status_code == 503, page
    assert sentence in page
    assert KEPT in page
    assert answer.headers["Retry-After"] == "10"
    assert "no-store" in answer.headers["Cache-Control"]


def halves():
    """What is there by half; whoever made the fixtures' rows made them whole, but for their ledger."""
    with connection.cursor() as cursor:
        found = {}
        for name, sql in HALVES.items():
            cursor.execute(sql)
            found[name] = len(cursor.fetchall())
    return found


@contextmanager
def full(spare=0):
    """A database that may not grow by more than so many pages."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what tests before this one deleted left room in the file
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + spare}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_told_nothing_is_there_by_half_and_the_same_is_saved_once_there_is_space(desk, storm, elsewhere):
    before, halves_before, fault = everything(), halves(), verify().fault
    # Each alone is more than the last page of the file takes.
    posts = [
        ("/desk/new-article/", {"slug": "new", "text": TEXT, "publish": "on"}),
        ("/desk/articles/storm/notes/new/", card("40", "50") | {"memo": "Said at length. " * 300}),
    ]
    for address, form in posts:
        with full():
            told_of_trouble(desk.post(address, form), FULL)
            # Whoever reads goes on reading.
            assert desk.get("/articles/storm/").status_code == 200
            assert desk.get("/healthz").status_code == 200
        assert everything() == before
        assert halves() == halves_before
    for address, form in posts:
        assert desk.post(address, form).status_code == 302
    assert Revision.objects.filter(article__slug="new", source=TEXT).count() == 1
    assert CorrectionNote.objects.get(article=storm).memo.count("Said at length.") == 300
    assert verify().fault == fault  # that of the fixtures, which were never entered


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_publication_on_a_full_disk_publishes_nothing_at_all(desk, storm, draft):
    note = draft(storm, "40", "50", memo="Said at length. " * 100)
    before = everything()
    outcomes = set()
    for pages in range(40):
        with full(spare=pages):
            answer = desk.post("/desk/articles/storm/publication/", {"note": note.pk})
        outcomes.add(answer.status_code)
        if answer.status_code == 200:
            break
        told_of_trouble(answer, FULL)
        assert everything() == before
    assert outcomes == {200, 503}
    assert 200 in outcomes
    assert verify().fault is None


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_database_that_another_process_locks_for_long_is_told(desk, storm, monkeypatch):
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 200")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        told_of_trouble(desk.post("/desk/articles/storm/notes/new/", card("40", "50")), LOCKED)
        assert desk.get("/desk/articles/storm/").status_code == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert everything() == before
    assert desk.post("/desk/articles/storm/notes/new/", card("40", "50")).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20000")


@SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_only_be_read_is_told(desk, storm):
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    told_of_trouble(desk.post("/desk/articles/storm/notes/new/", card("40", "50")), READ_ONLY)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = OFF")
    assert everything() == before


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_postgresql_that_goes_away_in_the_middle_is_told_and_found_again(desk, storm, monkeypatch):
    from corrections.actions import annotate

    before, keep = everything(), annotate.NoteEvent.objects.create

    def cut_off(**row):
        # As late as may be: note, place and source are written, and the transaction is still open.
        with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return keep(**row)

    monkeypatch.setattr(annotate.NoteEvent.objects, "create", cut_off)
    told_of_trouble(desk.post("/desk/articles/storm/notes/new/", card("40", "50")), AWAY)
    monkeypatch.undo()
    connection.close()
    assert everything() == before
    assert desk.post("/desk/articles/storm/notes/new/", card("40", "50")).status_code == 302
    assert CorrectionNote.objects.filter(article=storm).count() == 1


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_postgresql_that_may_only_be_read_or_is_locked_is_told(desk, storm):
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    told_of_trouble(desk.post("/desk/articles/storm/notes/new/", card("40", "50")), READ_ONLY)
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
        cursor.execute("SET lock_timeout = '200ms'")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT 1 FROM corrections_article WHERE slug = 'storm' FOR UPDATE")
        told_of_trouble(desk.post("/desk/articles/storm/notes/new/", card("40", "50")), LOCKED)
        other.rollback()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
    assert everything() == before


def test_what_is_our_own_fault_is_told_as_that(desk, storm, monkeypatch):
    monkeypatch.setattr("corrections.views.desk.desk_page", lambda *_: 1 / 0)
    answer = desk.get("/desk/")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()
    assert "Example News" in answer.content.decode()


def test_only_a_database_in_trouble_is_an_outage():
    assert outage_of(OperationalError("of no database")) is None
    assert outage_of(ValueError("database is locked")) is None
    assert outage_of(None) is None


# Commands say it in one sentence


def ends_with_one_sentence(done, sentence):
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"CommandError: {sentence}\n")


def test_a_command_on_a_database_that_is_not_there_says_so(manage, tmp_path):
    where = f"{tmp_path}/no/where.sqlite3"
    answered = f"{AWAY} DATABASE_URL names {where}, and the answer was: unable to open database file"
    ends_with_one_sentence(manage(f"sqlite:///{where}", "verify_ledger"), answered)
    done = manage("postgres://nobody:secret@127.0.0.1:1/nothing", "verify_ledger")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    answered = f"CommandError: {AWAY} DATABASE_URL names 127.0.0.1:1/nothing, and the answer was: connection failed: "
    assert done.stderr.startswith(answered)
    assert "secret" not in done.stderr


def test_a_command_on_a_file_that_is_no_database_says_so(manage, tmp_path):
    file = tmp_path / "newsroom.sqlite3"
    file.write_bytes(b"no database " * 1000)
    broken = "The disk of the database does not work, so nothing was saved. Whoever keeps the server must look at it."
    answered = f"{broken} DATABASE_URL names {file}, and the answer was: file is not a database"
    for command in (["verify_ledger"], ["backup", tmp_path / "desk.gz"]):
        ends_with_one_sentence(manage(f"sqlite:///{file}", *command), answered)


def test_a_command_on_a_database_without_tables_says_what_to_run(manage, empty_database, vendor, tmp_path):
    old = "The database is not of this version, so nothing was saved. Whoever keeps the server must run migrate."
    article = tmp_path / "a.md"
    article.write_text("A text.\n")
    ends_with_one_sentence(manage(empty_database(vendor), "import_article", article), old)
    whole = manage(empty_database(vendor), "import_article", article, "--traceback")
    assert whole.stderr.startswith("Traceback")


@pytest.fixture
def disk(tmp_path):
    """A function: a disk of this size, such as 300k."""
    disks = []

    def disk(size):
        disk = tmp_path / f"disk{len(disks)}"
        disk.mkdir()
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk]).returncode:
            pytest.skip("no disk can be made here: only root can")
        disks.append(disk)
        return disk

    yield disk
    for made in disks:
        subprocess.run(["umount", made], check=True)


def test_commands_on_a_disk_that_is_full_leave_nothing_by_half(manage, disk, tmp_path):
    disk = disk("1500k")
    url = f"sqlite:///{disk}/newsroom.sqlite3"
    assert manage(url, "migrate", "--verbosity", "0").returncode == 0
    article = tmp_path / "a.md"
    article.write_text("A text of the harbour.\n\n" + "It is long and says much, over and over again.\n\n" * 800)
    for number in range(40):
        done = manage(url, "import_article", article, "--slug", f"a{number}", "--publish")
        if done.returncode:
            break
    assert done.stderr == f"CommandError: {FULL}\n", done.stderr
    backed_up = manage(url, "backup", disk / "desk.gz")
    assert (backed_up.returncode, backed_up.stderr.count("\n")) in {(0, 1), (1, 1)}
    backup = manage(url, "backup", tmp_path / "desk.gz")
    assert backup.returncode == 0, backup.stderr
    assert manage(url, "restore", tmp_path / "desk.gz", "--check").stderr.count(f"articles {number},") == 1
    fresh = f"sqlite:///{disk}/second.sqlite3"
    refused = manage(fresh, "restore", tmp_path / "desk.gz")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert manage(url, "verify_ledger").returncode == 0
    assert list(disk.glob(".*unfinished")) == []


def test_an_upgrade_that_fills_the_disk_says_so(manage, disk):
    done = manage(f"sqlite:///{disk('300k')}/newsroom.sqlite3", "migrate", "--verbosity", "0")
    assert (done.returncode, done.stderr) == (1, f"CommandError: {FULL}\n")


@POSTGRESQL
def test_an_account_that_may_make_no_tables_is_told_of(manage, empty_database, vendor):
    url = empty_database(vendor)
    with psycopg.connect(url) as other:
        other.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        other.execute("CREATE ROLE guest LOGIN")
    try:
        done = manage(re.sub("//[^@]*@", "//guest@", url), "migrate", "--verbosity", "0")
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert done.stderr.startswith("CommandError: The account may make no tables there: let it own its database.")
    finally:
        with psycopg.connect(url) as other:
            other.execute("DROP ROLE guest")
