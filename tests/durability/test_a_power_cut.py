"""What was acknowledged is on the disk before the answer goes out, so that a power cut takes nothing of it."""

import os
import random
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.durability import power
from tests.durability.kept import Kept
from tests.servers import PROJECT

TIMES = 4  # articles, each with a note that is drafted and published
# The demonstration has a note on a whole article.
FROM_THE_SAMPLES = ["a note without its places: [(7,)]"]
CUTS = 60  # looked at, beside those at each acknowledgement


def test_sqlite_has_each_transaction_synced_before_it_is_done(db):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite is told how by the settings")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_postgresql_is_told_nothing_that_would_acknowledge_before_it_is_safe(db):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL")
    assert "synchronous_commit" not in str(settings.DATABASES)
    with connection.cursor() as cursor:
        # What the server's own file says is its administrator's: the tests' own server writes in haste.
        cursor.execute("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
        assert cursor.fetchone()[0] in {"default", "configuration file"}


@pytest.fixture
def base(tmp_path, manage, vendor):
    """A newsroom in a file of its own."""
    if vendor != "sqlite":
        pytest.skip("PostgreSQL's own log is not ours to prove")
    if not power.can_watch():
        pytest.skip("this machine lets no process be watched")
    folder = tmp_path / "disk"
    folder.mkdir()
    url = f"sqlite:///{folder / 'newsroom.sqlite3'}"
    assert manage(url, "demo", "--no-server").returncode == 0
    return folder / "newsroom.sqlite3"


def day_of(base, *more, told):
    """Watch an editor's day; `told` is called as `power.watch` calls it, with the disk."""
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.durability.by_candlelight", str(theirs), str(TIMES), *more],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{base}", "DEMO": "1"},
        pass_fds=[theirs],
    )
    os.close(theirs)
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    disk = power.Disk.of(base.parent)
    process.returncode = 0
    power.watch(process.pid, disk, theirs, lambda what, of: told(disk, what, of))
    os.close(ours)
    return disk


def what_is_left(disk, folder, pick=None):
    """The notes and articles on the disk after a cut, whole; as an acknowledgement says them."""
    folder.mkdir()
    disk.after_a_cut(folder, pick)
    url = f"sqlite:///{folder / 'newsroom.sqlite3'}"
    assert Kept(url).faults([]) == FROM_THE_SAMPLES
    with sqlite3.connect(folder / "newsroom.sqlite3") as base:
        sql = "SELECT slug, status FROM corrections_correctionnote n JOIN corrections_article a ON a.id = n.article_id"
        notes = set(base.execute(sql))
        articles = {slug for (slug,) in base.execute("SELECT slug FROM corrections_article")}
    base.close()
    published = {("note", slug, status) for slug, status in notes}
    return published | {("note", slug, "draft") for slug, _ in notes} | {("article", slug) for slug in articles}


def test_a_power_cut_at_any_moment_takes_nothing_that_was_acknowledged(base, tmp_path):
    acknowledged, looked, moments = set(), [], []
    pick = random.Random(1)

    def told(disk, what, of):
        if what == "acknowledged":
            # At the very moment in which the answer goes out.
            acknowledged.update(tuple(line.split()) for line in of.decode().splitlines())
            assert acknowledged <= what_is_left(disk, tmp_path / f"cut-{len(looked)}")
            looked.append(of)
        else:
            moments.append(what)
            if pick.random() < 0.15 and len(looked) < CUTS:
                assert acknowledged <= what_is_left(disk, tmp_path / f"cut-{len(looked)}", pick)
                looked.append(what)

    disk = day_of(base, told=told)
    assert len(acknowledged) == 3 * TIMES
    assert disk.syncs >= 3 * TIMES
    print(f"\n{len(looked)} power cuts, {len(acknowledged)} acknowledgements, {disk.syncs} syncs, "
          f"{moments.count('written')} writes: nothing lost")  # fmt: skip


def test_without_full_synchronisation_it_would_be_taken(base, tmp_path):
    """That the test has eyes: with synchronous=NORMAL what is acknowledged is not on the disk yet."""
    acknowledged, taken = set(), []

    def told(disk, what, of):
        if what == "acknowledged":
            acknowledged.update(tuple(line.split()) for line in of.decode().splitlines())
            taken.append(acknowledged - what_is_left(disk, tmp_path / f"cut-{len(taken)}"))

    day_of(base, "WITHOUT", told=told)
    assert len(acknowledged) == 3 * TIMES
    assert any(taken)
