"""What a page costs its reader, and how it is read by keys and by ear."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import articles

ARTICLE = """\
---
title: The ferry of 1930
author: Ana Sousa
---
The ferry ran from 1931, and in 1931 it was new. It was *white*.

It had 12 seats.

""" + "\n\n".join(f"In year {number} it was painted again, and nobody asked why." for number in range(40))


@pytest.fixture(scope="module")
def slugs(server, desk):
    return articles(server, desk)


def note(words, replacement, wording, *tags):
    """An annotation; words: each with what stands before it."""
    bodies = [("commenting", wording), *(("tagging", tag) for tag in tags)]
    bodies += [] if replacement is None else [("editing", replacement)]
    quotes = [{"type": "TextQuoteSelector", "exact": exact, "prefix": prefix} for prefix, exact in words]
    return {
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": purpose, "value": value} for purpose, value in bodies],
        "target": [{"source": "ferry", "selector": quote} for quote in quotes],
    }


@pytest.fixture(scope="module")
def ferry(server):
    """A public article with a note on two places, one on words that stay, and a serious one."""
    misstated = "An earlier version misstated the year. It was 1932, not 1931."
    notes = [
        note([("from ", "1931"), ("in ", "1931")], "1932", misstated),
        note([("", "12 seats")], None, "The number of seats is that of the first ferry."),
        note([("In ", "year 30")], "the year 30", "An earlier version left out a word.", "serious"),
    ]
    server.import_article("ferry", ARTICLE, notes)
    return "ferry"


@pytest.fixture
def article(reader, ferry):
    reader.goto(f"/articles/{ferry}/")
    return reader


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id")


def tab_to(page, what):
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"{what} cannot be reached by Tab")


# By keys


def test_a_number_leads_to_its_notice_and_escape_back_to_the_words(article):
    tab_to(article, ".body a.no")
    number = focused(article)
    article.keyboard.press("Enter")
    expect(article.locator(number)).to_be_focused()
    article.keyboard.press("Escape")
    expect(article.locator(f'.body a.no[href="{number}"]').first).to_be_focused()


def test_escape_leads_to_the_line_that_one_came_from(article):
    line = article.locator(".foot .lines a").first
    line.click()
    expect(article.locator(line.get_attribute("href"))).to_be_focused()
    article.keyboard.press("Escape")
    expect(line).to_be_focused()


def test_whoever_comes_from_the_log_gets_from_the_notice_to_the_words(reader, ferry):
    reader.goto(f"/articles/{ferry}/#correction-2")
    reader.keyboard.press("Escape")
    expect(reader.locator('.body a.no[href="#correction-2"]')).to_be_focused()
    reader.keyboard.press("Escape")
    expect(reader.locator('.body a.no[href="#correction-2"]')).to_be_focused()


def test_a_note_is_one_stop_however_many_places_it_has(article):
    assert article.locator('.body a.no[href="#correction-1"]').count() == 2
    in_text = article.locator(".body a.no").evaluate_all("(all) => all.filter((one) => one.tabIndex === 0).length")
    assert in_text == 3


# One's place


@pytest.mark.parametrize("name", ["As corrected", "As first published", "Compare"])
def test_another_way_to_read_shows_the_same_place(article, name):
    article.evaluate("document.querySelector('main').style.minHeight = '400vh'")
    here = article.locator(".body p", has_text="In year 20 it")
    here.evaluate("(block) => scrollTo(0, block.getBoundingClientRect().top + scrollY - 4)")
    article.evaluate("(name) => [...document.querySelectorAll('.views a')].find((a) => a.text === name).click()", name)
    article.wait_for_url(re.compile(r"view=\w+#p\d+$"))
    expect(article.locator("main p", has_text="In year 20 it").first).to_be_in_viewport()


def test_from_the_top_one_gets_to_the_top(article):
    article.get_by_role("link", name="As corrected").click()
    article.wait_for_url(re.compile(r"view=corrected#?$"))


# By ear


def test_a_screen_reader_gets_the_words_the_marks_and_each_notice_once(article):
    told = article.locator("main").aria_snapshot()
    for line in (
        'heading "The ferry of 1930" [level=1]',
        'link "Annotated"',
        'deletion: "1931"',
        'insertion: "1932"',
        'link "Correction no. 1"',
        'heading "Corrections to this article" [level=2]',
    ):
        assert line in told, told
    for number in (1, 2, 3):
        assert told.count(f'note "Correction no. {number}"') == 1
    wording = "It was 1932, not 1931."
    assert sum(wording in line for line in told.splitlines()) == 1
    # In the order of reading: the words, then their notice.
    assert told.index('deletion: "1931"') < told.index('note "Correction no. 1"')


def test_a_number_says_where_its_details_are(article):
    numbers = article.locator(".body a.no")
    pairs = numbers.evaluate_all("(all) => all.map((one) => [one.getAttribute('aria-details'), one.hash.slice(1)])")
    assert all(details == target for details, target in pairs)
    assert {details for details, _ in pairs} == {"correction-1", "correction-2", "correction-3"}
    session = article.context.new_cdp_session(article)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    links = [node for node in nodes if node.get("name", {}).get("value") == "Correction no. 2"]
    assert any(prop["name"] == "details" for node in links for prop in node.get("properties", ()))
    session.detach()


# What it costs

PAGES = {
    "article": lambda slugs: f"/articles/{slugs.quay}/",
    "a hundred notices": lambda slugs: f"/articles/{slugs.long}/",
    "comparison": lambda slugs: f"/articles/{slugs.quay}/?view=comparison",
    "home": lambda slugs: "/",
    "log": lambda slugs: "/corrections/",
    "figures": lambda slugs: "/corrections/figures/",
}
SHIFTS = """() => new Promise((done) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) moved += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 300);
})"""
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((one) => one.renderBlockingStatus === "blocking")
  .map((one) => new URL(one.name).pathname)"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_and_holds_still(window, slugs, name):
    page = window(editor=False, service_workers="block")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked, sizes = {}, []
    session.on("Network.requestWillBeSent", lambda told: asked.update({told["requestId"]: told["request"]["url"]}))
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(PAGES[name](slugs), wait_until="networkidle")
    moved, blocking = page.evaluate(SHIFTS), page.evaluate(BLOCKING)
    session.detach()
    # Pictures are the article's own, and a data: address is no request.
    requests = [url for url in asked.values() if not url.startswith("data:") and "/img/" not in url]
    assert len(requests) <= 3, requests
    assert sum(sizes) < 60_000
    assert moved == 0
    assert [path for path in blocking if not path.endswith("/public.css")] == []
    assert len(blocking) == 1
