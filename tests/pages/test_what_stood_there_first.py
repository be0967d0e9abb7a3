"""Where readers see a text as it was first published, a gap stands for withheld words, and no words that never were."""

import pytest

from corrections.actions.import_article import import_article
from tests.pages.reading import read as read_page

WORDS = "stole the silver"
PLAIN = "did nothing wrong"
FIRST = ("?view=original", "revisions/1/")


@pytest.fixture
def silver(import_text):
    """A function: an article that tells a libel in its body, with other words about; beside it stands another."""

    def silver(told=f"Jane Smith {WORDS} on Monday, he said.", front="title: The silver"):
        import_text("gold", f"The gold.\n\nJane Smith {WORDS} on Monday.\n")
        return import_text("silver", f"---\n{front}\n---\n\nThe storm came. {told}\n\nIt was 2021.\n")

    return silver


@pytest.fixture
def page(client):
    """A function: a page of the article, read."""
    return lambda rest="?view=original", slug="silver": read_page(client.get(f"/articles/{slug}/{rest}").content)


def body(page):
    return page.one(class_="body").text


def gaps(page):
    return [one.text for one in page.all(class_="withheld")]


@pytest.mark.parametrize("rest", FIRST)
@pytest.mark.parametrize("right", [PLAIN, "words withheld by no court", ""])
def test_a_gap_stands_where_withheld_words_stood(silver, published, page, rest, right):
    article = silver()
    published(article, "2021", "2019")
    published(article, WORDS, right, withheld=True)
    shown = page(rest)
    told = "The storm came. Jane Smith [words withheld, no. 2] on Monday, he said. It was 2021."
    assert (body(shown), gaps(shown)) == (told, ["[words withheld, no. 2]"])
    assert body(page(rest, "gold")) == f"The gold. Jane Smith {WORDS} on Monday."


@pytest.mark.parametrize("view", ["annotated", "corrected"])
def test_the_other_ways_to_read_have_no_gap(silver, published, page, view):
    published(silver(), WORDS, PLAIN, withheld=True)
    shown = page(f"?view={view}")
    assert gaps(shown) == []
    assert f"Jane Smith {PLAIN}" in body(shown)


def test_a_gap_is_in_the_house_s_language_and_reads_in_its_own_direction(import_text, published, page):
    article = import_text("silver", "---\nlang: ar\n---\n\nسقط المطر يوم الجمعة.\n")
    published(article, "المطر", "الثلج", withheld=True)
    gap = page().one(class_="withheld")
    assert (gap.text, gap.attributes["lang"], gap.attributes["dir"]) == ("[words withheld, no. 1]", "en", "auto")
    assert "data-added" in gap.attributes


def test_a_gap_tells_neither_how_long_nor_how_the_words_were(silver, published, page):
    article = silver("Jane *stole* the `silver` on Monday.")
    published(article, "stole the silver on", PLAIN, withheld=True)
    shown = page().one(class_="body")
    assert shown.text == "The storm came. Jane [words withheld, no. 1] Monday. It was 2021."
    assert [shown.all(tag) for tag in ("em", "code", "mark", "del", "ins")] == [[], [], [], [], []]


def test_paragraphs_that_are_withheld_are_one_gap(silver, published, page):
    published(silver("He said.\n\nShe stole.\n\nShe ran."), "She stole.\nShe ran.", "", withheld=True)
    shown = page().one(class_="body")
    assert [one.text for one in shown.all("p")] == [
        "The storm came. He said.",
        "[words withheld, no. 1]",
        "It was 2021.",
    ]
    (pair,) = page("?view=comparison").all(class_="pair")
    assert [side.text for side in pair.all(class_="side")] == [
        "As first published [words withheld, no. 1]",
        "As corrected Nothing stands here any more.",
    ]


def test_the_headline_has_the_gap_and_lists_have_what_is_right(silver, published, page, at, client):
    article = silver(front=f"title: Smith {WORDS}\nauthor: Jane Smith\ndate: 2021-03-04")
    published(article, at(article, WORDS, field="title"), PLAIN, withheld=True)
    published(article, at(article, "Jane Smith", field="author"), "Staff", withheld=True)
    published(article, at(article, "2021-03-04", field="date"), "2021-03-05", withheld=True)
    for rest in FIRST:
        shown = page(rest)
        assert shown.one("h1").text == "Smith [words withheld, no. 1]"
        assert shown.one("title").text.startswith("Smith [words withheld, no. 1]")
        assert "[words withheld, no. 2]" in shown.one("article").text
        assert "[words withheld, no. 3]" in shown.one("article").text
        assert not {"Staff", "5 March 2021"} & {one.text for one in shown.all("p")}
    assert f"Smith {PLAIN}" in client.get("/").content.decode()


@pytest.mark.parametrize("rest", FIRST)
def test_withheld_addresses_are_left_out_and_said_to_be(silver, published, page, at, client, rest):
    article = silver(
        "See [what he *said*](https://x.example/thief) and [that](https://y.example/), "
        "[![Smith steals](smith-steals.jpg)](https://z.example/)."
    )
    for field, right in (("#link.1.href", "/right"), ("#image.1.src", "right.jpg"), ("#image.1.alt", "Smith at work")):
        value = article.latest_revision.rendering.texts()[field]
        published(article, at(article, value, field=field), right, withheld=True, topic="Smith")
    shown = page(rest).one(class_="body")
    assert [(one.text, one.attributes.get("href")) for one in shown.all("a")] == [
        ("what he said", None),
        ("that", "https://y.example/"),
        ("", "https://z.example/"),
    ]
    image = shown.one("img")
    assert (image.attributes.get("src"), image.attributes["alt"]) == (None, "[words withheld, no. 3]")
    assert "said [address withheld, no. 1] and that, [picture withheld, no. 2]." in shown.text


def test_an_amendment_that_withholds_gives_its_own_number(silver, published, page):
    article = silver()
    first = published(article, WORDS, "sold the silver", wording="She sold the silver.")
    published(article, "2021", "2019")
    assert WORDS in body(page())
    published(article, WORDS, PLAIN, wording="A statement was wrong.", withheld=True, amends=first)
    assert gaps(page()) == ["[words withheld, no. 3]"]


def test_words_that_are_found_by_their_spelling_are_gaps_in_other_revisions(silver, published, page, editor):
    article = silver()
    source = article.latest_revision.source
    published(article, WORDS, PLAIN, withheld=True)
    again = source.replace(f"Jane Smith {WORDS} on Monday, he said.", "Nobody STOLE the silver, nor stole  the silver.")
    import_article(again.encode(), user=editor, slug="silver")
    assert gaps(page("revisions/1/")) == ["[words withheld, no. 1]"]
    assert "Nobody [words withheld, no. 1], nor [words withheld, no. 1]." in body(page("revisions/2/"))


def test_places_that_overlap_or_touch_are_one_gap(silver, published, page, editor):
    article = silver()
    source = article.latest_revision.source
    published(article, WORDS, PLAIN, withheld=True)
    published(article, "Jane Smith", "Somebody", withheld=True)
    told_twice = f"A gale, and Jane Smith{WORDS} on Monday.\n\nA gale, and Jane Smith{WORDS} on Monday."
    again = source.replace(f"The storm came. Jane Smith {WORDS} on Monday, he said.", told_twice)
    import_article(again.encode(), user=editor, slug="silver")
    assert gaps(page("revisions/2/")) == ["[words withheld, no. 1, 2]"] * 2
    assert gaps(page("revisions/1/")) == ["[words withheld, no. 2]", "[words withheld, no. 1]"]
