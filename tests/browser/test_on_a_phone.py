"""The desk on a phone: words held with a finger, the card as a sheet at the bottom, the words in sight above it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.gestures import correct, hold, marks, opened, save, say

LONG = "# Tower\n\n" + "\n\n".join(
    f"Paragraph {n} has twenty {n} floors in it, as far as one can see." for n in range(40)
)


@pytest.fixture
def phone(window):
    return window(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


def scroll_to_the_bottom_edge(page, words):
    page.get_by_text(words).evaluate("(paragraph) => paragraph.scrollIntoView({ block: 'end' })")


def touch(page, words):
    hold(page, words)
    page.get_by_role("button", name="Correct").tap()
    return opened(page)


@pytest.mark.parametrize("words", ["Paragraph 0 has", "twenty 20 floors", "twenty 39 floors"])
def test_the_sheet_takes_half_the_screen_at_most_and_the_words_stand_above_it(phone, desk, words):
    slug = desk.article(LONG)
    phone.goto(f"/desk/articles/{slug}/")
    scroll_to_the_bottom_edge(phone, words)
    card = touch(phone, words)
    sheet = card.bounding_box()
    seen = PHONE["height"]
    assert sheet["height"] <= seen / 2 + 1
    assert round(sheet["y"] + sheet["height"]) == seen
    box = phone.evaluate(
        "() => { const [range] = CSS.highlights.get('chosen'); const { top, bottom, width } = "
        "range.getBoundingClientRect(); return { top, bottom, width }; }"
    )
    assert box["width"] > 0
    assert box["top"] >= 0
    assert box["bottom"] <= sheet["y"]
    expect(card.get_by_role("button", name="Save")).to_be_in_viewport()


def test_words_are_corrected_and_saved_by_touch(phone, desk):
    slug = desk.article("# Tower\n\nThe tower has 20 floors.\n")
    phone.goto(f"/desk/articles/{slug}/")
    card = touch(phone, "20 floors")
    say(card, right="21 floors", told="It has 21 floors.")
    save(phone, card)
    assert marks(phone) == [["20", "21"]]
    phone.get_by_role("link", name="Publish 1…").tap()
    expect(phone.get_by_role("dialog").get_by_role("button", name="Publish 1 correction")).to_be_in_viewport()


def test_what_can_be_touched_is_large_enough(phone, desk):
    slug = desk.article("# Tower\n\nThe tower has 20 floors.\n")
    desk.draft(slug, "tower", "house")
    phone.goto(f"/desk/articles/{slug}/")
    touch(phone, "20 floors")
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, input, select, summary, .btn, .bar a, .does a")]
          .filter((one) => one.checkVisibility({ visibilityProperty: true }))
          .map((one) => [one, (one.closest("label") ?? one).getBoundingClientRect()])
          .filter(([, box]) => box.height && box.height < 44)
          .map(([one, box]) => `${one.outerHTML.slice(0, 80)}: ${box.height}px`)"""
    )
    assert small == []


@pytest.mark.parametrize("words", ["twenty 3 floors", "twenty 39 floors"])
def test_the_button_keeps_clear_of_the_words(phone, desk, words):
    slug = desk.article(LONG)
    phone.goto(f"/desk/articles/{slug}/")
    scroll_to_the_bottom_edge(phone, words)
    hold(phone, words)
    button = phone.get_by_role("button", name="Correct")
    expect(button).to_be_in_viewport()
    over = button.bounding_box()
    top, bottom = phone.evaluate(
        "() => { const { top, bottom } = getSelection().getRangeAt(0).getBoundingClientRect(); return [top, bottom]; }"
    )
    assert over["y"] >= bottom or over["y"] + over["height"] <= top


def test_a_note_on_the_whole_article_is_under_more(phone, desk):
    slug = desk.article("# Tower\n\nThe tower has 20 floors.\n")
    phone.goto(f"/desk/articles/{slug}/")
    phone.locator(".bar summary").tap()
    phone.get_by_role("link", name="Note on the whole article…").tap()
    card = opened(phone)
    say(card, told="The tower was renamed.")
    save(phone, card)
    expect(phone.locator(".whole .notice")).to_contain_text("The tower was renamed.")


def test_nothing_is_wider_than_the_narrowest_phone(window, desk):
    narrow = window(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    slug = desk.article("# Tower\n\nThe tower has 20 floors, the mayor said.\n", public=True)
    desk.publish(slug, desk.draft(slug, "20 floors", "21 floors"))
    desk.draft(slug, "mayor", "deputy")
    for path in ("/", f"/articles/{slug}/", "/desk/", "/desk/new-article/", f"/desk/articles/{slug}/"):
        narrow.goto(path)
        assert narrow.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [320, 320], path
    narrow.get_by_role("link", name="Publish 1…").tap()
    narrow.get_by_role("dialog").wait_for()
    assert narrow.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [320, 320]


def test_what_has_the_focus_is_never_hidden_under_the_foot_of_the_card(window, desk):
    page = window(viewport={"width": 320, "height": 568})
    slug = desk.article("The tower has 20 floors. It has 20 windows.\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20", gesture=hold)
    card.locator(".elsewhere").first.evaluate("(list) => (list.open = true)")
    card.locator(".more").evaluate("(list) => (list.open = true)")
    for _ in range(24):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
              const has = document.activeElement;
              if (!has.closest("#card") || has.closest(".go")) return "";
              const foot = document.querySelector("#card .go").getBoundingClientRect();
              const { bottom, height } = has.getBoundingClientRect();
              return bottom > foot.top + 1 && height < 100 ? `${has.name || has.textContent}: ${bottom}` : "";
            }"""
        )
        assert hidden == ""
