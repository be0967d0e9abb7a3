"""The same error in other articles: found by the search or shown in the card, and put right there by one gesture."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import closed, correct, marks, opened, save, say

ONE = "# Mill\n\nThe mill of Dunwich was built in 1712, said the miller.\n"
OTHER = "# Tide\n\nThe tide took the mill of Dunwich in a night. The mill of Dunwich was lost.\n"


def test_a_place_that_was_found_opens_the_card_at_the_words(page, desk):
    slug = desk.article(ONE.replace("Dunwich", "Orford"))
    page.goto("/desk/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Words to look for").fill("mill of Orford")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".counted")).to_have_text("1 place in 1 article")
    page.get_by_role("link", name=re.compile("^Correct here")).click()
    card = opened(page)
    expect(card.get_by_label("Right words")).to_be_focused()
    expect(page).to_have_url(re.compile(f"/desk/articles/{slug}/$"))
    say(card, right="mill of Orford Ness", told="It is the mill of Orford Ness, not of Orford.")
    save(page, card)
    assert marks(page) == [["", "Ness"]]
    page.reload()
    expect(page.locator("#card .card")).to_have_count(0)
    page.goto("/desk/search/?q=mill+of+Orford")
    page.get_by_role("link", name="Being corrected: open the draft").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("mill of Orford Ness")


def test_what_is_typed_goes_on_to_the_other_article_unsaved(page, desk):
    one, other = desk.article(ONE), desk.article(OTHER)
    page.goto(f"/desk/articles/{one}/")
    card = correct(page, "mill of Dunwich")
    say(card, right="mill of Walberswick", told="It was the mill of Walberswick.", source="https://example.org/mill")
    card.get_by_text("In 1 other article").click()
    with page.expect_popup() as popup:
        card.get_by_role("link", name=re.compile("^Correct here too")).first.click()
    there = popup.value
    theirs = opened(there)
    expect(there).to_have_url(re.compile(f"/desk/articles/{other}/$"))
    expect(theirs.get_by_label("Right words")).to_have_value("mill of Walberswick")
    expect(theirs.get_by_label("What readers are told")).to_have_value("It was the mill of Walberswick.")
    expect(theirs.get_by_label("Address of the source").first).to_have_value("https://example.org/mill")
    expect(theirs.get_by_text("Occurs 1 more time")).to_be_visible()
    save(there, theirs)
    assert marks(there) == [["Dunwich", "Walberswick"]]
    there.close()
    # Here nothing has changed: it is still to be saved.
    expect(card.get_by_label("Right words")).to_have_value("mill of Walberswick")
    save(page, card)
    expect(page.locator("#article .told")).to_contain_text("The same words stand in 1 other article.")
    page.get_by_role("link", name="Look there").click()
    expect(page.get_by_role("link", name="Being corrected: open the draft")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Correct here.*Tide")).click()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("It was the mill of Walberswick.")


def test_the_card_looks_again_for_other_words(page, desk):
    desk.article(ONE.replace("Dunwich", "Southwold"))
    slug = desk.article(OTHER.replace("Dunwich", "Southwold"))
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "of Southw")
    expect(card.locator("[data-others] summary")).to_have_count(0)
    card.get_by_role("link", name=re.compile("Take all of")).first.click()
    expect(card.locator("[data-others] summary")).to_contain_text("In 1 other article")


@pytest.mark.parametrize("late", ["others", "seen"])
def test_a_button_does_not_move_away_under_a_press(page, desk, late):
    desk.article(ONE.replace("Dunwich", "Orford"))
    slug = desk.article(OTHER.replace("Dunwich", "Orford"))
    held = []
    # The whole card is in sight, so that its buttons stand below what comes.
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.route(f"**/{late}/**", lambda route: held.append(route))  # it is asked how many arguments it takes
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "Orford")
    with page.expect_request("**/seen/**"):
        say(card, right="Aldeburgh", told="It was the mill of Aldeburgh, not of Orford.")
    if late == "others":
        expect(card.locator("[data-notice]")).to_contain_text("not of Orford")
    else:
        expect(card.locator("[data-others] summary")).to_contain_text("other article")
    box = card.get_by_role("button", name="Save").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 2)
    page.mouse.down()
    for request in held:
        request.continue_()
    page.wait_for_timeout(600)
    page.mouse.up()
    closed(page)
    assert marks(page) == [["Orford", "Aldeburgh"]]
