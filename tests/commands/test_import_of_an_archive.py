"""import_article with folders: everything good comes in once, whatever else lies there, and again adds nothing."""

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from corrections.management import progress
from corrections.management.commands import import_article as command
from corrections.models import Article, Revision

PROJECT = Path(__file__).parent.parent.parent


@pytest.fixture
def manage(db):
    """A function: runs import_article; returns slugs, what stderr says, and whether anything was refused."""

    def manage(*arguments):
        stdout, stderr = StringIO(), StringIO()
        error = ""
        try:
            call_command("import_article", *map(str, arguments), stdout=stdout, stderr=stderr)
        except CommandError as refused:
            error = str(refused)
        return stdout.getvalue().splitlines(), stderr.getvalue().splitlines(), error

    return manage


@pytest.fixture(autouse=True)
def no_line_meanwhile(monkeypatch):
    """However slow the machine is."""
    monkeypatch.setattr(progress, "_EVERY", 3600)


@pytest.fixture
def folder(tmp_path):
    """A function: writes files, by their names in a folder, and returns it."""

    def folder(**files):
        return write({name.replace("__", "/") + ".md": text for name, text in files.items()})

    def write(files):
        for name, content in files.items():
            path = tmp_path / "archive" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "archive"

    folder.write = write
    return folder


def imported():
    return sorted(Article.objects.exclude(slug__in=("harbour", "secret-plans")).values_list("slug", flat=True))


def test_all_markdown_files_of_a_folder_come_in_in_a_stable_order(manage, folder):
    top = folder.write(
        {"b.md": "B.\n", "a.markdown": "A.\n", "2019/c.MD": "C.\n", "2019/05/d.mdown": "D.\n", "e.txt": "E.\n"}
    )
    slugs, told, error = manage(top)
    assert (slugs, error) == (["a", "b", "c", "d"], "")
    assert told == ["4 added, 0 revised, 0 unchanged, 0 refused."]
    assert imported() == ["a", "b", "c", "d"]


def test_the_same_again_adds_nothing_and_publishes_what_was_not(manage, folder):
    top = folder(a="A.\n", b="B.\n")
    manage(top)
    before = list(Revision.objects.values())
    slugs, told, error = manage(top, "--publish")
    assert (slugs, told, error) == (["a", "b"], ["0 added, 0 revised, 2 unchanged, 0 refused."], "")
    assert list(Revision.objects.values()) == before
    assert Article.objects.get(slug="a").published_at


def test_what_has_changed_becomes_a_revision_and_what_was_lost_is_told(manage, folder, storm, published, draft):
    published(storm, "40", "50")
    draft(storm, "Jane", "Mary")
    top = folder(storm=storm.latest_revision.source.replace("felled 40 trees", "felled many trees"), rain="Rain.\n")
    slugs, told, _ = manage(top)
    assert slugs == ["rain", "storm"]
    assert told == [
        f"{top}/storm.md: revision 2. Places of notes: 1 carried, 0 put right already, 1 waiting for a decision, "
        "0 lost.",
        "1 added, 1 revised, 0 unchanged, 0 refused.",
    ]


def test_each_bad_file_is_named_with_its_reason_and_the_good_ones_are_kept(manage, folder):
    top = folder.write(
        {"a.md": "A.\n", "b.md": b"caf\xe9\n", "c.md": "", "d.md": "---\ntitle: [\n---\n", "e.md": b"a" * 2_000_000,
         "f.md": "F.\n"}
    )  # fmt: skip
    (top / "g.md").symlink_to(top / "nowhere.md")
    slugs, told, error = manage(top)
    assert slugs == ["a", "f"]
    reasons = ("The file is not UTF-8", "The file is empty", "The front matter is not valid", "The file has 2,000,000")
    for name, reason in zip("bcdeg", [*reasons, "The file cannot be read (No such file"], strict=True):
        assert any(line.startswith(f"{top}/{name}.md: {reason}") for line in told), (name, told)
    assert told[-1] == "2 added, 0 revised, 0 unchanged, 5 refused."
    assert error == "5 of 7 files could not be imported; the others were."


def test_two_files_of_one_name_do_not_become_one_article(manage, folder):
    top = folder.write({"a/storm.md": "One.\n", "b/Storm.md": "Another.\n", "b/storm.markdown": "A third.\n"})
    for slugs in (["storm"], ["storm"]):  # and so it is each time
        done, told, error = manage(top)
        assert done == slugs
        assert error.startswith("2 of 3 files")
        for name in ("b/Storm.md", "b/storm.markdown"):
            assert any(
                line.startswith(f"{top}/{name}: This would be another revision of “storm”, which is the name of")
                and f"{top}/a/storm.md" in line
                for line in told
            )
    assert Article.objects.get(slug="storm").latest_revision.source == "One.\n"


def test_a_bad_file_keeps_its_name_for_when_it_is_mended(manage, folder):
    top = folder.write({"a/storm.md": "", "b/storm.md": "Another.\n"})
    assert manage(top)[0] == []
    folder.write({"a/storm.md": "Mended.\n"})
    assert manage(top)[0] == ["storm"]
    assert [revision.source for revision in Article.objects.get(slug="storm").revisions.all()] == ["Mended.\n"]


def test_titles_that_make_one_name_do_not_become_one_article_either(manage, folder):
    top = folder.write({"!.md": "# Storm\n", "!!.md": "# Storm\n\nAgain.\n"})
    slugs, _, error = manage(top)
    assert (slugs, error) == (["storm"], "1 of 2 files could not be imported; the others were.")


def test_a_text_that_is_called_index_has_its_folders_name(manage, folder):
    top = folder.write(
        {"posts/storm/index.md": "Storm.\n", "posts/rain/index.md": "Rain.\n", "posts/_index.md": "Posts.\n"}
    )
    assert sorted(manage(top)[0]) == ["posts", "rain", "storm"]
    assert manage(top / "posts/storm/index.md")[0] == ["storm"]


def test_a_day_in_a_files_name_stays_there(manage, folder):
    top = folder.write({"_posts/2019-05-01-storm.md": "One.\n", "_posts/2020-05-01-storm.md": "Another.\n"})
    assert manage(top)[0] == ["2019-05-01-storm", "2020-05-01-storm"]


def test_what_is_hidden_and_nobodys_writing_is_passed_over(manage, folder):
    top = folder.write(
        {".git/a.md": "A.\n", ".b.md": "B.\n", "CVS/c.md": "C.\n", "node_modules/d/d.md": "D.\n", "e.md": "E.\n"}
    )
    assert manage(top)[0] == ["e"]


def test_links_that_lead_round_and_a_folder_named_twice_bring_each_file_once(manage, folder):
    top = folder.write({"a.md": "A.\n", "deep/b.md": "B.\n"})
    (top / "deep/round").symlink_to(top)
    (top / "twin").symlink_to(top / "deep")
    (top / "deep/same.md").symlink_to(top / "a.md")
    slugs, _, error = manage(top, top, top / "deep")
    assert (slugs, error) == (["a", "b"], "")


def test_a_pipe_is_not_waited_at(manage, folder):
    top = folder(a="A.\n")
    os.mkfifo(top / "pipe.md")
    assert manage(top)[0] == ["a"]


def test_a_folder_without_markdown_is_refused_and_another_is_done(manage, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    slugs, told, error = manage(tmp_path / "empty", folder(a="A.\n"))
    assert told[0] == f"{tmp_path}/empty: There is no Markdown file in this folder. Name another one."
    assert (slugs, error) == (["a"], "1 of 2 files could not be imported; the others were.")


def test_files_and_folders_may_be_mixed(manage, folder, tmp_path):
    (tmp_path / "z.md").write_text("Z.\n")
    assert manage(tmp_path / "z.md", folder(a="A.\n"))[0] == ["z", "a"]


def test_several_plain_files_of_one_name_are_told_apart_too(manage, folder):
    top = folder.write({"a/storm.md": "One.\n", "b/storm.md": "Another.\n"})
    slugs, _, error = manage(top / "a/storm.md", top / "b/storm.md")
    assert (slugs, error) == (["storm"], "1 of 2 files could not be imported; the others were.")
    assert manage(top / "a/storm.md", top / "a/storm.md")[0] == ["storm", "storm"]


def test_one_slug_names_no_folder_of_several(manage, folder):
    assert manage(folder(a="A.\n", b="B.\n"), "--slug", "c")[2].startswith("--slug names one article")
    assert imported() == []


def test_a_name_that_is_not_utf8_is_told_all_the_same(manage, folder):
    top = folder(a="A.\n")
    with open(os.path.join(os.fsencode(top), b"caf\xe9.md"), "wb"):
        pass
    assert f"{top}/caf\\udce9.md: The file is empty. Choose a file with an article in it." in manage(top)[1]


def test_a_file_that_vanishes_meanwhile_is_told(manage, folder, monkeypatch):
    top = folder(a="A.\n", b="B.\n")
    found = command.markdown_files

    def found_before_it_went(name):
        yield from list(found(name))
        (top / "b.md").unlink(missing_ok=True)

    monkeypatch.setattr(command, "markdown_files", found_before_it_went)
    slugs, told, _ = manage(top)
    assert slugs == ["a"]
    assert told[0] == f"{top}/b.md: The file cannot be read (No such file or directory). Check its name."


def test_a_file_gets_a_line_every_so_often_and_a_terminal_a_bar(manage, folder, monkeypatch):
    top = folder(a="A.\n", b="", c="C.\n")
    monkeypatch.setattr(progress, "_EVERY", 0)
    assert "1 of 3 files" in manage(top)[1]
    monkeypatch.setattr(progress, "_OFTEN", 0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    told = "\n".join(manage(top)[1])
    assert "\r[##########....................] 1 of 3 files" in told.replace("\n[", "\r[")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_was_broken_off_is_taken_up_again(tmp_path, new_database, sign):
    for number in range(60):
        (tmp_path / f"a{number:02}.md").write_text(f"# Storm {number}\n\nThe storm of {number}.\n")
    settings = os.environ | {
        "DATABASE_URL": new_database(),
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    options = {"cwd": PROJECT, "env": settings, "text": True}
    run = [sys.executable, "manage.py", "import_article", tmp_path]
    # As in a terminal, where Control+C reaches all that was started.
    first = subprocess.Popen(
        run,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **options,
    )
    done = [first.stdout.readline().strip() for _ in range(5)]
    os.killpg(first.pid, sign)
    rest, told = first.communicate(timeout=60)
    done += rest.split()
    assert done == [f"a{number:02}" for number in range(len(done))]
    assert len(done) < 60
    if sign == signal.SIGINT:
        assert first.returncode == 130
        assert told.splitlines()[-1] == "Stopped. Run the same again, and what is there already is passed over."
        assert f"{len(done)} added, 0 revised, 0 unchanged, 0 refused." in told
        assert "Traceback" not in told
    again = subprocess.run(run, capture_output=True, **options)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split() == [f"a{number:02}" for number in range(60)]
    added = int(again.stderr.splitlines()[-1].split()[0])
    assert 60 - len(done) - 1 <= added <= 60 - len(done)
