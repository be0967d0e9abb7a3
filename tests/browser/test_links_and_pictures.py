"""Where a link leads and what a picture says are marked at the link and at the picture, by mouse and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import closed, opened, save, say, select

OLD, NEW = "https://exampel.org/minutes", "https://example.org/minutes?a=1&b=(2)"
SOURCE = f"""The council published its [minutes of May]({OLD}) and met again.

![A dog on the steps](/static/admin/img/icon-yes.svg)

It met in the [old hall](https://hall.example/).[^1]

[^1]: As [the paper](https://paper.example/) said.
"""
TOLD = "An earlier version of this article was wrong here."


@pytest.fixture
def slug(desk):
    return desk.article(SOURCE, public=True)


@pytest.fixture
def page(page, slug):
    page.goto(f"/desk/articles/{slug}/")
    return page


def offer(page, name):
    return page.locator("#correct-linked").get_by_role("button", name=name)


def test_a_links_target_is_marked_with_the_mouse(page, desk, slug):
    select(page, "minutes of May")
    expect(page.locator("#correct")).to_be_visible()
    offer(page, "Correct where it leads").click()
    card = opened(page)
    expect(card.get_by_label("Right words")).to_have_value(OLD)
    expect(card).to_contain_text("Where the link on “minutes of May” leads.")
    say(card, right=NEW)
    expect(card.get_by_label("What readers are told")).to_have_value(
        f"An earlier version of this article had a link that led to {OLD}; it leads to {NEW}."
    )
    expect(card.locator("[data-preview] ins").first).to_be_visible()
    save(page, card)
    expect(page.locator("#article mark[data-note]")).to_have_text("minutes of May")
    assert desk.corrected(slug).startswith(SOURCE.replace(OLD, NEW, 1).splitlines()[0])


def test_a_press_in_a_link_is_enough(page):
    page.locator(".body a", has_text="old hall").click()
    offer(page, "Correct where it leads").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("https://hall.example/")
    page.keyboard.press("Escape")
    closed(page)


def test_links_in_footnotes_are_counted_as_the_server_counts_them(page):
    select(page, "the paper")
    offer(page, "Correct where it leads").click()
    expect(opened(page).get_by_label("Right words")).to_have_value("https://paper.example/")


def test_a_links_target_is_marked_by_keyboard(page, desk, slug):
    page.locator(".proof").focus()
    page.keyboard.press("Control+Home")
    for _ in range(4):
        page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("l")
    card = opened(page)
    expect(card.get_by_label("Right words")).to_be_focused()
    page.keyboard.type(NEW)
    page.keyboard.press("Control+Enter")
    closed(page)
    assert f"[minutes of May]({NEW})" in desk.corrected(slug)


def test_a_picture_is_marked_with_the_mouse(page, desk, slug):
    page.locator(".body img").click()
    expect(offer(page, "Correct the description")).to_be_visible()
    offer(page, "Correct the address").click()
    card = opened(page)
    expect(card.get_by_label("Right words")).to_have_value("/static/admin/img/icon-yes.svg")
    say(card, right="/static/admin/img/icon-no.svg", told=TOLD)
    save(page, card)
    expect(page.locator("#article mark.picture img")).to_have_count(1)
    assert "![A dog on the steps](/static/admin/img/icon-no.svg)" in desk.corrected(slug)


def test_a_description_is_marked_by_keyboard(page, desk, slug):
    page.locator(".proof").focus()
    page.keyboard.press("Tab")  # the first link
    page.keyboard.press("Tab")
    expect(page.locator(".body img")).to_be_focused()
    page.keyboard.press("Enter")
    card = opened(page)
    expect(card.get_by_label("Right words")).to_have_value("A dog on the steps")
    page.keyboard.type("A cat on the steps")
    page.keyboard.press("Control+Enter")
    closed(page)
    assert "![A cat on the steps](" in desk.corrected(slug)


def test_a_card_for_the_words_of_a_link_offers_its_target(page):
    select(page, "old hall")
    page.locator("#correct").click()
    card = opened(page)
    card.get_by_role("link", name=re.compile("Correct where the link leads")).click()
    expect(card.get_by_label("Right words")).to_have_value("https://hall.example/")
    expect(card).to_contain_text("Where the link on “old hall” leads.")


def test_an_address_that_runs_is_refused_beside_the_field(page, complaints):
    complaints.expect("422: POST .*/notes/new/")
    page.locator(".body a", has_text="old hall").click()
    offer(page, "Correct where it leads").click()
    card = opened(page)
    say(card, right="javascript:alert(1)", told=TOLD)
    card.get_by_role("button", name="Save").click()
    expect(page.locator("#card .errorlist")).to_contain_text("no address that a page may lead to")


def test_the_list_does_without_scripts(window, desk, slug):
    plain = window(java_script_enabled=False)
    plain.goto(f"/desk/articles/{slug}/")
    plain.locator("#links summary").click()
    plain.locator("#links li", has_text="minutes of May").get_by_role("link", name=re.compile("Correct")).click()
    expect(plain.get_by_label("Right words")).to_have_value(OLD)
    plain.get_by_label("Right words").fill(NEW)
    plain.get_by_label("What readers are told").fill(TOLD)
    plain.get_by_role("button", name="Save").click()
    plain.wait_for_url(f"**/desk/articles/{slug}/")
    assert f"]({NEW})" in desk.corrected(slug)


def test_readers_are_told_in_words_and_led_to_the_right_page(page, desk, slug):
    note = desk.draft(slug, OLD, NEW, TOLD, field="#link.1.href")
    desk.publish(slug, note)
    page.goto(f"/articles/{slug}/")
    expect(page.locator("#correction-1 .told-link")).to_have_text(
        f"The link on “minutes of May” led to {OLD}; it leads to {NEW}."
    )
    expect(page.locator("#correction-1 .told-link a")).to_have_attribute("href", NEW)
    expect(page.locator("article a", has_text="minutes of May").first).to_have_attribute("href", NEW)
