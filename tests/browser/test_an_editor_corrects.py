"""An editor's day: sign in, bring a file, correct words, publish, look at the readers' page, take the file home."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gestures import correct, marks, save, say, select

BRIDGE = b"""\
# The new bridge

The bridge opened on 4 May 2021, the **mayor of Porto** said.  \r
It is 310 metres long.
"""


def block(page_text: str, *entries: str, newline: str = "\n") -> str:
    """The erratum block behind its separator, dated as `page_text` says."""
    when = re.search(r"\d{1,2} \w+ \d{4}, \d\d:\d\d UTC", page_text)[0]
    lines = ["<!-- erratum:begin -->", "## Corrections", *(entry.format(when=when) for entry in entries)]
    return (newline * 2).join(["", *lines, "<!-- erratum:end -->"]) + newline


def test_from_signing_in_to_the_corrected_file(window, server):
    page = window(editor=False)
    name, password = server.editor()
    page.goto("/desk/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("link", name="Import an article…").click()
    page.get_by_label("File").set_input_files({"name": "new-bridge.md", "mimeType": "text/markdown", "buffer": BRIDGE})
    page.get_by_role("button", name="Import").click()
    page.wait_for_url("**/desk/articles/new-bridge/")

    card = correct(page, "2021")
    expect(card.get_by_label("Right words")).to_have_value("2021")
    say(card, right="2019", told="An earlier version misstated the year. It is 2019, not 2021.")
    say(card, source="https://example.org/opening")
    save(page, card)
    assert marks(page) == [["2021", "2019"]]
    expect(page.locator(".notice.draft")).to_contain_text("An earlier version misstated the year.")

    page.get_by_role("link", name="Publish 1 correction…").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.locator(".words")).to_contain_text("2021 2019")
    expect(sheet.get_by_label("Publish the page as well")).to_be_checked()
    sheet.get_by_role("button", name="Publish 1 correction").click()
    expect(page.get_by_role("heading", name="1 correction is published")).to_be_visible()
    page.get_by_role("link", name="View page").first.click()

    page.wait_for_url("**/articles/new-bridge/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The new bridge")
    expect(page.locator("header .status")).to_contain_text("1 correction")
    assert marks(page) == [["2021", "2019"]]
    notice = page.locator("#correction-1")
    expect(notice).to_contain_text("An earlier version misstated the year. It is 2019, not 2021.")
    when = notice.locator("time").get_attribute("title")

    page.goto("/desk/articles/new-bridge/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Markdown").click()
    assert download.value.suggested_filename == "new-bridge.md"
    told = (
        "**Correction no. 1, {when}:** An earlier version misstated the year. It is 2019, not 2021. "
        "Sources: [https://example.org/opening](https://example.org/opening)"
    )
    expected = BRIDGE.replace(b"2021", b"2019") + block(when, told).encode()
    assert download.value.path().read_bytes() == expected


def test_the_front_matter_learns_of_the_correction_and_keeps_every_other_byte(page, desk):
    front = "---\r\ntitle: 'The harbour'   # as in print\r\ndate: 2026-11-02\r\n---\r\n"
    slug = desk.article(f"{front}\r\nThe harbour has two piers.\r\nTabs\tstay.\r\n")
    desk.publish(slug, desk.draft(slug, "two", "three", "It has three piers."))
    page.goto(f"/desk/articles/{slug}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Markdown").click()
    exported = download.value.path().read_bytes().decode()
    body = "\r\nThe harbour has three piers.\r\nTabs\tstay.\r\n"
    block_of = block(exported, "**Correction no. 1, {when}:** It has three piers.", newline="\r\n")
    assert exported.startswith(front.removesuffix("---\r\n") + "corrected: ")
    assert exported.endswith(f"---\r\n{body}{block_of}")
    assert "\n" not in exported.replace("\r\n", "")


def test_a_file_can_be_dropped_anywhere_on_the_page(page):
    page.goto("/desk/new-article/")
    dropped = page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["# Dropped\\n\\nFrom the sky.\\n"], "dropped-here.md", { type: "text/markdown" }));
          return data;
        }"""
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("h1", event, {"dataTransfer": dropped})
    expect(page.locator("[data-taken]")).to_contain_text("dropped-here.md")
    page.get_by_role("button", name="Import").click()
    page.wait_for_url("**/desk/articles/dropped-here/")
    expect(page.locator(".body")).to_contain_text("From the sky.")


def test_something_else_that_is_dropped_is_told_to_be_no_text(page):
    page.goto("/desk/new-article/")
    dropped = page.evaluate_handle(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["GIF89a"], "picture.gif", { type: "image/gif" }));
          return data;
        }"""
    )
    page.dispatch_event("h1", "drop", {"dataTransfer": dropped})
    expect(page.locator("[data-taken]")).to_contain_text("not a Markdown or text file")
    assert page.locator("input[type=file]").evaluate("(input) => input.files.length") == 0


@pytest.mark.parametrize(("ends", "newline"), [("crlf", "\r\n"), ("lf", "\n")])
def test_a_pasted_text_comes_back_with_the_line_ends_it_had(window, desk, ends, newline):
    page = window(permissions=["clipboard-read", "clipboard-write"])
    text = newline.join(["# Pasted", "", "Line one ends here.", "Line two, without a line end"])
    page.goto("/desk/new-article/")
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    page.get_by_label("Or paste its text").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_label("Or paste its text")).to_have_value(text.replace("\r\n", "\n"))
    page.get_by_label("Name in addresses").fill(f"pasted-with-{ends}")
    page.get_by_role("button", name="Import").click()
    page.wait_for_url(f"**/desk/articles/pasted-with-{ends}/")
    assert desk.bytes_at(f"/desk/articles/pasted-with-{ends}/corrected.md") == text.encode()


def test_an_empty_import_is_told_what_to_do(page, complaints):
    complaints.expect(r"422: POST /desk/new-article/")
    page.goto("/desk/new-article/")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("alert")).to_have_text(
        "There is nothing to import yet. Choose a file, drop one here, or paste a text."
    )


def test_what_is_not_ticked_stays_a_draft(page, desk):
    slug = desk.article("# Two errors\n\nIn 1911 the tower had 20 floors.\n")
    desk.draft(slug, "1911", "1912", "It was 1912.")
    desk.draft(slug, "20", "21", "It has 21 floors.")
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="Publish 2 corrections…").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="Publish 2 corrections")).to_be_visible()
    sheet.get_by_role("checkbox").nth(0).uncheck()
    sheet.get_by_role("button", name="Publish 1 correction").click()
    expect(page.get_by_role("heading", name="1 correction is published")).to_be_visible()
    page.get_by_role("link", name="Back to the article").click()
    expect(page.locator(".notice.draft")).to_contain_text("It was 1912.")
    expect(page.locator("#correction-1")).to_contain_text("It has 21 floors.")


def test_nothing_ticked_cannot_be_published(page, desk):
    slug = desk.article("# One error\n\nIn 1911 the tower stood.\n")
    desk.draft(slug, "1911", "1912", "It was 1912.")
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="Publish 1 correction…").click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Correction").uncheck()
    expect(page.get_by_role("button", name="Tick what is to be published")).to_be_disabled()


def test_a_note_with_a_blank_left_cannot_be_ticked_and_says_why(page, desk):
    slug = desk.article("# One blank\n\nIn 1911 the tower stood.\n")
    desk.draft(slug, "1911", "1912", "An earlier version misstated {what}. It was 1912.")
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="Publish 1 correction…").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("checkbox", name="Correction")).to_be_disabled()
    expect(sheet.locator(".errorlist")).to_have_text("“{what}” is still to be filled in.")
    sheet.get_by_role("link", name="Edit").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#card form.card")).to_be_visible()


def test_after_publishing_the_erratum_is_copied_and_the_file_downloaded(window, desk):
    page = window(permissions=["clipboard-read", "clipboard-write"])
    slug = desk.article("# Copied\n\nIn 1911 the tower stood.\n", public=True)
    desk.draft(slug, "1911", "1912", "It was 1912.")
    page.goto(f"/desk/articles/{slug}/publication/")
    page.get_by_role("button", name="Publish 1 correction").click()
    expect(page.get_by_role("heading", name="1 correction is published")).to_be_visible()
    page.wait_for_load_state()  # until then, the links lead to the texts
    page.get_by_role("link", name="Copy erratum").click()
    expect(page.get_by_text("Copied.", exact=True)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"## Corrections\n\n\*\*Correction no\. 1, .+ UTC:\*\* It was 1912\.\n", copied)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    exported = download.value.path().read_text()
    assert exported.startswith("# Copied\n\nIn 1912 the tower stood.\n")
    assert copied.strip() in exported
    page.get_by_role("link", name="View page").click()
    expect(page.locator("#correction-1")).to_contain_text("It was 1912.")


def test_a_new_revision_keeps_the_notes_and_asks_for_the_lost_ones(page, desk):
    stays = "In the late and rainy spring of that same year, 1911, the keeper moved in with his family and two goats."
    slug = desk.article(f"# Revised\n\n{stays}\n\nThe tower had 20 floors and a single narrow door.\n")
    desk.draft(slug, "1911", "1912", "It was 1912.")
    desk.draft(slug, "20 floors", "21 floors", "It has 21 floors.")
    page.goto(f"/desk/articles/{slug}/")
    page.get_by_role("link", name="New revision…").click()
    revised = f"# Revised\n\nA new first line.\n\n{stays}\n\nNobody has counted the storeys since.\n".encode()
    page.get_by_label("File").set_input_files({"name": "any.md", "mimeType": "text/markdown", "buffer": revised})
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Revision 2 is here.")).to_be_visible()
    assert marks(page) == [["1911", "1912"]]
    lost = page.locator(".lost")
    expect(lost).to_contain_text("20 floors")
    lost.get_by_role("link", name="Mark other words").click()
    select(page, "the storeys")
    page.get_by_role("button", name="Place the note here").click()
    expect(page.locator(".lost")).to_have_count(0)
    assert marks(page) == [["1911", "1912"], ["the storeys", "21 floors"]]
