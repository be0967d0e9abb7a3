"""The card: every sort of note an editor writes, changed and deleted again, and a published one set right."""

import re

from playwright.sync_api import expect

from tests.browser.gestures import closed, correct, marks, opened, save, say, select

TOWER = "# Tower\n\nThe tower has 20 floors, the mayor said. Nobody counts 20 floors twice.\n"


def test_the_wording_is_offered_and_filled_while_one_types(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    wording = card.get_by_label("What readers are told")
    card.get_by_label("Right words").fill("21 floors")
    expect(wording).to_have_value(
        "An earlier version of this article misstated {what}. It is 21 floors, not 20 floors."
    )
    expect(card.locator("[data-preview]")).to_have_text(re.compile("The tower has 20 21 floors"))
    expect(card.locator("[data-line]")).to_have_text("Correction · standard")
    wording.fill("The tower has 21 floors.")
    card.get_by_label("Right words").fill("22 floors")
    expect(wording).to_have_value("The tower has 21 floors.")


def test_another_kind_offers_another_wording(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    card.locator(".more > summary").click()
    card.get_by_label("Kind").select_option("Clarification")
    expect(card.get_by_label("What readers are told")).to_have_value(re.compile("has been updated to make clear"))
    card.get_by_label("Severity").select_option("Serious")
    expect(card.locator("[data-line]")).to_have_text("Clarification · serious")


def test_sentences_on_lateness_and_on_a_wrong_source_are_added_by_a_press(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="The tower has 21 floors, not 20.", source="The builders’ yearbook")
    card.locator(".more > summary").click()
    card.get_by_role("button", name="Add that the source was wrong").click()
    wording = card.get_by_label("What readers are told")
    told = "The tower has 21 floors, not 20. The error was in information provided by The builders’ yearbook."
    expect(wording).to_have_value(told)
    expect(wording).to_be_focused()
    card.get_by_label("Reported to us on").fill("2020-10-03")
    card.get_by_role("button", name="Add “The error was brought to our attention on 3 October 2020.”").click()
    expect(wording).to_have_value(f"{told} The error was brought to our attention on 3 October 2020.")
    expect(card.locator(".warnings")).to_have_count(0)


def test_escape_closes_the_card_and_keeps_what_was_typed(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="Half a sent", source="https://example.org/tower")
    page.keyboard.press("Escape")
    closed(page)
    expect(page.get_by_role("status").filter(has_text="kept")).to_be_visible()
    expect(page.locator(".proof")).to_be_focused()

    page.reload()
    card = correct(page, "20 floors")
    expect(card.locator("[data-restored]")).to_contain_text("What you typed before is back.")
    expect(card.get_by_label("Right words")).to_have_value("21 floors")
    expect(card.get_by_label("What readers are told")).to_have_value("Half a sent")
    expect(card.get_by_label("Address of the source")).to_have_value("https://example.org/tower")
    card.get_by_role("button", name="Start afresh").click()
    expect(card.get_by_label("Right words")).to_have_value("20 floors")


def test_words_left_as_they_are_are_only_commented_on(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "the mayor said")
    page.keyboard.press("Tab")
    expect(card.locator("[data-notice]")).to_contain_text("The words stay as they are")
    expect(card.get_by_label("What readers are told")).to_have_value("")
    say(card, told="The mayor has since been asked, and stands by it.")
    save(page, card)
    assert marks(page) == [["the mayor said", ""]]
    assert desk.corrected(slug) == TOWER


def test_emptied_words_are_deleted_with_the_space_that_is_left_over(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "twice")
    say(card, right="", told="It said “twice”, which nobody knows.")
    expect(card.locator("[data-preview]")).to_contain_text("These words will be deleted:")
    save(page, card)
    assert marks(page) == [[" twice", ""]]
    assert desk.corrected(slug) == TOWER.replace(" twice", "")


def test_a_link_that_goes_with_its_words_is_told(page, desk):
    slug = desk.article("See [the old page](https://example.org/old), please.\n")
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "the old page")
    say(card, right="", told="The page is gone.")
    save(page, card)
    expect(page.locator("#status")).to_contain_text("The link of “the old page” goes with its words.")
    assert desk.corrected(slug) == "See, please.\n"


def test_typing_more_beside_a_word_inserts(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "mayor")
    say(card, right="mayor of Porto", told="It is the mayor of Porto.")
    expect(card.locator("[data-preview] ins")).to_have_text(["of Porto"])
    save(page, card)
    assert marks(page) == [["", "of Porto"]]
    assert desk.corrected(slug) == TOWER.replace("mayor", "mayor of Porto")


def test_one_note_on_several_places(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors", 1)
    say(card, right="21 floors")
    card.get_by_role("button", name="Add a place").click()
    select(page, "20 floors", 2)
    page.get_by_role("button", name="Add this place").click()
    expect(card.locator("[name=also]")).to_be_checked()
    expect(card.get_by_label("What readers are told")).to_have_value(re.compile("in 2 places"))
    say(card, told="The tower has 21 floors, not 20; the article said so twice.")
    save(page, card)
    assert marks(page) == [["20|20", "21|21"]]
    expect(page.locator(".notice.draft")).to_contain_text("2 places")
    assert desk.corrected(slug) == TOWER.replace("20", "21")


def test_the_same_words_elsewhere_are_ticked_among_their_neighbours(page, desk):
    slug = desk.article("---\ntitle: The tower of 20 floors\n---\n" + TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors", 1)
    say(card, right="21 floors")
    card.get_by_text("Occurs 2 more times").click()
    expect(card.locator(".elsewhere label")).to_have_text(
        [re.compile("Nobody counts 20 floors twice."), re.compile("title: The tower of 20 floors")]
    )
    card.get_by_label("Nobody counts 20 floors twice.").check()
    expect(card.get_by_label("What readers are told")).to_have_value(re.compile("in 2 places"))
    card.get_by_role("button", name="Tick all, or none").click()
    expect(card.get_by_label("What readers are told")).to_have_value(re.compile("in 3 places"))
    say(card, told="The tower has 21 floors, not 20; the article said so three times.")
    expect(card.locator("[data-preview]")).to_contain_text("and 2 places more")
    save(page, card)
    assert desk.corrected(slug).count("21 floors") == 3
    assert len(desk.drafts(slug)) == 1


def test_the_notice_is_shown_as_readers_will_see_it_while_one_types(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="The tower has *21* floors, not 20.", source="https://example.org/tower")
    card.get_by_label("Title of the source").fill("The plans")
    seen = card.get_by_label("What readers will see")
    expect(seen.locator(".label")).to_have_text("Correction")
    expect(seen.locator(".wording em")).to_have_text("21")
    expect(seen.get_by_role("link", name="The plans")).to_have_attribute("href", "https://example.org/tower")
    card.locator(".more > summary").click()
    card.get_by_label("Severity").select_option("Serious")
    card.get_by_label("Say that we regret the error").check()
    expect(seen.locator(".label")).to_have_text("Correction · serious")
    expect(seen.locator(".wording")).to_contain_text("We regret the error.")


def test_tab_goes_from_the_right_words_to_the_blank_in_the_wording_and_on_to_the_source(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(
        page, "20 floor"
    )  # part of a word that stands once more: both are offered, and neither is in the way
    expect(card.get_by_role("link", name="Take all of “20 floors”")).to_be_visible()
    expect(card.get_by_label("Right words")).to_be_focused()
    page.keyboard.type("21 floor")
    page.keyboard.press("Tab")
    wording = card.get_by_label("What readers are told")
    expect(wording).to_be_focused()
    page.keyboard.type("its height")
    expect(wording).to_have_value(
        "An earlier version of this article misstated its height. It is 21 floor, not 20 floor."
    )
    page.keyboard.press("Tab")
    expect(card.get_by_label("Address of the source")).to_be_focused()
    page.keyboard.type("example.org/plans")
    page.keyboard.press("Control+Enter")
    closed(page)
    expect(page.locator(".proof")).to_be_focused()
    assert marks(page) == [["20", "21"]]


def test_words_that_stay_become_a_clarification_in_one_gesture(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "the mayor said")
    card.get_by_role("button", name="Make it a clarification").click()
    expect(card.locator("[data-line]")).to_have_text("Clarification · standard")
    expect(card.get_by_label("What readers are told")).to_be_focused()
    expect(card.get_by_label("What readers are told")).to_have_value(re.compile("has been updated to make clear"))


def test_an_amendment_stands_beside_the_earlier_notice_and_its_wording_follows_the_right_words(page, desk):
    slug = desk.article(TOWER)
    desk.publish(slug, desk.draft(slug, "the mayor", "the deputy", "It was the deputy, not the mayor."))
    page.goto(f"/desk/articles/{slug}/")
    page.locator("mark ins").dblclick()
    page.get_by_role("button", name="Amend").click()
    card = opened(page)
    expect(card.locator(".earlier")).to_contain_text("Correction no. 1")
    expect(card.locator(".earlier")).to_contain_text("It was the deputy, not the mayor.")
    card.get_by_label("Right words").fill("the clerk")
    expect(card.get_by_label("What readers are told")).to_have_value("It was the clerk, not the mayor.")
    save(page, card)
    assert marks(page) == [["mayor", "clerk"]]


def test_a_place_is_taken_away_again_and_asking_for_one_can_be_called_off(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors", 1)
    # A card may have been drawn a moment before it listens.
    expect(card.get_by_label("Right words")).to_be_focused()
    card.get_by_role("button", name="Add a place").click()
    expect(page.locator(".proof")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card.get_by_label("Right words")).to_be_focused()
    card.get_by_role("button", name="Add a place").click()
    select(page, "Nobody")
    page.get_by_role("button", name="Add this place").click()
    expect(card.locator("[data-places] li")).to_have_count(2)
    card.get_by_role("button", name="Remove").click()
    say(card, right="21 floors", told="It has 21 floors.")
    save(page, card)
    assert marks(page) == [["20", "21"]]


def test_saving_twice_in_a_hurry_saves_one_note(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    say(correct(page, "the mayor"), right="the deputy", told="It was the deputy.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    closed(page)
    page.reload()
    assert marks(page) == [["mayor", "deputy"]]


def test_the_publisher_is_filled_in_at_publication_and_so_no_blank_is_left(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="Whole article…").click()
    card = opened(page)
    card.locator(".more > summary").click()
    card.get_by_label("Kind").select_option("Retraction")
    expect(card.locator("[data-blank]")).to_have_text("Still to fill in: {reason}")
    card.get_by_label("Kind").press("Shift+Tab")
    card.get_by_label("What readers are told").focus()
    page.keyboard.type("it was invented")
    expect(card.get_by_label("What readers are told")).to_have_value(
        "{publisher} has retracted this article because it was invented."
    )


def test_a_note_on_the_whole_article_needs_no_words(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="Whole article…").click()
    card = opened(page)
    expect(card.get_by_role("heading", name="Note on the whole article")).to_be_visible()
    expect(card.get_by_label("Right words")).to_have_count(0)
    expect(card.get_by_label("What readers are told")).to_be_focused()
    say(card, told="The tower was renamed after this was written.")
    save(page, card)
    expect(page.locator(".whole .notice")).to_contain_text("The tower was renamed after this was written.")
    assert marks(page) == []


def test_a_draft_is_changed_where_it_stands(page, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "the mayor", "the deputy mayor", "It was the deputy.", source_url="https://example.org/a")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".notice.draft").get_by_role("link", name="Edit").click()
    card = opened(page)
    expect(card.get_by_label("Right words")).to_have_value("the deputy mayor")
    expect(card.get_by_label("Address of the source").first).to_have_value("https://example.org/a")
    say(card, right="the mayoress", told="It was the mayoress.")
    save(page, card)
    assert marks(page) == [["mayor", "mayoress"]]
    expect(page.locator(".notice.draft .wording")).to_have_text(["It was the mayoress."])
    assert desk.corrected(slug) == TOWER.replace("the mayor", "the mayoress")


def test_the_letter_at_the_words_opens_the_draft(page, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "the mayor", "the deputy mayor", "It was the deputy.")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".body .no").click()
    expect(opened(page).get_by_label("What readers are told")).to_have_value("It was the deputy.")


def test_a_draft_is_deleted_after_a_question(page, desk):
    slug = desk.article(TOWER)
    desk.draft(slug, "the mayor", "the deputy mayor", "It was the deputy.")
    page.goto(f"/desk/articles/{slug}/")
    page.locator(".notice.draft").get_by_role("link", name="Delete…").click()
    expect(page.get_by_role("heading", name="Delete this draft?")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("It was the deputy.")
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url(f"**/desk/articles/{slug}/")
    assert marks(page) == []
    expect(page.get_by_text("No drafts").first).to_be_visible()


def test_a_published_note_is_amended_and_readers_see_first_and_newest_words(page, reader, desk):
    slug = desk.article(TOWER)
    desk.publish(slug, desk.draft(slug, "20 floors, the mayor", "21 floors, the mayor", "It has 21 floors."))
    page.goto(f"/desk/articles/{slug}/")
    page.locator("mark ins").dblclick()
    page.get_by_role("button", name="Amend").click()
    card = opened(page)
    expect(card.get_by_role("heading", name="Amend no. 1")).to_be_visible()
    say(card, right="22 floors, the mayor", told="It has 22 floors. An earlier correction said 21.")
    save(page, card)
    page.get_by_role("link", name="Publish 1 correction…").click()
    page.get_by_role("button", name="Publish 1 correction").click()
    expect(page.get_by_role("heading", name="1 correction is published")).to_be_visible()

    reader.goto(f"/articles/{slug}/")
    assert marks(reader) == [["20", "22"]]
    expect(reader.locator("#correction-2")).to_contain_text("Amends no. 1")
    expect(reader.locator("#correction-1")).to_contain_text("Amended by no. 2")
    expect(reader.locator("#correction-1")).to_contain_text("It has 21 floors.")
    reader.locator("#correction-2").get_by_role("link", name="Amends no. 1").click()
    expect(reader.locator("#correction-1")).to_be_in_viewport()
    assert "22 floors" in desk.corrected(slug)
    assert "21 floors, the mayor" not in desk.corrected(slug)


def test_a_source_used_once_is_offered_next_time_with_its_title(page, desk):
    slug = desk.article(TOWER)
    known = {"source_url": "https://example.org/register", "source_title": "Tower Register"}
    desk.draft(slug, "the mayor", "the deputy mayor", **known)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "Nobody")
    expect(card.locator("datalist option[value='https://example.org/register']")).to_have_count(1)
    card.get_by_label("Address of the source").fill("https://example.org/register")
    card.get_by_label("Title of the source").focus()
    expect(card.get_by_label("Title of the source")).to_have_value("Tower Register")


def test_an_address_that_is_none_is_told_beside_it(page, desk, complaints):
    complaints.expect("422: POST .*/notes/new/")
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.", source="ftp://example.org/tower")
    card.get_by_role("button", name="Save").click()
    expect(page.locator("#card .source .errorlist")).to_contain_text("Begin the address with https://")
    expect(opened(page).get_by_label("Right words")).to_have_value("21 floors")


def test_another_source_gets_a_row_of_its_own(page, desk):
    slug = desk.article(TOWER)
    page.goto(f"/desk/articles/{slug}/")
    card = correct(page, "20 floors")
    say(card, right="21 floors", told="It has 21.", source="https://example.org/1")
    card.get_by_role("button", name="Add a source").click()
    page.keyboard.type("https://example.org/2")
    save(page, card)
    expect(page.locator(".notice.draft .sources a")).to_have_count(2)
