"""Every page at every width: nothing runs out at the side, nothing covers anything, nobody is shut out (axe)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.gestures import correct, hold
from tests.browser.measures import COVERED, OVERLAPS
from tests.browser.pages import DESK, PAGES, READERS, articles, visit

WIDTHS = (320, 390, 768, 1100, 1440, 2560)


@pytest.fixture(scope="module")
def slugs(server, desk):
    return articles(server, desk)


def troubles(page, widths):
    """What runs out at the side, and what covers something, at each width."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(f"() => innerWidth === {width}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"at {width} px the page is {wide} px wide"] if wide > width else []
        found += [f"at {width} px: {told}" for told in page.evaluate(COVERED) + page.evaluate(OVERLAPS)]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_out_at_the_side_and_nothing_covers_anything(window, slugs, complaints, name):
    page = window(editor=name in DESK)
    visit(page, slugs, name, complaints)
    assert troubles(page, WIDTHS) == []


@pytest.mark.parametrize("name", READERS)
def test_letters_four_times_as_large_cover_nothing(window, slugs, complaints, name):
    """As for a reader whose browser is set to letters of 64px; the window stays as it is."""
    page = window(editor=False)
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 64}})
    try:
        visit(page, slugs, name, complaints)
        assert page.evaluate("getComputedStyle(document.querySelector('.name')).fontSize") in ("64px", "68px", "72px")
        assert troubles(page, WIDTHS) == []
    finally:
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
        session.detach()


@pytest.mark.parametrize(
    ("source", "words"),
    [("# Bridge\n\nThe bridge is long.\n", "bridge"), ("---\nlang: ar\n---\nافتتح الجسر في 4 مايو 2021.\n", "الجسر")],
    ids=["left to right", "right to left"],
)
def test_the_card_stands_in_the_margin_at_the_height_of_the_words(page, desk, source, words):
    slug = desk.article(source)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, words, gesture=hold).bounding_box()
    text = page.locator(".body p").bounding_box()
    assert card["x"] >= text["x"] + text["width"] or card["x"] + card["width"] <= text["x"]
    assert abs(card["y"] - text["y"]) < 40


def test_a_table_wider_than_the_screen_is_scrolled_by_keyboard(reader, slugs):
    reader.set_viewport_size({"width": 390, "height": 800})
    reader.goto(f"/articles/{slugs.crowded}/?view=corrected")
    table = reader.locator(".body table")
    assert table.evaluate("(table) => table.scrollWidth > table.clientWidth")
    for _ in range(30):
        reader.keyboard.press("Tab")
        if table.evaluate("(table) => table === document.activeElement"):
            break
    reader.keyboard.press("ArrowRight")
    reader.wait_for_function("() => document.querySelector('.body table').scrollLeft > 0")


# The browser itself lets the keyboard scroll what is too wide, see above; axe asks the page for it. An author may leave
# the corner of a table empty.
NOT_ASKED = ("scrollable-region-focusable", "empty-table-header")
ASKED = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in NOT_ASKED}}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(window, slugs, complaints, name):
    # A colour on its way from one scheme to the other is neither.
    page = window(editor=name in DESK, reduced_motion="reduce")
    visit(page, slugs, name, complaints)
    page.evaluate(Axe().axe_script)
    found = []
    # Text by text, test_looks.py measures the contrast at each width in both schemes.
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        violations = page.evaluate("(asked) => axe.run(asked).then(({ violations }) => violations)", ASKED)
        found += [
            f"{violation['id']} at {width} px, {scheme}: {node['target']} {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]
    assert found == []
