"""The desk's list of links and pictures, the card for one, and the page that gives a lost one its place again."""

import pytest

from corrections.actions.import_article import import_article
from corrections.models import CorrectionNote, ErrorType, Span
from tests.pages.reading import read

OLD, NEW = "https://old.example/a?x=1&y=2", "https://new.example/b"
SOURCE = f"# The paper\n\nIt says so [here]({OLD}).\n\n![A dog](dog.jpg) ![](bare.jpg)\n"


@pytest.fixture
def paper(import_text):
    return import_text("paper", SOURCE)


def test_every_address_and_description_is_listed_with_its_card(paper, desk):
    page = read(desk.get("/desk/articles/paper/").content)
    lines = page.all("details", id="links")[0].all("li")
    assert [line.all(class_="value")[0].text for line in lines] == [
        OLD,
        "dog.jpg",
        "A dog",
        "bare.jpg",
        "none; what is missing can be told in a note on the whole article",
    ]
    card = read(desk.get(lines[0].all("a")[0].attributes["href"]).content)
    assert card.all("textarea", id="id_replacement")[0].text == OLD
    assert "Where the link on “here” leads." in card.text
    (chosen,) = [one for one in card.all("option") if one.attributes.get("value") == ErrorType.LINK]
    assert "selected" in chosen.attributes


def test_an_article_without_links_has_no_list(import_text, desk):
    import_text("plain", "# Plain\n\nNo link is here.\n")
    assert read(desk.get("/desk/articles/plain/").content).all(id="links") == []


def test_a_card_posts_a_link_as_it_posts_words(paper, desk):
    sent = {"field": "#link.1.href", "start": 0, "end": len(OLD), "exact": OLD, "replacement": NEW}
    sent |= {"wording": "It led elsewhere and leads there now.", "kind": "correction", "severity": "standard"}
    assert desk.post("/desk/articles/paper/notes/new/", sent).status_code == 302
    assert CorrectionNote.objects.get(article=paper).spans.get().field == "#link.1.href"
    seen = desk.post("/desk/articles/paper/notes/seen/", sent).content.decode()
    assert "<del>old" in seen


def test_words_of_a_link_are_offered_its_target(paper, desk):
    card = read(desk.get("/desk/articles/paper/notes/new/", {"exact": "here"}).content)
    (choice,) = [one for one in card.all("a", class_="else") if "data-choice" in one.attributes]
    assert choice.text == f"Correct where the link leads: “{OLD}”"


def test_a_lost_link_is_placed_from_a_list(paper, desk, published, editor, at):
    published(paper, at(paper, OLD, field="#link.1.href"), NEW)
    import_article(SOURCE.replace(OLD, "https://third.example/").encode(), user=editor, slug="paper")
    lost = Span.objects.lost().get(note__article=paper)
    (link,) = [
        one
        for one in read(desk.get("/desk/articles/paper/").content).all("a", class_="else")
        if f"/spans/{lost.pk}/" in one.attributes["href"]
    ]
    assert "data-place" not in link.attributes
    page = read(desk.get(link.attributes["href"]).content)
    forms = [[one.attributes for one in form.all("input")] for form in page.all("form")]
    (sent,) = [
        {one["name"]: one["value"] for one in form} for form in forms if "field" in [one["name"] for one in form]
    ]
    assert (sent["field"], sent["exact"]) == ("#link.1.href", "https://third.example/")
    asked = read(desk.get(link.attributes["href"], sent).content).one("div", class_="marked").one("form")
    sent = {one.attributes["name"]: one.attributes["value"] for one in asked.all("input")}
    assert desk.post(link.attributes["href"], sent | {"words": "wrong"}).status_code == 302
    assert not Span.objects.lost().filter(note__article=paper).exists()
