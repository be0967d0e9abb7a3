"""Every step works as plain links and forms, where no script runs."""

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import marks


@pytest.fixture
def plain(window):
    return window(java_script_enabled=False)


def test_the_whole_way_from_import_to_the_readers(plain):
    plain.goto("/desk/")
    plain.get_by_role("link", name="Import an article…").click()
    plain.get_by_label("Or paste its text").fill("# Plain\n\nThe tower has 20 floors. It has 20 windows.\n")
    plain.get_by_label("Name in addresses").fill("plain-forms")
    plain.get_by_role("button", name="Import").click()
    plain.wait_for_url("**/desk/articles/plain-forms/")

    plain.get_by_role("textbox", name="Words to correct").fill("20 floors")
    plain.get_by_role("button", name="Correct").click()
    expect(plain.get_by_role("heading", name="Correct these words")).to_be_visible()
    expect(plain.get_by_label("Right words")).to_have_value("20 floors")
    plain.get_by_label("Right words").fill("21 floors")
    plain.get_by_label("What readers are told").fill("It has 21 floors, not 20.")
    plain.get_by_label("Address of the source").first.fill("https://example.org/tower")
    plain.get_by_role("button", name="Save").click()
    plain.wait_for_url("**/desk/articles/plain-forms/")

    plain.get_by_role("link", name="Publish 1 correction…").click()
    plain.get_by_role("button", name="Publish what is ticked").click()
    expect(plain.get_by_role("heading", name="1 correction is published")).to_be_visible()
    plain.get_by_role("link", name="View page").click()
    expect(plain.locator("mark del")).to_have_text(["20"])
    expect(plain.locator("mark ins")).to_have_text(["21"])
    expect(plain.locator("#correction-1")).to_contain_text("It has 21 floors, not 20.")


def test_words_that_stand_twice_are_asked_for_with_their_neighbours(plain, desk, complaints):
    complaints.expect("422: GET .*/notes/new/")
    slug = desk.article("# Plain\n\nThe tower has 20 floors. It has 20 windows.\n")
    plain.goto(f"/desk/articles/{slug}/")
    plain.get_by_role("textbox", name="Words to correct").fill("20")
    plain.get_by_role("button", name="Correct").click()
    expect(plain.get_by_role("alert")).to_contain_text("2 places")
    plain.get_by_role("link", name="Close").click()
    plain.wait_for_url(f"**/desk/articles/{slug}/")


def test_what_is_refused_comes_back_with_all_that_was_typed(plain, desk, complaints):
    complaints.expect("422: POST .*/notes/new/")
    slug = desk.article("# Plain\n\nThe tower has 20 floors.\n")
    plain.goto(f"/desk/articles/{slug}/notes/new/?exact=20+floors")
    plain.get_by_label("Right words").fill("21 floors")
    plain.get_by_label("What readers are told").fill("It has 21 floors.")
    plain.get_by_label("Address of the source").first.fill("ftp://example.org/tower")
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator(".source .errorlist")).to_contain_text("Begin the address with https://")
    expect(plain.get_by_label("Right words")).to_have_value("21 floors")
    expect(plain.get_by_label("Address of the source").first).to_have_value("ftp://example.org/tower")
    plain.get_by_label("Address of the source").first.fill("https://example.org/tower")
    plain.get_by_role("button", name="Save").click()
    plain.wait_for_url(f"**/desk/articles/{slug}/")
    assert desk.corrected(slug) == "# Plain\n\nThe tower has 21 floors.\n"


def test_drafts_are_changed_and_deleted_and_published_notes_amended(plain, desk):
    slug = desk.article("# Plain\n\nThe tower has 20 floors and 4 doors.\n")
    desk.draft(slug, "4 doors", "5 doors")
    desk.publish(slug, desk.draft(slug, "20 floors", "21 floors", "It has 21 floors."))
    plain.goto(f"/desk/articles/{slug}/")
    plain.locator(".notice.draft").get_by_role("link", name="Edit").click()
    plain.get_by_label("Right words").fill("6 doors")
    plain.get_by_role("button", name="Save").click()
    assert desk.corrected(slug) == "# Plain\n\nThe tower has 21 floors and 6 doors.\n"
    plain.locator(".notice.draft").get_by_role("link", name="Delete…").click()
    plain.get_by_role("button", name="Delete").click()
    plain.get_by_role("link", name="Amend").click()
    expect(plain.get_by_role("heading", name="Amend no. 1")).to_be_visible()
    plain.get_by_label("Right words").fill("22 floors")
    plain.get_by_role("button", name="Save").click()
    plain.wait_for_url(f"**/desk/articles/{slug}/")
    assert desk.corrected(slug) == "# Plain\n\nThe tower has 22 floors and 4 doors.\n"


def test_a_note_on_the_whole_article_and_one_that_lost_its_words(plain, desk):
    slug = desk.article("# Plain\n\nThe tower has 20 floors.\n")
    desk.draft(slug, "20 floors", "21 floors")
    desk.article("# Plain\n\nThe tower has twenty storeys.\n", slug=slug)
    plain.goto(f"/desk/articles/{slug}/")
    plain.get_by_role("link", name="Whole article…").click()
    plain.get_by_label("What readers are told").fill("This article was written before the tower fell.")
    plain.get_by_role("button", name="Save").click()
    expect(plain.locator(".whole .notice").first).to_contain_text("before the tower fell")
    plain.locator(".lost").get_by_role("link", name="Mark other words").click()
    plain.get_by_label("The words now").fill("twenty storeys")
    plain.get_by_role("button", name="Place the note here").click()
    plain.wait_for_url(f"**/desk/articles/{slug}/")
    assert marks(plain) == [["twenty storeys", "21 floors"]]
