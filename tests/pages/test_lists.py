"""The readers' lists and the desk's: which articles and notices they hold, in which order, and what they say."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from corrections.pages import desk, turns
from corrections.pages.desk import desk_page
from corrections.pages.lists import home_page
from corrections.pages.log import log_page
from tests.pages.reading import read


@pytest.fixture
def gale(import_text):
    return import_text("gale", "---\ntitle: A gale of 2021\nlang: de\n---\nIt blew in 2021, and then 2021 ended.\n")


def test_the_front_page_lists_public_articles_alone(storm, gale, import_text):
    import_text("hidden", "It rained.\n", public=False)
    assert {line.slug for line in home_page().articles} == {"storm", "gale", "harbour"}


def test_the_article_published_last_stands_first(storm, gale, others):
    assert [line.slug for line in home_page().articles] == ["gale", "storm", "harbour"]


def test_a_line_says_how_much_was_corrected(storm, gale, published, draft, noon):
    first = published(storm, "40", "50", severity="serious")
    published(storm, "40", "60", severity="serious", amends=first, when=noon + timedelta(days=1))
    published(storm, "1987", "1986")
    published(storm, "Jane", "Mary", kind="minor_fix", when=noon + timedelta(days=9))
    draft(storm, "roof", "door")
    line, untouched = (next(line for line in home_page().articles if line.slug == slug) for slug in ("storm", "gale"))
    assert (line.title, line.language, line.date_text) == ("Storm fells 40 trees in Harwich", "en", "20 November 2026")
    assert untouched.date_text == "22 November 2026"
    assert (line.count, line.serious, line.corrected_on) == (2, 1, "23 November 2026")
    assert (untouched.count, untouched.serious, untouched.corrected_on, untouched.language) == (0, 0, None, "de")


def test_a_title_is_told_as_it_was_corrected(gale, published, draft, at):
    draft(gale, at(gale, "gale", field="title"), "storm")
    published(gale, at(gale, "A ", field="title"), "The")
    first = published(gale, at(gale, "2021", field="title"), "2018")
    published(gale, at(gale, "2021", field="title"), "2019", amends=first)
    titles = {line.article_title for line in log_page().notices if line.href.startswith("/articles/gale/")}
    assert titles == {"The gale of 2019"}
    assert next(line.title for line in home_page().articles if line.slug == "gale") == "The gale of 2019"


def test_a_title_from_a_heading_is_told_as_it_was_corrected(import_text, published, at):
    article = import_text("gale", "It blew in 2021.\n\n## In *2021*\n\nMore of 2021.\n")
    published(article, at(article, "2021", occurrence=1), "2017")
    published(article, at(article, "2021", occurrence=3), "2016")
    assert home_page().articles[0].title == "In 2021"
    published(article, at(article, "2021", occurrence=2), "2019")
    assert home_page().articles[0].title == "In 2019"


def query(href):
    return dict(parse_qsl(href.removeprefix("?")))


def test_the_front_page_turns_from_the_last_article_that_was_seen(monkeypatch, storm, gale):
    monkeypatch.setattr(turns, "A_PAGE", 1)
    first = home_page()
    second = home_page(query(first.next_href))
    third = home_page(query(second.next_href))
    assert [[line.slug for line in page.articles] for page in (first, second, third)] == [
        ["gale"],
        ["storm"],
        ["harbour"],
    ]
    assert (first.previous_href, third.next_href) == (None, None)
    assert home_page(query(third.previous_href)) == second
    assert home_page(query(second.previous_href)) == first


def test_an_article_published_meanwhile_moves_nothing_on_the_next_page(monkeypatch, storm, gale, import_text):
    monkeypatch.setattr(turns, "A_PAGE", 1)
    next_href = home_page().next_href
    import_text("breeze", "It blew a little.\n")
    assert [line.slug for line in home_page(query(next_href)).articles] == ["storm"]


@pytest.mark.parametrize(
    "asked", ["before=x", "before=12", "after=-1", "before=1-2&after=1-2", "before=9999999999999999999-1"]
)
def test_a_page_that_cannot_be_read_is_no_page(client, storm, asked):
    response = client.get(f"/?{asked}")
    page = read(response.content).one("main")
    assert (response.status_code, page.all("ul", class_="list")) == (400, [])
    assert page.one("a", href="/").text == "Show the newest articles"


def test_beyond_the_last_article_the_list_says_that_it_ends(client, storm):
    page = read(client.get("/?before=0-0").content).one("main")
    assert (page.all("p")[0].text, page.one("a", href="/").text) == (
        "The list ends before this page.",
        "Show the newest articles",
    )


# The desk


def test_the_desk_lists_all_articles_with_what_waits_at_each(storm, import_text, published, draft, editor):
    import_text("hidden", "---\ntitle: Hidden rain\n---\nIt rained.\n", public=False)
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    draft(storm)
    import_text("storm", storm.latest_revision.source.replace("felled 40 trees", "felled many trees"))
    lines = {line.slug: line for line in desk_page().articles}
    assert set(lines) == {"storm", "hidden", "harbour", "secret-plans"}
    line = lines["storm"]
    assert (line.title, line.drafts, line.published, line.lost, line.public, line.href) == (
        "Storm fells 40 trees in Harwich",
        2,
        1,
        1,
        True,
        "/desk/articles/storm/",
    )
    assert (lines["hidden"].title, lines["hidden"].public, lines["secret-plans"].drafts) == ("Hidden rain", False, 1)


def test_the_article_imported_last_stands_first_at_the_desk(storm, gale, import_text):
    import_text("storm", "It rained.\n")
    assert [line.slug for line in desk_page().articles][:2] == ["storm", "gale"]


def test_the_desk_finds_articles_by_words_of_their_titles(storm, gale):
    assert [line.slug for line in desk_page("GALE 2021").articles] == ["gale"]
    assert desk_page("snow").articles == ()


def test_a_search_is_kept_from_page_to_page(monkeypatch, storm, others):
    monkeypatch.setattr(desk, "A_PAGE", 1)
    assert desk_page("else & where").next_href is None
    assert desk_page("elsewhere,").next_href == "?page=2&q=elsewhere%2C"
