"""The commands as a partner's script runs them: in a shell, by their output, their exit codes and their bytes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
STORM = "\ufeff---\r\ntitle: 'A storm'  # loud\r\n---\r\n\r\nIt\train ed in 2021.  \r\n\r\n*So* it did."
CORRECTION = {
    "id": "tag:partner.example,2026:1",
    "type": "Annotation",
    "body": [
        {"purpose": "editing", "value": "2019"},
        {"purpose": "commenting", "value": "An earlier version misstated the year. It is 2019, not 2021."},
        {"purpose": "linking", "source": {"id": "https://example.org/", "name": "Minutes"}},
    ],
    "target": {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "2021"}},
}


@pytest.fixture
def database(new_database):
    """The DATABASE_URL of a database of this test's own."""
    return new_database()


@pytest.fixture
def manage(database, tmp_path):
    """A function: runs a command on this test's database, in the test's folder."""

    return lambda *arguments, **variables: run(database, *arguments, cwd=tmp_path, **variables)


def run(database, *arguments, cwd, **variables):
    """A command on a database, told by its DATABASE_URL or by the path of an SQLite file."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    # A server's environment: no trial, and an encoding that is not UTF-8.
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "LC_ALL": "C", **variables}
    command = [sys.executable, str(PROJECT / "manage.py"), *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True)


def test_an_article_goes_through_import_correction_and_export(manage, tmp_path):
    (tmp_path / "storm.md").write_bytes(STORM.encode())
    (tmp_path / "storm.json").write_text(json.dumps([CORRECTION]))

    done = manage("import_article", "storm.md", "--publish")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"storm\n", b"")
    assert manage("export_article", "storm").stdout == STORM.encode()

    done = manage("import_corrections", "storm", "storm.json", "--publish")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"1 note published.\n")

    exported = manage("export_article", "storm")
    assert (exported.returncode, exported.stderr) == (0, b"")
    assert exported.stdout.startswith(b"\xef\xbb\xbf---\r\ntitle: 'A storm'  # loud\r\ncorrected: 20")
    body = (
        b"---\r\n\r\nIt\train ed in 2019.  \r\n\r\n*So* it did.\r\n\r\n<!-- erratum:begin -->\r\n\r\n## Corrections\r\n"
    )
    assert body in exported.stdout
    assert b"\n" not in exported.stdout.replace(b"\r\n", b"")
    assert manage("export_article", "storm", "--output", "out.md").stdout == b""
    assert (tmp_path / "out.md").read_bytes() == exported.stdout
    assert manage("export_article", "storm").stdout == exported.stdout

    # Again: nothing is added, and nothing changes.
    done = manage("import_corrections", "storm", "storm.json", "--publish")
    assert (done.returncode, done.stderr) == (0, b"0 notes published.\n1 note was here already, and added nothing.\n")
    done = manage("import_article", "storm.md")
    assert (done.returncode, done.stdout) == (0, b"storm\n")
    told = "storm.md: the same bytes are there already as revision 1; nothing was added.\n"
    assert done.stderr.decode() == told
    done = manage("import_article", "out.md", "--slug", "storm")
    assert (done.returncode, done.stdout) == (0, b"storm\n")
    assert manage("export_article", "storm").stdout == exported.stdout


def test_what_is_refused_is_told_on_stderr_with_exit_code_1(manage, tmp_path):
    (tmp_path / "storm.md").write_bytes(STORM.encode())
    (tmp_path / "café.md").write_bytes(b"It was caf\xe9.\n")
    wrong = CORRECTION | {"target": {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "2022"}}}
    (tmp_path / "wrong.json").write_text(json.dumps([CORRECTION | {"id": "tag:1"}, wrong]))

    done = manage("import_article", "café.md", "storm.md")
    assert (done.returncode, done.stdout) == (1, b"storm\n")
    assert done.stderr.decode().splitlines() == [
        "café.md: The file is not UTF-8: byte 11 does not belong there. Save it as UTF-8 and import that.",
        "CommandError: 1 of 2 files could not be imported; the others were.",
    ]
    done = manage("import_corrections", "storm", "wrong.json", "--publish")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == (
        "CommandError: Annotation 2 (tag:partner.example,2026:1): “2022” does not stand in the text with these "
        "neighbours. Copy the words anew.\n"
    )
    assert manage("export_article", "storm").stdout == STORM.encode()
    done = manage("export_article", "snow")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == "CommandError: There is no article “snow”. Import it first.\n"


def test_an_article_in_another_script_is_printed_as_it_is(manage, tmp_path):
    (tmp_path / "暴风雨.md").write_text("# 暴风雨\n\n下雨了。\n", encoding="utf-8")
    done = manage("import_article", "暴风雨.md")
    assert (done.returncode, done.stdout.decode()) == (0, "暴风雨\n")
    done = manage("export_article", "暴风雨")
    assert (done.returncode, done.stdout.decode()) == (0, "# 暴风雨\n\n下雨了。\n")


def test_a_reader_that_goes_away_leaves_no_traceback(manage, database, tmp_path):
    (tmp_path / "long.md").write_text(("It rained. " * 100 + "\n\n") * 150)
    assert manage("import_article", "long.md").returncode == 0
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": database}
    command = [sys.executable, str(PROJECT / "manage.py"), "export_article", "long"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.read(10) == b"It rained."
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_partner_without_a_desk_checks_an_export_with_its_receipt(manage, tmp_path):
    (tmp_path / "storm.md").write_bytes(STORM.encode())
    (tmp_path / "storm.json").write_text(json.dumps([CORRECTION]))
    manage("import_article", "storm.md")
    manage("import_corrections", "storm", "storm.json", "--publish")
    done = manage("export_article", "storm", "--receipt", "receipt.json", "--output", "out.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

    nowhere = tmp_path / "nowhere.sqlite3"
    done = run(nowhere, "verify_export", "out.md", "receipt.json", "--original", "original.md", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("The file is the exported one: article “storm”, revision 1, as of 20")
    assert lines[2].endswith(": “2021” became “2019” (note no. 1).")
    assert lines[-3:] == [
        f"All other {len(STORM.encode()) - 4} bytes are as imported.",
        f"With these changes undone it is the imported file, {len(STORM.encode())} bytes.",
        "Who made the receipt was not checked. The newsroom that it names can tell, with its database.",
    ]
    assert (tmp_path / "original.md").read_bytes() == STORM.encode()
    done = run(nowhere, "verify_export", "out.md", "receipt.json", "--original", "out.md", cwd=tmp_path)
    left = b"CommandError: out.md holds something else already, and was left as it is. Choose another name.\n"
    assert (done.returncode, done.stderr) == (1, left)
    assert not nowhere.exists()
    assert manage("verify_export", "out.md", "receipt.json").stdout.endswith(b"This desk made the receipt.\n")
    # An empty database, or one that is none, is none at hand.
    (tmp_path / "broken.sqlite3").write_bytes(b"x" * 5000)
    for database in ("broken.sqlite3", "empty.sqlite3"):
        (tmp_path / "empty.sqlite3").touch()
        assert run(tmp_path / database, "verify_export", "out.md", "receipt.json", cwd=tmp_path).returncode == 0

    (tmp_path / "out.md").write_bytes((tmp_path / "out.md").read_bytes().replace(b"2019", b"2018"))
    done = run(nowhere, "verify_export", "out.md", "receipt.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("CommandError: At byte ")


def test_a_receipt_that_keeps_words_back_is_checked_in_full_with_the_database_alone(manage, tmp_path):
    right, _, source = CORRECTION["body"]
    wording = {"purpose": "commenting", "value": "An earlier version misstated the year. It is 2019."}
    withheld = CORRECTION | {"body": [right, wording, source, {"purpose": "tagging", "value": "withheld"}]}
    (tmp_path / "storm.md").write_bytes(STORM.encode())
    (tmp_path / "storm.json").write_text(json.dumps([withheld]))
    manage("import_article", "storm.md", "--publish")
    assert manage("import_corrections", "storm", "storm.json", "--publish").returncode == 0
    done = manage("export_article", "storm", "--receipt", "in-house.json", "--output", "out.md")
    assert done.stderr.decode() == (
        "in-house.json tells words that a note withholds. Keep it in the house; readers’ own tells none.\n"
    )
    ask = "from corrections.exports import public_receipt as p;from corrections.models import Article as A;"
    done = manage("shell", "-v0", "-c", f"{ask}print(p(A.objects.get()), end='')", PYTHONUTF8="1")
    (tmp_path / "public.json").write_bytes(done.stdout)
    assert b"2021" not in re.sub(rb"[0-9a-f]{32,}", b"a hash", done.stdout)

    done = run(tmp_path / "nowhere.sqlite3", "verify_export", "out.md", "public.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "It cannot show that by itself, since a note withholds words." in done.stdout.decode()
    done = run(tmp_path / "no.sqlite3", "verify_export", "out.md", "public.json", "--original", "x.md", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "x.md").exists()) == (1, False)
    done = manage("verify_export", "out.md", "public.json", "--original", "original.md")
    assert "bytes are as imported.\n" in done.stdout.decode()
    assert (tmp_path / "original.md").read_bytes() == STORM.encode()


def test_files_that_are_none_are_refused_in_a_sentence(tmp_path):
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with (tmp_path / "giant").open("wb") as stream:
        stream.truncate(2**40)
    for file, receipt in (("a.md", "deep.json"), ("giant", "deep.json"), ("a.md", "giant"), ("no", "a.md"), (".", ".")):
        done = run(tmp_path / "nowhere.sqlite3", "verify_export", file, receipt, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.startswith(b"CommandError: ")
        assert len(done.stderr.splitlines()) == 1
