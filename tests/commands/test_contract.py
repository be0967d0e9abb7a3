"""The commands' contract, option by option."""

import json
import resource
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from corrections.exports import annotations_of, corrected_markdown, critic_markup, erratum_block
from corrections.models import Article, CorrectionNote


@pytest.fixture
def manage():
    """A function: runs a command; returns what it wrote to stdout and to stderr. CommandError: it was refused."""

    def manage(*arguments):
        stdout, stderr = StringIO(), StringIO()
        call_command(*arguments, stdout=stdout, stderr=stderr)
        return stdout.getvalue(), stderr.getvalue()

    return manage


@pytest.fixture
def file(tmp_path):
    """A function: writes a file and returns its name."""

    def file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return file


def annotation(exact, replacement="x", **more):
    bodies = [{"purpose": "editing", "value": replacement}, {"purpose": "commenting", "value": f"It was not {exact}."}]
    target = {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": exact}}
    return {"type": "Annotation", "body": bodies, "target": target} | more


def refused(manage, *arguments):
    with pytest.raises(CommandError) as error:
        manage(*arguments)
    assert error.value.returncode == 1
    return str(error.value)


# import_article


def test_slugs_are_printed_one_a_line(manage, file):
    files = [file("One Storm.md", "It rained.\n"), file("two.md", "It poured.\n")]
    assert manage("import_article", *files) == ("one-storm\ntwo\n", "")
    assert not Article.objects.get(slug="two").published_at


def test_a_slug_and_a_page_are_asked_for(manage, file):
    assert manage("import_article", file("a.md", "It rained.\n"), "--slug", "rain", "--publish") == ("rain\n", "")
    assert Article.objects.get(slug="rain").published_at


def test_the_page_of_known_bytes_is_published_too(manage, file):
    name = file("rain.md", "It rained.\n")
    manage("import_article", name)
    assert manage("import_article", name, "--publish") == (
        "rain\n",
        f"{name}: the same bytes are there already as revision 1; nothing was added.\n",
    )
    assert Article.objects.get(slug="rain").published_at


def test_a_named_account_acts_and_else_one_that_cannot_sign_in(manage, file, editor):
    manage("import_article", file("a.md", "It rained.\n"), "--user", "ada", "--publish")
    manage("import_article", file("b.md", "It rained.\n"), "--publish")
    a, b = (Article.objects.get(slug=slug) for slug in "ab")
    assert (a.latest_revision.imported_by, a.published_by) == (editor, editor)
    account = b.latest_revision.imported_by
    assert (b.published_by, account.is_active, account.has_usable_password()) == (account, False, False)


def test_an_unknown_account_is_refused(manage, file, storm):
    told = "There is no account “nobody”. Name one that exists, or leave --user out."
    assert refused(manage, "import_article", file("a.md", "It rained.\n"), "--user", "nobody") == told
    assert refused(manage, "import_corrections", "storm", file("a.json", "[]"), "--user", "nobody") == told
    assert not Article.objects.filter(slug="a").exists()


def test_one_slug_does_not_name_several_files(manage, file):
    files = file("a.md", "It rained.\n"), file("b.md", "It poured.\n")
    assert refused(manage, "import_article", *files, "--slug", "rain") == (
        "--slug names one article, but there are several files. Import them one by one."
    )


def test_a_file_that_is_not_there_is_refused(manage, tmp_path):
    name = str(tmp_path / "none.md")
    assert refused(manage, "import_article", name).startswith(f"{name}: The file cannot be read (")


def test_what_became_of_the_notes_is_told(manage, file, storm, draft, published):
    published(storm, "40", "50")
    draft(storm, "Jane", "Mary")
    name = file("storm.md", storm.latest_revision.source.replace("felled 40", "felled some thirty"))
    assert manage("import_article", name) == (
        "storm\n",
        f"{name}: revision 2. Places of notes: 1 carried, 0 put right already, 1 waiting for a decision, 0 lost.\n",
    )


def test_a_revision_that_takes_no_corrections_says_so_at_once(manage, file, storm, published):
    published(storm, "40", "50")
    name = file("storm.md", storm.latest_revision.source.replace("lang: en", "lang: en\ncorrected: by hand"))
    out, err = manage("import_article", name)
    assert out == "storm\n"
    assert err.splitlines()[1].startswith(f"{name}: The front matter has a key “corrected” that this desk did not")


# import_corrections


def test_notes_are_kept_as_drafts_or_published(manage, file, storm, editor):
    name = file("a.json", json.dumps([annotation("40"), annotation("1987")]))
    out, err = manage("import_corrections", "storm", name, "--user", "ada")
    assert (out, err.splitlines()[-1]) == ("", "2 notes kept as drafts.")
    assert [note.author for note in storm.notes.drafts()] == [editor, editor]
    name = file("b.json", json.dumps(annotation("Jane")))
    assert manage("import_corrections", "storm", name, "--publish")[1].splitlines()[-1] == "1 note published."
    assert storm.notes.published().get().number == 1


def test_what_an_editor_should_look_at_is_told_by_its_words(manage, file, storm):
    name = file("a.json", json.dumps([annotation("40", "50"), annotation("1987", target={"source": "x"}, body=[])]))
    assert manage("import_corrections", "storm", name)[1].splitlines() == [
        "“40”: It does not say what is right. Readers should not have to look for it.",
        "“40”: It is very short. A note should be understood by itself.",
        "“40”: It names no source. Add one, or tick “Confirmed internally”.",
        "The whole article: It is very short. A note should be understood by itself.",
        "The whole article: It names no source. Add one, or tick “Confirmed internally”.",
        "2 notes kept as drafts.",
    ]


def test_a_refused_file_of_notes_changes_nothing(manage, file, storm):
    name = file("a.json", json.dumps([annotation("40"), annotation("snow", id="tag:2")]))
    assert refused(manage, "import_corrections", "storm", name, "--publish") == (
        "Annotation 2 (tag:2): “snow” does not stand in the text with these neighbours. Copy the words anew."
    )
    assert not storm.notes.exists()


def test_notes_of_an_article_or_a_file_that_is_not_there_are_refused(manage, file, storm, tmp_path):
    name = file("a.json", "[]")
    assert refused(manage, "import_corrections", "snow", name) == "There is no article “snow”. Import it first."
    missing = str(tmp_path / "none.json")
    assert refused(manage, "import_corrections", "storm", missing) == (
        f"{missing} cannot be read (No such file or directory). Check its name."
    )


# export_article


def test_an_article_is_exported_in_each_format(manage, storm, draft, published):
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    for arguments, exported in (
        ([], corrected_markdown(storm)),
        (["--format", "markdown"], corrected_markdown(storm)),
        (["--format", "erratum"], erratum_block(storm)),
        (["--format", "annotations"], annotations_of(storm)),
        (["--format", "criticmarkup"], critic_markup(storm)),
        (["--drafts"], corrected_markdown(storm, drafts=True)),
        (["--drafts", "--format", "erratum"], erratum_block(storm, drafts=True)),
        (["--drafts", "--format", "criticmarkup"], critic_markup(storm, drafts=True)),
        (["--drafts", "--format", "annotations"], annotations_of(storm, drafts=True)),
    ):
        assert manage("export_article", "storm", *arguments) == (exported, "")


def test_an_article_that_is_not_public_is_exported_too(manage, import_text, published):
    article = import_text("rain", "It rained.\n", public=False)
    published(article, "rained", "snowed")
    assert manage("export_article", "rain")[0].startswith("It snowed.\n")


def test_an_export_is_written_to_a_file(manage, storm, tmp_path):
    out = tmp_path / "out.md"
    assert manage("export_article", "storm", "--output", str(out)) == ("", "")
    assert out.read_bytes() == storm.latest_revision.source.encode()


def test_an_export_is_written_over_an_earlier_one_whole_or_not_at_all(manage, storm, tmp_path):
    source = storm.latest_revision.source.encode()
    out, link = tmp_path / "out.md", tmp_path / "current.md"
    out.write_bytes(b"as of yesterday")
    out.chmod(0o640)
    link.symlink_to(out)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))  # as on a disk that is full
    try:
        told = refused(manage, "export_article", "storm", "--output", str(link))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert told == f"{link} cannot be written (File too large). Choose another place."
    assert (out.read_bytes(), sorted(tmp_path.iterdir())) == (b"as of yesterday", [link, out])
    assert manage("export_article", "storm", "--output", str(link)) == ("", "")
    assert (out.read_bytes(), out.stat().st_mode & 0o777, link.is_symlink()) == (source, 0o640, True)
    assert manage("export_article", "storm", "--output", "/dev/null") == ("", "")


def test_an_export_and_its_receipt_need_a_file_each(manage, storm, tmp_path):
    out = tmp_path / "out.md"
    with pytest.raises(CommandError, match="The export and its receipt need a file each") as error:
        manage("export_article", "storm", "--output", str(out), "--receipt", f"{tmp_path}/./out.md")
    assert (error.value.returncode, out.exists()) == (2, False)


def test_an_export_that_cannot_be_written_or_made_is_refused(manage, storm, import_text, draft, tmp_path):
    told = refused(manage, "export_article", "storm", "--output", str(tmp_path))
    assert told == f"{tmp_path} cannot be written (Is a directory). Choose another place."
    article = import_text("rain", "---\ncorrected: by hand\n---\nIt rained.\n")
    draft(article, "rained", "snowed")
    assert manage("export_article", "rain", "--drafts")[0].startswith("---\ncorrected: by hand\n---\nIt snowed.\n")


def test_an_unknown_format_is_refused(manage, storm):
    assert "invalid choice: 'pdf'" in refused(manage, "export_article", "storm", "--format", "pdf")


# demo


def test_the_demonstration_is_loaded_once_and_tells_where_to_go(manage, settings, tmp_path, client):
    settings.VAR_DIR, settings.PORT = tmp_path, 8123
    told, err = manage("demo", "--no-server")
    before = list(CorrectionNote.objects.order_by("pk").values())
    assert manage("demo", "--no-server") == (told, err)
    assert list(CorrectionNote.objects.order_by("pk").values()) == before
    readers, desk, account, stop = told.splitlines()
    assert (readers, desk) == ("Readers:  http://localhost:8123/", "The desk: http://localhost:8123/desk/")
    password = account.removeprefix("Sign in as editor with the password ")
    assert client.login(username="editor", password=password)
    assert (err, stop) == ("", "Stop with Ctrl+C.")
    samples = Article.objects.exclude(slug__in=("harbour", "secret-plans")).with_desk_counts().order_by("slug")
    assert [article.slug for article in samples] == ["leap-second-vote", "utf-8-story", "voyager-golden-record"]
    assert all(article.published_at and article.draft_count and article.published_count for article in samples)
    for article in samples:
        assert client.get(f"/articles/{article.slug}/").status_code == 200
        assert client.get(f"/desk/articles/{article.slug}/publication/").status_code == 200
