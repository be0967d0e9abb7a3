"""What asks for a decision on the desk: lost places with both texts side by side, taken, marked anew or left out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_article import import_article
from corrections.models import Proposal, Span
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


def test_why_a_revision_was_imported_stands_beside_its_number(storm, desk):
    content = storm.latest_revision.source.replace("1987", "1986")
    sent = {"slug": "storm", "text": content, "reason": "  The agency sent\n a second version "}
    response = desk.post("/desk/new-article/?slug=storm", sent, follow=True)
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
