"""A next revision of a public article: what becomes of it is looked at before readers see it."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from corrections.actions.import_article import import_article
from corrections.models import LedgerEntry, NoteEvent, Proposal, Revision, Span
from tests.pages.reading import read

IMPORT = "/desk/new-article/"


@pytest.fixture
def send(desk):
    """A function: sends a file, or what the form holds otherwise."""

    def send(content=None, name="storm.md", **fields):
        file = {} if content is None else {"file": SimpleUploadedFile(name, content)}
        return desk.post(IMPORT, file | fields)

    return send


@pytest.fixture
def changed(storm):
    """The next text of the article: a place of a note reworded, and words changed that no note is about."""
    source = storm.latest_revision.source
    return source.replace("felled 40 trees", "felled many a tree").replace("Jane Smith", "Jane B. Smith").encode()


def form_of(response):
    """What the page would send."""
    form = read(response.content).one("form", class_="foreseen")
    return {one.attributes["name"]: one.attributes["value"] or "" for one in form.all("input")}


def sides(response):
    """The words that are shown as gone, and those as new."""
    page = read(response.content)
    return [one.text for one in page.all("del")], [one.text for one in page.all("ins")]


def test_what_becomes_of_a_public_article_is_shown_and_nothing_is_kept(send, client, storm, changed, published, draft):
    published(storm, "felled 40 trees", "felled 50 trees")
    published(storm, "1987", "1986")
    draft(storm, "lucky", "blessed")
    rows = [list(kept.objects.order_by("pk").values()) for kept in (Revision, Span, Proposal, NoteEvent, LedgerEntry)]
    readers = client.get("/articles/storm/").content
    response = send(changed)
    assert response.status_code == 200
    page = read(response.content)
    assert page.one("h1").text == "Before readers see it"
    assert "revision 2" in page.all("p", class_="hint")[0].text
    assert "2 carried, 0 put right already, 1 left to a decision." in page.all("p", class_="hint")[0].text
    lost = page.one("section", class_="lost")
    assert (lost.one("h2").text, lost.one("h3").text) == ("1 place will need a decision", "Correction no. 1")
    assert "felled many a tree" in lost.text
    assert [one.text for one in page.one(class_="sides").all("p")] == ["Until now", "With this revision"]
    gone, new = sides(response)
    assert ("50 trees" in gone, any("B." in one for one in new), any("many a tree" in one for one in new)) == (
        True,
        True,
        True,
    )
    assert "1986" in page.one(class_="comparison").text
    assert rows == [
        list(kept.objects.order_by("pk").values()) for kept in (Revision, Span, Proposal, NoteEvent, LedgerEntry)
    ]
    assert client.get("/articles/storm/").content == readers


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_what_was_looked_at_is_kept_byte_for_byte(send, client, storm, changed, ends):
    content = b"\xef\xbb\xbf" + changed.replace(b"\n", ends) + b"One\nmore.\t \r\n+/=&%2B"
    response = send(content, reason="The agency sent it again.")
    assert storm.revisions.count() == 1
    answer = send(**form_of(response))
    assert answer["Location"] == "/desk/articles/storm/"
    latest = storm.latest_revision
    assert (latest.source.encode(), latest.reason) == (content, "The agency sent it again.")
    assert b"Jane B. Smith" in client.get("/articles/storm/").content


def test_a_text_that_came_meanwhile_is_not_gone_over_unseen(send, storm, changed, other_editor):
    sent = form_of(send(changed))
    import_article(changed + b"\nMore is known now.\n", user=other_editor, slug="storm")
    again = send(**sent)
    assert (again.status_code, storm.revisions.count()) == (200, 2)
    assert "More is known now." in sides(again)[0]
    send(**form_of(again))
    assert storm.latest_revision.source.encode() == changed


def test_a_text_other_than_the_one_looked_at_is_shown_too(send, storm, changed):
    seen = form_of(send(changed))["seen"]
    again = send(changed + b"\nMore is known now.\n", seen=seen)
    assert (again.status_code, storm.revisions.count()) == (200, 1)
    assert "More is known now." in sides(again)[1]


def test_a_note_that_was_published_meanwhile_is_looked_at_too(send, storm, changed, published):
    sent = form_of(send(changed))
    published(storm, "felled 40 trees", "felled 50 trees")
    again = send(**sent)
    assert (again.status_code, storm.revisions.count()) == (200, 1)
    assert "1 place will need a decision" in read(again.content).text


def test_whoever_knows_the_bytes_and_the_number_need_not_look(send, storm, changed):
    assert send(changed, seen=f"2-0-{hashlib.sha256(changed).hexdigest()}").status_code == 302
    assert storm.latest_revision.source.encode() == changed


def test_what_no_reader_can_see_yet_is_imported_at_once(send, import_text):
    rain = import_text("rain", "It rained.\n", public=False)
    assert send(b"It rained and rained.\n", name="rain.md").status_code == 302
    assert rain.revisions.count() == 2


def test_the_same_bytes_are_nothing_to_look_at(send, storm):
    assert send(storm.latest_revision.source.encode()).status_code == 302
    assert storm.revisions.count() == 1


def test_a_file_with_the_name_of_a_public_article_is_no_other_article(send, storm):
    response = send(b"# Quite another article\n\nIt has nothing to do with storms.\n", name="Storm.md")
    assert (response.status_code, storm.revisions.count()) == (200, 1)
    assert "It has nothing to do with storms." in sides(response)[1]


def test_where_only_the_source_differs_that_is_said(send, storm):
    response = send(storm.latest_revision.source.encode() + b"\n\n")
    comparison = read(response.content).one(class_="comparison")
    assert comparison.text == "Readers see the same words as before."
    send(**form_of(response))
    assert storm.revisions.count() == 2


def test_an_article_without_notes_counts_none(send, storm, changed):
    assert "Places of notes" not in read(send(changed).content).text


def test_its_text_can_be_changed_first(send, storm, changed):
    response = send(changed.replace(b"\n", b"\r\n"), reason="Once more")
    response = send(**form_of(response), change="1")
    page = read(response.content)
    text = page.one("textarea").raw_text()
    assert text.removeprefix("\n").replace("\r\n", "\n").encode() == changed
    values = {one.attributes.get("name"): one.attributes.get("value") for one in page.all("input")}
    assert (values["slug"], values["line_ends"], values["reason"]) == ("storm", "crlf", "Once more")
    assert not page.all("ul", class_="errorlist")
    assert storm.revisions.count() == 1


def test_words_that_are_withheld_are_in_neither_text(send, storm, changed, published):
    published(storm, "1987", "long ago", wording="A year was wrong.", withheld=True)
    shown = read(send(changed).content).one(class_="comparison").text
    assert ("1987" in shown, "long ago" in shown) == (False, True)


@pytest.mark.parametrize("kept", ["%", "abc", "é", "YQ==YQ=="])
def test_a_text_that_did_not_come_back_whole_is_asked_for_again(send, storm, kept):
    response = send(kept=kept, slug="storm", seen="2-x")
    assert response.status_code == 422
    assert "The text did not come back whole from the page before." in read(response.content).text
    assert storm.revisions.count() == 1


def test_a_refusal_leaves_the_text_in_its_field(send, storm):
    response = send(kept="SXQgcmFpbmVkLgBJdCBzbm93ZWQuCg==", slug="storm")
    page = read(response.content)
    assert (response.status_code, storm.revisions.count()) == (422, 1)
    assert "There is a NUL character on line 1." in page.one("ul", class_="errorlist").text
    assert "It snowed." in page.one("textarea").raw_text()
