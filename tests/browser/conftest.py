"""One server and one browser for all tests of this folder; a page of its own for each test, watched for complaints."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.complaints import Complaints
from tests.browser.newsroom import Desk, Server

# The first draws pages as the others do, with a third less work, since it has no windows of its own to draw.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE = 30_000  # milliseconds; on a busy machine a page takes its time
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 780}


@pytest.fixture(scope="session")
def start(tmp_path_factory, new_database):
    """A function: starts a server with these settings, on a database of its own; it stops when all tests are over."""
    started = []

    def start(**settings):
        started.append(Server(tmp_path_factory.mktemp("newsroom"), DATABASE_URL=new_database(), **settings))
        started[-1].wait()
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def server(start):
    return start()


@pytest.fixture(scope="session")
def playwright():
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as running:
        yield running


def launch(playwright):
    """The Chromium of this machine."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("There is no Chromium on PATH. Install it (make test does), then run this again.", pytrace=False)
    # A browser that runs as root cannot build its sandbox.
    return playwright.chromium.launch(
        executable_path=path, args=[*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    )


def sign_in(page, server):
    """Sign the editor in through the front door."""
    name, password = server.editor()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(password)
    page.locator("form.sign-in button").click()
    page.wait_for_url("**/desk/")


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def signed_in(server, chromium) -> dict:
    """The cookies of an editor who signed in through the front door."""
    context = chromium.new_context(base_url=server.address)
    sign_in(context.new_page(), server)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def desk(server, playwright, signed_in):
    requests = playwright.request.new_context(base_url=server.address, storage_state=signed_in)
    yield Desk(requests, signed_in)
    requests.dispose()


@pytest.fixture(autouse=True)
def complaints():
    """Fails a test when a page complained about something that the test did not provoke, or kept silent about it."""
    heard = Complaints()
    yield heard
    assert heard.unexpected() == []
    assert heard.missing() == []


@pytest.fixture(scope="session")
def profile(chromium, server):
    """Browser profiles by their options, each with a window: making these costs more than most tests do."""
    made = {}

    def profile_with(editor, options):
        key = repr((editor, sorted(options.items())))
        if key not in made:
            context = chromium.new_context(base_url=server.address, locale="en-GB", **{"viewport": WIDE, **options})
            context.set_default_timeout(PATIENCE)
            made[key] = context, context.new_page()
        return made[key]

    yield profile_with
    for context, _ in made.values():
        context.close()


@pytest.fixture
def window(profile, signed_in, complaints):
    """Opens windows: `window(editor=False, viewport=PHONE, ...)` gives a page in a profile with these options.

    The first window of a profile was another test's before; whatever that did to it is undone.
    """
    used, opened = [], []

    def open_window(*, editor=True, **options):
        context, page = profile(editor, options)
        if page in used:
            page = context.new_page()
            opened.append(page)
        else:
            context.clear_cookies()
            context.add_cookies(signed_in["cookies"] if editor else [])
            page.set_viewport_size(options.get("viewport", WIDE))
            used.append(page)
        complaints.listen(page)
        return page

    yield open_window
    for page in (*used, *opened):
        complaints.leave(page)
        page.unroute_all()
        # What a page still has to say is not for the next test. A blank page would need another process, and so would
        # the page after it.
        page.goto("/robots.txt", wait_until="commit")
        page.emulate_media(media="null", color_scheme="null", forced_colors="null")
    for page in opened:
        page.close()


@pytest.fixture
def page(window):
    """An editor's window."""
    return window()


@pytest.fixture
def reader(window):
    """A reader's window: nobody is signed in."""
    return window(editor=False)
