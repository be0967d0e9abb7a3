"""What readers get: each number leads to its notice and back, three views, clean copies, print and forced colours."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import marks
from tests.browser.measures import COVERED
from tests.browser.pages import ASKED, articles

ARTICLE = """\
---
title: The long bridge
author: Ana Sousa
date: 2026-11-02
---
The bridge opened on 4 May 2021, the mayor said.

It is 310 metres long, and it was paid for by the town. Nobody had asked the neighbours about it before then.
"""


@pytest.fixture(scope="module")
def bridge(desk):
    """A public article with an inline correction, a comment, a long stretch and a note on the whole article."""
    slug = desk.article(ARTICLE, public=True)
    desk.publish(
        slug,
        desk.draft(slug, "4 May 2021", "4 May 2019", "It opened in 2019.", source_url="https://example.org/a"),
        desk.draft(slug, "310 metres", None, "The length is that of the middle part."),
        desk.draft(
            slug,
            "Nobody had asked the neighbours about it before then.",
            "The neighbours were asked twice.",
            "The neighbours were asked.",
        ),
        desk.whole(slug, "The mayor has left office since.", kind="update"),
    )
    return slug


@pytest.fixture
def article(reader, bridge):
    reader.goto(f"/articles/{bridge}/")
    return reader


def test_each_number_leads_to_its_notice_and_back(article):
    numbers = article.locator(".body .no").all_inner_texts()
    assert len(numbers) == 3
    for number in numbers:
        article.locator(".body .no", has_text=number).click()
        notice = article.locator(f"#correction-{number}")
        expect(notice).to_be_in_viewport()
        assert article.evaluate("location.hash") == f"#correction-{number}"
        notice.locator("a.label").click()
        mark = article.locator(f"mark[data-note=correction-{number}]").first
        expect(mark).to_be_in_viewport()
        assert article.evaluate("location.hash.slice(1)") == mark.get_attribute("id")


def test_the_line_under_the_headline_leads_down_to_all_of_them(article):
    article.locator("header .status").get_by_role("link", name="4 corrections").click()
    foot = article.locator("#corrections")
    expect(foot).to_be_in_viewport()
    for link in foot.locator(".lines a").all():
        assert article.locator(link.get_attribute("href")).count() == 1


def test_there_are_three_ways_to_read_it(article):
    assert marks(article)[0] == ["2021", "2019"]
    article.get_by_role("link", name="As corrected").click()
    body = article.locator(".body")
    expect(body).to_contain_text("opened on 4 May 2019, the mayor")
    expect(body).to_contain_text("The neighbours were asked twice.")
    expect(body.locator("del, ins, .no")).to_have_count(0)
    article.get_by_role("link", name="As first published").click()
    expect(body).to_contain_text("opened on 4 May 2021, the mayor")
    expect(body).to_contain_text("Nobody had asked the neighbours")
    expect(body.locator("del, ins, .no")).to_have_count(0)
    article.get_by_role("link", name="Annotated").click()
    expect(body.locator("mark del")).to_have_text(["2021"])


def test_a_long_stretch_waits_in_its_notice(article):
    expect(article.locator("mark ins", has_text="The neighbours were asked twice.")).to_be_visible()
    details = article.locator(".notice details")
    expect(details.locator("del")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("del")).to_have_text("Nobody had asked the neighbours about it before then.")


def test_copying_takes_the_corrected_text(window, bridge):
    page = window(editor=False, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/articles/{bridge}/")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.body p'))")
    corrected = "The bridge opened on 4 May 2019, the mayor said."
    assert page.evaluate("getSelection().toString()").strip() == corrected
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()").strip() == corrected


def test_only_an_article_asks_for_a_script_and_for_one(reader, bridge, complaints):
    for path in ("/", "/corrections/", "/corrections/figures/"):
        reader.goto(path)
    assert complaints.scripts == []
    reader.goto(f"/articles/{bridge}/")
    assert [script.rpartition("/")[2] for script in complaints.scripts] == ["reading.js"]


def test_a_browser_reads_the_linked_data_and_runs_none_of_it(article, bridge, server):
    data = article.locator("script:not([src])")
    assert [data.count(), data.get_attribute("type")] == [1, "application/ld+json"]
    told = article.evaluate("JSON.parse(document.querySelector('script:not([src])').textContent)")
    assert told["headline"] == "The long bridge"
    shown = article.locator("[role=note]").evaluate_all("notes => notes.map(note => note.id)")
    assert [one["@id"] for one in told["correction"]] == [f"{server.address}/articles/{bridge}/#{id}" for id in shown]


def test_every_correction_stands_in_the_log_and_leads_to_its_words(reader, bridge):
    reader.goto("/corrections/")
    article = reader.locator("li", has=reader.locator(f"h2 a[href='/articles/{bridge}/']"))
    expect(article).to_have_count(1)
    expect(article.locator(".notice")).to_have_count(4)
    article.locator(".notice", has_text="It opened in 2019.").locator("a.label").click()
    expect(reader).to_have_url(re.compile(f"/articles/{bridge}/#"))
    expect(reader.locator(":target")).to_be_in_viewport()


def test_print_shows_the_whole_notices_with_addresses_and_no_controls(article):
    article.emulate_media(media="print")
    expect(article.locator(".views")).to_be_hidden()
    expect(article.locator("#correction-1")).to_be_visible()
    expect(article.locator("mark del")).to_have_css("text-decoration-line", "line-through")
    expect(article.locator("mark ins").first).to_have_css("text-decoration-line", "underline")
    address = article.locator(".sources a").evaluate("(link) => getComputedStyle(link, '::after').content")
    assert "https://example.org/a" in address
    black = article.locator(".body p").first.evaluate("(p) => getComputedStyle(p).color")
    assert black == "rgb(0, 0, 0)"
    assert len(article.pdf()) > 5_000


def test_forced_colours_keep_the_lines(article):
    article.emulate_media(forced_colors="active")
    expect(article.locator("mark del")).to_have_css("text-decoration-line", "line-through")
    expect(article.locator("mark ins").first).to_have_css("text-decoration-line", "underline")
    expect(article.locator("mark.comment")).to_have_css("text-decoration-style", "dotted")


def test_a_serious_correction_says_so_at_the_top_and_a_retraction_stands_above_the_headline(reader, desk):
    slug = desk.article("# Retracted\n\nThe tower has 20 floors and 4 doors.\n", public=True)
    desk.publish(slug, desk.draft(slug, "20 floors", "21 floors", "It has 21.", severity="serious"))
    desk.publish(slug, desk.whole(slug, "Example News has retracted this article.", kind="retraction"))
    reader.goto(f"/articles/{slug}/")
    expect(reader.locator("header .status strong")).to_contain_text("serious")
    above = reader.locator("header .notice").first
    expect(above).to_contain_text("has retracted this article")
    assert above.bounding_box()["y"] < reader.locator("h1").bounding_box()["y"]
    expect(reader.locator("#correction-1")).to_have_count(1)


def test_a_corrected_headline_is_struck_and_right_and_the_window_is_named_rightly(reader, desk):
    slug = desk.article("---\ntitle: The long brigde\n---\nIt is long.\n", public=True)
    desk.publish(slug, desk.draft(slug, "brigde", "bridge", "It is a bridge.", field="title"))
    reader.goto(f"/articles/{slug}/")
    expect(reader.locator("h1 del")).to_have_text("brigde")
    expect(reader.locator("h1 ins")).to_have_text("bridge")
    expect(reader).to_have_title("The long bridge · Example News")


def test_a_corrected_first_heading_is_the_headline(reader, desk):
    slug = desk.article("# The *long* brigde\n\nIt is long.\n", public=True)
    desk.publish(slug, desk.draft(slug, "brigde", "bridge", "It is a bridge."))
    reader.goto(f"/articles/{slug}/")
    expect(reader.locator("h1 em")).to_have_text("long")
    expect(reader.locator("h1 del")).to_have_text("brigde")
    expect(reader).to_have_title("The long bridge · Example News")
    reader.locator("h1 .no").click()
    expect(reader.locator("#correction-1")).to_be_in_viewport()


def test_withheld_words_are_nowhere(reader, desk):
    slug = desk.article("# Libel\n\nThe mayor, a crook, opened it.\n", public=True)
    note = desk.draft(
        slug, ", a crook,", "", "A false statement was removed.", withheld="on", topic="the mayor", kind="removal"
    )
    desk.publish(slug, note)
    for path in ("", "?view=corrected", "?view=original", "revisions/1/", "annotations.jsonld"):
        reader.goto(f"/articles/{slug}/{path}")
        assert "crook" not in reader.content()
    reader.goto(f"/articles/{slug}.md")
    assert "crook" not in reader.content()


def test_what_is_not_public_is_not_there_and_says_what_to_do(reader, desk, complaints):
    complaints.expect("404: GET /articles/")
    slug = desk.article("# Secret\n\nNot yet.\n")
    reader.goto(f"/articles/{slug}/")
    expect(reader.get_by_role("heading", name="There is no page here")).to_be_visible()
    expect(reader.get_by_role("link", name="To the articles")).to_be_visible()


# An article with a note wherever there can be one


@pytest.fixture(scope="module")
def slugs(server, desk):
    return articles(server, desk)


@pytest.fixture
def quay(reader, slugs):
    reader.goto(f"/articles/{slugs.quay}/")
    return reader


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_a_note_stands_in_every_kind_of_text(quay):
    places = {
        "h1": "1962 1963",
        ".body h2": "1970 1971",
        ".body li": "3 4",
        ".body td": "4 5 t",
        ".body p > code": "crane --lift 25 20",
        ".body figcaption": "in 1971 1972",
        ".body .footnote": "40 44",
        ".body blockquote": "Ines Inês da Rocha",
    }
    for selector, words in places.items():
        mark = quay.locator(f"{selector} mark:has(del)").first
        assert " ".join(mark.inner_text().split()).startswith(words), selector
    assert quay.locator(".body pre del").all_inner_texts() == ["25", "3"]
    assert quay.locator(".body pre ins").all_inner_texts() == ["20", "4"]


def test_comments_that_overlap_are_both_underlined_and_each_leads_to_its_notice(quay):
    both = quay.locator("mark.comment mark.comment")
    expect(both).to_have_text("the last was")
    for number in (3, 4):
        expect(quay.locator(f"mark.comment[data-note=correction-{number}]").first).to_be_visible()
        quay.locator(f".no[href='#correction-{number}']").click()
        expect(quay.locator(f"#correction-{number}")).to_be_in_viewport()


def test_numbers_of_a_code_block_stand_in_its_last_line_side_by_side(quay):
    for width in (1440, 390):
        quay.set_viewport_size({"width": width, "height": 800})
        block, numbers = box(quay, ".body pre"), quay.locator("pre ~ .no").all()
        assert len(numbers) == 2
        boxes = [number.bounding_box() for number in numbers]
        for one in boxes:
            assert block["y"] < one["y"] < block["y"] + block["height"]
            assert block["x"] < one["x"] < one["x"] + one["width"] <= block["x"] + block["width"] + 2
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]


def test_old_words_of_a_long_stretch_are_folded_away(quay):
    stretch = quay.locator("#corrections details:not(.sealed)")
    expect(stretch.locator("del")).to_be_hidden()
    stretch.locator("summary").click()
    expect(stretch.locator("del")).to_have_text(ASKED)
    expect(quay.locator(".body p", has_text="The council has since").locator("del")).to_have_count(0)


def test_a_notice_stands_in_the_margin_at_its_block_and_beneath_it_where_it_is_narrow(quay):
    for notice in quay.locator("aside .notice").all():
        block = notice.locator("xpath=ancestor::*[@class='passage']/*[1]")
        quay.set_viewport_size({"width": 1100, "height": 800})
        beside, text = notice.bounding_box(), block.bounding_box()
        assert beside["x"] > text["x"] + text["width"]
        assert beside["x"] + beside["width"] <= 1100
        quay.set_viewport_size({"width": 1000, "height": 800})
        beneath, text = notice.bounding_box(), block.bounding_box()
        assert beneath["y"] >= text["y"] + text["height"] - 1
    quay.set_viewport_size({"width": 1100, "height": 800})
    first = box(quay, "#correction-2")
    assert abs(first["y"] - box(quay, ".body p")["y"]) < 8


def test_no_notice_covers_another_at_any_width(quay):
    quay.locator("#corrections details:not(.sealed) summary").click()
    over = {}
    for width in range(320, 2561, 40):
        quay.set_viewport_size({"width": width, "height": 800})
        if told := quay.evaluate(COVERED):
            over[width] = told
    assert over == {}


def test_the_notice_of_the_headline_stands_beside_it(quay):
    quay.set_viewport_size({"width": 1440, "height": 800})
    head, notice = box(quay, "h1"), box(quay, "#correction-1")
    assert notice["x"] > head["x"] + head["width"]
    assert abs(notice["y"] - head["y"]) < 16


def test_a_retraction_stands_before_the_headline_and_the_other_top_notices_are_one_box(quay):
    retraction = quay.locator(".notice.retraction").bounding_box()
    assert retraction["y"] + retraction["height"] < box(quay, "h1")["y"]
    boxes = [notice.bounding_box() for notice in quay.locator("header > .views ~ .notice.top").all()]
    assert len(boxes) == 2
    assert abs(boxes[0]["y"] + boxes[0]["height"] - boxes[1]["y"]) < 1
    rules = quay.locator("header > .views ~ .notice.top").evaluate_all(
        "(notices) => notices.map((notice) => getComputedStyle(notice).borderTopWidth)"
    )
    assert rules == ["3px", "1px"]


def test_one_serious_notice_makes_the_one_rule_of_the_box_red(quay):
    colours = quay.locator("header > .views ~ .notice.top").evaluate_all(
        "(notices) => notices.map((one) => [getComputedStyle(one).borderTopColor, "
        "getComputedStyle(one.querySelector('.label')).color])"
    )
    red = quay.locator(".status strong").evaluate("(one) => getComputedStyle(one).color")
    assert [colour == red for colour, _ in colours] == [True, False]
    assert [colour == red for _, colour in colours] == [False, True]


def test_the_lines_at_the_foot_are_one_line_each_where_it_is_wide(quay):
    quay.set_viewport_size({"width": 1440, "height": 800})
    lines = quay.locator("#corrections .lines a")
    assert len(lines.all()) > 10
    assert all(line.bounding_box()["height"] < 32 for line in lines.all())
    told = lines.all_inner_texts()
    assert "Misstated how many cranes stood there" in told
    assert not any("…." in line or line.endswith(".") for line in told)


def test_day_stands_beside_the_words_in_one_line_with_its_label(quay):
    quay.set_viewport_size({"width": 1440, "height": 800})
    first = quay.locator("#correction-2 p").first
    assert first.bounding_box()["height"] < 32
    assert re.fullmatch(r"\d+ [A-Z][a-z]{2} \d{4}", first.locator("time").inner_text())
    assert re.fullmatch(r"\d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", first.locator("time").get_attribute("title"))


def test_a_hundred_notices_stand_at_the_foot_and_each_number_leads_to_its_own(reader, slugs):
    reader.goto(f"/articles/{slugs.long}/")
    expect(reader.locator(".body .no")).to_have_count(100)
    expect(reader.locator("aside")).to_have_count(0)
    expect(reader.locator("#corrections .notice")).to_have_count(100)
    expect(reader.locator("#corrections .lines")).to_have_count(0)
    for number in (1, 57, 100):
        reader.locator(f".no[href='#correction-{number}']").click()
        notice = reader.locator(f"#correction-{number}")
        expect(notice).to_be_in_viewport()
        notice.locator("a.label").click()
        expect(reader.locator(f"mark[data-note=correction-{number}]")).to_be_in_viewport()


def test_one_notice_is_told_once_in_the_margin_and_once_in_a_line(reader, slugs):
    reader.goto(f"/articles/{slugs.short}/")
    expect(reader.locator("header .status")).to_contain_text("1 correction")
    expect(reader.locator(".notice")).to_have_count(1)
    expect(reader.locator("#corrections .lines a")).to_have_text(["Misstated how far it is"])


def test_words_and_their_notice_are_tinted_together_without_a_script(quay):
    paper = quay.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    tint = "(one) => getComputedStyle(one).backgroundColor"
    quay.locator("#correction-2").hover()
    tinted = quay.locator("mark[data-note=correction-2]").first.evaluate(tint)
    assert tinted not in (paper, "rgba(0, 0, 0, 0)")
    assert quay.locator("#correction-2").evaluate(tint) == tinted
    assert quay.locator("mark[data-note=correction-6]").first.evaluate(tint) == "rgba(0, 0, 0, 0)"
