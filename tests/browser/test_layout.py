"""Every page at every width: nothing runs out at the side, no note covers another, nobody is shut out (axe)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.gestures import correct, hold

WIDTHS = (320, 390, 768, 1100, 1440)
CROWDED = """\
---
title: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft
---
One two three four five six seven eight nine ten.

Eleven https://example.org/a-very-long-address-without-any-space-in-it-that-goes-on-and-on-for-ever?and=ever twelve.

| A | wide | table | with | many | columns | that | are | all | there |
|---|---|---|---|---|---|---|---|---|---|
| Alabama | California | Delaware | Georgia | Hawaii | Idaho | Kansas | Louisiana | Maine | Nebraska |

```
a_line_of_code = that_is_much_longer_than(any_screen, is_wide) and that_goes_on("without", "end", and_ever) or_ever()
```
"""


@pytest.fixture(scope="module")
def crowded(desk):
    """Every word of one line is corrected, three times published and once a draft, and the rest is unruly."""
    slug = desk.article(CROWDED, public=True)
    numbers = "one two three four five six seven eight nine ten".split()
    notes = [
        desk.draft(slug, word if word != "one" else "One", f"{word}-{word}", f"It is {word}, {word} and {word}. " * 4)
        for word in numbers[:8]
    ]
    notes.append(desk.draft(slug, "Eleven", "Twelve", "An_unbroken_wording_" * 8))
    notes.append(
        desk.draft(slug, "Delaware", "Dover", "It is Dover.", source_url="https://example.org/" + "long-" * 30)
    )
    notes.append(desk.whole(slug, "It is under review.", kind="concern"))
    desk.publish(slug, *notes)
    desk.draft(slug, "nine", "9", "It is 9.")
    desk.draft(slug, "ten", "10", "It is 10.", source_title="A title " * 20)
    return slug


def pages(slug):
    """Name, address, and what is done there."""
    return {
        "home": ("/", None),
        "article": (f"/articles/{slug}/", None),
        "corrected": (f"/articles/{slug}/?view=corrected", None),
        "revision": (f"/articles/{slug}/revisions/1/", None),
        "a sample": ("/articles/utf-8-story/", None),
        "log": ("/corrections/", None),
        "sign-in": ("/sign-in/?next=/desk/", None),
        "desk": ("/desk/", None),
        "import": ("/desk/new-article/", None),
        "desk article": (f"/desk/articles/{slug}/", None),
        "card": (f"/desk/articles/{slug}/", lambda page: correct(page, "twelve")),
        "sheet": (f"/desk/articles/{slug}/", publish),
        "deletion": (f"/desk/articles/{slug}/", lambda page: page.get_by_role("link", name="Delete…").first.click()),
        "error": ("/nowhere/", None),
    }


def publish(page):
    page.locator("#bar a[data-sheet]").click()
    page.get_by_role("dialog").wait_for()


PAGES = list(pages(""))


def visit(page, slug, name):
    path, act = pages(slug)[name]
    page.goto(path)
    if act:
        act(page)


@pytest.fixture
def expected(complaints):
    """The error page is asked for on purpose."""

    def expect_of(name):
        if name == "error":
            complaints.expect("404: GET /nowhere/")

    return expect_of


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_out_at_the_side_and_no_note_covers_another(page, crowded, expected, name):
    expected(name)
    visit(page, crowded, name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"at {width} px"
        over = page.evaluate(
            """() => {
              const boxes = [...document.querySelectorAll("aside .notice:not(.covered)")]
                .map((notice) => [notice.id, notice.getBoundingClientRect()])
                .filter(([, box]) => box.height);
              return boxes.flatMap(([id, a], at) =>
                boxes.slice(at + 1)
                  .filter(([, b]) => a.top < b.bottom - 1 && b.top < a.bottom - 1)
                  .filter(([, b]) => a.left < b.right && b.left < a.right)
                  .map(([other]) => `${id} and ${other}`));
            }"""
        )
        assert over == [], f"at {width} px"


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


def test_a_table_wider_than_the_screen_is_scrolled_by_keyboard(reader, crowded):
    reader.set_viewport_size({"width": 390, "height": 800})
    reader.goto(f"/articles/{crowded}/?view=corrected")
    table = reader.locator(".body table")
    assert table.evaluate("(table) => table.scrollWidth > table.clientWidth")
    for _ in range(30):
        reader.keyboard.press("Tab")
        if table.evaluate("(table) => table === document.activeElement"):
            break
    reader.keyboard.press("ArrowRight")
    reader.wait_for_function("() => document.querySelector('.body table').scrollLeft > 0")


# The browser itself lets the keyboard scroll what is too wide, see above; axe asks the page for it.
AXE = {"resultTypes": ["violations"], "rules": {"scrollable-region-focusable": {"enabled": False}}}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("a sample", "revision", "deletion")])
def test_axe_finds_nothing(window, crowded, expected, name):
    expected(name)
    # A colour on its way from one scheme to the other is neither.
    page = window(reduced_motion="reduce")
    visit(page, crowded, name)
    page.evaluate(Axe().axe_script)
    found = []
    for width in (1440, 390):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            for violation in page.evaluate("(asked) => axe.run(asked).then(({ violations }) => violations)", AXE):
                found += [
                    f"{violation['id']} at {width} px, {scheme}: {node['target']} {node['failureSummary']}"
                    for node in violation["nodes"]
                ]
    assert found == []
