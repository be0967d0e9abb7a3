"""What asks for a decision on the desk: lost places with both texts side by side, taken, marked anew or left out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.annotate import Place
from corrections.actions.import_article import import_article
from corrections.models import LedgerEntry, Proposal, PublicState, Span
from tests.pages.reading import read


@pytest.fixture
def rewrite(storm, editor):
    """A function: imports the storm again, with changes to its source."""

    def rewrite(*changes, **more):
        source = storm.latest_revision.source
        for old, new in changes:
            assert source.count(old) == 1
            source = source.replace(old, new)
        return import_article(source.encode(), user=editor, slug="storm", **more)

    return rewrite


@pytest.fixture
def asked(desk):
    """A function: the entries of the list on the article's page, in order."""

    def asked():
        return read(desk.get("/desk/articles/storm/").content).all("li", class_="decision")

    return asked


def sides(entry):
    """What stands on each side of an entry, and what the note would make of it."""
    return [side.text for side in entry.one("dl", class_="texts").all("dd")]


def marked(entry):
    return [[one.text for one in entry.one("dl", class_="texts").all(name)] for name in ("del", "ins")]


def told(response):
    return [line.text for line in read(response.content).one(id="article").all("p", role="status")]


def test_both_texts_stand_side_by_side(storm, published, rewrite, asked):
    published(storm, "felled 40 trees", "felled 50 trees", wording="It was 50 trees.")
    rewrite(("felled 40 trees in Harwich", "felled some 40 trees in all of Harwich"))
    (entry,) = asked()
    assert entry.one("h3").text == "Correction no. 1"
    assert entry.one("p", class_="wording").text == "It was 50 trees."
    assert sides(entry) == [
        "The storm of 14 May 2021 felled 40 trees in Harwich, the council said…",
        "The storm of 14 May 2021 felled some 40 trees in all of Harwich, the council…",
        "felled some 40 50 trees",
    ]
    assert marked(entry) == [["some 40"], ["some", "50"]]
    assert entry.one("p", class_="warning").text == "“some” is new here, and the note would take it out again."
    assert [button.text.split(":")[0] for button in entry.all("button")] == ["Take this place"]
    links = [link.text.split(":")[0] for link in entry.one("div", class_="go").all("a")]
    assert links == ["Right already…", "Mark other words", "Show in the text"]


def test_the_proposed_words_are_marked_in_the_article_and_led_to(storm, published, rewrite, asked, desk):
    published(storm, "felled 40 trees", "felled 50 trees")
    rewrite(("felled 40 trees", "felled some 40 trees"))
    (entry,) = asked()
    page = read(desk.get("/desk/articles/storm/").content)
    words = page.one("mark", data_note=entry.attributes["id"])
    assert words.text == "felled some 40 trees"
    assert f"#{words.attributes['id']}" in [link.attributes["href"] for link in entry.all("a")]


def test_words_that_are_gone_are_listed_last_and_without_a_place_to_take(storm, draft, published, rewrite, asked):
    published(storm, "the crews", "all crews")
    draft(storm, "felled 40 trees", "felled 50 trees")
    rewrite(
        ("The mayor, Jane Smith, thanked the crews. “We were lucky,” she said.\n", ""),
        ("felled 40 trees", "felled some 40 trees"),
    )
    first, gone = asked()
    assert sides(gone)[1] == "These words are gone, or nobody can tell where they are."
    assert [[button.text.split(":")[0] for button in one.all("button")] for one in (first, gone)] == [
        ["Take this place", "Leave it out"],
        [],
    ]


def test_more_than_three_wait_behind_the_first(storm, draft, rewrite, desk, asked):
    changes = [("felled 40", "felled some 40"), ("the worst", "the very worst"), ("lost its", "lost most of its")]
    changes += [("closed for two", "closed again for two")]
    for old, _ in changes:
        draft(storm, old, "x")
    rewrite(*changes)
    page = read(desk.get("/desk/articles/storm/").content)
    assert page.one("h2", id="lost-words").text == "4 places need a decision"
    assert len(page.one("details", class_="others").all("li", class_="decision")) == 1
    assert page.one("details", class_="others").one("summary").text == "Show 1 more place"


def test_a_place_is_taken_and_the_article_comes_back(storm, published, rewrite, desk, asked):
    published(storm, "felled 40 trees", "felled 50 trees")
    rewrite(("felled 40 trees", "felled some 40 trees"))
    span = Span.objects.lost().get(note__article=storm)
    response = desk.post("/desk/articles/storm/places/", {"span": span.pk, "revision": 2}, follow=True)
    assert response.redirect_chain == [("/desk/articles/storm/", 302)]
    assert told(response) == ["The note has its place again."]
    assert asked() == []


def test_those_that_only_lost_or_gained_words_are_taken_together(storm, draft, rewrite, desk, asked):
    draft(storm, "The harbour closed for two days", kind="clarification")
    draft(storm, "The library lost its roof", "The library lost a wall")
    draft(storm, "felled 40 trees", "felled 50 trees")
    rewrite(
        ("closed for two days", "closed for nearly two days"),
        ("library lost its roof", "library lost roof"),
        ("felled 40 trees", "felled some 40 trees"),
    )
    page = read(desk.get("/desk/articles/storm/").content)
    (form,) = [form for form in page.all("form") if form.text.startswith("Take all")]
    assert form.one("button").text == "Take all 2 places that only lost or gained words"
    sent = {
        "span": [one.attributes["value"] for one in form.all("input") if one.attributes["name"] == "span"],
        "revision": 2,
    }
    response = desk.post(form.attributes["action"], sent, follow=True)
    assert told(response) == ["2 places are taken."]
    (left,) = asked()
    assert sides(left)[2] == "felled some 40 50 trees"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (
            {"revision": 2},
            "No place was chosen. Take one, or mark in the article the words that",
        ),
        ({"span": "x", "revision": 2}, "No place was chosen."),
        ({"span": 987654, "revision": 2}, "This place is gone: its draft was changed or deleted meanwhile."),
        ({"span": "LOST", "revision": 1}, "A new revision of this article has come in meanwhile"),
        ({"span": "LOST", "revision": "x"}, "A new revision of this article has come in meanwhile"),
    ],
)
def test_what_cannot_be_taken_is_told_and_stays_listed(storm, published, rewrite, desk, asked, sent, sentence):
    published(storm, "felled 40 trees", "felled 50 trees")
    rewrite(("felled 40 trees", "felled some 40 trees"))
    lost = Span.objects.lost().get(note__article=storm)
    sent = {name: lost.pk if value == "LOST" else value for name, value in sent.items()}
    (line,) = told(desk.post("/desk/articles/storm/places/", sent, follow=True))
    assert line.startswith(sentence)
    assert (len(asked()), Proposal.objects.count()) == (1, 1)


def test_a_draft_that_awaits_a_decision_says_on_the_sheet_where(storm, draft, rewrite, desk):
    draft(storm, "felled 40 trees", "felled 50 trees")
    rewrite(("felled 40 trees", "felled some 40 trees"))
    lost = Span.objects.lost().get(note__article=storm)
    line = read(desk.get("/desk/articles/storm/publication/").content).one("ol", class_="ticks").all("li")[0]
    assert line.one("ul", class_="errorlist").text == (
        "A place of it awaits a decision, since a later revision changed the words there. Say where they are now, or "
        "leave the place out."
    )
    links = [link.attributes["href"] for link in line.all("a")]
    assert f"/desk/articles/storm/#lost-{lost.pk}" in links


def test_the_page_of_a_place_offers_the_same(storm, draft, rewrite, desk):
    draft(storm, "felled 40 trees", "felled 50 trees")
    rewrite(("felled 40 trees", "felled some 40 trees"))
    lost = Span.objects.lost().get(note__article=storm)
    page = read(desk.get(f"/desk/spans/{lost.pk}/place/").content).one("main")
    assert [button.text for button in page.all("button")] == ["Take this place", "Place the note here", "Leave it out"]


# Words that are marked for a published note


@pytest.fixture
def reworded(storm, published, rewrite):
    """The lost place of a published note that the newsroom put right in other words, among other notes."""
    published(storm, "1987", "1986")
    published(storm, "40", "50", wording="It was 50 trees.")
    rewrite(("felled 40 trees", "felled half a hundred trees"))
    return Span.objects.lost().get(note__article=storm)


@pytest.fixture
def asks(desk, reworded, at, storm):
    """A function: marks words for the lost place, and returns the answer."""

    def asks(words="half a hundred", span=reworded):
        place = at(storm, words)
        sent = {"field": "", "start": place.start, "end": place.end, "exact": words}
        return desk.get(f"/desk/spans/{span.pk}/place/", sent)

    return asks


def readers_see(response):
    """By what is said of marked words how readers would see them: the line, what is struck in it, what is new."""
    ways = read(response.content).one("div", class_="marked").one("dl", class_="ways")
    return {
        way.one("dt").text: (way.one("dd").text, [one.text for name in ("del", "ins") for one in way.all(name)])
        for way in ways.all("div")
    }


def says(response, words):
    """What the form of an answer sends when this button is pressed."""
    form = read(response.content).one("div", class_="marked").one("form")
    assert words in [button.attributes["value"] for button in form.all("button")]
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    return form.attributes["action"], sent | {"words": words}


def test_what_readers_will_see_of_marked_words_is_shown_before_anything_is_done(reworded, asks):
    before = (Span.objects.count(), LedgerEntry.objects.count(), PublicState.now())
    response = asks()
    line = "The storm of 14 May 2021 felled {} trees in Harwich, the council said on Friday."
    assert response.status_code == 200
    assert not read(response.content).all("p", class_="warning")
    assert readers_see(response) == {
        "If they are still wrong, readers will see": (
            line.format("half a hundred 50"),
            ["half a hundred", "50"],
        ),
        "If they are right already, readers will see": (line.format("half a hundred"), []),
    }
    assert (Span.objects.count(), LedgerEntry.objects.count(), PublicState.now()) == before


def test_marked_words_that_are_right_already_are_left_as_they_are(storm, reworded, asks, desk):
    response = desk.post(*says(asks(), "right"), follow=True)
    assert told(response) == [
        "The note has its place again.",
        "The right words stand there already, and stay as they are.",
    ]
    placed = reworded.carried_to
    assert (placed.origin, placed.quote_exact, placed.splices) == ("incorporated", "half a hundred", [])
    assert LedgerEntry.objects.latest("sequence").what == "place"
    article = read(desk.get("/articles/storm/").content).one("article")
    assert "felled half a hundred" in article.text
    assert [one.text for mark in article.all("mark") for one in mark.all("del")] == ["1987"]


def test_marked_words_that_are_still_wrong_are_changed(storm, reworded, asks, desk):
    desk.post(*says(asks(), "wrong"))
    assert (reworded.carried_to.origin, reworded.carried_to.quote_exact) == ("placed", "half a hundred")
    article = read(desk.get("/articles/storm/").content).one("article")
    assert [one.text for mark in article.all("mark") for one in mark.all("del")] == ["half a hundred", "1987"]


def test_a_published_note_is_not_placed_before_it_is_said_whether_its_words_are_wrong(reworded, desk):
    response = desk.post(f"/desk/spans/{reworded.pk}/place/", {"exact": "half a hundred"})
    assert response.status_code == 422
    assert len(readers_see(response)) == 2
    assert Span.objects.lost().get() == reworded


def test_of_words_that_are_just_what_the_note_says_nothing_is_changed(rewrite, reworded, asks):
    rewrite(("cost £2 million", "cost 50 million"))
    assert list(readers_see(asks("50"))) == ["If they are right already, readers will see"]


def test_marked_words_that_stand_nowhere_are_told(reworded, desk):
    response = desk.get(f"/desk/spans/{reworded.pk}/place/", {"exact": "snow"})
    assert response.status_code == 422
    assert "“snow” does not stand in the text" in read(response.content).one("p", class_="trouble").text


def test_marked_words_that_another_note_replaces_are_shown_and_refused(reworded, asks, desk):
    response = desk.post(*says(asks("worst since 1987"), "wrong"))
    assert response.status_code == 422
    assert "Another note already replaces some of these words." in read(response.content).text
    assert Span.objects.lost().get() == reworded


def test_a_revision_that_came_after_the_words_were_marked_is_looked_at_first(reworded, asks, desk, rewrite):
    address, sent = says(asks(), "right")
    rewrite(("£2 million", "£3 million"))
    response = desk.post(address, sent)
    assert "A new revision of this article has come in meanwhile." in read(response.content).text
    assert Span.objects.lost().get() == reworded


def test_proposed_words_can_be_right_already_too(storm, reworded, asked, desk):
    (entry,) = asked()
    (href,) = [link.attributes["href"] for link in entry.all("a") if link.text.startswith("Right already…")]
    desk.post(*says(desk.get(href), "right"))
    assert reworded.carried_to.origin == "incorporated"


def test_a_link_that_leads_right_in_another_way_is_left_as_it_is(import_text, published, editor, desk):
    old, new = "https://old.example/a", "https://new.example/b"
    source = f"# The paper\n\nIt says so [here]({old}), and [there](https://else.example/).\n"
    paper = import_text("paper", source)
    published(paper, Place("#link.1.href", 0, len(old), old), new)
    import_article(source.replace(old, "https://www.new.example/c").encode(), user=editor, slug="paper")
    lost = Span.objects.lost().get(note__article=paper)
    form = read(desk.get(f"/desk/spans/{lost.pk}/place/").content).one("div", class_="links").all("form")[0]
    assert form.attributes["method"] == "get"
    sent = {one.attributes["name"]: one.attributes["value"] for one in form.all("input")}
    desk.post(*says(desk.get(form.attributes["action"], sent), "right"))
    assert (lost.carried_to.origin, lost.carried_to.quote_exact) == ("incorporated", "https://www.new.example/c")


def test_a_draft_is_placed_without_being_asked(storm, draft, rewrite, desk, asked):
    draft(storm, "40", "50")
    rewrite(("felled 40 trees", "felled half a hundred trees"))
    lost = Span.objects.lost().get(note__article=storm)
    page = read(desk.get(f"/desk/spans/{lost.pk}/place/", {"exact": "half a hundred"}).content)
    assert not page.all("div", class_="marked")
    desk.post(f"/desk/spans/{lost.pk}/place/", {"exact": "half a hundred"})
    assert lost.carried_to.origin == "placed"


def test_why_a_revision_was_imported_stands_beside_its_number(storm, desk):
    content = storm.latest_revision.source.replace("1987", "1986")
    sent = {"slug": "storm", "text": content, "reason": "  The agency sent\n a second version "}
    looked = read(desk.post("/desk/new-article/?slug=storm", sent).content)
    kept = {
        one.attributes.get("name"): one.attributes.get("value") for one in looked.one(class_="foreseen").all("input")
    }
    response = desk.post("/desk/new-article/?slug=storm", kept, follow=True)
    assert storm.latest_revision.reason == "The agency sent a second version"
    assert read(response.content).one(class_="state").one("q").text == "The agency sent a second version"


def test_the_list_takes_no_more_questions_for_many(storm, draft, rewrite, desk):
    changes = [("felled 40", "felled some 40"), ("the worst", "the very worst"), ("lost its", "lost most of its")]
    draft(storm, changes[0][0], "x")
    rewrite(*changes[:1])
    with CaptureQueriesContext(connection) as few:
        desk.get("/desk/articles/storm/")
    for old, _ in changes[1:]:
        draft(storm, old, "x")
    rewrite(*changes[1:])
    with CaptureQueriesContext(connection) as many:
        assert len(read(desk.get("/desk/articles/storm/").content).all("li", class_="decision")) == 3
    assert len(many) == len(few)
