"""Places that a new revision changed are decided on where one stands: taken, marked anew, shown in the text."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.gestures import correct, hold, say, select

BETWEEN = "\n\nNobody has said a word about the years that went by before it was built, and nobody will.\n\n"
LINES = [
    ("The tower had 20 floors and a single narrow door.", "The tower had some 20 floors and a single narrow door."),
    ("The keeper moved in with his family in May.", "The keeper moved in with his own family in May."),
    ("It was painted red and white by the sailors.", "It was painted red by the sailors."),
    ("The lamp was lit for the first time in 1911.", "The lamp was lit for the very first time in 1911."),
]
WORDS = [
    ("had 20 floors", "had 21 floors"),
    ("with his family", "with a family"),
    ("red and white", "red and black"),
    ("the first time", "the second time"),
]


@pytest.fixture
def revised(desk):
    """A function: an article whose revision changed the words of so many drafts, or of notes that keep their words;
    returns its slug."""

    def revised(count=3, *, keeps=False):
        slug = desk.article("# Revised\n\n" + BETWEEN.join(old for old, _ in LINES))
        for words, right in WORDS[:count]:
            desk.draft(slug, words, None if keeps else right)
        return desk.article("# Revised\n\n" + BETWEEN.join(new for _, new in LINES), slug=slug)

    return revised


def entries(page):
    return page.locator(".lost .decision:visible")


def test_a_place_is_taken_with_the_keyboard_and_the_next_one_waits(page, desk, revised):
    slug = revised()
    page.goto(f"/desk/articles/{slug}/")
    expect(page.get_by_role("heading", name="3 places need a decision")).to_be_visible()
    entries(page).nth(1).get_by_role("button", name="Take this place").focus()
    before = page.evaluate("document.querySelector('.lost').getBoundingClientRect().top")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 places need a decision")).to_be_visible()
    expect(page.locator("#status")).to_have_text("The note has its place again. 2 places need a decision")
    expect(entries(page).nth(1).get_by_role("button", name="Take this place")).to_be_focused()
    assert abs(page.evaluate("document.querySelector('.lost').getBoundingClientRect().top") - before) <= 1
    assert "moved in with a family in May" in desk.corrected(slug)
    for left in (1, 0):
        page.keyboard.press("Enter")
        expect(entries(page)).to_have_count(left)
    expect(page.locator(".lost")).to_have_count(0)
    expect(page.locator(".proof")).to_be_focused()


def test_several_are_taken_at_once(page, desk, revised):
    page.goto(f"/desk/articles/{revised(4, keeps=True)}/")
    page.get_by_text("Show 1 more place").click()
    expect(entries(page)).to_have_count(4)
    page.get_by_role("button", name="Take all 3 places that only lost or gained words").click()
    expect(page.locator("#status")).to_have_text("3 places are taken. 1 place needs a decision")
    expect(entries(page)).to_have_count(1)


@pytest.mark.parametrize("by", ["link", "words"])
def test_proposed_words_are_shown_in_the_text(page, revised, by):
    page.goto(f"/desk/articles/{revised()}/")
    entry = entries(page).nth(2)
    if by == "link":
        entry.get_by_role("link", name="Show in the text").click()
    else:
        entry.locator("dd").nth(1).click(position={"x": 4, "y": 4})
    shown = page.locator("#article mark.shown")
    expect(shown).to_have_text("red")
    expect(shown).to_be_in_viewport()
    expect(page.locator("#status")).to_have_text("Shown in the text: red")


def test_other_words_are_marked_without_leaving_the_page(page, desk, revised):
    slug = revised()
    page.goto(f"/desk/articles/{slug}/")
    page.evaluate("window.stays = true")
    entries(page).first.get_by_role("link", name="Mark other words").click()
    select(page, "had some 20 floors")
    page.get_by_role("button", name="Place the note here").click()
    expect(entries(page)).to_have_count(2)
    expect(page.locator("#status")).to_contain_text("The note has its place again.")
    assert page.evaluate("window.stays")
    assert "had 21 floors and a single" in desk.corrected(slug)


@pytest.fixture
def reworded(desk):
    """An article with a published note that a revision put right in other words; its slug."""
    slug = desk.article("# Reworded\n\n" + BETWEEN.join(old for old, _ in LINES))
    desk.publish(slug, desk.draft(slug, "20 floors", "21 floors", "It had 21 floors, not 20."))
    new = BETWEEN.join(old for old, _ in LINES).replace("had 20 floors", "had a score and one of floors")
    return desk.article("# Reworded\n\n" + new, slug=slug, after="2-1")


def test_a_published_note_is_left_at_words_that_are_right_in_other_words(page, desk, reworded):
    page.goto(f"/desk/articles/{reworded}/")
    page.evaluate("window.stays = true")
    mark = entries(page).first.get_by_role("link", name="Mark other words")
    mark.click()
    select(page, "a score and one of floors")
    page.get_by_role("button", name="Place the note here").click()
    asked = page.get_by_role("group", name="Are these words still wrong, or right already?")
    expect(asked).to_be_focused()
    expect(page.locator("#correct")).to_be_hidden()
    expect(asked.locator(".ways :is(del, ins)")).to_have_text(["a score and one of floors", "21 floors"])
    expect(asked.get_by_role("button")).to_have_text(["Still wrong: change them", "Right already: leave them"])
    expect(entries(page).first.get_by_role("button", name="Take this place")).not_to_be_visible()
    asked.get_by_role("link", name="Cancel").click()
    expect(asked).to_have_count(0)
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    hold(page, "a score and one of floors")
    page.keyboard.press("Enter")
    expect(asked).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".lost")).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("The right words stand there already, and stay as they are.")
    assert page.evaluate("window.stays")
    assert "had a score and one of floors and a single" in desk.corrected(reworded)


def test_without_scripts_the_same_is_asked_on_the_page_of_the_place(window, desk, reworded):
    plain = window(java_script_enabled=False)
    plain.goto(f"/desk/articles/{reworded}/")
    plain.locator(".lost").get_by_role("link", name="Mark other words").click()
    plain.get_by_label("The words now").fill("a score and one of floors")
    plain.get_by_role("button", name="Show what readers will see").click()
    expect(plain.locator(".ways :is(del, ins)")).to_have_text(["a score and one of floors", "21 floors"])
    plain.get_by_role("button", name="Right already: leave them").click()
    plain.wait_for_url(f"**/desk/articles/{reworded}/")
    expect(plain.locator(".told").first).to_have_text("The note has its place again.")
    assert "had a score and one of floors and a single" in desk.corrected(reworded)


def test_words_that_belong_to_another_note_are_refused_and_nothing_is_lost(page, desk, revised):
    slug = revised()
    desk.draft(slug, "narrow door", "wide gate")
    page.goto(f"/desk/articles/{slug}/")
    entries(page).first.get_by_role("link", name="Mark other words").click()
    select(page, "single")
    page.keyboard.press("Escape")
    entries(page).first.get_by_role("link", name="Mark other words").click()
    select(page, "narrow")
    page.get_by_role("button", name="Place the note here").click()
    expect(page.locator("#status")).to_contain_text("Another note already replaces some of these words.")
    expect(entries(page)).to_have_count(3)


def test_what_is_typed_in_a_card_stays_while_a_place_is_taken(page, revised):
    page.goto(f"/desk/articles/{revised()}/")
    card = correct(page, "1911")
    say(card, right="1912", told="It was lit in 1912.")
    entries(page).first.get_by_role("button", name="Take this place").click()
    expect(entries(page)).to_have_count(2)
    expect(card.get_by_label("What readers are told")).to_have_value("It was lit in 1912.")


def test_a_place_that_another_editor_took_meanwhile_is_told(page, window, revised, complaints):
    complaints.expect(r"failed: POST .*/presence/")
    slug = revised()
    # It does not hear of the other before the button is pressed.
    page.route("**/presence/", lambda route: route.abort())
    page.goto(f"/desk/articles/{slug}/")
    other = window()
    other.goto(f"/desk/articles/{slug}/")
    other.locator(".decision").first.get_by_role("button", name="Take this place").click()
    expect(entries(other)).to_have_count(2)
    entries(page).first.get_by_role("button", name="Take this place").click()
    expect(page.locator("#status")).to_contain_text("This note has its place again already.")
    expect(entries(page)).to_have_count(2)


def test_the_publishing_sheet_leads_to_what_has_to_be_decided(page, revised):
    page.goto(f"/desk/articles/{revised(4)}/")
    page.locator("#bar a[data-sheet]").click()
    page.get_by_role("dialog").get_by_role("link", name="To the place").last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.decision') !== null")


def test_a_draft_is_left_without_a_place(page, desk, revised):
    slug = revised(1)
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".lost")).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("The place is left out of the draft.")


def test_on_a_phone_a_place_is_marked_with_the_handles(window, desk, revised):
    page = window(viewport=PHONE, has_touch=True)
    slug = revised(1)
    page.goto(f"/desk/articles/{slug}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    entries(page).first.get_by_role("link", name="Mark other words").tap()
    hold(page, "had some 20 floors")
    page.get_by_role("button", name="Place the note here").tap()
    expect(page.locator(".lost")).to_have_count(0)
    assert "tower had 21 floors and a single" in desk.corrected(slug)
