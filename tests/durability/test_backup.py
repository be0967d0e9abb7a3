"""All that is kept goes into one file, and comes back from it into either database as it was."""

import gzip
import hashlib
import json
import shutil
import sqlite3
import stat

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

SLUGS = ("leap-second-vote", "utf-8-story", "voyager-golden-record", "harbour")
INDEXES = ("corrections_logwords", "corrections_articletraces", "sqlite_")
EXPORTS = f"""
from corrections.exports import annotations_of, corrected_markdown, critic_markup
from corrections import bounded
bounded.call = lambda function, *arguments, seconds=None: function(*arguments)
for slug in {SLUGS}:
    for export in (corrected_markdown, critic_markup, annotations_of):
        print(repr(export(Article.objects.get(slug=slug), drafts=True)))
"""


@pytest.fixture
def newsroom(full, empty_database, manage):
    """A function: a copy of the full newsroom in a database of its own."""

    def newsroom(vendor="sqlite"):
        url = empty_database(vendor)
        if vendor == "sqlite":
            shutil.copy(full / "newsroom.sqlite3", url.removeprefix("sqlite:///"))
        else:
            assert manage(url, "restore", full / "desk.gz").returncode == 0
        return url

    return newsroom


def rows_of(path):
    """What a backup says, but for when it was made."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line for line in lines if not line.startswith(('{"corrigenda"', '{"tables"'))]


def exports_of(manage, url):
    done = manage(url, "shell", "--verbosity", "0", "--command", EXPORTS)
    assert done.stdout.count("\n") == 3 * len(SLUGS), done.stderr
    return done.stdout


@pytest.mark.parametrize(("one", "other"), [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_it_comes_back_in_either_database_and_gives_the_same_backup_and_exports(
    one, other, full, newsroom, empty_database, manage, tmp_path
):
    there, here, first = newsroom(one), empty_database(other), full / "desk.gz"
    if one != "sqlite":
        first = tmp_path / "first.gz"
        assert manage(there, "backup", first).returncode == 0
    restored = manage(here, "restore", first)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout == manage(there, "verify_ledger").stdout
    assert "articles 4, notes 28, accounts 2" in restored.stderr
    assert manage(here, "backup", tmp_path / "second.gz").returncode == 0
    assert rows_of(full / "desk.gz") == rows_of(tmp_path / "second.gz")
    assert exports_of(manage, there) == exports_of(manage, here)
    # The desk goes on: new keys follow those that were given, and what is published stays guarded.
    (tmp_path / "new.md").write_text("A new one.\n")
    assert manage(here, "import_article", tmp_path / "new.md", "--publish").returncode == 0
    changed = manage(here, "shell", "--command", "Revision.objects.update(reason='x')")
    assert "revision_never_changes" in changed.stderr


def test_it_is_for_its_owner_alone_and_writes_over_nothing(full, newsroom, manage, tmp_path):
    url, file = newsroom(), full / "desk.gz"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = manage(url, "backup", file)
    assert (again.returncode, again.stderr) == (
        1,
        f"CommandError: {file} is there already, and a backup is never written over. Choose another name.\n",
    )
    assert file.read_bytes() == before
    assert manage(url, "backup", "-", errors="replace").stderr == "All is in stdout.\n"
    nowhere = manage(url, "backup", tmp_path / "nowhere" / "desk.gz")
    assert nowhere.returncode == 1
    assert nowhere.stderr.endswith(
        "cannot be written (No such file or directory), so there is no backup. Choose another place.\n"
    )
    assert [*tmp_path.glob(".*"), *full.glob(".*")] == []


def test_what_holds_for_a_while_is_left_out_and_passwords_are_not(full):
    left_out = {"django_session", "corrections_presence", "corrections_attempts", "django_migrations"}
    told = [json.loads(line) for line in rows_of(full / "desk.gz")]
    tables = {line["table"] for line in told if isinstance(line, dict) and "table" in line}
    assert not tables & left_out
    with sqlite3.connect(full / "newsroom.sqlite3") as base:
        names = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    indexes = {name for name in names if name.startswith(INDEXES)}
    assert tables == names - indexes - left_out
    assert any(isinstance(line, list) and "editor" in line for line in told)


def test_a_database_that_holds_something_is_kept_unless_it_is_said(full, newsroom, empty_database, manage, tmp_path):
    url, other = newsroom(), empty_database("sqlite")
    assert manage(other, "migrate", "--verbosity", "0").returncode == 0
    assert manage(other, "backup", tmp_path / "empty.gz").returncode == 0
    refused = manage(url, "restore", tmp_path / "empty.gz")
    assert (refused.returncode, refused.stderr) == (
        1,
        "CommandError: The database holds something already: articles 4, notes 28, accounts 2. All of it would be "
        "lost. Name an empty database by DATABASE_URL, or add --replace.\n",
    )
    assert all_in(url) == all_in(f"sqlite:///{full / 'newsroom.sqlite3'}")
    assert manage(url, "restore", tmp_path / "empty.gz", "--replace").stdout == f"0 {'0' * 64}\n"
    assert manage(url, "restore", full / "desk.gz").returncode == 0
    # Pages that were kept of what was here before are not taken for those of now.
    after, before = all_in(url), all_in(f"sqlite:///{full / 'newsroom.sqlite3'}")
    assert [name for name in before if after[name] != before[name]] in ([], ["corrections_publicstate"])


def all_in(url):
    """All rows of a SQLite, by their tables."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as base:
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [name for name in sorted(tables) if not name.startswith(INDEXES) and name != "django_migrations"]
        return {name: base.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in kept}


def damaged(content):
    """(what happened to it, the bytes)."""
    yield "cut off", content[: len(content) // 2]
    yield "its last byte is gone, and its sum", content[:-9]
    yield "empty", b""
    yield "another file", b"# An article\n"
    yield "another packed file", gzip.compress(b'{"a": 1}\n')
    yield "nested without end", gzip.compress(b'{"a":' * 100_000 + b"\n")
    begins = json.dumps({"corrigenda": "backup", "format": 1, "made": "", "ledger": None, "migrations": [1]}).encode()
    ends = json.dumps({"whole": hashlib.sha256(begins + b"\n").hexdigest(), "tables": 0}).encode()
    yield "its beginning has another shape", gzip.compress(begins + b"\n" + ends + b"\n")
    yield "a bit fell over", content[:2000] + bytes([content[2000] ^ 4]) + content[2001:]
    lines = gzip.decompress(content).splitlines(keepends=True)
    rows = [at for at, line in enumerate(lines) if line.startswith(b"[")]
    yield "a row is gone", gzip.compress(b"".join(lines[: rows[5]] + lines[rows[5] + 1 :]))
    yield "a word is another", gzip.compress(b"".join(lines).replace(b"leap", b"heap", 1))
    yield "its end is gone", gzip.compress(b"".join(lines[:-1]))


def test_what_is_damaged_is_refused_before_anything_is_changed(db, elsewhere, full, tmp_path):
    for what, content in damaged((full / "desk.gz").read_bytes()):
        (tmp_path / "bad.gz").write_bytes(content)
        with pytest.raises(CommandError, match=r"is no whole backup|is no backup of Corrigenda") as refused:
            call_command("restore", tmp_path / "bad.gz", "--replace")
        assert refused.value.returncode == 1, what


def rewritten(path, folder, change):
    """A backup whose sums fit again after `change` of its lines, as somebody makes one who knows how."""
    whole, table, rows, count = hashlib.sha256(), hashlib.sha256(), [], 0
    for line in change(gzip.decompress(path.read_bytes()).splitlines(keepends=True)):
        if line.startswith(b"["):
            table.update(line)
            count += 1
        elif b'"table":' in line:
            table, count = hashlib.sha256(), 0
        elif b'"whole":' in line:
            line = json.dumps(json.loads(line) | {"whole": whole.hexdigest()}).encode() + b"\n"
        elif b'"sha256":' in line:
            said = json.loads(line) | {"sha256": table.hexdigest(), "rows": count}
            line = json.dumps(said).encode() + b"\n"
        whole.update(line)
        rows.append(line)
    (folder / "rewritten.gz").write_bytes(gzip.compress(b"".join(rows)))
    return folder / "rewritten.gz"


def test_what_was_changed_in_the_file_is_found_by_the_ledger(full, empty_database, manage, tmp_path):
    other = empty_database("sqlite")
    file = rewritten(
        full / "desk.gz",
        tmp_path,
        lambda lines: [line.replace(b"misstated the ", b"missaid the ", 1) for line in lines],
    )
    refused = manage(other, "restore", file)
    assert refused.returncode == 1
    assert "was changed before it was made, or in the file: Entry" in refused.stderr
    kept = manage(other, "restore", file, "--unproved")  # it took nothing before
    assert kept.returncode == 0, kept.stderr
    assert "Entry" in kept.stderr


def test_an_older_backup_that_was_changed_leaves_an_empty_database_empty(
    full, empty_database, manage, vendor, tmp_path
):
    def older(lines):
        begins = json.loads(lines[0])
        begins["migrations"]["corrections"].remove("0011_desk_key")
        yield json.dumps(begins).encode() + b"\n"
        is_left_out = False
        for line in lines[1:-1]:
            if b'"table":' in line[:1000] and not line.startswith(b"["):
                is_left_out = b"corrections_deskkey" in line
            if not is_left_out:
                yield line.replace(b"misstated the ", b"missaid the ", 1)
        ends = json.loads(lines[-1])
        yield json.dumps(ends | {"tables": ends["tables"] - 1}, separators=(",", ":")).encode()

    other = empty_database(vendor)
    refused = manage(other, "restore", rewritten(full / "desk.gz", tmp_path, older))
    assert refused.returncode == 1
    assert "was changed before it was made, or in the file: Entry" in refused.stderr
    restored = manage(other, "restore", full / "desk.gz")
    assert restored.returncode == 0, restored.stderr


def of_table(name, lines):
    """(whether it belongs to the table of that name, the line) of each line."""
    inside = False
    for line in lines:
        if not line.startswith(b"[") and b'"table":' in line[:1000]:
            inside = f'"{name}"'.encode() in line
        elif not line.startswith(b"[") and b'"whole":' in line:
            inside = False
        yield inside, line


@pytest.mark.parametrize("last", [10**30, 2**63, -1, 1.5, "7", True, [], {}])
def test_a_last_key_that_no_row_can_have_is_refused(db, elsewhere, full, tmp_path, last):
    def with_last(lines):
        for inside, line in of_table("corrections_ledgerhead", lines):
            is_end = inside and line.startswith(b"{") and b'"rows":' in line
            yield json.dumps(json.loads(line) | {"last": last}).encode() + b"\n" if is_end else line

    with pytest.raises(CommandError, match="is no whole backup"):
        call_command("restore", rewritten(full / "desk.gz", tmp_path, with_last), "--replace")


def test_a_number_that_no_column_holds_leaves_everything_as_it_was(full, newsroom, manage, vendor, tmp_path):
    def with_number(lines):
        for inside, line in of_table("corrections_publicstate", lines):
            is_row = inside and line.startswith(b"[")
            yield json.dumps([json.loads(line)[0], 10**30]).encode() + b"\n" if is_row else line

    url = newsroom(vendor)
    refused = manage(url, "restore", rewritten(full / "desk.gz", tmp_path, with_number), "--replace")
    assert refused.returncode == 1
    assert "The database does not take what the backup holds, so nothing was changed:" in refused.stderr
    assert refused.stderr.count("\n") == 1


def without(name, lines, *, rows_only=False):
    for inside, line in of_table(name, lines):
        if b'"whole":' in line and not rows_only:
            ends = json.loads(line)
            line = json.dumps(ends | {"tables": ends["tables"] - 1}).encode() + b"\n"
        if not inside or (rows_only and not line.startswith(b"[")):
            yield line


@pytest.mark.parametrize("table", ["corrections_deskkey", "corrections_source"])
def test_a_backup_without_one_of_its_tables_is_not_whole(full, newsroom, manage, vendor, tmp_path, table):
    url, file = newsroom(vendor), rewritten(full / "desk.gz", tmp_path, lambda lines: without(table, lines))
    for more in (["--check"], ["--replace"], ["--replace", "--unproved"]):
        refused = manage(url, "restore", file, *more)
        assert refused.returncode == 1
        assert refused.stderr == (
            f"CommandError: This backup is not whole: its table {table} is not in it. Nothing was changed. Take "
            "another copy.\n"
        )
    assert manage(url, "backup", tmp_path / "still.gz").returncode == 0
    assert rows_of(tmp_path / "still.gz") == rows_of(full / "desk.gz")


def test_a_backup_without_the_key_of_the_receipts_is_taken_only_when_that_is_said(
    full, newsroom, manage, vendor, tmp_path
):
    url = newsroom(vendor)
    file = rewritten(full / "desk.gz", tmp_path, lambda lines: without("corrections_deskkey", lines, rows_only=True))
    refused = manage(url, "restore", file, "--replace")
    assert refused.returncode == 1
    assert refused.stderr == (
        "CommandError: This backup lacks the desk’s key, without which receipts that were given before are not known "
        "again. Nothing was changed. Take another one. To have this one all the same, with a new key, add --unproved.\n"
    )
    taken = manage(url, "restore", file, "--replace", "--unproved")
    assert taken.returncode == 0, taken.stderr
    key = manage(url, "shell", "--verbosity", "0", "--command", "print(len(DeskKey.now()))")
    assert key.stdout == "32\n"


def test_a_row_that_fits_nowhere_leaves_everything_as_it_was(full, newsroom, manage, vendor, tmp_path):
    url = newsroom(vendor)

    def without_accounts(lines):
        at, ends = False, []
        for line in lines:
            at = b'"table":"auth_user"}' in line or (at and line.startswith(b"["))
            if not (at and line.startswith(b"[")):
                ends.append(line)
        return ends

    refused = manage(url, "restore", rewritten(full / "desk.gz", tmp_path, without_accounts), "--replace")
    assert refused.returncode == 1
    assert "The database does not take what the backup holds, so nothing was changed:" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert manage(url, "backup", tmp_path / "still.gz").returncode == 0
    assert rows_of(tmp_path / "still.gz") == rows_of(full / "desk.gz")
    changed = manage(url, "shell", "--command", "Revision.objects.update(reason='x')")
    assert "revision_never_changes" in changed.stderr


def test_a_backup_of_a_newer_version_is_refused_by_the_name_of_what_is_missing_here(db, elsewhere, full, tmp_path):
    def newer(**more):
        def change(lines):
            begins = json.loads(lines[0])
            begins |= {name: value for name, value in more.items() if name != "migration"}
            if "migration" in more:
                begins["migrations"]["corrections"].append(more["migration"])
            return [json.dumps(begins).encode() + b"\n", *lines[1:]]

        return rewritten(full / "desk.gz", tmp_path, change)

    with pytest.raises(CommandError) as refused:
        call_command("restore", newer(migration="0999_tomorrow"), "--replace")
    told = "This backup is of a newer version, with corrections.0999_tomorrow. Update to that version, then restore it."
    assert str(refused.value) == told
    with pytest.raises(CommandError, match=r"in format 2\. Update to that version"):
        call_command("restore", newer(format=2), "--replace")


def test_a_key_that_was_given_once_is_not_given_again(newsroom, empty_database, manage, vendor, tmp_path):
    url, other = newsroom(vendor), empty_database("sqlite")
    drop = "note = CorrectionNote.objects.filter(status='draft').latest('pk'); print(note.pk); note.delete()"
    gone = int(manage(url, "shell", "--verbosity", "0", "--command", drop).stdout)
    assert manage(url, "backup", tmp_path / "desk.gz").returncode == 0
    assert manage(other, "restore", tmp_path / "desk.gz").returncode == 0
    draft = "print(CorrectionNote.objects.create(article=Article.objects.first(), author=User.objects.first()).pk)"
    new = manage(
        other, "shell", "--verbosity", "0", "--command", f"from django.contrib.auth.models import User; {draft}"
    )
    assert int(new.stdout) == gone + 1
