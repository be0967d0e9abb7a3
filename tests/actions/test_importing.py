"""Importing: the bytes are kept as they came, or nothing is, and the editor is told why."""

import threading

import pytest
from django.db import connection

from corrections.actions import Refusal
from corrections.actions.import_article import import_article
from corrections.models import Article, Revision


@pytest.fixture
def do_import(editor):
    """A function: imports bytes as a file that is called storm.md."""

    def do_import(content, **more):
        return import_article(content, user=editor, **({"file_name": "storm.md"} | more))

    return do_import


@pytest.mark.parametrize(
    "content",
    [
        b"# Storm\n\nIt rained.\n",
        b"\xef\xbb\xbf---\r\ntitle: 'Storm'  # loud\r\n---\r\n\r\nIt rained.  \r\nIt\tpoured.",
        b"---\r\ntitle: Storm\r\n---\r\nold\rmac\rlines and \xe2\x80\xa8 no line end",
        "标题\n===\n\n暴风雨。\n".encode(),
        b"\n\n   It rained.\n\n\n",
    ],
    ids=["plain", "bom-crlf-tabs", "cr-and-separators", "chinese", "blank-lines"],
)
def test_an_article_is_kept_byte_for_byte(do_import, content):
    revision = do_import(content).revision
    revision.refresh_from_db()
    assert revision.source.encode() == content
    assert revision.number == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"It was caf\xe9.\n",
            "The file is not UTF-8: byte 11 does not belong there. Save it as UTF-8 and import that.",
        ),
        (b"Fine\nto here\0\n", "There is a NUL character on line 2. Take it out and import the file again."),
        (b"", "The file is empty. Choose a file with an article in it."),
        (b"\xef\xbb\xbf \r\n\t\n", "The file is empty. Choose a file with an article in it."),
        (b"<!-- only a remark -->\n", "The article has no words. Choose a file with an article in it."),
        (
            b"a" * (1024 * 1024 + 1),
            "The file has 1,048,577 bytes; 1 MiB is the most. Split it and import the parts.",
        ),
        (
            b"---\n- a list\n- of things\n---\n\nIt rained.\n",
            "The file begins with a line of ---, so what follows is read as front matter; but line 2 is no YAML "
            "mapping (“key: value”). If the line is meant as a rule, put an empty line before it.",
        ),
        (
            b"---\ntitle: Storm\nauthor: [Ada\n---\n\nIt rained.\n",
            "The front matter is not valid YAML (line 4: expected ',' or ']', but got '<stream end>'). "
            "Mend that line and import the file again.",
        ),
        (
            b"---\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (n, n, *([n - 1] * 9)) for n in b"bcdefgh")
            + b"---\n\nIt rained.\n",
            "The front matter's aliases unfold to too much. Write the values out and import it again.",
        ),
    ],
    ids=["latin-1", "nul", "nothing", "blank", "comment", "too-large", "list", "bad-yaml", "exploding-anchors"],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(do_import, content, sentence):
    before = list(Article.objects.values()), list(Revision.objects.values())
    with pytest.raises(Refusal) as refused:
        do_import(content)
    assert str(refused.value) == sentence
    assert (list(Article.objects.values()), list(Revision.objects.values())) == before


def test_a_text_that_takes_too_long_is_refused_while_the_desk_goes_on(do_import, storm, settings, client):
    settings.RENDER_SECONDS = 1
    told = []

    def import_brackets():
        try:
            do_import(b"[" * 20_000, file_name="brackets.md")
        except Refusal as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    busy = threading.Thread(target=import_brackets)
    busy.start()
    statuses = []
    while busy.is_alive():
        statuses.append(client.get("/articles/storm/").status_code)
    busy.join()
    assert told == [
        "Working through this text took longer than 1 seconds, so it was stopped and nothing was changed. Shorten the "
        "text, or take out long runs of brackets such as [[[[, and try again."
    ]
    assert set(statuses) == {200}
    assert not Article.objects.filter(slug="brackets").exists()


def test_an_article_is_known_by_its_files_name(do_import):
    assert (
        do_import(b"# A gale\n\nIt blew.\n", file_name="Great Storm of 2021.md").article.slug == "great-storm-of-2021"
    )


def test_a_name_in_another_script_stays_in_it(do_import):
    assert do_import("# 暴风雨\n\n下雨了。\n".encode(), file_name="暴风雨.md").article.slug == "暴风雨"


def test_a_pasted_article_is_known_by_its_title(do_import):
    assert do_import(b"---\ntitle: 'Storm: the day after'\n---\nIt rained.\n", file_name="").article.slug == (
        "storm-the-day-after"
    )


def test_a_pasted_article_that_names_nothing_asks_for_a_name(do_import):
    with pytest.raises(Refusal, match=r"^No name can be made of this article's title\. Give it a slug: "):
        do_import(b"It rained.\n", file_name="")


@pytest.mark.parametrize("slug", ["a storm", "storm/2", "../storm", "storm.md", "s" * 201])
def test_a_slug_that_no_address_can_hold_is_refused(do_import, slug):
    with pytest.raises(Refusal, match=r"is no slug\. Use letters, digits, hyphens and underscores, 200 at most\.$"):
        do_import(b"It rained.\n", slug=slug)


def test_a_known_slug_gets_another_revision(do_import, storm, other_editor):
    imported = import_article(b"It rained.\n", user=other_editor, slug="storm", reason="Rewritten at noon")
    assert (imported.article, imported.is_new, imported.revision.number) == (storm, True, 2)
    assert (imported.revision.imported_by, imported.revision.reason) == (other_editor, "Rewritten at noon")
    assert storm.latest_revision.source == "It rained.\n"


def test_the_same_bytes_again_add_nothing(do_import, storm):
    first = storm.latest_revision
    imported = do_import(first.source.encode())
    assert (imported.article, imported.is_new, imported.revision) == (storm, False, first)
    assert list(storm.revisions.all()) == [first]


def test_bytes_of_an_earlier_revision_are_a_new_one(do_import, storm):
    first = storm.latest_revision.source
    do_import(b"It rained.\n")
    assert do_import(first.encode()).revision.number == 3


@pytest.mark.parametrize(
    ("front_matter", "language"),
    [
        ("lang: de", "de"),
        ("language: zh_Hans", "zh-Hans"),
        ("lang: no", "no"),  # YAML's word for false
        ("lang: ''", "en"),
        ("lang: the Queen's English", "en"),
        ("title: Storm", "en"),
    ],
)
def test_an_articles_language_is_its_front_matters(do_import, front_matter, language):
    assert do_import(f"---\n{front_matter}\n---\nIt rained.\n".encode()).article.language == language


def test_a_revision_that_names_no_language_leaves_it_as_it_was(do_import):
    do_import(b"---\nlang: de\n---\nEs regnete.\n")
    assert do_import(b"Es regnete und regnete.\n").article.language == "de"


def test_what_is_rendered_once_is_kept_beside_the_source(do_import):
    rendering = do_import(b"---\ntitle: Storm\n---\nIt *rained*.\n").revision.rendering
    assert rendering.html == "<p>It <em>rained</em>.</p>"
    assert rendering.texts() == {"": "It rained.", "title": "Storm"}
