"""The readers' lists and the desk's: which articles and notices they hold, in which order, and what they say."""

from datetime import timedelta

import pytest

from corrections.pages import desk, lists
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
    assert (line.title, line.language, line.date_text) == ("Storm fells 40 trees in Harwich", "en", "22 November 2026")
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


def test_the_log_tells_every_notice_of_public_articles_the_newest_first(storm, import_text, published, draft, noon):
    hidden = import_text("hidden", "It rained in 2021.\n", public=False)
    published(hidden, "2021", "2019")
    first = published(storm, "40", "50", wording="It was 50.", sources=(("Minutes", ""),))
    published(storm, "1987", "1986", wording="It was 1986.", kind="minor_fix", when=noon + timedelta(days=1))
    published(storm, "40", "60", wording="It was 60.", amends=first, when=noon + timedelta(days=2))
    draft(storm, "roof", "door")
    told = [
        (line.href, line.notice.label, str(line.notice.wording), line.notice.amended_by)
        for line in log_page().notices
        if line.article_title == "Storm fells 40 trees in Harwich"
    ]
    assert told == [
        ("/articles/storm/#correction-3", "Correction no. 3", "It was 60.", None),
        ("/articles/storm/", "Minor fix no. 2", "It was 1986.", None),
        ("/articles/storm/#correction-1", "Correction no. 1", "It was 50.", 3),
    ]
    assert [line.notice.amends.number for line in log_page().notices if line.notice.amends] == [1]
    assert {line.href for line in log_page().notices if line.notice.number and "harbour" in line.href} == {
        "/articles/harbour/#correction-1",
        "/articles/harbour/#correction-2",
    }
    assert len(log_page().notices) == 5


def test_the_log_names_an_article_once_for_all_that_was_published_together(storm, gale, draft, publish, client):
    publish(draft(storm, "40", "50"), draft(storm, "1987", "1986"))
    publish(draft(gale, "blew", "roared"))
    items = read(client.get("/corrections/").content).one("ol", class_="list").all("li")
    told = {item.one("h2").one("a").attributes["href"]: len(item.all("div", class_="notice")) for item in items}
    assert told == {"/articles/storm/": 2, "/articles/gale/": 1, "/articles/harbour/": 2}
    assert {item.one("h2").one("a").attributes["lang"] for item in items} == {"en", "de"}


def test_lists_turn_their_pages(monkeypatch, storm, gale, published):
    monkeypatch.setattr(lists, "A_PAGE", 2)
    first, second = home_page(), home_page("2")
    assert ([line.slug for line in first.articles], first.next_href, first.previous_href) == (
        ["gale", "storm"],
        "?page=2",
        None,
    )
    assert ([line.slug for line in second.articles], second.next_href, second.previous_href) == (
        ["harbour"],
        None,
        "?page=1",
    )
    assert home_page("99").articles == second.articles
    assert home_page("x").articles == first.articles


# The desk


def test_the_desk_lists_all_articles_with_what_waits_at_each(storm, import_text, published, draft, editor):
    import_text("hidden", "---\ntitle: Hidden rain\n---\nIt rained.\n", public=False)
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    draft(storm)
    import_text("storm", storm.latest_revision.source.replace("felled", "bent"))
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
