"""Whatever words are selected, and by whatever hand, the note is on exactly those words and no others change."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import closed, correct, hold, marks, opened, save, say, select, selected

# source, (words on the page, which of them, field), right words, what is struck and what is right, source then
PLACES = [
    pytest.param(
        "The 👩‍🚀 and her 🚀🚀 landed on 4 May; her 🐕 followed on 4 May.\n",
        ("4 May", 2, ""),
        "5 May",
        [["4", "5"]],
        "The 👩‍🚀 and her 🚀🚀 landed on 4 May; her 🐕 followed on 5 May.\n",
        id="after an emoji",
    ),
    pytest.param(
        "---\nlang: ja\n---\n𠮷野家は1977年8月20日に打ち上げられ、8月20日に着いた。\n",
        ("8月20日", 2, ""),
        "9月5日",
        [["8|20", "9|5"]],
        "---\nlang: ja\n---\n𠮷野家は1977年8月20日に打ち上げられ、9月5日に着いた。\n",
        id="in Japanese, after a character beyond the first plane",
    ),
    pytest.param(
        "| City | People |\n|---|--:|\n| Porto | 230,000 |\n| Braga | 230,000 |\n",
        ("230,000", 2, ""),
        "190,000",
        [["230,000", "190,000"]],
        "| City | People |\n|---|--:|\n| Porto | 230,000 |\n| Braga | 190,000 |\n",
        id="in a table cell",
    ),
    pytest.param(
        "Guests:\n\n1. Ana\n2. Rui\n   * his sister Eva\n3. Ana\n",
        ("Ana", 2, ""),
        "Eva",
        [["Ana", "Eva"]],
        "Guests:\n\n1. Ana\n2. Rui\n   * his sister Eva\n3. Eva\n",
        id="in a list item",
    ),
    pytest.param(
        "Run this:\n\n```sh\ntar -xf news.tar  # 2 files\n```\n",
        ("2 files", 1, ""),
        "3 files & <more>",
        [["2", "3|& <more>"]],
        "Run this:\n\n```sh\ntar -xf news.tar  # 3 files & <more>\n```\n",
        id="in a code block",
    ),
    pytest.param(
        "It rained.[^rain]\n\n[^rain]: According to the office, 12 mm.\n\nThen it was dry.\n",
        ("12 mm", 1, ""),
        "21 mm",
        [["12", "21"]],
        "It rained.[^rain]\n\n[^rain]: According to the office, 21 mm.\n\nThen it was dry.\n",
        id="in a footnote",
    ),
    pytest.param(
        '---\ntitle: "Rain: 12 mm" # print\n---\nIt rained, 12 mm.\n',
        ("12 mm", 1, "title"),
        "21 mm",
        [["12", "21"]],
        '---\ntitle: "Rain: 21 mm" # print\n---\nIt rained, 12 mm.\n',
        id="in the headline",
    ),
    pytest.param(
        "A **very quick** brown [fox](https://example.org/fox) ran.\n",
        ("quick brown fox", 1, ""),
        "slow brown hare",
        [["quick|fox", "slow|hare"]],
        "A **very slow** brown [hare](https://example.org/fox) ran.\n",
        id="across bold and a link",
    ),
    pytest.param(
        "See [the old page](https://example.org/old), please.\n",
        ("the old page", 1, ""),
        "the new page",
        [["old", "new"]],
        "See [the new page](https://example.org/old), please.\n",
        id="the words of a link",
    ),
    pytest.param(
        "---\ntitle: Rain\nauthors:\n- Ana   # staff\n- Rui\n---\nIt rained.\n",
        ("Rui", 1, "authors.1"),
        "Rui: Sá",
        [["", ": Sá"]],
        "---\ntitle: Rain\nauthors:\n- Ana   # staff\n- 'Rui: Sá'\n---\nIt rained.\n",
        id="in a list of the front matter",
    ),
]


@pytest.mark.parametrize(("source", "place", "right", "drawn", "then"), PLACES)
def test_a_note_is_on_the_very_words_that_were_selected(page, desk, source, place, right, drawn, then):
    slug = desk.article(source)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, *place)
    expect(card.get_by_label("Right words")).to_have_value(place[0])
    say(card, right=right, told="It was otherwise.")
    save(page, card)
    assert marks(page) == drawn
    assert desk.corrected(slug) == then


def test_added_words_shift_nothing_behind_them(page, desk):
    slug = desk.article("In 1911 the mayor, 40, opened it. In 1911 the mayor, 40, closed it.\n")
    desk.draft(slug, "opened it", "opened the long-awaited, much-discussed bridge")
    page.goto(f"/desk/articles/{slug}/")
    save(page, correct_to(page, "40", 2, "41"))
    save(page, correct_to(page, "1911", 1, "the hot and dusty August of 1911"))
    save(page, correct_to(page, "1911", 2, "1912"))
    assert desk.corrected(slug) == (
        "In the hot and dusty August of 1911 the mayor, 40, opened the long-awaited, much-discussed bridge. "
        "In 1912 the mayor, 41, closed it.\n"
    )


def correct_to(page, words, nth, right):
    card = correct(page, words, nth)
    say(card, right=right, told="It was otherwise.")
    return card


def test_the_keyboard_alone_selects_corrects_and_saves(page, desk):
    slug = desk.article("# Keys\n\nThe bridge opened in March 2021 to the public.\n\nIt is long.\n")
    page.goto(f"/desk/articles/{slug}/")
    tab_to_the_article(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    for _ in range(4):
        page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Shift+Control+ArrowRight")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    assert selected(page).strip() == "March 2021"
    expect(page.get_by_role("button", name="Correct")).to_be_visible()
    page.keyboard.press("Enter")

    card = opened(page)
    expect(card.get_by_label("Right words")).to_be_focused()
    assert selected(page) == "March 2021"
    page.keyboard.type("May 2019")
    page.keyboard.press("Tab")
    wording = card.get_by_label("What readers are told")
    expect(wording).to_be_focused()
    assert selected(page) == "{what}"
    page.keyboard.type("the opening")
    expect(wording).to_have_value(
        "An earlier version of this article misstated the opening. It is May 2019, not March 2021."
    )
    page.keyboard.press("Tab")
    expect(card.get_by_label("Address of the source")).to_be_focused()
    page.keyboard.type("https://example.org/opening")
    page.keyboard.press("Control+Enter")

    closed(page)
    expect(page.locator(".proof")).to_be_focused()
    assert marks(page) == [["March 2021", "May 2019"]]
    # The caret stands at the words, so that the next ones are selected from there.
    assert page.evaluate("getSelection().focusNode.parentElement.closest('mark').dataset.note").startswith("note-")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+Control+ArrowLeft")
    page.keyboard.press("c")
    expect(opened(page).get_by_label("Right words")).to_have_value("public")


def tab_to_the_article(page):
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.proof')"):
            return
    raise AssertionError("The article cannot be reached with Tab.")


def test_the_caret_steps_over_what_was_added(page, desk):
    slug = desk.article("# Keys\n\nIn 2021 it rained.\n")
    desk.draft(slug, "2021", "2019")
    page.goto(f"/desk/articles/{slug}/")
    tab_to_the_article(page)
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    # What is struck is the article's; the right words and the letter of the note are not.
    with page.expect_request("**/notes/new/**") as asked:
        page.keyboard.press("c")
    assert parse_qs(urlsplit(asked.value.url).query)["exact"] == ["In 2021 it rained."]


ACROSS = [
    pytest.param(
        "| Red | Blue |\n|---|---|\n| one | two |\n", "one\ntwo", "three four", "one\nthree", id="table cells"
    ),
    pytest.param("It ended.\n\nIt began.\n", "ended.\nIt", "stopped, then it", "stopped.\nIt", id="paragraphs"),
]


@pytest.mark.parametrize(("source", "words", "wrong", "mended"), ACROSS)
def test_words_across_blocks_are_refused_beside_the_field_and_can_be_mended(
    page, desk, complaints, source, words, wrong, mended
):
    complaints.expect(r"422: POST .*/notes/new/")
    slug = desk.article(source)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, words, gesture=hold)
    say(card, right=wrong, told="It was otherwise.", source="https://example.org/a")
    card.get_by_role("button", name="Save").click()
    error = page.locator("#card .field:has([name=replacement]) .errorlist")
    expect(error).to_contain_text("begins in one")
    card = opened(page)
    expect(card.get_by_label("Right words")).to_have_value(wrong)
    expect(card.get_by_label("Right words")).to_be_focused()
    expect(card.get_by_label("What readers are told")).to_have_value("It was otherwise.")
    expect(card.get_by_label("Address of the source").first).to_have_value("https://example.org/a")
    say(card, right=mended)
    save(page, card)
    assert len(marks(page)) == 1


def test_words_that_another_note_replaces_in_part_open_that_note(page, desk):
    slug = desk.article("One two three four.\n")
    desk.draft(slug, "two three", "2 3", "It was two and three.")
    page.goto(f"/desk/articles/{slug}/")
    select(page, "three four")
    page.get_by_role("button", name="Correct").click()
    card = opened(page)
    expect(card.get_by_label("What readers are told")).to_have_value("It was two and three.")
    expect(card.get_by_text("belong to a note already")).to_be_visible()
    say(card, told="It was 2 and 3.")
    save(page, card)
    assert len(desk.drafts(slug)) == 1


@pytest.mark.parametrize("at", ["start", "middle", "end"])
def test_c_at_a_bare_caret_takes_the_word_there(page, desk, at):
    slug = desk.article("One evening, two came.\n")
    page.goto(f"/desk/articles/{slug}/")
    select(page, "evening")
    page.evaluate(
        """(at) => {
          const { startContainer: node, startOffset: start, endOffset: end } = getSelection().getRangeAt(0);
          getSelection().collapse(node, { start, middle: (start + end) >> 1, end }[at]);
        }""",
        at,
    )
    page.keyboard.press("c")
    expect(opened(page).get_by_label("Right words")).to_have_value("evening")


def test_part_of_a_word_becomes_the_whole_word_in_one_gesture(page, desk):
    slug = desk.article("In 2021 it rained, and in 2021 it snowed.\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "202")
    expect(card.get_by_text("Occurs")).to_have_count(0)
    card.get_by_role("link", name="Take all of “2021”").click()
    expect(card.get_by_label("Right words")).to_have_value("2021")
    expect(card.get_by_label("Right words")).to_be_focused()
    expect(card.get_by_text("Occurs 1 more time")).to_be_visible()
    expect(card.locator("[data-choices]")).to_be_hidden()
    say(card, right="2019", told="It was 2019.")
    save(page, card)
    assert marks(page) == [["2021", "2019"]]


def test_part_of_a_word_may_stay_part_of_it(page, desk):
    slug = desk.article("The mayer spoke.\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "er")
    expect(card.get_by_role("link", name="Take all of “mayer”")).to_be_visible()
    say(card, right="or", told="It is mayor.")
    save(page, card)
    assert desk.corrected(slug) == "The mayor spoke.\n"


def test_chinese_words_are_never_parts_of_others(page, desk):
    slug = desk.article("---\nlang: zh\n---\n两艘探测器飞向星际空间。\n")
    page.goto(f"/desk/articles/{slug}/")
    expect(correct(page, "探测").locator("[data-choices]")).to_be_hidden()


def test_words_across_cells_become_those_of_one_cell_and_what_was_typed_stays(page, desk):
    slug = desk.article("| Red | Blue |\n|---|---|\n| one | two |\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "one\ntwo")
    expect(card.locator("[data-choices]")).to_contain_text("more than one paragraph, cell or item")
    say(card, right="three", told="It was three.", source="https://example.org/a")
    card.get_by_role("link", name="Take only “one”").click()
    expect(card.locator("[data-choices]")).to_be_hidden()
    expect(card.get_by_label("Right words")).to_have_value("three")
    expect(card.get_by_label("What readers are told")).to_have_value("It was three.")
    expect(card.get_by_label("Address of the source").first).to_have_value("https://example.org/a")
    save(page, card)
    assert marks(page) == [["one", "three"]]


def test_what_markup_refuses_offers_all_of_the_emphasis(page, desk, complaints):
    complaints.expect(r"422: POST .*/notes/new/")
    slug = desk.article("See **the long** *bridge of* Porto.\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "long bridge")
    say(card, right="short", told="It is short.")
    card.get_by_role("button", name="Save").click()
    expect(card.locator(".errorlist")).to_contain_text("cannot be replaced without changing the markup")
    card.get_by_role("link", name="Take all of “the long bridge of”").click()
    expect(card.locator(".errorlist")).to_have_count(0)
    expect(card.get_by_label("Right words")).to_have_value("short")
    save(page, card)
    assert len(marks(page)) == 1


def test_a_drafts_words_and_letter_stay_clickable_while_other_words_are_selected(page, desk):
    slug = desk.article("One two three four.\n")
    desk.draft(slug, "two", "twenty", "It was two.")
    page.goto(f"/desk/articles/{slug}/")
    select(page, "four")
    expect(page.get_by_role("button", name="Correct")).to_be_visible()
    page.locator("#article a.no").click()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("It was two.")
    page.keyboard.press("Escape")
    closed(page)
    select(page, "four")
    page.locator("mark.draft ins").click()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("It was two.")


def test_selecting_backwards_is_selecting(page, desk):
    slug = desk.article("One two three.\n")
    page.goto(f"/desk/articles/{slug}/")
    page.evaluate(
        """() => {
          const text = document.querySelector(".body p").firstChild;
          getSelection().setBaseAndExtent(text, 7, text, 4);
        }"""
    )
    page.get_by_role("button", name="Correct").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("two")


def test_words_that_were_selected_in_a_draft_do_not_open_it_when_they_are_let_go(page, desk):
    slug = desk.article("The tower has a single narrow door, which is shut.\n")
    desk.draft(slug, "single narrow door", "wide gate")
    page.goto(f"/desk/articles/{slug}/")
    select(page, "narrow")
    page.evaluate("getSelection().removeAllRanges()")  # as when a button has taken them
    page.wait_for_timeout(600)
    expect(page.locator("#card .card")).to_have_count(0)


def test_a_double_click_selects_a_word_without_the_space_behind_it(page, desk):
    slug = desk.article("One two three.\n")
    page.goto(f"/desk/articles/{slug}/")
    select(page, "two")
    page.mouse.dblclick(
        *page.evaluate(
            """() => {
          const box = getSelection().getRangeAt(0).getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
        )
    )
    page.get_by_role("button", name="Correct").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("two")


def test_a_link_leads_nowhere_by_a_plain_click_and_says_how_it_does(page, desk):
    slug = desk.article("See [the log](/corrections/).\n")
    page.goto(f"/desk/articles/{slug}/")
    link = page.get_by_role("link", name="the log")
    link.click()
    expect(page.get_by_role("status").filter(has_text="hold Ctrl")).to_be_visible()
    expect(link).to_have_attribute("href", "/corrections/")
    link.dblclick(position={"x": 4, "y": 8})
    page.locator("#correct").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("the")
    with page.context.expect_page() as other:
        link.click(modifiers=["Control"])
    expect(other.value).to_have_url(re.compile("/corrections/$"))
    other.value.close()


def test_words_beside_the_article_offer_nothing(page, desk):
    slug = desk.article("One two three.\n")
    desk.draft(slug, "two", "four", "Once upon a time.")
    page.goto(f"/desk/articles/{slug}/")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.notice .wording'))")
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="Correct")).to_have_count(0)
    hold(page, "One")
    expect(page.get_by_role("button", name="Correct")).to_be_visible()
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.get_by_role("button", name="Correct")).to_have_count(0)


def test_words_that_a_draft_changes_open_that_draft(page, desk):
    slug = desk.article("One two three.\n")
    desk.draft(slug, "two", "four", "Once upon a time.")
    page.goto(f"/desk/articles/{slug}/")
    hold(page, "two")
    page.get_by_role("button", name="Edit this note").click()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("Once upon a time.")
