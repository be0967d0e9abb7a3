"""Pages for whoever has nothing to read yet, or has come to the wrong place: each says what to do next."""

import pytest
from django.template.loader import render_to_string

from corrections.models import Article
from corrections.pages.lists import home_page
from corrections.pages.log import log_page
from tests.pages.reading import read

ERRORS = ("400", "403", "403_csrf", "404", "413", "500")


def next_step(page):
    """The one filled button, and where it leads."""
    (button,) = page.all("a", class_="filled")
    return button.text, button.attributes["href"]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_says_what_happened_and_in_one_sentence_what_to_do(name):
    page = read(render_to_string(f"{name}.html"))
    _, what_to_do, step = page.one("main").all("p")
    assert page.one("h1").text
    assert (what_to_do.text.count("."), what_to_do.text[-1]) == (1, ".")
    assert next_step(step)[1] in ("/", "/desk/", "/sign-in/")


def test_the_wrong_address_leads_to_the_articles(client):
    response = client.get("/nowhere/")
    assert (response.status_code, next_step(read(response.content))) == (404, ("To the articles", "/"))


class TestBeforeAnythingIsPublic:
    @pytest.fixture
    def others(self):
        """Here there are none."""

    def test_the_front_page_leads_to_the_desk(self, db, client):
        assert not Article.objects.exists()
        assert home_page().articles == ()
        page = read(client.get("/").content)
        assert page.all("ul", class_="list") == []
        assert next_step(page) == ("Go to the desk", "/desk/")

    def test_the_log_leads_to_the_articles(self, db, client):
        assert log_page().notices == ()
        page = read(client.get("/corrections/").content)
        assert "No correction has been published yet." in page.one("main").text
        assert next_step(page) == ("Read the articles", "/")

    def test_an_article_without_notices_has_no_line_no_views_and_no_heading_at_its_foot(self, import_text, client):
        import_text("calm", "# Calm\n\nNothing was wrong.\n")
        page = read(client.get("/articles/calm/").content)
        assert [page.all("p", class_="status"), page.all("nav", class_="views"), page.all("h2")] == [[], [], []]
