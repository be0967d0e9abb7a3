"""Everything on the desk by keyboard alone: the focus is where one goes on, and what happened is said."""

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import closed, hold, marks, opened, select, selected

TOWER = "# Tower\n\nThe tower has 20 floors, the mayor said.\n\nIt was built in 1931, and nobody lives there.\n"


@pytest.fixture
def tower(desk):
    """An article with a published note, two drafts and a note on the whole of it."""
    slug = desk.article(f"{TOWER}\nThe [council](https://example.org/council) met.\n", public=True)
    desk.publish(slug, desk.draft(slug, "20 floors", "21 floors", "It has 21."))
    desk.draft(slug, "mayor", "deputy", "It was the deputy.")
    desk.draft(slug, "1931", "1932", "It was 1932.")
    return slug


def focused(page):
    """What has the focus: its name for a screen reader, else its text; and never the page itself."""
    return page.evaluate(
        """() => {
          const at = document.activeElement;
          if (at === document.body) return "nothing";
          const named = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
          return named.trim().replace(/\\s+/g, " ");
        }"""
    )


def heard(page, text):
    """A region that is read out says so."""
    expect(page.locator("[role=status], [role=alert]").filter(has_text=text).first).to_be_visible()


def write(page, text):
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def at_article(page, slug):
    page.goto(f"/desk/articles/{slug}/")
    expect(page.locator(".proof")).to_be_visible()


def test_the_list_tells_what_the_keys_of_this_page_do_and_nothing_else(page, desk, tower):
    """Each listed key is pressed here; one that is listed and not tried, or tried and not listed, fails."""

    def correct(key):
        hold(page, "nobody")
        page.keyboard.press(key)
        expect(opened(page).get_by_label("Right words")).to_be_focused()
        page.keyboard.press("Escape")

    def to_a_note(key):
        page.keyboard.press(key)
        expect(page.locator("#article a.no:focus")).to_have_count(1)

    def edit(key):
        page.keyboard.press("n")
        page.keyboard.press(key)
        expect(opened(page)).to_be_visible()
        page.keyboard.press("Escape")

    def delete(key):
        while "draft" not in focused(page):
            page.keyboard.press("n")
        page.keyboard.press(key)
        expect(page.get_by_role("heading", name="Delete this draft?")).to_be_visible()

    def whole(key):
        page.keyboard.press(key)
        expect(opened(page).get_by_label("What readers are told")).to_be_focused()

    def sheet(key):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name="Publish")).to_be_visible()

    def save(key):
        hold(page, "nobody")
        page.keyboard.press("c")
        opened(page).get_by_label("What readers are told").fill("Somebody does.")
        page.keyboard.press(key)
        closed(page)
        heard(page, "Saved.")

    def close(key):
        whole("w")
        page.keyboard.press(key)
        closed(page)

    def to_the_list(keys):
        for key in keys.split():
            page.keyboard.press(key)
        expect(page.get_by_role("heading", name="Articles")).to_be_visible()

    def to_the_review(keys):
        for key in keys.split():
            page.keyboard.press(key)
        page.wait_for_url("**/desk/review/")

    def to_the_search(keys):
        for key in keys.split():
            page.keyboard.press(key)
        page.wait_for_url("**/desk/search/")

    def the_target(key):
        hold(page, "council")
        page.keyboard.press(key)
        expect(opened(page).get_by_label("Right words")).to_have_value("https://example.org/council")

    def this_list(key):
        page.keyboard.press(key)
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()

    def text(key):
        page.keyboard.press(key)
        expect(page.locator(".proof")).to_be_focused()

    tried = {"c": correct, "t": text, "n": to_a_note, "p": to_a_note, "e": edit, "d": delete, "w": whole, "s": sheet}
    tried |= {"Control+Enter": save, "Escape": close, "g a": to_the_list, "?": this_list, "l": the_target}
    tried |= {"g r": to_the_review, "g s": to_the_search}
    at_article(page, tower)
    page.keyboard.press("?")
    rows = page.locator("#shortcuts [data-keys]:visible")
    assert set(rows.evaluate_all("rows => rows.map((row) => row.dataset.keys)")) == set(tried)
    assert all(rows.evaluate_all("rows => rows.map((row) => row.querySelector('dd').textContent.trim().length > 0)"))
    for keys, does in tried.items():
        at_article(page, tower)
        if keys == "p":
            page.keyboard.press("n")
            page.keyboard.press("n")
        does(keys)


def test_the_list_of_another_page_holds_what_works_there(page, tower):
    page.goto("/desk/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    keys = page.locator("#shortcuts [data-keys]:visible").evaluate_all("rows => rows.map((row) => row.dataset.keys)")
    assert set(keys) == {"/", "g a", "g r", "g s", "?"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.keyboard.type("n?/c")
    expect(page.get_by_role("searchbox")).to_have_value("n?/c")


def test_single_keys_can_be_turned_off_and_on_again(page, desk, tower):
    at_article(page, tower)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Keys of a single character work").uncheck()
    page.keyboard.press("Escape")
    for key in "ntweds?":
        page.keyboard.press(key)
    hold(page, "nobody")
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    closed(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    hold(page, "nobody")
    page.keyboard.press("Enter")  # is no character
    expect(opened(page)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Keys of a single character work").check()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.locator("#article a.no:focus")).to_have_count(1)


def test_no_key_is_a_shortcut_while_one_types(page, tower):
    at_article(page, tower)
    page.keyboard.press("w")
    card = opened(page)
    expect(card.get_by_label("What readers are told")).to_be_focused()
    write(page, "nptweds? c/ga")
    expect(card.get_by_label("What readers are told")).to_have_value("nptweds? c/ga")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_typed_ahead_of_a_card_is_no_shortcut(page, tower):
    at_article(page, tower)
    waiting = []
    page.route("**/notes/new/**", lambda route: waiting.append(route))
    page.keyboard.press("w")
    page.keyboard.type("s?n")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#article :focus")).to_have_count(0)
    waiting[0].continue_()
    expect(opened(page).get_by_label("What readers are told")).to_be_focused()


def test_keys_lead_from_note_to_note_and_say_where_they_end(page, tower):
    at_article(page, tower)
    page.keyboard.press("n")
    assert focused(page) == "Correction no. 1"
    page.keyboard.press("n")
    assert focused(page) == "Correction, draft a"
    page.keyboard.press("n")
    assert focused(page) == "Correction, draft b"
    page.keyboard.press("n")
    heard(page, "This was the last note.")
    assert focused(page) == "Correction, draft b"
    page.keyboard.press("p")
    assert focused(page) == "Correction, draft a"
    page.keyboard.press("e")
    expect(opened(page).get_by_label("Right words")).to_have_value("deputy")


def test_a_key_for_a_note_without_a_note_says_how_to_get_to_one(page, tower):
    at_article(page, tower)
    page.keyboard.press("e")
    heard(page, "Go to a note first")
    page.keyboard.press("n")
    page.keyboard.press("d")
    heard(page, "That cannot be done with a published note.")


def test_a_day_at_the_desk_by_keyboard_alone(page, desk):
    """Draft, edit, leave and take up, delete, publish, amend: each time it is said what happened, and one goes on."""
    slug = desk.article(TOWER)
    page.goto("/desk/")
    page.keyboard.press("/")
    page.keyboard.type(slug)
    expect(page.locator("#list a")).to_have_count(1)
    for _ in range(3):  # past Find, and the search of all texts
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/articles/{slug}/")

    # Words are selected without a mouse.
    page.keyboard.press("t")
    page.keyboard.press("Control+ArrowRight")
    expect(page.locator(".caret")).to_be_visible()
    hold(page, "20 floors")
    page.keyboard.press("c")
    expect(opened(page).get_by_label("Right words")).to_be_focused()
    write(page, "21 floors")
    page.keyboard.press("Tab")
    write(page, "It has 21 floors.")
    page.keyboard.press("Control+Enter")
    closed(page)
    heard(page, "Saved.")
    expect(page.locator(".proof")).to_be_focused()

    # Left and taken up again.
    hold(page, "mayor")
    page.keyboard.press("Enter")
    expect(opened(page).get_by_label("Right words")).to_be_focused()
    write(page, "deputy")
    page.keyboard.press("Escape")
    closed(page)
    heard(page, "Closed. What you typed is kept.")
    expect(page.locator(".proof")).to_be_focused()
    page.get_by_role("button", name="Drop it").focus()
    page.keyboard.press("Enter")
    heard(page, "Dropped.")
    expect(page.locator(".proof")).to_be_focused()

    # What is refused is said, and the focus is where it is put right.
    desk.draft(slug, "1931", "1932", "It was 1932.")
    page.reload()
    page.keyboard.press("w")
    expect(opened(page).get_by_label("What readers are told")).to_be_focused()
    write(page, "All of it was checked again.")
    page.keyboard.press("Control+Enter")
    closed(page)
    heard(page, "Saved.")

    # Deleted.
    page.keyboard.press("n")
    page.keyboard.press("d")
    expect(page.get_by_role("link", name="Keep it")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Delete"
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_have_text("The draft is deleted.")
    expect(page.locator(".told")).to_be_focused()

    # Published.
    page.keyboard.press("s")
    expect(
        page.get_by_role("dialog", name="Publish").get_by_role("button", name="Publish 2 corrections")
    ).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".told")).to_be_focused()
    page.keyboard.press("s")
    expect(
        page.get_by_role("dialog", name="Publish").get_by_role("button", name="Publish 2 corrections")
    ).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 corrections are published")).to_be_focused()
    page.get_by_role("link", name="Back to the article").focus()
    page.keyboard.press("Enter")

    # Amended.
    page.wait_for_url(f"**/desk/articles/{slug}/")
    page.keyboard.press("n")
    page.keyboard.press("e")
    card = opened(page)
    expect(card).to_have_attribute("aria-label", "Amend no. 1")
    page.keyboard.press("Escape")
    closed(page)
    assert focused(page) == "Amend"


def test_what_is_refused_has_the_focus_and_is_said(page, desk, complaints):
    complaints.expect("422: POST")
    slug = desk.article(TOWER)
    at_article(page, slug)
    hold(page, "20 floors")
    page.keyboard.press("c")
    card = opened(page)
    expect(card.get_by_label("Right words")).to_be_focused()
    desk.draft(slug, "20 floors", "22 floors", "It has 22.")
    write(page, "21 floors")
    page.keyboard.press("Tab")
    write(page, "It has 21 floors.")
    page.keyboard.press("Control+Enter")
    expect(card.get_by_label("Right words")).to_be_focused()
    expect(card.get_by_label("Right words")).to_have_attribute("aria-invalid", "true")
    page.goto("/desk/new-article/")
    page.get_by_label("Or paste its text").focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Import").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main :is([aria-invalid=true], .trouble):focus")).to_have_count(1)


def test_a_lost_place_is_placed_by_keyboard_and_said(page, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "20 floors", "21 floors", "It has 21.")
    desk.article(TOWER.replace("20 floors", "20 storeys"), slug=slug)
    at_article(page, slug)
    page.get_by_role("link", name="Mark other words").focus()
    page.keyboard.press("Enter")
    heard(page, "Select the words that this note is about now")
    expect(page.locator(".proof")).to_be_focused()
    hold(page, "20 storeys")
    page.keyboard.press("Enter")
    heard(page, "The note has its place again.")
    expect(page.locator(".proof")).to_be_focused()


def test_the_menu_of_a_narrow_screen_gives_the_focus_back(page, tower):
    page.set_viewport_size({"width": 390, "height": 780})
    at_article(page, tower)
    page.locator(".rest summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".rest summary")).to_be_focused()


def test_a_card_that_a_key_opens_gives_the_focus_back_where_its_link_is_hidden(page, tower):
    page.set_viewport_size({"width": 390, "height": 780})
    at_article(page, tower)
    page.keyboard.press("w")
    expect(opened(page).get_by_label("What readers are told")).to_be_focused()
    page.keyboard.press("Escape")
    closed(page)
    expect(page.locator(".proof")).to_be_focused()


def test_no_page_of_the_desk_traps_the_focus_and_each_stop_can_be_seen(page, desk, tower):
    note = desk.drafts(tower)[0]
    for path in (
        "/desk/",
        f"/desk/articles/{tower}/",
        f"/desk/articles/{tower}/publication/",
        f"/desk/notes/{note}/",
        f"/desk/notes/{note}/deletion/",
        "/desk/new-article/",
    ):
        page.goto(path)
        stops = []
        for _ in range(120):
            page.keyboard.press("Tab")
            stop = page.evaluate(
                """() => {
                  const at = document.activeElement;
                  if (at === document.body) return null;
                  const [box, style] = [at.getBoundingClientRect(), getComputedStyle(at)];
                  const seen = style.outlineStyle !== "none" || at.matches(".has-caret");
                  at.dataset.stop ??= String(Math.random());
                  return [at.dataset.stop, at.localName, box.width > 0 && box.height > 0, seen];
                }"""
            )
            if stop is None or stop[0] in [one[0] for one in stops]:
                break
            stops.append(stop)
        else:
            pytest.fail(f"{path} has no end by Tab: {stops}")
        assert stops, path
        assert [stop for stop in stops if not (stop[2] and stop[3])] == [], path


def test_what_is_selected_is_what_the_key_takes(page, tower):
    at_article(page, tower)
    select(page, "nobody lives")
    assert selected(page) == "nobody lives"
    page.keyboard.press("c")
    expect(opened(page).get_by_label("Right words")).to_have_value("nobody lives")
    assert ["20", "21"] in marks(page)
