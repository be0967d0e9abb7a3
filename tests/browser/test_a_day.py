"""A day at the desk, with a second person asked for: a note is drafted, returned, mended, published, and outlives a new
revision; the export goes round."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, WIDE
from tests.browser.gestures import correct, save, say, select

pytestmark = pytest.mark.database

BRIDGE = """---
title: A bridge for Harwich
date: 2026-11-20
---

The bridge was opened on 3 May 1987, in heavy rain, by the mayor.

It carries 4,000 cars a day, and cost two million pounds.

The council will paint it green next year.
"""
# The desk that writes the articles changes more than what was asked for.
NEXT = BRIDGE.replace("The council will paint it green next year.", "It will be painted green.").replace(
    "It carries 4,000 cars a day, and cost", "Every day it carries about 4,000 cars. It cost"
)


@pytest.fixture(scope="module")
def strict(start):
    """A server at which nobody publishes what they wrote, with an editor and a standards editor."""
    running = start(SECOND_PERSON="1")
    running.account("ann", "first compiler", "editor")
    running.account("ben", "second compiler", "editor", "standards editor")
    return running


@pytest.fixture
def at_desk(chromium, strict, complaints):
    """A function: the window of somebody who signs in, each in a browser of their own."""
    contexts = []

    def at_desk(name, password):
        context = chromium.new_context(base_url=strict.address, locale="en-GB", viewport=WIDE)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        complaints.listen(page)
        page.goto("/sign-in/?next=/desk/")
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(password)
        page.locator("form.sign-in button").click()
        page.wait_for_url("**/desk/")
        return page

    yield at_desk
    for context in contexts:
        for page in context.pages:
            complaints.leave(page)
        context.close()


def bring(page, source, address="/desk/new-article/?slug=bridge", *, public=False):
    """Import a source as a pasted text."""
    page.goto(address)
    name = page.locator("input[name=slug]:not([type=hidden])")
    is_new = name.count() == 1
    if is_new:
        name.fill("bridge")
    page.locator("[name=text]").fill(source)
    if public:
        page.locator("[name=publish]").check()
    page.get_by_role("button", name="Import").click()
    if not is_new:
        # The page is public by then: what becomes of it is looked at first.
        page.locator(".foreseen").get_by_role("button", name="Import").click()
    page.wait_for_url("**/desk/articles/bridge/")


def test_a_day_of_an_editor_and_a_standards_editor(at_desk, complaints):
    ann, ben = at_desk("ann", "first compiler"), at_desk("ben", "second compiler")
    bring(ben, BRIDGE, "/desk/new-article/", public=True)

    # An editor drafts two notes, and may not publish them.
    ann.goto("/desk/articles/bridge/")
    card = correct(ann, "1987")
    say(card, right="1978", told="The date was wrong.", source="https://example.org/bridge")
    save(ann, card)
    card = correct(ann, "green")
    say(card, right="blue", told="An earlier version said that the bridge will be green. It will be blue.")
    save(ann, card)
    expect(ann.get_by_role("link", name=re.compile("^Publish"))).to_have_count(0)
    ann.locator("#bar").get_by_role("link", name=re.compile("^Submit 2 corrections")).click()
    ann.get_by_role("button", name="Submit 2 corrections").click()
    expect(ann.get_by_text("2 corrections wait for review now.")).to_be_visible()

    # A second person returns one with a remark.
    ben.goto("/desk/review/")
    waiting = ben.locator(".waiting > li").filter(has_text="The date was wrong.")
    waiting.get_by_text("Return…").click()
    waiting.get_by_label("What is to be changed").fill("Say which date, and what it was.")
    waiting.get_by_role("button", name="Return it").click()

    # The first mends it, and submits it again.
    ann.goto("/desk/review/")
    back = ann.locator(".came-back li").filter(has_text="Say which date, and what it was.")
    back.get_by_role("link", name=re.compile("A bridge for Harwich")).first.click()
    ann.wait_for_url("**/desk/articles/bridge/**")
    ann.locator(".notice.draft").filter(has_text="The date was wrong.").get_by_role("link", name="Edit").click()
    card = ann.locator("#card form")
    say(card, told="An earlier version misstated the year of the opening. It is 1978, not 1987.")
    save(ann, card)
    ann.locator("#bar").get_by_role("link", name=re.compile("^Submit 1 correction")).click()
    ann.get_by_role("button", name="Submit 1 correction").click()
    expect(ann.get_by_text("1 correction waits for review now.")).to_be_visible()

    # The second publishes both, at once.
    ben.goto("/desk/review/")
    for told in ("It is 1978, not 1987.", "It will be blue."):
        ben.locator(".waiting > li").filter(has_text=told).get_by_role("checkbox").check()
    ben.get_by_role("button", name="Publish 2 corrections").click()
    expect(ben.locator(".told")).to_contain_text("2 corrections are published")
    ben.goto("/articles/bridge/")
    expect(ben.locator("#correction-1")).to_contain_text("It is 1978, not 1987.")
    expect(ben.locator("#correction-2")).to_contain_text("It will be blue.")

    # The article comes anew: one note is carried on, the words of the other were rewritten around it.
    bring(ben, NEXT)
    expect(ben.locator(".told").first).to_contain_text("Revision 2 is here.")
    decision = ben.locator(".decision")
    expect(decision).to_have_count(1)
    decision.get_by_role("link", name=re.compile("Mark other words")).click()
    select(ben, "green")
    ben.locator("#correct").click()
    decision.get_by_role("button", name="Still wrong: change them").click()
    expect(ben.locator(".told")).to_contain_text("has its place again")
    expect(decision).to_have_count(0)
    ben.goto("/articles/bridge/?view=corrected")
    expect(ben.locator("article")).to_contain_text("opened on 3 May 1978, in heavy rain")
    expect(ben.locator("article")).to_contain_text("It will be painted blue.")

    # The export goes round: nothing is asked, and the file stays as it is.
    exported = ben.request.get("/articles/bridge.md").text()
    assert exported.count("<!-- erratum:begin -->") == 1
    bring(ben, exported)
    expect(ben.locator(".told").first).to_contain_text("Revision 3 is here.")
    expect(ben.locator(".decision")).to_have_count(0)
    assert ben.request.get("/articles/bridge.md").text() == exported

    # All of it stands in the history.
    ben.get_by_role("link", name="History").click()
    for said in ("ann", "ben", "Say which date, and what it was.", "3"):
        expect(ben.locator("main")).to_contain_text(said)
