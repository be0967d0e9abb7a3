"""The card: what an editor types at the words is kept, or stands there again with what is wrong beside its field."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.annotate import delete_draft, rewrite_note
from corrections.actions.content import Content
from corrections.actions.import_article import import_article
from corrections.models import CorrectionNote, Span
from tests.pages.reading import read

NEW = "/desk/articles/storm/notes/new/"
SAID = {
    "wording": "An earlier version misstated the number of trees. It is 50, not 40.",
    "replacement": "50",
    "kind": "correction",
    "severity": "standard",
}


def places(*found):
    return json.dumps([{"field": one.field, "start": one.start, "end": one.end, "exact": one.exact} for one in found])


NOT_AS_SEEN = "This draft is not as you saw it, so nothing was deleted. Read it as it stands now, then decide."


@pytest.fixture
def save(desk, storm):
    """A function: sends the card as a browser does, for a new note on the storm unless an address is given."""

    def save(*found, address=NEW, **fields):
        return desk.post(address, SAID | {"places": places(*found)} | fields)

    return save


def notes_of(article):
    return [
        (note.wording, [(s.field, s.quote_exact, s.replacement) for s in note.spans.all()])
        for note in article.notes.all()
    ]


def field(response, name):
    """What a field of the card holds."""
    card = read(response.content).one("form", class_="card")
    return next(
        element.raw_text().removeprefix("\n") if element.name == "textarea" else element.attributes.get("value", "")
        for element in card.all()
        if element.attributes.get("name") == name
    )


def asked(response):
    """What the question whether to delete a draft sends, when it is answered."""
    form = read(response.content).one("form", class_="said")
    return {e.attributes["name"]: e.attributes["value"] for e in form.all("input") if "value" in e.attributes}


def troubles(response):
    """What is wrong: all errors of the page, by the field that they stand beside ("" for none)."""
    page = read(response.content)
    found = [("", one.text) for box in page.all("div", class_="trouble") for one in box.all("p")]
    for block in page.all("div", class_="field"):
        found += [
            (next((e.attributes["name"] for e in block.all() if "name" in e.attributes), ""), item.text)
            for errors in block.all("ul", class_="errorlist")
            for item in errors.all("li")
        ]
    return found


# A new note


def test_the_card_opens_at_the_words(desk, storm, at):
    place = at(storm, "40")
    response = desk.get(NEW, {"field": "", "start": place.start, "end": place.end, "exact": "40"})
    assert (response.status_code, field(response, "exact"), field(response, "replacement")) == (200, "40", "40")
    assert (field(response, "start"), field(response, "end")) == (str(place.start), str(place.end))
    around = read(response.content).one("p", class_="words").text
    assert "14 May 2021 felled 40 trees in Harwich" in around


def test_the_card_opens_at_words_that_are_typed(desk, storm, at):
    response = desk.get(NEW, {"exact": "felled 40"})
    assert (response.status_code, field(response, "start")) == (200, str(at(storm, "felled 40").start))


def test_the_card_opens_at_the_headline(desk, storm):
    response = desk.get(NEW, {"field": "title", "exact": "Storm fells 40", "start": "0", "end": "14"})
    assert (field(response, "field"), field(response, "exact")) == ("title", "Storm fells 40")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({}, "No words were selected. Select the wrong words in the article."),
        ({"exact": "  "}, "No words were selected. Select the wrong words in the article."),
        ({"exact": "snow"}, "“snow” does not stand in the text with these neighbours. Copy the words anew."),
        ({"exact": "The"}, "“The” stands in 4 places. Say which, by more of its neighbours."),
        (
            {"exact": "snow", "start": "9" * 5000, "end": "x"},
            "“snow” does not stand in the text with these neighbours. Copy the words anew.",
        ),
        (
            {"exact": "x", "field": "subtitle"},
            "The front matter has no text “subtitle”. Choose one of the fields that it has.",
        ),
    ],
)
def test_words_that_cannot_be_found_open_no_card(desk, storm, asked, sentence):
    response = desk.get(NEW, asked)
    assert (response.status_code, troubles(response)) == (422, [])
    assert read(response.content).one("p", class_="trouble").text == sentence


def test_a_note_is_saved_and_the_article_shown(save, storm, at, editor):
    response = save(at(storm, "40"), source_url=["example.org/minutes"], source_title=["The minutes"])
    assert (response.status_code, response["Location"]) == (302, "/desk/articles/storm/")
    assert notes_of(storm) == [(SAID["wording"], [("", "40", "50")])]
    note = storm.notes.get()
    assert note.author == editor
    assert [(s.title, s.url) for s in note.sources.all()] == [("The minutes", "https://example.org/minutes")]


def test_a_card_without_scripts_sends_its_one_place_in_fields(desk, storm, at):
    place = at(storm, "40")
    fields = {"field": "", "start": place.start, "end": place.end, "exact": "40", "places": ""}
    assert desk.post(NEW, SAID | fields).status_code == 302
    assert notes_of(storm) == [(SAID["wording"], [("", "40", "50")])]


def test_a_note_on_several_places_is_saved_as_one(save, storm, at):
    save(at(storm, "40"), at(storm, "40", field="title"))
    assert notes_of(storm) == [(SAID["wording"], [("", "40", "50"), ("title", "40", "50")])]


def test_a_note_on_the_whole_article_needs_no_words(desk, storm):
    card = desk.get(NEW, {"whole": "1"})
    assert "replacement" not in [one.attributes.get("name") for one in read(card.content).all("textarea")]
    assert desk.post(NEW, {"wording": "We checked.", "kind": "editors_note", "severity": "minor"}).status_code == 302
    assert notes_of(storm) == [("We checked.", [])]


@pytest.mark.parametrize("replacement", ["40", " 40 "])
def test_an_unchanged_replacement_leaves_the_words(save, storm, at, replacement):
    save(at(storm, "40"), replacement=replacement)
    assert notes_of(storm) == [(SAID["wording"], [("", "40", None)])]


@pytest.mark.parametrize("replacement", ["", "  "])
def test_an_emptied_replacement_deletes_the_words(save, storm, at, replacement):
    save(at(storm, "worst"), replacement=replacement)
    assert notes_of(storm) == [(SAID["wording"], [("", "worst ", "")])]


def test_line_ends_of_a_browser_are_no_other_words(import_text, desk, at):
    article = import_text("code", "```\na = 1\nb = 2\n```\n")
    place = at(article, "a = 1\nb = 2")
    sent = places(place).replace("\\n", "\\r\\n")
    response = desk.post("/desk/articles/code/notes/new/", SAID | {"places": sent, "replacement": "a = 1\r\nb = 3"})
    assert response.status_code == 302
    assert notes_of(article) == [(SAID["wording"], [("", "a = 1\nb = 2", "a = 1\nb = 3")])]


def test_all_that_is_under_more_is_kept(save, storm, at):
    save(
        at(storm, "40"),
        kind="clarification",
        severity="serious",
        error_type="number",
        withheld="on",
        topic="trees",
        apology="on",
        confirmed_internally="on",
        reported_on="2026-11-20",
        memo="The mayor rang.",
    )
    note = storm.notes.get()
    assert (note.kind, note.severity, note.error_type, note.topic, note.memo, str(note.reported_on)) == (
        "clarification",
        "serious",
        "number",
        "trees",
        "The mayor rang.",
        "2026-11-20",
    )
    assert (note.withheld, note.apology, note.confirmed_internally) == (True, True, True)


def test_what_is_removed_is_withheld(save, storm, at):
    save(at(storm, "Jane Smith"), replacement="The mayor", kind="removal")
    assert storm.notes.get().withheld is True


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        (
            {"replacement": "forty\nfive", "kind": "snow"},
            ("kind", "Select a valid choice. snow is not one of the available choices."),
        ),
        (
            {"wording": "x" * 3001},
            ("wording", "Ensure this value has at most 3000 characters (it has 3001)."),
        ),
        ({"reported_on": "yesterday"}, ("reported_on", "Enter a valid date.")),
        (
            {"withheld": "on", "replacement": "40"},
            ("replacement", "Words that are withheld need others in their place. Say what shall stand there."),
        ),
        ({"topic": "x" * 201}, ("topic", "Ensure this value has at most 200 characters (it has 201).")),
    ],
)
def test_what_cannot_be_kept_stands_beside_its_field_and_nothing_typed_is_lost(save, storm, at, fields, trouble):
    response = save(at(storm, "40"), memo="Ask Ada.", source_url="https://example.org/", source_title="Min", **fields)
    assert (response.status_code, troubles(response)) == (422, [trouble])
    sent = SAID | {"places": places(at(storm, "40")), "memo": "Ask Ada."} | fields
    kept = {name: field(response, name) for name in ("wording", "replacement", "places", "memo")}
    assert kept == {name: sent[name] for name in kept}
    assert (field(response, "source_url"), field(response, "source_title")) == ("https://example.org/", "Min")
    assert not storm.notes.exists()


def test_words_that_cannot_be_replaced_say_so_beside_the_replacement(save, storm, at):
    text = storm.latest_revision.rendering.texts()[""]
    cells = type(at(storm, "40"))("", text.index("Green"), text.index("25") + 2, "Green\n25")
    response = save(cells, replacement="Park 26")
    assert response.status_code == 422
    assert troubles(response) == [
        ("replacement", "This selection begins in one table cell and ends in another. Select words in one cell.")
    ]
    assert field(response, "replacement") == "Park 26"


@pytest.mark.parametrize(
    ("url", "title", "kept", "trouble"),
    [
        ("https://example.org/", "", [("", "https://example.org/")], None),
        ("example.org/a", "", [("", "https://example.org/a")], None),
        ("", "The mayor", [("The mayor", "")], None),
        ("The mayor of Harwich", "", [("The mayor of Harwich", "")], None),
        ("", "", [], None),
        ("javascript:alert(1)", "x", None, "Begin the address with https://, or leave it out and give a title alone."),
        ("mailto:a@example.org", "x", None, "Begin the address with https://, or leave it out and give a title alone."),
        ("https://" + "x" * 2000, "", None, "The address is too long; 2,000 characters are the most."),
        ("https://x.org", "x" * 501, None, "The title is too long; 500 characters are the most."),
        ("https://x.org/\0", "a\0", [("a", "https://x.org/")], None),
    ],
)
def test_a_source_is_kept_or_told_what_to_change(save, storm, at, url, title, kept, trouble):
    response = save(at(storm, "40"), source_url=[url, ""], source_title=[title, ""])
    if kept is None:
        assert response.status_code == 422
        (told,) = (one.text for one in read(response.content).one("fieldset").all("li"))
        assert told == trouble
        assert not storm.notes.exists()
    else:
        assert [(s.title, s.url) for s in storm.notes.get().sources.all()] == kept


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "{}",
        "3",
        '[{"field": ""}]',
        '[{"field": "", "start": -3, "end": 2, "exact": "40"}]',
        '[{"field": "", "start": 5, "end": 2, "exact": "40"}]',
        '[{"field": "", "start": Infinity, "end": 2, "exact": "40"}]',
        '[{"field": "", "start": "x", "end": 2, "exact": "40"}]',
        '[{"field": "", "start": 1, "end": 2, "exact": "\\ud800"}]',
        '[{"field": "", "start": 1, "end": 2, "exact": "\\u0000"}]',
        "[" * 10_000,
        '["40"]',
        "[null]",
        "[" + ",".join(['{"field": "", "start": 1, "end": 2, "exact": "40"}'] * 201) + "]",
    ],
)
def test_places_that_did_not_arrive_whole_are_asked_for_again(desk, storm, sent):
    response = desk.post(NEW, SAID | {"places": sent})
    assert response.status_code == 422
    assert troubles(response) == [("", "The places of this note did not arrive whole. Select the words again.")]
    assert (field(response, "wording"), field(response, "replacement")) == (SAID["wording"], "50")
    assert not storm.notes.exists()


def test_a_source_used_once_is_offered_next_time(save, desk, storm, at):
    save(at(storm, "40"), source_url=["https://example.org/minutes"], source_title=["The minutes"])
    offered = read(desk.get(NEW, {"exact": "1987"}).content).one("datalist").all("option")
    assert ("https://example.org/minutes", "The minutes") in [
        (one.attributes["value"], one.attributes["label"]) for one in offered
    ]


# A note that is there


def test_a_draft_opens_with_all_that_was_said(desk, storm, draft, at):
    note = draft(
        storm, ["40", at(storm, "40", field="title")], "50", wording="It was 50.", memo="Ask Ada.", severity="serious"
    )
    response = desk.get(f"/desk/notes/{note.pk}/")
    assert [field(response, name) for name in ("replacement", "wording", "memo", "version")] == [
        "50",
        "It was 50.",
        "Ask Ada.",
        "1",
    ]
    assert json.loads(field(response, "places")) == json.loads(places(at(storm, "40"), at(storm, "40", field="title")))
    options = read(response.content).one("select", id="id_severity").all("option")
    assert [one.attributes["value"] for one in options if "selected" in one.attributes] == ["serious"]


def test_a_draft_is_changed(save, storm, draft, at):
    note = draft(storm, "40", "45")
    response = save(at(storm, "40 trees"), address=f"/desk/notes/{note.pk}/", version="1", replacement="50 trees")
    assert response.status_code == 302
    assert notes_of(storm) == [(SAID["wording"], [("", "40 trees", "50 trees")])]


def test_a_card_sent_as_it_was_opened_changes_nothing(desk, storm, draft, at):
    notes = [
        draft(storm, ["40", at(storm, "40", field="title")], "50", sources=(("Min", "https://example.org/"),)),
        draft(storm, "1987"),
        draft(storm, "worst", ""),
        draft(storm, kind="editors_note", memo="Ask Ada.\nThen ask Grace."),
    ]
    before, versions = notes_of(storm), [(note.version, note.updated_at) for note in storm.notes.all()]
    for note in notes:
        card = read(desk.get(f"/desk/notes/{note.pk}/").content).one("form", class_="card")
        sent = {}
        for element in card.all():
            name, value = element.attributes.get("name"), element.attributes.get("value", "")
            if name is None or (element.attributes.get("type") == "checkbox" and "checked" not in element.attributes):
                continue
            if element.name == "textarea":
                value = element.raw_text().removeprefix("\n").replace("\n", "\r\n")  # as browsers send it
            if element.name == "select":
                value = next((o.attributes["value"] for o in element.all("option") if "selected" in o.attributes), "")
            sent.setdefault(name, []).append(value)
        assert desk.post(f"/desk/notes/{note.pk}/", sent).status_code == 302
    assert notes_of(storm) == before
    assert [(note.version, note.updated_at) for note in storm.notes.all()] == versions
    assert [s.url for s in notes[0].sources.all()] == ["https://example.org/"]


def test_two_editors_are_shown_both_texts(save, storm, draft, at, other_editor):
    note = draft(storm, "40", "45")
    theirs = Content("It was 60, say the others.", "60", sources=(("Their source", ""),))
    rewrite_note(note, [at(storm, "40")], theirs, version=1, user=other_editor)
    response = save(at(storm, "40"), address=f"/desk/notes/{note.pk}/", version="1")
    assert response.status_code == 409
    assert troubles(response) == [
        (
            "",
            "Somebody else has changed this note meanwhile. Nothing of yours is lost: compare both texts, take over "
            "what you need, and save again.",
        )
    ]
    page = read(response.content)
    theirs = page.one("section", class_="theirs")
    assert [row.one("dt").text for row in theirs.all("div")] == ["Right words", "What readers are told", "Source"]
    assert [[told.text.removesuffix(" Take this") for told in row.all("dd")] for row in theirs.all("div")] == [
        ["60", "Yours: 50"],
        ["It was 60, say the others.", f"Yours: {SAID['wording']}"],
        ["Their source"],
    ]
    assert "grace saved this" in theirs.text
    assert (field(response, "wording"), field(response, "replacement"), field(response, "version")) == (
        SAID["wording"],
        "50",
        "2",
    )
    assert save(at(storm, "40"), address=f"/desk/notes/{note.pk}/", version="2").status_code == 302
    assert notes_of(storm) == [(SAID["wording"], [("", "40", "50")])]


def test_what_somebody_withheld_meanwhile_stays_withheld(save, storm, draft, at, other_editor):
    note = draft(storm, "40", "45")
    theirs = Content("It said too much about {topic}.", "45", withheld=True, topic="a number")
    rewrite_note(note, [at(storm, "40"), at(storm, "lucky")], theirs, version=1, user=other_editor)
    address = f"/desk/notes/{note.pk}/"
    response = save(at(storm, "40"), address=address, version="1")
    rows = read(response.content).one("section", class_="theirs").all("div")
    told = {row.one("dt").text: row.all("dd")[0].text.removesuffix(" Take this") for row in rows}
    assert (told["Withhold the original words from readers"], told["Topic"]) == ("yes", "a number")
    assert told["Places"] == "“40”; “lucky”"
    boxes = [one for one in read(response.content).all("input") if one.attributes.get("name") == "withheld"]
    assert ["checked" in box.attributes for box in boxes] == [True]


def test_words_that_somebody_left_standing_are_taken_over_as_they_stand(save, storm, draft, at, other_editor):
    note = draft(storm, "40", "45")
    rewrite_note(note, [at(storm, "40")], Content("It is 40 indeed."), version=1, user=other_editor)
    response = save(at(storm, "40"), address=f"/desk/notes/{note.pk}/", version="1")
    takes = [one.attributes for one in read(response.content).all("button") if "data-take" in one.attributes]
    assert {one["data-take"]: one["value"] for one in takes}["replacement"] == "40"


def test_a_note_that_was_deleted_is_no_longer_there(save, storm, draft, at):
    note = draft(storm, "40", "45")
    delete_draft(note)
    assert save(at(storm, "40"), address=f"/desk/notes/{note.pk}/").status_code == 404


def test_a_note_that_was_published_meanwhile_keeps_what_was_typed(save, storm, published, at):
    note = published(storm, "40", "45")
    response = save(at(storm, "40"), address=f"/desk/notes/{note.pk}/", version="1")
    assert response.status_code == 422
    assert "This note was published meanwhile, and a published note never changes. Amend it instead." in dict(
        map(reversed, troubles(response))
    )
    assert field(response, "wording") == SAID["wording"]


def test_a_draft_is_deleted_after_a_question(desk, storm, draft):
    note, beside = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    page = desk.get(f"/desk/notes/{note.pk}/deletion/")
    assert b"Delete this draft?" in page.content
    assert storm.notes.count() == 2
    assert desk.post(f"/desk/notes/{note.pk}/deletion/", asked(page))["Location"] == "/desk/articles/storm/"
    assert list(storm.notes.all()) == [beside]


def test_what_somebody_wrote_meanwhile_is_not_deleted_unseen(desk, storm, draft, at, other_editor):
    note, beside = draft(storm, "40", "50", wording="It was 50."), draft(storm, "1987", "1986")
    address = f"/desk/notes/{note.pk}/deletion/"
    page = desk.get(address)
    rewrite_note(note, [at(storm, "40")], Content("It was 60.", "60"), version=1, user=other_editor)
    refused = desk.post(address, asked(page))
    assert refused.status_code == 409
    told = read(refused.content)
    assert told.one("p", class_="trouble").text == NOT_AS_SEEN
    assert told.one("p", class_="wording").text == "It was 60."
    assert list(storm.notes.all()) == [note, beside]
    # Now it was seen as it is.
    assert desk.post(address, asked(refused))["Location"] == "/desk/articles/storm/"
    assert list(storm.notes.all()) == [beside]


def test_the_question_tells_all_of_the_draft_in_a_fixed_number_of_queries(desk, storm, draft, at):
    def asks(note):
        with CaptureQueriesContext(connection) as queries:
            page = read(desk.get(f"/desk/notes/{note.pk}/deletion/").content)
        return len(queries), [one.text for one in page.all("p", class_="words")], page.one("p", class_="sources").text

    one = draft(storm, "1987", "1986", sources=(("The minutes", ""),))
    many = draft(storm, ["40", at(storm, "40", field="title")], "50", sources=(("The minutes", ""), ("The mayor", "")))
    (once, lines, source), (more, all_lines, sources) = asks(one), asks(many)
    assert (len(lines), source, len(all_lines), sources) == (
        1,
        "Source: The minutes",
        2,
        "Sources: The minutes; The mayor",
    )
    assert once == more


@pytest.mark.parametrize("sent", [{}, {"version": ""}, {"version": "x"}, {"version": "0"}, {"version": "9" * 5000}])
def test_a_draft_that_nobody_says_they_looked_at_is_not_deleted(desk, storm, draft, sent):
    note = draft(storm, "40", "50")
    refused = desk.post(f"/desk/notes/{note.pk}/deletion/", sent)
    assert refused.status_code == 409
    assert read(refused.content).one("p", class_="trouble").text == NOT_AS_SEEN
    assert storm.notes.get() == note


def test_a_draft_that_somebody_else_has_deleted_is_gone_for_all(desk, storm, draft):
    note, beside = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    page = desk.get(f"/desk/notes/{note.pk}/deletion/")
    delete_draft(note)
    assert desk.post(f"/desk/notes/{note.pk}/deletion/", asked(page)).status_code == 404
    assert list(storm.notes.all()) == [beside]


def test_a_published_note_cannot_be_deleted_or_edited_but_amended(desk, storm, published):
    note = published(storm, "40", "50")
    for method, address in (("get", ""), ("get", "deletion/"), ("post", "deletion/")):
        response = getattr(desk, method)(f"/desk/notes/{note.pk}/{address}")
        assert (response.status_code, response["Location"]) == (302, f"/desk/notes/{note.pk}/amendment/")
    assert storm.notes.get() == note


# An amendment


def test_an_amendment_opens_with_what_it_amends_and_is_saved_as_a_draft(desk, save, storm, published, at):
    note = published(storm, "40", "45", wording="It was 45.", severity="serious")
    address = f"/desk/notes/{note.pk}/amendment/"
    response = desk.get(address)
    assert (field(response, "replacement"), field(response, "wording"), field(response, "version")) == (
        "45",
        "It was 45.",
        "",
    )
    assert save(at(storm, "40"), address=address).status_code == 302
    amendment = storm.notes.drafts().get()
    assert (amendment.amends, amendment.spans.get().replacement) == (note, "50")


def test_an_amendment_leads_to_the_newest_of_its_chain(desk, storm, published, draft):
    first = published(storm, "40", "45")
    second = published(storm, "40", "46", amends=first)
    third = draft(storm, "40", "47", amends=second)
    asked = [(first, second, "amendment/"), (second, third, "")]
    for note, newer, rest in asked:
        assert desk.get(f"/desk/notes/{note.pk}/amendment/")["Location"] == f"/desk/notes/{newer.pk}/{rest}"
    assert desk.get(f"/desk/notes/{third.pk}/amendment/")["Location"] == f"/desk/notes/{third.pk}/"


def test_a_second_amendment_keeps_what_was_typed(save, storm, published, draft, at):
    note = published(storm, "40", "45")
    draft(storm, "40", "46", amends=note)
    response = save(at(storm, "40"), address=f"/desk/notes/{note.pk}/amendment/")
    assert (response.status_code, troubles(response)) == (
        422,
        [("replacement", "This note is being amended already. Open that draft, or amend the newest note.")],
    )
    assert field(response, "wording") == SAID["wording"]


# A lost place


@pytest.fixture
def lost(storm, draft, editor):
    """The lost place of a draft."""
    draft(storm, "40", "50")
    source = storm.latest_revision.source.replace("felled 40", "felled a good forty")
    import_article(source.encode(), user=editor, slug="storm")
    return Span.objects.lost().get(note__article=storm)


def test_a_lost_place_is_listed_with_what_stood_around_it(desk, lost):
    section = read(desk.get("/desk/articles/storm/").content).one("section", class_="lost")
    assert "14 May 2021 felled 40 trees in Harwich" in section.all("dd", class_="words")[0].text
    assert f"/desk/spans/{lost.pk}/place/" in [link.attributes["href"] for link in section.all("a")]


@pytest.mark.parametrize("with_offsets", [True, False])
def test_a_lost_place_is_given_its_words(desk, storm, lost, at, with_offsets):
    place = at(storm, "forty")
    sent = (
        {"exact": "good forty"}
        if not with_offsets
        else {"field": "", "start": place.start, "end": place.end, "exact": "forty"}
    )
    response = desk.post(f"/desk/spans/{lost.pk}/place/", sent)
    assert (response.status_code, response["Location"]) == (302, "/desk/articles/storm/")
    assert not Span.objects.lost().exists()


@pytest.mark.parametrize(
    ("exact", "sentence"),
    [
        ("snow", "“snow” does not stand in the text with these neighbours. Copy the words anew."),
        ("", "Type the words, or select them in the article."),
    ],
)
def test_words_that_are_not_there_give_a_lost_place_nothing(desk, lost, exact, sentence):
    response = desk.post(f"/desk/spans/{lost.pk}/place/", {"exact": exact})
    assert response.status_code == 422
    assert sentence in read(response.content).text
    assert Span.objects.lost().get() == lost


def test_a_lost_place_is_left_out_of_a_draft(desk, storm, lost):
    response = desk.post(f"/desk/spans/{lost.pk}/place/", {"leave_out": "1"})
    assert (response.status_code, response["Location"]) == (302, "/desk/articles/storm/")
    assert [span.quote_exact for span in Span.objects.filter(note__article=storm)] == []
    assert CorrectionNote.objects.filter(article=storm).count() == 1


# What else may be meant


def offered(response):
    """The words that the card offers instead of the selected ones."""
    return [link.text for link in read(response.content).one("p", class_="choices").all("a")]


def elsewhere(response):
    """The other places of the words: field and whether ticked."""
    boxes = [e for e in read(response.content).all("input") if e.attributes.get("name") == "also"]
    return [(json.loads(box.attributes["value"])["field"], "checked" in box.attributes) for box in boxes]


def test_part_of_a_word_is_offered_whole(desk, storm, at):
    response = desk.get(NEW, {"exact": "202", "start": at(storm, "2021").start, "end": at(storm, "2021").start + 3})
    assert offered(response) == ["Take all of “2021”"]


def test_whole_words_in_one_paragraph_leave_nothing_to_choose(desk, storm):
    assert offered(desk.get(NEW, {"exact": "felled 40"})) == []


def test_words_across_cells_offer_the_words_of_each(desk, storm, at):
    place = at(storm, "Green\n25")
    response = desk.get(NEW, {"exact": place.exact, "start": place.start, "end": place.end})
    assert offered(response) == ["Take only “Green”", "Take only “25”"]
    assert "more than one paragraph, cell or item" in read(response.content).one("p", class_="choices").text


def test_all_of_the_emphasis_is_offered_once_its_half_is_refused(save, desk, import_text, at):
    article = import_text("bridge", "See **the long** *bridge of* Porto.\n")
    place = at(article, "long bridge")
    address = "/desk/articles/bridge/notes/new/"
    assert offered(desk.get(address, {"exact": place.exact, "start": place.start, "end": place.end})) == []
    refused = save(place, address=address, replacement="short")
    assert (refused.status_code, offered(refused)) == (422, ["Take all of “the long bridge of”"])


def test_other_places_of_the_same_words_are_listed_and_ticked_ones_saved(desk, save, import_text, draft, at):
    article = import_text("count", "---\ntitle: Count of 40\n---\n\nThere were 40, then 40 and 40. 140 more.\n")
    draft(article, at(article, "40", occurrence=3), "43")
    address = "/desk/articles/count/notes/new/"
    first = at(article, "40")
    response = desk.get(address, {"exact": "40", "start": first.start, "end": first.end})
    assert elsewhere(response) == [("", False), ("title", False)]  # neither in 140 nor where a draft changes it
    also = places(at(article, "40", field="title"))[1:-1]
    assert save(first, address=address, also=also).status_code == 302
    assert (
        "An earlier version misstated the number of trees. It is 50, not 40.",
        [("", "40", "50"), ("title", "40", "50")],
    ) in notes_of(article)


def test_ticked_places_come_back_ticked_with_what_is_refused(save, import_text, at):
    article = import_text("count", "Forty of 40.\n\nThere were 40.\n")
    also = places(at(article, "40", occurrence=2))[1:-1]
    response = save(at(article, "40"), address="/desk/articles/count/notes/new/", also=also, reported_on="never")
    assert (response.status_code, elsewhere(response)) == (422, [("", True)])


def test_words_that_a_note_changes_already_open_that_note(desk, storm, draft, published, at):
    note, public = draft(storm, "40 trees", "50 trees"), published(storm, "1987", "1986")
    part = at(storm, "felled 40")
    response = desk.get(NEW, {"exact": part.exact, "start": part.start, "end": part.end})
    assert (response.status_code, response["Location"]) == (302, f"/desk/notes/{note.pk}/")
    assert desk.get(NEW, {"exact": "since 1987"})["Location"] == f"/desk/notes/{public.pk}/amendment/"


# What readers will see

SEEN = "/desk/articles/storm/notes/seen/"


def test_what_readers_will_see_is_shown_while_one_types(save, storm, at):
    response = save(at(storm, "40"), address=SEEN, source_url=["example.org/minutes"], source_title=["The minutes"])
    page = read(response.content)
    line = page.one("p", class_="line")
    assert [(line.one("del").text, line.one("ins").text)] == [("40", "50")]
    assert page.one("p", class_="wording").text == SAID["wording"]
    assert page.one("span", class_="label").text == "Correction"
    assert page.one("p", class_="sources").one("a").attributes["href"] == "https://example.org/minutes"
    assert not storm.notes.exists()


def test_what_is_known_at_publication_is_filled_in_as_today(save, storm):
    response = save(address=SEEN, kind="retraction", wording="{publisher} has retracted this, {date of publication}.")
    told = read(response.content).one("p", class_="wording").text
    assert told.startswith("Example News has retracted this, ")
    assert "{" not in told


def test_deleting_and_keeping_words_are_told_apart(save, storm, at):
    assert "These words will be deleted:" in read(save(at(storm, "40"), address=SEEN, replacement="").content).text
    stays = read(save(at(storm, "40"), address=SEEN, replacement="40").content).text
    assert "The words stay as they are; readers get a note on them." in stays


@pytest.fixture
def put_right(storm, published, editor):
    """A published note whose words a later revision put right, among one that it carried on."""
    published(storm, "1987", "1986")
    note = published(storm, "40", "50")
    import_article(storm.latest_revision.source.replace("40", "50").encode(), user=editor, slug="storm")
    return note


@pytest.mark.parametrize("amended_by", ["a new card", "a draft"])
def test_nobody_is_told_to_call_a_correction_that_was_carried_out_a_clarification(
    save, storm, at, desk, put_right, amended_by
):
    opened = desk.get(f"/desk/notes/{put_right.pk}/amendment/")
    assert field(opened, "replacement") == "50"
    note = put_right
    if amended_by == "a draft":
        save(at(storm, "50"), address=f"/desk/notes/{note.pk}/amendment/", wording="It was 50, not 40, in Harwich.")
        note = put_right.amended_by.get()
        assert note.kind == "correction"
    said = read(save(at(storm, "50"), address=f"{SEEN}?note={note.pk}").content)
    assert "The words stay as they are: the article has them right already." in said.text
    assert not said.all("button", data_kind="clarification")


def test_other_words_of_such_a_note_are_only_told_of(save, storm, at, put_right):
    said = read(save(at(storm, "Jane"), address=f"{SEEN}?note={put_right.pk}", replacement="Jane").content)
    assert said.one("button", data_kind="clarification")
    said = read(save(at(storm, "50"), address=SEEN, replacement="50").content)
    assert said.one("button", data_kind="clarification")


def test_doubts_about_a_wording_are_told_once_its_blanks_are_filled(save, storm, at):
    doubts = read(save(at(storm, "40"), address=SEEN).content).one("ul", class_="warnings").text
    assert "It names no source." in doubts
    unfilled = read(save(at(storm, "40"), address=SEEN, wording="It is {right}.").content)
    assert not list(unfilled.all("ul", class_="warnings"))


def test_each_doubt_tells_why_it_matters_and_whose_rule_it_is(save, storm, at):
    doubts = read(save(at(storm, "40"), address=SEEN, wording="Our reporter erred.").content).all(
        "ul", class_="warnings"
    )
    reasons = [details.text for item in doubts for details in item.all("details")]
    assert len(reasons) == len([item for one in doubts for item in one.all("li")]) > 2
    assert all(reason.startswith("Why?") for reason in reasons)
    assert any("blame tells readers nothing that they need. Washington Post" in reason for reason in reasons)


def test_a_note_that_comes_late_is_offered_the_sentence_that_says_why(save, storm, at):
    told = {"wording": "It is 50, not 40, the harbour master says.", "source_url": "https://example.org"}
    late = read(save(at(storm, "40"), address=SEEN, reported_on="2020-10-03", **told).content)
    assert " days late. Tell readers why." in late.text
    assert late.one("button", data_adds="The error was brought to our attention on 3 October 2020.")
    said = told | {"wording": f"{told['wording']} The error was brought to our attention on 3 October 2020."}
    assert "days late" not in read(save(at(storm, "40"), address=SEEN, reported_on="2020-10-03", **said).content).text


def test_an_error_is_as_old_as_its_article(save, import_text, at):
    article = import_text("frost", "---\ndate: 2020-10-03\n---\n\nFrost on 40 days.\n")
    seen = read(
        save(at(article, "40"), address="/desk/articles/frost/notes/seen/", wording="It is 50, not 40.").content
    )
    assert " days late. Tell readers why." in seen.text
    assert not list(seen.all("button", data_adds=True))


@pytest.mark.parametrize(
    "wrong",
    [
        {"reported_on": "never"},
        {"wording": "[" * 500},
        {"wording": "{topic}" * 40, "topic": "[" * 200},
        {"exact": "1987", "replacement": "x" * 30_000},
        {"places": "no list"},
    ],
)
def test_what_cannot_be_read_yet_shows_nothing_new(save, storm, wrong):
    assert save(address=SEEN, **wrong).status_code == 204


# What is sent twice


def test_a_card_that_is_sent_twice_is_saved_once(save, storm, at):
    uid = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
    for _ in range(2):
        assert save(at(storm, "40"), uid=uid).status_code == 302
    assert notes_of(storm) == [(SAID["wording"], [("", "40", "50")])]


def test_each_card_names_a_note_of_its_own(desk, storm):
    names = {field(desk.get(NEW, {"exact": "1987"}), "uid") for _ in range(2)}
    assert (len(names), "" in names) == (2, False)


def test_an_amendment_shows_the_notice_that_it_amends(desk, storm, published):
    note = published(storm, "40", "45", wording="It was 45.")
    earlier = read(desk.get(f"/desk/notes/{note.pk}/amendment/").content).one("section", class_="earlier")
    assert earlier.one("span", class_="label").text == "Correction no. 1"
    assert earlier.one("p", class_="wording").text == "It was 45."


@pytest.mark.parametrize("uid", ["", "nonsense", "00000000"])
def test_a_card_without_a_good_name_is_saved_all_the_same(save, storm, at, uid):
    assert save(at(storm, "40"), uid=uid).status_code == 302
    assert storm.notes.count() == 1


def test_what_is_removed_is_shown_as_withheld_while_one_types(save, storm, at):
    response = save(at(storm, "40"), address=SEEN, kind="removal", replacement="many")
    assert list(read(response.content).all("del")) == []


def test_a_ticked_place_that_somebody_else_took_meanwhile_stays_listed(save, import_text, draft, at):
    article = import_text("count", "Forty of 40.\n\nThere were 40.\n")
    second = at(article, "40", occurrence=2)
    draft(article, second, "41")
    response = save(at(article, "40"), address="/desk/articles/count/notes/new/", also=places(second)[1:-1])
    assert (response.status_code, elsewhere(response)) == (422, [("", True)])
