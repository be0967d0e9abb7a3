"""While the server's disk is full the card says so and keeps what is typed; once there is space, it is saved."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, WIDE, sign_in
from tests.browser.gestures import closed, correct, marks, say
from tests.browser.newsroom import Server

LONG = "An earlier version of this article had 1987 where it should have had another year. " * 34


@pytest.fixture
def cramped_server(tmp_path):
    # The card is longer than what is left of the last pages of the file.
    running = Server(tmp_path, DJANGO_SETTINGS_MODULE="tests.browser.cramped", CRAMPED=str(tmp_path / "full"))
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def test_what_is_typed_stays_and_is_saved_by_itself_once_there_is_space(cramped_server, chromium, complaints):
    complaints.expect(r"503: POST /desk/articles/\S+/(notes/new|presence)/|Response Status Error Code 503")
    context = chromium.new_context(base_url=cramped_server.address, locale="en-GB", viewport=WIDE)
    context.set_default_timeout(PATIENCE)
    page, full = context.new_page(), cramped_server.folder / "full"
    sign_in(page, cramped_server)
    complaints.listen(page)
    page.goto("/desk/articles/utf-8-story/")
    card = correct(page, "Ken Thompson")
    say(card, right="Kenneth Thompson", told=LONG, source="https://example.org/")

    full.touch()
    page.keyboard.press("Control+Enter")
    told = card.get_by_role("alert")
    expect(told).to_contain_text("The disk of the database is full, so nothing was saved.", timeout=3 * PATIENCE)
    expect(told).to_contain_text("What you typed is kept in this browser, and it is tried again by itself.")
    expect(told.get_by_role("button", name="Try now")).to_be_visible()
    # It is tried again, in vain, and what was typed is still there.
    with page.expect_response(lambda answer: "/notes/new/" in answer.url and answer.status == 503):
        told.get_by_role("button", name="Try now").click()
    expect(card.get_by_label("Right words")).to_have_value("Kenneth Thompson")
    expect(card.get_by_label("What readers are told")).to_have_value(LONG)

    # It outlasts a reload meanwhile.
    page.reload()
    expect(page.locator("#card").get_by_label("What readers are told")).to_have_value(LONG)
    page.locator("#card").get_by_label("Right words").press("Control+Enter")
    expect(page.locator("#card").get_by_role("alert")).to_contain_text("The disk of the database is full")

    full.unlink()
    closed(page)  # without a hand
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert ["Ken", "Kenneth"] in marks(page)
    complaints.leave(page)
    context.close()
