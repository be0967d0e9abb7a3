"""The desk: articles come in, notes stand at their words, drafts are published, and the corrected file goes out."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from corrections.actions.annotate import Place, delete_draft
from corrections.actions.import_article import import_article
from corrections.exports import corrected_markdown, erratum_block
from corrections.models import Article, CorrectionNote
from tests.pages.reading import read

IMPORT = "/desk/new-article/"
SHEET = "/desk/articles/storm/publication/"


def errors(response, field):
    """What stands beside a field of the import form."""
    page = read(response.content)
    return [one.text for one in page.all("ul", class_="errorlist") if one.attributes["id"] == f"id_{field}_error"]


def messages(response):
    return [str(message) for message in response.context["messages"]]


# Importing


def seen(content, number=2, notes=0):
    """What the form says of a next revision that was looked at."""
    return f"{number}-{notes}-{hashlib.sha256(content).hexdigest()}"


@pytest.fixture
def send(desk):
    """A function: sends the import form with a file of these bytes, or without one."""

    def send(content=None, name="a-storm.md", follow=False, **fields):
        file = {} if content is None else {"file": SimpleUploadedFile(name, content)}
        return desk.post(IMPORT, file | fields, follow=follow)

    return send


def test_a_file_is_imported_byte_for_byte_and_its_article_shown(send, editor):
    content = b"\xef\xbb\xbf# A storm\r\n\r\nIt\trained.  \r\n"
    response = send(content)
    assert response["Location"] == "/desk/articles/a-storm/"
    revision = Article.objects.get(slug="a-storm").latest_revision
    assert (revision.source.encode(), revision.imported_by) == (content, editor)
    assert not revision.article.published_at


def test_a_file_may_be_named_otherwise_and_its_page_published_at_once(send):
    assert send(b"It rained.\n", slug=" rain-2021 ", publish="on")["Location"] == "/desk/articles/rain-2021/"
    assert Article.objects.get(slug="rain-2021").published_at


@pytest.mark.parametrize(
    ("line_ends", "kept"),
    [("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r"), ("", "\n")],
    ids=["lf", "crlf", "cr", "unknown"],
)
def test_pasted_text_keeps_the_line_ends_that_it_had(send, line_ends, kept):
    # A browser sends every line end as CR LF, and says beside it which they were.
    send(text="# Pasted\r\n\r\nIt rained.\r\n  It poured.", line_ends=line_ends)
    assert Article.objects.get(slug="pasted").latest_revision.source == (
        f"# Pasted{kept}{kept}It rained.{kept}  It poured."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"It was caf\xe9.\n",
            "The file is not UTF-8: byte 11 does not belong there. Save it as UTF-8 and import that.",
        ),
        (b"", "The file is empty. Choose a file with an article in it."),
        (b"a\0", "There is a NUL character on line 1. Take it out and import the file again."),
        (b"a" * (1024 * 1024 + 1), "The file is larger than 1 MiB. Split it and import the parts."),
        (
            b"---\ntitle: [\n---\nIt rained.\n",
            "The front matter is not valid YAML (line 3: expected the node content, but found '<stream end>'). "
            "Mend that line and import the file again.",
        ),
    ],
    ids=["latin-1", "empty", "nul", "too-large", "yaml"],
)
def test_a_file_that_cannot_be_read_says_so_beside_the_file(send, content, sentence):
    response = send(content, slug="kept", name="x.md")
    assert (response.status_code, errors(response, "file")) == (422, [sentence])
    assert read(response.content).one("input", id="id_slug").attributes["value"] == "kept"
    assert not Article.objects.filter(slug__in=("kept", "x")).exists()


def test_pasted_text_that_cannot_be_read_says_so_beside_it_and_stays(send):
    text = "\n---\r\ntitle: [\r\n---\r\nIt rained.\0"
    response = send(text=text)
    assert (response.status_code, errors(response, "text")) == (
        422,
        ["There is a NUL character on line 5. Take it out and import the file again."],
    )
    # The first line end of a textarea is no part of its text (HTML, 13.1.2.5).
    assert read(response.content).one("textarea").raw_text() == f"\n{text}"


def test_a_file_and_a_pasted_text_at_once_are_one_too_many(send):
    response = send(b"It rained.\n", text="It snowed.")
    assert errors(response, "text") == ["There is a file as well as a text. Empty this field, or take the file away."]
    assert not Article.objects.filter(slug="a-storm").exists()


def test_nothing_to_import_is_told(send):
    response = send()
    assert response.status_code == 422
    assert (
        "There is nothing to import yet. Choose a file, drop one here, or paste a text." in read(response.content).text
    )


def test_a_name_that_no_address_can_hold_is_told_beside_it(send):
    response = send(b"It rained.\n", slug="&&&")
    assert errors(response, "slug") == ["“&&&” is no slug. Use letters, digits, hyphens and underscores, 200 at most."]


def test_a_name_typed_as_a_title_becomes_one_for_addresses(send):
    assert send(b"It rained.\n", slug="Rain & Storm")["Location"] == "/desk/articles/rain-storm/"


def test_too_much_at_once_is_told(desk):
    response = desk.post(IMPORT, {"text": "x" * (4 * 1024 * 1024)})
    assert response.status_code == 413
    assert b"This is too much at once" in response.content


def test_a_broken_request_is_told(desk):
    response = desk.post(IMPORT, b"x", content_type="multipart/form-data")
    assert response.status_code == 400
    assert b"This request cannot be read" in response.content


def test_a_text_that_takes_too_long_is_told_beside_it(send, settings):
    settings.RENDER_SECONDS = 1
    response = send(text="[" * 20_000, slug="brackets")
    assert response.status_code == 422
    assert errors(response, "text")[0].startswith("Working through this text took longer than 1 seconds")
    assert not Article.objects.filter(slug="brackets").exists()


def test_a_known_article_gets_a_revision_and_the_desk_says_what_became_of_its_notes(send, storm, draft):
    draft(storm, "40", "50")
    draft(storm, "Jane", "Mary")
    source = storm.latest_revision.source
    response = send(source.encode(), slug="storm", follow=True)
    assert messages(response) == ["These bytes are here already, so nothing was added."]
    content = source.replace("felled 40", "felled many").encode()
    response = send(content, slug="storm", follow=True, seen=seen(content))
    assert messages(response) == [
        "Revision 2 is here. Readers see it now. Places of notes: 1 carried, 0 put right already, 1 waiting for a "
        "decision, 0 lost."
    ]
    assert storm.revisions.count() == 2


def test_a_revision_that_takes_no_corrections_says_so_at_once(send, storm, published):
    published(storm, "40", "50")
    source = storm.latest_revision.source.replace("lang: en", "lang: en\ncorrected: by hand")
    told = messages(send(source.encode(), slug="storm", follow=True, seen=seen(source.encode(), notes=1)))
    assert told[0].startswith("Revision 2 is here.")
    assert told[1].startswith("The front matter has a key “corrected” that this desk did not write.")


def test_the_import_page_names_the_article_that_gets_a_new_revision(desk, storm, published):
    published(storm, Place("title", 12, 14, "40"), "50")
    page = read(desk.get(f"{IMPORT}?slug=storm").content)
    assert page.one("h1").text == "A new revision"
    assert page.one("p", class_="byline").text == "Storm fells 50 trees in Harwich"
    hints = [hint.text for hint in page.all("p", class_="hint")]
    assert "The page is public: you see what becomes of it before readers do." in hints
    slugs = [one.attributes for one in page.all("input") if one.attributes.get("name") == "slug"]
    assert [(one["type"], one["value"]) for one in slugs] == [("hidden", "storm")]


def test_an_unknown_name_is_offered_for_a_new_article(desk):
    page = read(desk.get(f"{IMPORT}?slug=storm").content)
    assert page.one("h1").text == "Import an article"
    assert page.one("input", id="id_slug").attributes["value"] == "storm"


def test_an_article_without_notes_says_how_to_begin(desk, storm, draft):
    begin = "Select the wrong words in the text, or in the lines above it, and press Correct."
    assert read(desk.get("/desk/articles/storm/").content).one("p", class_="first").text == begin
    draft(storm, "40", "50")
    assert list(read(desk.get("/desk/articles/storm/").content).all("p", class_="first")) == []


# The article on the desk


def test_notes_stand_at_their_words(desk, storm, draft, published, at):
    published(storm, "40", "50")
    draft(storm, ["1987", "Jane"], "x")
    draft(storm, at(storm, "Harwich", field="title"), "Ipswich")
    draft(storm, kind="editors_note")
    page = read(desk.get("/desk/articles/storm/").content)
    body = page.one("div", class_="body")
    assert [mark.attributes["data-note"].split("-")[0] for mark in body.all("mark")] == ["correction", "note", "note"]
    assert body.raw_text(without="data-added") == storm.latest_revision.rendering.texts()[""]
    numbers = [(link.text, link.attributes["href"]) for link in body.all("a", class_="no")]
    first, *drafts = storm.notes.order_by("pk")
    assert numbers[0] == ("1", "#correction-1")
    assert {href for _, href in numbers[1:]} == {f"/desk/notes/{drafts[0].pk}/"}
    title = page.one("dd", data_field="title")
    assert title.raw_text(without="data-added") == "Storm fells 40 trees in Harwich"
    assert title.one("mark").attributes["data-note"] == f"note-{drafts[1].pk}"
    ids = [notice.attributes["id"] for notice in page.all("div", class_="notice")]
    assert sorted(ids) == sorted([f"correction-{first.number}", *(f"note-{note.pk}" for note in drafts)])


def test_the_desk_shows_other_articles_notes_nowhere(desk, storm):
    assert "lsewhere" not in desk.get("/desk/articles/storm/").content.decode()


def test_the_desk_finds_articles(desk, storm):
    assert b"No article" in desk.get("/desk/?q=snow").content
    page = read(desk.get("/desk/?q=HARWICH").content)
    assert [one.text for one in page.one("ul", class_="list").all("a")] == ["Storm fells 40 trees in Harwich"]


@pytest.mark.parametrize("asked", ["?q=%00", "?q=[&page=x", "?page=99", "?page=" + "9" * 5000, "?q=" + "x" * 3000])
def test_the_desk_answers_whatever_it_is_asked(desk, storm, asked):
    assert desk.get(f"/desk/{asked}").status_code == 200
    assert desk.get(f"/{asked}").status_code == 200


def test_whatever_slug_an_import_is_begun_with_the_form_comes(desk, storm):
    for slug in ("storm", "a%00b", "%FF", "x" * 3000, "..%2F.."):
        assert desk.get(f"/desk/new-article/?slug={slug}").status_code == 200


def test_the_page_of_an_article_is_published(desk, import_text, editor):
    article = import_text("rain", "It rained.\n", public=False)
    assert desk.post("/desk/articles/rain/public-page/")["Location"] == "/desk/articles/rain/"
    article.refresh_from_db()
    assert article.published_by == editor
    assert desk.get("/articles/rain/").status_code == 200


# Publishing


def lines(response):
    """What the sheet lists: (the words as readers will see them, why it stops) and whether each is ticked."""
    sheet = read(response.content).one("form", class_="sheet")
    return [
        (
            [words.text for words in item.all("p", class_="words")],
            [stop.text for stops in item.all("ul", class_="errorlist") for stop in stops.all("li")],
            "checked" in item.all("input")[0].attributes,
        )
        for item in (sheet.one("ol").all("li") if sheet.all("ol") else [])
        if item.all("input")
    ]


def test_the_sheet_shows_drafts_as_readers_will_see_them_and_first_those_that_ask_for_something(
    desk, storm, draft, published
):
    published(storm, "Jane", "Mary")
    draft(storm, "felled 40 trees", "felled 50 trees")
    draft(storm, "1987", "1986", wording="It is {right}.")
    draft(storm, "lucky", kind="update", wording="")
    assert lines(desk.get(SHEET)) == [
        (
            ["It was the worst since 1987 1986, and it cost £2 million."],
            ["“{right}” is still to be filled in."],
            False,
        ),
        (
            ["The mayor, Mary Smith, thanked the crews. “We were lucky,” she said."],
            ["Readers are told nothing yet. Write what was wrong and what is right."],
            False,
        ),
        (["The storm of 14 May 2021 felled 40 50 trees in Harwich, the council said on Friday."], [], True),
    ]


def test_the_sheet_shows_nothing_that_is_withheld(desk, storm, draft):
    draft(storm, "Jane Smith", "the clerk", withheld=True)
    assert lines(desk.get(SHEET))[0][0] == ["The mayor, the clerk, thanked the crews. “We were lucky,” she said."]


def test_what_is_ticked_is_published_and_told(desk, storm, draft, editor):
    chosen, left = draft(storm, "40", "50", wording="It was 50."), draft(storm, "1987", "1986")
    response = desk.post(SHEET, {"note": [chosen.pk]})
    assert response.status_code == 200
    page = read(response.content)
    assert [
        one.one("span", class_="label").text for one in page.one("section", class_="sheet").one("ol").all("li")
    ] == ["Correction no. 1"]
    assert {one.attributes["href"] for one in page.one("section", class_="sheet").all("a")} >= {
        "/articles/storm/",
        "/desk/articles/storm/corrected.md",
        "/desk/articles/storm/erratum.md",
    }
    assert [(note.pk, note.publisher) for note in storm.notes.published()] == [(chosen.pk, editor)]
    assert list(storm.notes.drafts()) == [left]


def test_a_second_click_tells_the_same_and_publishes_nothing(desk, storm, draft):
    note = draft(storm, "40", "50")
    first = desk.post(SHEET, {"note": [note.pk]})
    before = list(CorrectionNote.objects.values())
    second = desk.post(SHEET, {"note": [note.pk]})
    assert (second.status_code, list(CorrectionNote.objects.values())) == (200, before)
    shown = [read(one.content).one("section", class_="sheet").one("ol").text for one in (first, second)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("ticked", [[], ["x"], ["9" * 30], ["-1"]])
def test_nothing_ticked_publishes_nothing(desk, storm, draft, ticked):
    draft(storm, "40", "50")
    response = desk.post(SHEET, {"note": ticked})
    assert response.status_code == 422
    assert "Nothing is ticked. Tick what is to be published." in read(response.content).text
    assert not storm.notes.published().exists()


def test_a_draft_that_was_deleted_meanwhile_publishes_none(desk, storm, draft):
    gone, left = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    delete_draft(gone)
    response = desk.post(SHEET, {"note": [gone.pk, left.pk]})
    assert response.status_code == 422
    told = "One of these drafts was deleted meanwhile. Look at what is left, and publish again."
    assert read(response.content).one("p", class_="trouble").text == told
    assert not storm.notes.published().exists()


def test_notes_of_another_article_are_not_published_by_this_ones_sheet(desk, storm, draft, others):
    theirs = others[0].notes.drafts().get()
    response = desk.post(SHEET, {"note": [draft(storm, "40", "50").pk, theirs.pk]})
    assert (response.status_code, b"lsewhere" in response.content) == (422, False)
    response = desk.post(SHEET, {"note": [others[0].notes.published().first().pk]})
    assert (response.status_code, b"lsewhere" in response.content) == (422, False)


def test_what_stops_a_publication_is_told_and_nothing_is_published(desk, storm, draft):
    fine, unfit = draft(storm, "40", "50"), draft(storm, "1987", "1986", wording="It is {right}.")
    response = desk.post(SHEET, {"note": [fine.pk, unfit.pk]})
    assert response.status_code == 422
    assert read(response.content).one("p", class_="trouble").text == (
        "Correction on “1987”: “{right}” is still to be filled in."
    )
    assert not storm.notes.published().exists()


def test_warnings_stand_at_their_note_and_stop_nothing(desk, storm, draft):
    note = draft(storm, "40", "50", wording="Our reporter erred yesterday.")
    item = read(desk.get(SHEET).content).one("ol", class_="ticks").all("li")[0]
    assert "It names who made the error. The newsroom answers for it, not a person." in item.text
    assert "It names no source. Add one, or tick “Confirmed internally”." in item.text
    assert desk.post(SHEET, {"note": [note.pk]}).status_code == 200


# Going out


def test_the_corrected_file_goes_out_byte_for_byte(desk, import_text, published, draft):
    article = import_text("rain", "\ufeff---\r\ntitle: Rain\r\n---\r\n\r\nIt rained in 2021.  \r\n")
    published(article, "2021", "2019")
    draft(article, "rained", "snowed")
    response = desk.get("/desk/articles/rain/corrected.md")
    assert response.content == corrected_markdown(article).encode()
    assert (
        desk.get("/desk/articles/rain/corrected.md?drafts=1").content
        == corrected_markdown(article, drafts=True).encode()
    )
    assert desk.get("/articles/rain.md").content == response.content


def test_the_erratum_is_copied_without_its_markers(desk, storm, published):
    published(storm, "40", "50")
    response = desk.get("/desk/articles/storm/erratum.md")
    assert response.content.decode() == erratum_block(storm, bare=True)
    assert b"<!--" not in response.content


def test_a_file_that_cannot_be_put_together_says_why(desk, client, storm, published, editor):
    published(storm, "40", "50")
    source = storm.latest_revision.source.replace("lang: en", "lang: en\ncorrected: by hand")
    import_article(source.encode(), user=editor, slug="storm")
    told = "The front matter has a key “corrected” that this desk did not write."
    response = desk.get("/desk/articles/storm/corrected.md", follow=True)
    assert response.redirect_chain == [("/desk/articles/storm/", 302)]
    assert messages(response)[0].startswith(told)
    response = client.get("/articles/storm.md")
    assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert response.content.decode().startswith(told)
    assert client.get("/articles/storm/").status_code == 200


def test_the_page_is_published_with_its_notes_where_that_is_ticked(desk, import_text, draft):
    article = import_text("rain", "It rained on Monday.\n", public=False)
    note = draft(article, "Monday", "Tuesday")
    sheet = read(desk.get("/desk/articles/rain/publication/").content)
    assert "Publish the page as well: readers cannot see it yet" in sheet.text
    desk.post("/desk/articles/rain/publication/", {"note": [note.pk], "page": "on"})
    assert Article.objects.get(slug="rain").published_at == CorrectionNote.objects.get(pk=note.pk).published_at


def test_notes_alone_are_published_where_the_page_is_not_ticked(desk, import_text, draft):
    article = import_text("rain", "It rained on Monday.\n", public=False)
    note = draft(article, "Monday", "Tuesday")
    desk.post("/desk/articles/rain/publication/", {"note": [note.pk]})
    assert Article.objects.get(slug="rain").published_at is None
    assert CorrectionNote.objects.get(pk=note.pk).is_published


def test_the_sheet_says_what_is_known_only_at_publication_and_what_is_amended(desk, storm, draft, published):
    note = published(storm, Place("title", 12, 14, "40"), "50")
    told = "{publisher} says that it is 60, not 40."
    amending = draft(storm, Place("title", 12, 14, "40"), "60", amends=note, wording=told)
    sheet = read(desk.get(SHEET).content).one("form", class_="sheet")
    assert "Example News says that it is 60, not 40." in sheet.text
    assert sheet.one("p", class_="chain").text == "Amends no. 1"
    done = read(desk.post(SHEET, {"note": [amending.pk]}).content)
    assert done.one("section", class_="sheet").one("p", class_="chain").text == "Amends no. 1"
    assert done.one("p", class_="byline").text == "Storm fells 60 trees in Harwich"


def test_a_draft_says_on_the_desk_what_is_still_to_be_filled_in(desk, storm, draft):
    note = draft(storm, "40", "50", wording="An earlier version misstated {what}. It is 50, not 40.")
    notice = read(desk.get("/desk/articles/storm/").content).one("div", id=f"note-{note.pk}")
    assert "Still to fill in: {what}" in notice.text


def test_letters_of_drafts_stay_when_others_come_before_them(desk, storm, draft):
    first = draft(storm, "lucky", "unlucky")
    draft(storm, "40", "50")
    notice = read(desk.get("/desk/articles/storm/").content).one("div", id=f"note-{first.pk}")
    assert "draft a" in notice.text
