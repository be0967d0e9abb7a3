"""Nothing typed is ever lost: another editor first, the session over, the server away, the page left."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.gestures import closed, correct, hold, marks, opened, save, say, select

pytestmark = pytest.mark.database

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
    expect(card.get_by_role("alert").first).to_contain_text("Somebody else has changed this note meanwhile.")
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


def test_when_the_session_is_over_the_editor_signs_in_over_the_page_and_the_card_is_saved(page, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sign in")
    expect(dialog.get_by_label("Password")).to_be_focused()
    name, password = server.editor()
    expect(dialog.get_by_label("User name")).to_have_value(name)
    dialog.get_by_label("Password").fill("a slip of the finger")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21.")
    dialog.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")
    closed(page)
    assert marks(page) == [["20", "21"]]
    assert len(desk.drafts(slug)) == 1
    # It is saved, so the next card on other words begins empty.
    expect(correct(page, "mayor").locator("[data-restored]")).to_be_hidden()


def test_signing_in_can_wait_and_be_done_in_another_window(page, window, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog", name="Sign in")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card.get_by_role("alert")).to_contain_text("You have been signed out.")
    expect(card.get_by_role("button", name="Sign in")).to_be_visible()
    other = window()
    sign_in(other, server)
    page.bring_to_front()
    save(page, card)
    assert marks(page) == [["20", "21"]]


def test_a_card_that_is_opened_after_the_session_is_over_opens_after_signing_in(page, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    page.context.clear_cookies(name="sessionid")
    select(page, "20 floors")
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Sign in")
    dialog.get_by_label("Password").fill(server.editor()[1])
    page.keyboard.press("Enter")
    expect(opened(page).get_by_label("Right words")).to_have_value("20 floors")


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


def test_when_the_server_is_away_it_is_told_and_saved_by_itself_once_it_is_back(page, desk, complaints):
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
    closed(page)
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert marks(page) == [["20", "21"]]


def test_an_answer_that_is_lost_on_the_way_saves_one_note_and_not_two(page, desk, complaints):
    complaints.expect(r"failed: POST .*/notes/new/", HTMX_SAYS)
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")

    def lose(route):
        route.fetch(max_redirects=0)  # the server has it, and the browser never hears of that
        route.abort("connectionreset")

    page.route("**/notes/new/**", lose, times=1)
    page.keyboard.press("Control+Enter")
    card.get_by_role("button", name="Try now").click()
    closed(page)
    assert marks(page) == [["20", "21"]]
    assert len(desk.drafts(slug)) == 1


def test_whoever_goes_on_writing_while_the_server_is_away_saves_when_ready(page, desk, complaints):
    complaints.expect(r"failed: POST .*/notes/new/", HTMX_SAYS)
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.")
    page.route("**/notes/new/**", lambda route: route.abort("connectionrefused"), times=1)
    page.keyboard.press("Control+Enter")
    expect(card.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    say(card, told="It has 21 flo")
    expect(card.get_by_role("alert")).to_contain_text("save again when you are ready")
    page.wait_for_timeout(4000)  # longer than the first pause: half a sentence is not sent
    assert desk.drafts(slug) == []
    say(card, told="It has 21 floors.")
    save(page, card)
    assert len(desk.drafts(slug)) == 1


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
    select(page, "20 floors")
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.unroute("**/notes/new/**")
    page.get_by_role("button", name="Try now").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("20 floors")


def test_a_page_that_was_left_with_a_card_open_has_it_again(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="Not yet sav")
    page.goto("/desk/")
    page.goto(f"/desk/articles/{slug}/")
    card = opened(page)
    expect(card.locator("[data-restored]")).to_contain_text("What you typed before is back.")
    expect(card.get_by_label("What readers are told")).to_have_value("Not yet sav")
    expect(card.get_by_label("Right words")).to_be_focused()


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


def test_typing_survives_a_reload_with_the_card_still_there(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="Half a sent", source="https://example.org/tower")
    page.reload()
    card = opened(page)
    expect(card.get_by_label("Right words")).to_have_value("21 floors")
    expect(card.get_by_label("What readers are told")).to_have_value("Half a sent")
    expect(card.get_by_label("Address of the source")).to_have_value("https://example.org/tower")
    save(page, card)
    page.reload()
    page.wait_for_timeout(500)
    closed(page)


def test_back_and_forward_find_the_card_as_it_was_left(page, desk):
    slug = desk.article(TOWER)
    page.goto("/desk/")
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="Half a sent")
    page.go_back()
    expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    page.go_forward()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("Half a sent")


def test_two_tabs_on_the_same_words_keep_what_is_typed_in_each(page, desk):
    slug = desk.article(TOWER)
    second = page.context.new_page()
    for one, told in ((page, "The first tab says so."), (second, "The second tab says so.")):
        one.goto(f"/desk/articles/{slug}/")
        say(correct(one, "20 floors"), right="21 floors", told=told)
    for one, told in ((page, "The first tab says so."), (second, "The second tab says so.")):
        one.bring_to_front()
        one.reload()
        expect(opened(one).get_by_label("What readers are told")).to_have_value(told)
    second.close()


def test_a_tab_hears_that_another_has_saved_the_same_words(page, desk, complaints):
    complaints.expect(r"422: POST .*/notes/new/")
    slug = desk.article(TOWER)
    second = page.context.new_page()
    for one in (page, second):
        one.goto(f"/desk/articles/{slug}/")
        say(correct(one, "20 floors"), right="21 floors", told=f"It has 21, says tab {one == second}.")
    save(second, opened(second))
    second.close()
    page.bring_to_front()
    expect(page.get_by_role("status").filter(has_text="saved in another window")).to_be_visible()
    card = opened(page)
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".errorlist")).to_contain_text("Another note already replaces some of these words.")
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21, says tab False.")


def test_what_a_closed_tab_has_left_is_taken_up_in_the_next(page, desk):
    slug = desk.article(TOWER)
    second = page.context.new_page()
    second.goto(f"/desk/articles/{slug}/")
    say(correct(second, "20 floors"), right="21 floors", told="Typed in the tab that is closed.")
    second.close()
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    expect(card.get_by_label("What readers are told")).to_have_value("Typed in the tab that is closed.")
    save(page, card)
    expect(correct(page, "mayor").locator("[data-restored]")).to_be_hidden()


def test_the_later_of_two_editors_takes_over_what_the_other_said(page, window, desk, complaints):
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

    card = opened(page)
    say(card, right="23 floors", told="It has 23, says the first editor.")
    page.keyboard.press("Control+Enter")
    expect(card.locator(".their")).to_have_count(2)
    card.locator(".their").filter(has_text="Right words").get_by_role("button", name="Take this").click()
    expect(card.get_by_label("Right words")).to_have_value("22 floors")
    save(page, card)
    assert marks(page) == [["20", "22"]]
    expect(page.locator(".notice.draft .wording")).to_have_text("It has 23, says the first editor.")


def test_the_later_of_two_editors_leaves_it_to_the_other(page, window, desk, complaints):
    complaints.expect("409: POST /desk/notes/")
    slug = desk.article(TOWER)
    note = desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".notice.draft").get_by_role("link", name="Edit").click()
    say(opened(page), told="It has 23, says the first editor.")
    desk.rewrite(slug, note, "20 floors", "22 floors", "It has 22, says the other editor.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Drop mine, keep theirs").click()
    card = opened(page)
    expect(card.locator(".theirs")).to_have_count(0)
    expect(card.get_by_label("What readers are told")).to_have_value("It has 22, says the other editor.")


def test_a_pasted_article_outlasts_the_session(page, desk, server):
    page.goto("/desk/new-article/")
    page.get_by_label("Or paste its text").fill("# Pasted\n\nIt was long.\n")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Import").click()
    name, password = server.editor()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/new-article/")
    expect(page.get_by_label("Or paste its text")).to_have_value("# Pasted\n\nIt was long.\n")
    page.get_by_role("button", name="Import").click()
    expect(page.locator(".proof")).to_contain_text("It was long.")
    page.wait_for_load_state("load")
    page.goto("/desk/new-article/")
    expect(page.get_by_label("Or paste its text")).to_have_value("")


def test_a_text_that_was_only_looked_at_is_still_there(page, desk):
    slug = desk.article(TOWER, public=True)
    page.goto(f"/desk/new-article/?slug={slug}")
    page.get_by_label("Or paste its text").fill("# Tower\n\nThe tower was never built.\n")
    page.get_by_role("button", name="Import").click()
    looked_at = page.locator(".foreseen")
    expect(looked_at.locator("ins")).to_contain_text("was never built")
    looked_at.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"**/desk/articles/{slug}/")
    page.wait_for_load_state("load")
    page.get_by_role("link", name="New revision…").click()
    expect(page.get_by_label("Or paste its text")).to_have_value("# Tower\n\nThe tower was never built.\n")
    page.get_by_role("button", name="Import").click()
    looked_at.get_by_role("button", name="Change the text").click()
    text = page.get_by_label("Or paste its text")
    expect(text).to_have_value("# Tower\n\nThe tower was never built.\n")
    text.fill("# Tower\n\nThe tower was built twice.\n")
    page.get_by_role("button", name="Import").click()
    looked_at.get_by_role("button", name="Import").click()
    expect(page.locator(".proof")).to_contain_text("was built twice")
    page.wait_for_load_state("load")
    page.get_by_role("link", name="New revision…").click()
    expect(page.get_by_label("Or paste its text")).to_have_value("")


def write(page, text):
    """Type as a hand does, key by key, so that the field has the focus when its card goes."""
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def test_two_notes_on_the_whole_article_one_after_the_other_are_two(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    for text in ("The first note.", "The second note."):
        page.get_by_role("link", name="Whole article…").click()
        expect(opened(page).get_by_label("What readers are told")).to_be_focused()
        expect(opened(page).get_by_label("What readers are told")).to_have_value("")
        write(page, text)
        page.keyboard.press("Control+Enter")
        closed(page)
    expect(page.locator(".notice.draft .wording")).to_have_text(["The first note.", "The second note."])


def test_a_draft_is_edited_twice_by_keyboard_without_a_conflict_with_oneself(page, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page.goto(f"/desk/articles/{slug}/")
    for right in ("22 floors", "23 floors"):
        page.locator(".notice.draft").get_by_role("link", name="Edit").click()
        expect(opened(page).get_by_label("Right words")).to_be_focused()
        write(page, right)
        page.keyboard.press("Control+Enter")
        closed(page)
    assert marks(page) == [["20", "23"]]


def test_a_card_on_its_way_is_neither_closed_nor_written_in(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    write(page, "21 floors")
    card.get_by_label("What readers are told").fill("It has 21.")
    page.route("**/notes/new/", lambda route: None)  # held until the route is taken away
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Saving…")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("lost?")
    expect(card).to_be_visible()
    page.unroute("**/notes/new/")
    closed(page)
    assert marks(page) == [["20", "21"]]
    expect(page.locator("#card")).to_have_count(1)
    expect(page.locator(".notice.draft .wording")).to_have_text("It has 21.")
    expect(correct(page, "mayor")).to_be_visible()


def test_what_was_typed_and_closed_is_listed_above_the_article(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="Half a sent")
    page.keyboard.press("Escape")
    closed(page)
    page.reload()
    left = page.locator("[data-left] li")
    expect(left).to_have_text(re.compile("Typed and not saved: “20 floors”"))
    left.get_by_role("button", name="Go on").click()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("Half a sent")
    expect(left).to_have_count(0)
    page.keyboard.press("Escape")
    left.get_by_role("button", name="Drop it").click()
    expect(left).to_have_count(0)
    expect(correct(page, "20 floors").locator("[data-restored]")).to_be_hidden()


def test_what_was_typed_is_shown_though_another_editor_took_the_words_meanwhile(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="It has 21, say I.")
    desk.draft(slug, "20 floors", "22 floors", "It has 22, says the other.")
    page.reload()
    card = opened(page)
    expect(card.get_by_label("What readers are told")).to_have_value("It has 22, says the other.")
    typed = card.locator(".theirs").filter(has_text="What you typed for these words:")
    expect(typed).to_contain_text("21 floors")
    expect(typed).to_contain_text("It has 21, say I.")
    typed.get_by_role("button", name="Drop it").click()
    expect(typed).to_have_count(0)


def test_what_was_typed_is_shown_though_the_words_are_gone_from_the_article(page, desk, complaints):
    complaints.expect("422: GET .*/notes/new/")
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), right="21 floors", told="It has 21.")
    desk.article("# Tower\n\nThe tower was never built.\n", slug=slug)
    page.reload()
    shell = page.locator("#card .card")
    expect(shell).to_contain_text("does not stand in the text")
    expect(shell).to_contain_text("It has 21.")


def test_what_was_typed_is_shown_though_the_draft_was_deleted(page, desk, complaints):
    complaints.expect("404: GET /desk/notes/", "console error: Response Status Error Code 404")
    slug = desk.article(TOWER)
    note = desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".notice.draft").get_by_role("link", name="Edit").click()
    say(opened(page), told="It has 21, as I have just checked.")
    desk.delete(note)
    page.reload()
    shell = page.locator("#card .card")
    expect(shell).to_contain_text("somebody may have deleted it")
    expect(shell).to_contain_text("It has 21, as I have just checked.")


def test_the_sheet_is_not_opened_over_words_that_are_not_saved(page, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".notice.draft").get_by_role("link", name="Edit").click()
    say(opened(page), told="It has 21 floors.")
    page.get_by_role("link", name="Publish 1 correction…").click()
    expect(page.get_by_role("status").filter(has_text="not saved")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    save(page, opened(page))
    page.get_by_role("link", name="Publish 1 correction…").click()
    expect(page.get_by_role("dialog")).to_contain_text("It has 21 floors.")


def test_a_browser_that_keeps_nothing_says_so_before_the_card_closes(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    card = correct(page, "20 floors")
    say(card, told="It has 21.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").filter(has_text="keeps nothing")).to_be_visible()
    expect(card.get_by_label("What readers are told")).to_have_value("It has 21.")
    page.keyboard.press("Escape")
    closed(page)


def test_words_taken_whole_and_their_further_places_outlast_a_reload(page, desk):
    slug = desk.article("Smithson came. Then Smithson went, and Smith stayed.\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "Smith")
    card.get_by_role("link", name="Take all of “Smithson”").click()
    card.locator(".elsewhere summary").click()
    card.get_by_label("Then Smithson went").check()
    page.reload()
    card = opened(page)
    expect(card.locator("[name=also]")).to_be_checked()
    say(card, right="Smithers", told="It is Smithers.")
    save(page, card)
    assert desk.corrected(slug) == "Smithers came. Then Smithers went, and Smith stayed.\n"


def test_the_next_editor_at_this_browser_does_not_find_what_was_typed(page, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "20 floors"), told="It has 21, says the first editor.")
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('words').dataset.user = 'somebody else'")
    expect(correct(page, "20 floors").locator("[data-restored]")).to_be_hidden()


def test_another_card_waits_until_the_one_that_is_being_saved_is_answered(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    write(page, "21 floors")
    card.get_by_label("What readers are told").fill("It has 21.")
    page.route("**/notes/new/", lambda route: None)  # held until the route is taken away
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Saving…")).to_be_visible()
    page.get_by_role("link", name="Whole article…").click()
    page.wait_for_timeout(300)
    page.unroute("**/notes/new/")
    expect(page.locator("#card [name=exact]")).to_have_value("")
    expect(opened(page).get_by_label("What readers are told")).to_be_focused()
    page.keyboard.type("A note on all of it.")
    expect(page.locator("#article")).to_have_count(1)
    assert marks(page) == [["20", "21"]]
    expect(page.locator("[data-left] li")).to_have_count(0)
    save(page, opened(page))
    assert len(desk.drafts(slug)) == 2


def test_a_card_that_was_left_keeps_its_words_when_other_words_are_narrowed_to_its_own(page, desk):
    slug = desk.article("The tower stands.\n\nIt is old.\n")
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "The tower stands."), told="The first card.")
    page.keyboard.press("Escape")
    card = correct(page, "The tower stands.\nIt is old.", gesture=hold)
    say(card, told="The second card.")
    card.get_by_role("link", name="Take only “The tower stands.”").click()
    card.get_by_label("What readers are told").press_sequentially(" More.")
    page.keyboard.press("Escape")
    card = correct(page, "The tower stands.", gesture=hold)
    expect(card.get_by_label("What readers are told")).to_have_value("The first card.")
