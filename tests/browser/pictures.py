"""The pictures of the README, taken anew: `make pictures` writes docs/desk.png and docs/readers.png."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import launch, sign_in
from tests.browser.gestures import correct, say
from tests.browser.newsroom import Server
from tests.servers import PROJECT

VIEW = {"width": 1280, "height": 860}


def desk(page: Page) -> None:
    """A card at its words, filled, with a draft and published notes beside the text."""
    page.goto("/desk/articles/leap-second-vote/")
    card = correct(page, "half a century")
    say(
        card,
        right="decades",
        told="An earlier version of this article misstated for how long the practice has vexed programmers. It is "
        "decades, not half a century.",
    )
    page.locator("[data-preview] ins").wait_for()
    page.locator("[data-notice] .wording").wait_for()


def readers(page: Page) -> None:
    """An article with a serious correction, and others beside their words."""
    page.goto("/articles/leap-second-vote/")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        browser = launch(playwright)
        try:
            server.wait()
            page = browser.new_page(base_url=server.address, viewport=VIEW, locale="en-GB", color_scheme="light")
            sign_in(page, server)
            for picture in (desk, readers):
                picture(page)
                page.screenshot(path=PROJECT / "docs" / f"{picture.__name__}.png")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
