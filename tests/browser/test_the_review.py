"""The review in the browser: a note is submitted, returned with a remark, mended, submitted again, and published."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import save, say

pytestmark = pytest.mark.database

RAIN = "# Rain in Harwich\n\nIt rained for 40 days in 1987.\n"


def test_a_note_goes_round_until_it_is_published_from_the_queue(page, desk):
    slug = desk.article(RAIN, public=True)
    desk.draft(slug, "40", "41", "An earlier version misstated the number of days. It is 41, not 40.")
    page.goto(f"/desk/articles/{slug}/publication/")
    page.get_by_role("link", name="Submit for review instead…").click()
    page.get_by_role("button", name="Submit 1 correction").click()
    expect(page.get_by_text("1 correction waits for review now.")).to_be_visible()
    expect(page.locator(".notice.draft")).to_contain_text("waits for review")

    page.locator("#bar").get_by_role("link", name=re.compile("Review · ")).click()
    waiting = page.locator(".waiting > li").filter(has_text="It is 41, not 40.")
    waiting.get_by_text("Return…").click()
    waiting.get_by_label("What is to be changed").fill("Who counted the days?")
    waiting.get_by_role("button", name="Return it").click()
    back = page.locator(".came-back li").filter(has_text="It is 41, not 40.")
    expect(back).to_contain_text("editor returned this: Who counted the days?")
    back.get_by_role("link", name=re.compile("Rain in Harwich")).first.click()
    page.wait_for_url(f"**/desk/articles/{slug}/**")

    page.locator(".notice.draft").get_by_role("link", name="Edit").click()
    card = page.locator("#card form")
    expect(card).to_contain_text("editor returned this: Who counted the days?")
    say(card, told="The weather service counted 41 days, not 40.")
    save(page, card)
    page.goto("/desk/review/")
    back = page.locator(".came-back li").filter(has_text="The weather service counted")
    back.get_by_role("link", name=re.compile("Submit again…")).click()
    page.get_by_role("button", name="Submit 1 correction").click()

    page.goto("/desk/review/")
    waiting = page.locator(".waiting > li").filter(has_text="The weather service counted")
    expect(page.get_by_role("button", name="Tick what is to be published")).to_be_disabled()
    waiting.get_by_role("checkbox").check()
    page.get_by_role("button", name="Publish 1 correction").click()
    expect(page.locator(".told")).to_contain_text("1 correction is published, ")
    page.goto(f"/articles/{slug}/")
    expect(page.locator("#correction-1")).to_contain_text("The weather service counted 41 days, not 40.")
