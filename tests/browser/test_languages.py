"""A newsroom that speaks Chinese: its pages at every width, and articles that are written in other scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, sign_in
from tests.browser.gestures import correct
from tests.browser.measures import TEXTS
from tests.browser.newsroom import Desk
from tests.browser.pages import harbour
from tests.browser.test_layout import troubles

WIDTHS = (320, 768, 1440)


@pytest.fixture(scope="module")
def newsroom(start):
    return start(HOUSE_LANGUAGE="zh-hans")


@pytest.fixture(scope="module")
def editing(chromium, newsroom):
    """A window in which an editor of this newsroom is signed in, with the slug of an Arabic article."""
    context = chromium.new_context(base_url=newsroom.address, locale="zh-CN")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, newsroom)
    slug = harbour(Desk(context.request, context.storage_state()))
    yield page, slug
    context.close()


PAGES = {
    "Arabic article": "/articles/{slug}/",
    "Chinese article": "/articles/voyager-golden-record/",
    "English article": "/articles/leap-second-vote/",
    "comparison": "/articles/{slug}/?view=comparison",
    "log": "/corrections/",
    "figures": "/corrections/figures/",
    "home": "/",
    "desk": "/desk/",
    "import": "/desk/new-article/",
    "Arabic desk article": "/desk/articles/{slug}/",
    "English desk article": "/desk/articles/leap-second-vote/",
    "sheet": "/desk/articles/leap-second-vote/publication/",
    "card": "/desk/articles/{slug}/notes/new/?whole=1",
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_out_at_the_side_and_nothing_covers_anything(editing, complaints, name):
    page, slug = editing
    complaints.listen(page)
    page.goto(PAGES[name].format(slug=slug))
    assert troubles(page, WIDTHS) == []
    assert page.evaluate(TEXTS) == []
    complaints.leave(page)


def test_an_editor_corrects_words_in_chinese(editing, complaints):
    page, _ = editing
    complaints.listen(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/desk/articles/leap-second-vote/")
    card = correct(page, "half a century")
    card.get_by_label("正确文字").fill("some fifty years")
    card.get_by_label("告知读者").fill("应为some fifty years，而非half a century。")
    card.get_by_text("没有注明来源。").wait_for()
    card.get_by_role("button", name="保存").click()
    expect(page.locator("#bar").get_by_role("link", name="发布1条更正…")).to_be_visible()
    complaints.leave(page)


def test_figures_side_by_side_keep_apart_where_the_text_runs_from_right_to_left(editing):
    """First what was wrong, then what is right, then the number, each further to the left."""
    page, slug = editing
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/articles/{slug}/")
    for number in (2, 4, 6):
        places = [
            page.locator(f'.body [data-note="correction-{number}"] {name}').last.bounding_box()
            for name in ("del", "ins")
        ]
        places.append(page.locator(f'.body .no[href="#correction-{number}"]').last.bounding_box())
        assert [box["x"] for box in places] == sorted((box["x"] for box in places), reverse=True)
    code = page.locator(".body pre").evaluate("(pre) => getComputedStyle(pre).direction")
    bullet = page.locator(".body ul").first.evaluate("(list) => getComputedStyle(list).paddingRight")
    assert (code, bullet) == ("ltr", "24px")


def test_a_chinese_page_has_room_between_its_lines_and_no_italics(editing):
    page, _ = editing
    page.goto("/articles/voyager-golden-record/")
    height = "(one) => parseFloat(getComputedStyle(one).lineHeight) / parseFloat(getComputedStyle(one).fontSize)"
    assert page.locator(".body p").first.evaluate(height) == pytest.approx(1.75, abs=0.01)
    page.goto("/articles/leap-second-vote/")
    assert page.locator(".body p").first.evaluate(height) == pytest.approx(1.55, abs=0.01)
    assert page.evaluate(
        "[...document.querySelectorAll(':lang(zh) em')].every((em) => getComputedStyle(em).fontStyle === 'normal')"
    )
