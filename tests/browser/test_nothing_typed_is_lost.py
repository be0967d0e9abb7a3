"""Nothing typed is ever lost: another editor first, the session over, the server away, the page left."""

import re

from playwright.sync_api import expect

from tests.browser.gestures import closed, correct, marks, opened, save, say, select

HTMX_SAYS = r"console error: htmx:(sendError|afterRequest)"
TOWER = "# Tower\n\nThe tower has 20 floors, the mayor said.\n"


def test_the_later_of_two_editors_sees_both_texts_and_can_save(page, window, desk, complaints):
    complaints.expect("409: POST /desk/notes/")
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    other = window()
    for one in (page, other):
        one.goto(f"/desk/articles/{slug}/")
        one.locator(".notice.draft").get_by_role("link", name="Edit").click()
        opened(one)
    say(opened(other), right="22 floors", told="It has 22, says the other editor.")
    save(other, opened(other))

    say(opened(page), right="23 floors", told="It has 23, says the first editor.")
    page.keyboard.press("Control+Enter")
    card = page.locator("#card form.card")
    expect(card.get_by_role("alert")).to_contain_text("Somebody else has changed this note meanwhile.")
    expect(card.locator(".theirs")).to_contain_text("It has 22, says the other editor.")
    expect(card.locator(".theirs")).to_contain_text("22 floors")
    expect(card.get_by_label("Right words")).to_have_value("23 floors")
    expect(card.get_by_label("What readers are told")).to_have_value("It has 23, says the first editor.")

    save(page, card)
    assert marks(page) == [["20", "23"]]
    expect(page.locator(".notice.draft .wording")).to_have_text("It has 23, says the first editor.")


def test_a_draft_that_somebody_deleted_meanwhile_leaves_what_was_typed(page, desk, complaints):
    complaints.expect("40[49]|410|422: (GET|POST) /desk/notes/")
    slug = desk.article(TOWER)
    note = desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".notice.draft").get_by_role("link", name="Edit").click()
    card = opened(page)
    say(card, told="It has 21, as I have just checked.")
    desk.delete(note)
    page.keyboard.press("Control+Enter")
    expect(card.get_by_role("alert")).to_be_visible()
    expect(card.get_by_role("alert")).to_contain_text(re.compile("deleted"))
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21, as I have just checked.")


def test_when_the_session_is_over_the_editor_signs_in_and_goes_on(page, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    expect(card.get_by_role("alert")).to_contain_text("You have been signed out.")
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21.")

    card.get_by_role("link", name="Sign in").click()
    name, password = server.editor()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    expect(card.get_by_label("Right words")).to_have_value("21 floors")
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21.")
    save(page, card)
    assert marks(page) == [["20", "21"]]
    # It is saved, so the next card on other words begins empty.
    expect(correct(page, "mayor").locator("[data-restored]")).to_be_hidden()


def test_whoever_signs_in_in_another_window_can_save_the_card_that_is_open(page, window, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    expect(card.get_by_role("alert")).to_contain_text("You have been signed out.")
    other = window()
    sign_in(other, server)
    page.bring_to_front()
    save(page, card)
    assert marks(page) == [["20", "21"]]


def sign_in(page, server):
    name, password = server.editor()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")


def test_other_words_can_be_corrected_first(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="It has 21.")
    card = correct(page, "mayor")
    say(card, right="deputy", told="It was the deputy.")
    save(page, card)
    expect(correct(page, "20 floors").get_by_label("What readers are told")).to_have_value("It has 21.")


def test_back_shows_how_things_stand_now(page, desk):
    slug = desk.article(TOWER, public=True)
    desk.draft(slug, "20 floors", "21 floors", "It has 21 floors.")
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="Publish 1 correction…").click()
    page.get_by_role("button", name="Publish 1 correction").click()
    expect(page.get_by_role("heading", name="1 correction is published")).to_be_visible()
    page.go_back()
    expect(page.locator("#correction-1")).to_contain_text("It has 21 floors.")
    expect(page.locator(".notice.draft")).to_have_count(0)


def test_when_the_server_is_away_it_is_told_and_saved_later(page, desk, complaints):
    complaints.expect(r"failed: POST .*/notes/new/", HTMX_SAYS)
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    page.route("**/notes/new/**", lambda route: route.abort("connectionrefused"))
    page.keyboard.press("Control+Enter")
    expect(card.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    expect(card.get_by_label("Right words")).to_have_value("21 floors")
    page.unroute("**/notes/new/**")
    save(page, card)
    assert marks(page) == [["20", "21"]]


def test_when_the_server_is_away_the_card_does_not_open_and_says_so(page, desk, complaints):
    complaints.expect(r"failed: GET .*/notes/new/", HTMX_SAYS)
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    page.route("**/notes/new/**", lambda route: route.abort("connectionrefused"))
    select(page, "20 floors")
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.get_by_role("button", name="Close").click()
    closed(page)


def test_a_page_that_was_left_with_a_card_open_has_it_again(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="Not yet sav")
    page.goto("/desk/")
    page.goto(f"/desk/articles/{slug}/")
    expect(correct(page, "20 floors").get_by_label("What readers are told")).to_have_value("Not yet sav")


def test_a_revision_that_came_meanwhile_is_told_and_the_words_stay_typed(page, desk, complaints):
    complaints.expect("422: POST .*/notes/new/")
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    desk.article("# Tower\n\nThe tower was never built.\n", slug=slug)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#card").get_by_text("does not stand in the text")).to_be_visible()
    expect(card.get_by_label("Right words")).to_have_value("21 floors")
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21.")
