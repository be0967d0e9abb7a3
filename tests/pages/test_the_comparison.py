"""The two texts of an article side by side, and places that are the same in every way to read it."""

import pytest

from tests.pages.reading import read

SIDES = ["As first published", "As corrected"]


@pytest.fixture
def page(client):
    """A function: the comparison of an article, or another way to read it, read."""

    def page(article, view="comparison"):
        response = client.get(f"/articles/{article.slug}/?view={view}")
        assert response.status_code == 200
        return read(response.content)

    return page


def pairs(page):
    """What stands on either side of each pair, in order."""
    found = []
    for pair in page.all("div", class_="pair"):
        sides = pair.all("div", class_="side")
        assert [side.one("h2").text for side in sides] == SIDES
        found.append(tuple(side.text.removeprefix(f"{name} ") for side, name in zip(sides, SIDES, strict=True)))
    return found


def changed(page):
    """The words that are struck, and those that are underlined."""
    return [one.text for one in page.all("del")], [one.text for one in page.all("ins")]


def test_what_was_corrected_stands_side_by_side_and_what_was_not_is_folded_away(storm, published, page):
    published(storm, "40", "50")
    published(storm, "lucky", "")
    shown = page(storm)
    assert pairs(shown) == [
        (
            "The storm of 14 May 2021 felled 40 trees in Harwich, the council said on Friday.",
            "The storm of 14 May 2021 felled 50 trees in Harwich, the council said on Friday.",
        ),
        (
            "The mayor, Jane Smith, thanked the crews. “We were lucky,” she said.",
            "The mayor, Jane Smith, thanked the crews. “We were,” she said.",
        ),
    ]
    assert changed(shown) == (["40", "lucky"], ["50"])
    (kept,) = shown.all("details", class_="kept")
    assert kept.one("summary").text == "3 paragraphs unchanged"
    assert "It was the worst since 1987" in kept.text
    assert len(shown.one("div", id="p1").all("strong")) == 2


def test_the_headline_and_the_byline_are_compared_too(storm, published, page, at):
    published(storm, at(storm, "fells", "title"), "felled")
    published(storm, at(storm, "Ada Byron", "author"), "Ada Lovelace")
    shown = page(storm)
    assert pairs(shown) == [
        ("Storm fells 40 trees in Harwich", "Storm felled 40 trees in Harwich"),
        ("Ada Byron", "Ada Lovelace"),
    ]
    assert shown.one("h1").text == "Storm felled 40 trees in Harwich"
    assert shown.one("div", id="headline")


def test_the_first_revision_is_compared_with_the_latest_and_its_corrections(storm, published, page, import_text):
    published(storm, "40", "50")
    source = storm.latest_revision.source
    source = source.replace("- The harbour", "Nobody was hurt.\n\n- The harbour").replace("1987", "1986")
    import_text("storm", source.replace("The mayor, Jane Smith, thanked the crews. “We were lucky,” she said.\n", ""))
    assert pairs(page(storm)) == [
        (
            "The storm of 14 May 2021 felled 40 trees in Harwich, the council said on Friday.",
            "The storm of 14 May 2021 felled 50 trees in Harwich, the council said on Friday.",
        ),
        (
            "It was the worst since 1987, and it cost £2 million.",
            "It was the worst since 1986, and it cost £2 million.",
        ),
        ("Nothing stood here.", "Nobody was hurt."),
        (
            "The mayor, Jane Smith, thanked the crews. “We were lucky,” she said.",
            "Nothing stands here any more.",
        ),
    ]


def test_a_reader_is_told_that_not_all_that_differs_is_a_correction(storm, published, page, import_text):
    told = "The text was also revised since it was first published"
    published(storm, "40", "50")
    assert told not in page(storm).text
    import_text("storm", storm.latest_revision.source.replace("thanked", "has thanked"))
    assert told in page(storm).text
    import_text("storm", storm.revisions.get(number=1).source.replace("40", "50"))
    assert told in page(storm).text


def test_a_heading_stands_above_what_changed_under_it(import_text, published, page):
    article = import_text("rain", "# Rain\n\nIt came.\n\n## Then\n\nIt rained.\n")
    published(article, "rained", "snowed")
    shown = page(article)
    assert shown.one("div", class_="pair").one("div", class_="under").text == "Then"
    assert [one.text for one in shown.all("summary")] == ["1 paragraph unchanged"]


def test_where_a_link_led_and_leads_is_told(import_text, page):
    article = import_text("rain", "It [rained](https://example.org/a).\n")
    import_text("rain", "It [rained](https://example.org/b).\n")
    told = "The link on “rained” led to https://example.org/a; it leads to https://example.org/b."
    assert page(article).one("p", class_="told").text == told


def test_a_change_of_markup_alone_is_told(import_text, page):
    article = import_text("rain", "It *rained*.\n")
    import_text("rain", "It **rained**.\n")
    shown = page(article)
    assert pairs(shown) == [("It rained.", "It rained.")]
    assert "The words are the same" in shown.one("p", class_="told").text


def test_new_line_breaks_in_the_file_change_nothing(import_text, page):
    article = import_text("rain", "It rained and\nrained.\n")
    import_text("rain", "It rained\nand rained.\n")
    assert pairs(page(article)) == []


def test_texts_that_are_the_same_are_said_to_be(storm, page):
    assert "The two texts are the same." in page(storm).one("article").text


def test_withheld_words_are_a_gap_beside_the_right_ones(storm, published, page):
    published(storm, "40 trees", "some trees", withheld=True, topic="the trees", wording="Something was withheld.")
    published(storm, "1987", "1986")
    shown = page(storm)
    assert "40 trees in Harwich, the council" not in shown.text
    first, _ = pairs(shown)
    assert first[0].startswith("The storm of 14 May 2021 felled [words withheld, no. 1] in Harwich")
    assert changed(shown) == (["1987"], ["some trees", "1986"])


def test_a_gap_with_nothing_in_its_place_speaks_for_itself(storm, published, page, at):
    published(storm, [at(storm, " 40 trees"), at(storm, " 40", field="title")], "", withheld=True, topic="the trees")
    shown = page(storm)
    title, (then, now) = pairs(shown)
    assert ("[words withheld, no. 1]" in title[0], "withheld" in title[1]) == (True, False)
    assert "felled [words withheld, no. 1] in Harwich" in then
    assert "felled in Harwich" in now
    assert changed(shown) == ([], [])
    assert shown.all("p", class_="told") == []


def test_an_article_that_runs_from_right_to_left_is_compared_so(import_text, published, page):
    article = import_text("rain", "---\nlang: ar\n---\n\nسقط المطر يوم الجمعة.\n")
    published(article, "الجمعة", "السبت")
    shown = page(article)
    assert shown.one("article").attributes["dir"] == "rtl"
    assert {one.attributes["lang"] for one in shown.all("div", class_="prose")} == {"ar"}
    assert changed(shown) == (["الجمعة"], ["السبت"])


def test_each_pair_names_the_notices_that_changed_it_and_no_others(storm, published, page):
    published(storm, "40", "50")
    published(storm, "Harwich")
    published(storm, "Friday", "Monday")
    published(storm, "14 May", "15 May", kind="minor_fix")
    onward = page(storm).one("div", id="p1").one("p", class_="onward")
    assert [link.text for link in onward.all("a")] == ["Correction no. 1", "Correction no. 3"]


# Places


NOTED = "# Rain[^1]\n\nIt rained[^1] on *Monday*.\n\nIt stopped.\n\n> It was wet.\n\n[^1]: So they say.\n"


def test_a_place_has_the_same_name_in_every_way_to_read(storm, published, page, import_text):
    published(storm, "40", "50")
    published(storm, "The harbour closed for two days.", "")
    source = storm.latest_revision.source
    import_text("storm", source.replace("It was the worst", "Nobody was hurt.\n\nIt was the worst"))
    told = {}
    for view in ("annotated", "corrected", "original"):
        body = page(storm, view).one("div", class_="body")
        told[view] = {one.attributes["id"]: one.text for one in body.all("p") if "id" in one.attributes}
    assert told["annotated"].keys() - told["original"].keys() == {"p2"}
    for name in ("p1", "p3", "p6"):
        assert len({told[view][name][:9] for view in told}) == 1
    assert told["annotated"]["p3"].startswith("It was the worst")


def test_a_notice_leads_to_its_place_in_the_comparison_and_that_back_to_the_notice(storm, published, page, at):
    published(storm, "1987", "1986")
    published(storm, at(storm, "fells", "title"), "felled", severity="serious")
    published(storm, "lucky")
    annotated, shown = page(storm, "annotated"), page(storm)
    places = [
        [
            link.attributes["href"]
            for link in annotated.one("div", id=f"correction-{number}").all("a")
            if "view=" in link.attributes["href"]
        ]
        for number in (1, 2, 3)
    ]
    assert places == [["?view=comparison#p2"], ["?view=comparison#headline"], []]
    assert annotated.one("h1").attributes["id"] == "headline"
    assert "1986" in shown.one("div", id="p2").text
    onward = {
        name: [
            (link.text, link.attributes["href"])
            for link in shown.one("div", id=name).one("p", class_="onward").all("a")
        ]
        for name in ("p2", "headline")
    }
    assert onward == {
        "p2": [("Correction no. 1", "/articles/storm/#correction-1")],
        "headline": [("Correction no. 2", "/articles/storm/#correction-2")],
    }
    status = shown.one("p", class_="status")
    assert status.text == "Corrected 22 November 2026 · 3 corrections, 1 of them serious"
    assert status.one("a").attributes["href"] == "/articles/storm/#corrections"
    assert shown.one("p", class_="byline").text.endswith("20 November 2026")
    for view in ("annotated", "corrected", "original"):
        assert "worst since 198" in page(storm, view).one("p", id="p2").text


@pytest.mark.parametrize("view", ["annotated", "corrected", "original", "comparison"])
def test_no_name_stands_twice_in_a_page(import_text, published, page, view):
    article = import_text("rain", NOTED)
    published(article, "rained", "snowed")
    published(article, "So they say", "So we say")
    ids = [one.attributes["id"] for one in page(article, view).all() if one.attributes.get("id")]
    assert len(ids) == len(set(ids))
