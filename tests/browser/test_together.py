"""Two editors on one article at once: each sees the other, and what the other does comes without taking one's place."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, WIDE
from tests.browser.gestures import closed, correct, hold, marks, opened, save, say, select, selected

pytestmark = pytest.mark.database

TOWER = "# Tower\n\nThe tower has 20 floors, the mayor said.\n\nIt was built in 1931, and nobody lives there.\n"
LONG = "# Long\n\n" + "\n\n".join(
    f"In paragraph {n} the council met on day {n} and found nothing to say about the harbour or the {n} ships in it."
    for n in range(1, 61)
)
SOON = PATIENCE  # a page asks every four and a half seconds


@pytest.fixture(scope="session")
def ben_signed_in(server, chromium) -> dict:
    """The cookies of a second editor."""
    server.account("ben", "second compiler")
    context = chromium.new_context(base_url=server.address)
    page = context.new_page()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill("ben")
    page.locator("[name=password]").fill("second compiler")
    page.locator("form.sign-in button").click()
    page.wait_for_url("**/desk/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def ben(chromium, server, ben_signed_in, complaints):
    """The second editor's window, in a browser of his own."""
    context = chromium.new_context(base_url=server.address, locale="en-GB", viewport=WIDE, storage_state=ben_signed_in)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints.listen(page)
    yield page
    complaints.leave(page)
    context.close()


@pytest.fixture
def both(page, ben):
    """A function: opens an article in both windows; gives them back."""

    def both(slug):
        for one in (page, ben):
            one.goto(f"/desk/articles/{slug}/")
        return page, ben

    return both


def here(page):
    """Where it stands who else is here, in a wide window."""
    return page.locator("#bar [data-here]")


def edit(page, nth=0):
    page.locator(".notice.draft").nth(nth).get_by_role("link", name="Edit").click()
    return opened(page)


def news(page, text):
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible(timeout=SOON)


def caret(page):
    """What has the focus, and where its caret stands: [name, from, to]."""
    return page.evaluate("(({name, selectionStart: a, selectionEnd: b}) => [name, a, b])(document.activeElement)")


def top_of(page, words):
    """Where words stand in the window, in pixels from its top."""
    return page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector("#article .body"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + words.length);
            return range.getBoundingClientRect().top;
          }
        }""",
        words,
    )


def test_who_else_is_here_appears_and_goes(page, ben, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    page.wait_for_timeout(500)
    expect(here(page)).to_have_text("")
    ben.goto(f"/desk/articles/{slug}/")
    expect(here(ben)).to_have_text("Also here: editor")
    expect(here(page)).to_have_text("Also here: ben", timeout=SOON)
    ben.goto("/desk/")
    expect(here(page)).to_have_text("", timeout=SOON)


def test_on_a_phone_it_stands_at_the_head_of_the_article(page, ben, desk):
    slug = desk.article(TOWER)
    page.set_viewport_size({"width": 390, "height": 780})
    ben.goto(f"/desk/articles/{slug}/")
    page.goto(f"/desk/articles/{slug}/")
    expect(page.locator(".state [data-here]")).to_have_text("Also here: ben")
    expect(page.locator(".state [data-here]")).to_be_visible()


def test_a_note_that_somebody_edits_says_so_at_the_note_and_in_the_card(both, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    desk.draft(slug, "1931", "1932", "It was 1932.")
    page, ben = both(slug)
    edit(ben)
    first, second = page.locator(".notice.draft").all()
    expect(first).to_contain_text("ben is editing this.", timeout=SOON)
    expect(second).not_to_contain_text("is editing this.")
    card = edit(page)
    expect(card.get_by_text("ben is editing this.")).to_be_visible()
    expect(ben.locator("#card").get_by_text("editor is editing this.")).to_be_visible(timeout=SOON)
    ben.keyboard.press("Escape")
    expect(first).not_to_contain_text("ben is editing this.", timeout=SOON)
    expect(card.get_by_text("ben is editing this.")).to_be_hidden()


def test_words_that_somebody_marks_are_told_to_whoever_marks_them_too(both, desk):
    slug = desk.article(TOWER)
    page, ben = both(slug)
    correct(ben, "20 floors")
    expect(here(page)).to_have_text("Also here: ben at “20 floors”", timeout=SOON)
    card = correct(page, "20 floors")
    expect(card.get_by_text("ben is writing about these words, too.")).to_be_visible()


def test_a_draft_of_another_comes_while_one_types(both, desk):
    slug = desk.article(LONG)
    page, ben = both(slug)
    card = correct(page, "the 30 ships")
    card.get_by_label("What readers are told").fill("There were 31 ships, and it was a Sund")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    before = caret(page), card.bounding_box()["y"], top_of(page, "In paragraph 30")
    save_as(ben, "paragraph 2 the", "paragraph 2, an unusually long one, the")
    expect(page.locator(".notice.draft")).to_have_count(1, timeout=SOON)
    news(page, "ben saved a draft.")
    after = caret(page), card.bounding_box()["y"], top_of(page, "In paragraph 30")
    assert after[0] == before[0]
    assert after[1:] == pytest.approx(before[1:], abs=1)
    page.keyboard.type("X")
    expect(card.get_by_label("What readers are told")).to_have_value("There were 31 ships, and it was aX Sund")
    page.keyboard.press("Control+Enter")
    closed(page)
    assert len(desk.drafts(slug)) == 2


def test_the_words_that_one_reads_and_selects_stay_where_they_are(both, desk):
    slug = desk.article(LONG)
    page, ben = both(slug)
    select(page, "found nothing to say", 40)
    expect(page.locator("#correct")).to_be_visible()
    before = page.locator("#correct").bounding_box(), top_of(page, "In paragraph 40")
    save_as(ben, "paragraph 39 the", "paragraph 39, an unusually long one, of all of those that were, the")
    expect(page.locator(".notice.draft")).to_have_count(1, timeout=SOON)
    assert selected(page) == "found nothing to say"
    assert top_of(page, "In paragraph 40") == pytest.approx(before[1], abs=1)
    # In the very paragraph, too.
    save_as(ben, "paragraph 40 the", "paragraph 40 our")
    expect(page.locator(".notice.draft")).to_have_count(2, timeout=SOON)
    expect(page.locator("#correct")).to_be_visible()
    assert selected(page) == "found nothing to say"
    # The button comes to the words once the selection has settled.
    page.wait_for_function(
        "(y) => Math.abs(document.getElementById('correct').getBoundingClientRect().y - y) <= 1", arg=before[0]["y"]
    )
    page.keyboard.press("c")
    expect(opened(page).get_by_label("Right words")).to_have_value("found nothing to say")


def test_the_focus_stays_on_the_note_where_it_was(both, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page, ben = both(slug)
    page.locator(".notice.draft").get_by_role("link", name="Edit").focus()
    save_as(ben, "mayor", "deputy")
    expect(page.locator(".notice.draft")).to_have_count(2, timeout=SOON)
    link = page.locator(".notice.draft").first.get_by_role("link", name="Edit")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(opened(page).get_by_label("Right words")).to_have_value("21 floors")
    save_as(ben, "1931", "1932")
    expect(page.locator(".notice.draft")).to_have_count(3, timeout=SOON)
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_note_that_is_published_while_one_types_in_it_leaves_the_typing(both, desk, complaints):
    complaints.expect("422: POST /desk/notes/")
    slug = desk.article(TOWER)
    note = desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page, ben = both(slug)
    card = edit(page)
    card.get_by_label("What readers are told").fill("It has 22, as I have just counted.")
    ben.get_by_role("link", name="Publish…").click()
    ben.get_by_role("checkbox", name="Correction").check()
    ben.get_by_role("button", name="Publish 1 correction").click()
    news(page, "ben published no. 1.")
    expect(page.locator("#correction-1")).to_have_count(1)
    expect(card.get_by_text("ben published this meanwhile as no. 1.")).to_be_visible()
    expect(card.get_by_label("What readers are told")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(card.get_by_text("This note was published meanwhile")).to_be_visible()
    expect(card.get_by_label("What readers are told")).to_have_value("It has 22, as I have just counted.")
    assert note not in desk.drafts(slug)


def test_a_note_that_is_deleted_while_one_edits_it_says_so_before_one_saves(both, desk):
    slug = desk.article(TOWER)
    note = desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page, _ben = both(slug)
    card = edit(page)
    card.get_by_label("What readers are told").fill("It has 22, as I have just counted.")
    desk.delete(note)
    news(page, "A draft was deleted.")
    expect(card.get_by_text("This draft was deleted meanwhile.")).to_be_visible()
    expect(card.get_by_label("What readers are told")).to_have_value("It has 22, as I have just counted.")
    expect(card.get_by_label("What readers are told")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".proof")).to_be_focused()


def test_both_save_the_same_note_and_the_later_is_shown_both_texts(both, desk, complaints):
    complaints.expect("409: POST /desk/notes/")
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    page, ben = both(slug)
    card = edit(page)
    say(card, right="23 floors", told="It has 23, says the first editor.")
    other = edit(ben)
    say(other, right="22 floors", told="It has 22, says Ben.")
    save(ben, other)
    news(page, "ben changed a draft.")
    expect(
        card.get_by_text("This draft was changed meanwhile. When you save, you are shown both texts.")
    ).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(card.locator(".theirs")).to_contain_text("ben saved this, where it differs from yours:")
    expect(card.locator(".theirs")).to_contain_text("It has 22, says Ben.")
    expect(card.get_by_label("Right words")).to_have_value("23 floors")
    expect(card.get_by_text("This draft was changed meanwhile.")).to_be_hidden()
    save(page, card)
    assert marks(page) == [["20", "23"]]


def test_a_newer_revision_is_told_and_comes_when_it_is_asked_for(both, desk):
    slug = desk.article(TOWER)
    page, _ben = both(slug)
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21, says the first editor.")
    desk.article(TOWER.replace("nobody lives", "no one lives"), slug=slug)
    bar = page.locator("#newer")
    expect(bar).to_contain_text("imported revision 2. You still see revision 1.", timeout=SOON)
    expect(page.locator(".body")).to_contain_text("nobody lives")
    expect(card.get_by_label("What readers are told")).to_be_focused()
    bar.get_by_role("button", name="Show it").click()
    expect(page.locator(".body")).to_contain_text("no one lives")
    expect(opened(page).get_by_label("What readers are told")).to_have_value("It has 21, says the first editor.")
    expect(bar).to_have_text("")
    save(page, opened(page))
    assert marks(page) == [["20", "21"]]


def test_while_the_server_is_away_nothing_is_claimed_and_then_all_is_caught_up(both, desk, complaints):
    complaints.expect(r"failed: POST .*/presence/")
    slug = desk.article(TOWER)
    page, ben = both(slug)
    expect(here(page)).to_have_text("Also here: ben", timeout=SOON)
    card = correct(page, "1931")
    say(card, told="It was 1932, they s")
    page.route("**/presence/", lambda route: route.abort("connectionrefused"))
    expect(here(page)).to_contain_text("The server cannot be reached", timeout=20_000)
    save_as(ben, "mayor", "deputy")
    page.unroute("**/presence/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(here(page)).to_have_text("Also here: ben", timeout=SOON)
    expect(page.locator(".notice.draft")).to_have_count(1)
    expect(card.get_by_label("What readers are told")).to_have_value("It was 1932, they s")
    expect(card.get_by_label("What readers are told")).to_be_focused()


def test_after_the_session_is_over_it_asks_no_more_until_one_signs_in(page, desk, server):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    card.get_by_label("What readers are told").fill("It has 21.")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/presence/" in request.url else None)
    page.context.clear_cookies(name="sessionid")
    expect(here(page)).to_contain_text("You have been signed out", timeout=SOON)
    expect(card.get_by_label("What readers are told")).to_be_focused()
    count = len(asked)
    page.wait_for_timeout(5000)
    assert len(asked) == count
    here(page).get_by_role("button", name="Sign in").click()
    dialog = page.get_by_role("dialog", name="Sign in")
    dialog.get_by_label("Password").fill(server.editor()[1])
    page.keyboard.press("Enter")
    expect(here(page)).to_have_text("")
    save(page, card)
    assert len(desk.drafts(slug)) == 1


def test_what_comes_waits_while_the_mouse_is_down(both, desk):
    slug = desk.article(TOWER)
    page, ben = both(slug)
    box = page.locator(".body p").first.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 12)
    save_as(ben, "1931", "1932")
    page.wait_for_timeout(5500)
    expect(page.locator(".notice.draft")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(".notice.draft")).to_have_count(1)
    assert selected(page) != ""


def test_the_place_that_a_lost_note_asks_for_is_still_asked_for_when_something_comes(both, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    desk.article(TOWER.replace("20 floors", "20 storeys"), slug=slug)
    page, ben = both(slug)
    page.get_by_role("link", name="Mark other words").click()
    save_as(ben, "1931", "1932")
    expect(page.locator(".notice.draft")).to_have_count(1, timeout=SOON)
    expect(page.locator(".lost .now")).to_have_count(1)
    select(page, "20 storeys")
    page.get_by_role("button", name="Place the note here").click()
    expect(page.locator(".lost")).to_have_count(0)
    assert len(marks(page)) == 2


def save_as(page, words, right):
    """The other editor saves a note on words."""
    card = correct(page, words, gesture=hold)
    say(card, right=right, told=f"It had “{words}”, which is not so.")
    save(page, card)


def test_nothing_of_this_moves_a_phone(page, ben, desk):
    slug = desk.article(LONG)
    page.set_viewport_size({"width": 390, "height": 780})
    page.goto(f"/desk/articles/{slug}/")
    ben.goto(f"/desk/articles/{slug}/")
    hold(page, "found nothing to say", 30)
    page.locator("#correct").click()
    card = opened(page)
    card.get_by_label("What readers are told").fill("Something was fou")
    before = caret(page), top_of(page, "In paragraph 30")
    save_as(ben, "paragraph 5 the", "paragraph 5, an unusually long one, the")
    expect(page.locator(".notice.draft")).to_have_count(1, timeout=SOON)
    assert caret(page) == before[0]
    assert top_of(page, "In paragraph 30") == pytest.approx(before[1], abs=1)
    expect(card.get_by_label("What readers are told")).to_have_value(re.compile("Something was fou"))
