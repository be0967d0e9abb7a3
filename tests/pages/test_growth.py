"""Lists of readers ask the database as often for many articles and notices as for few."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections import answers

ADDRESSES = (
    "/",
    "/corrections/",
    "/corrections/?kind=correction&severity=standard",
    "/corrections/?month=2026-11",
    "/corrections/?q=gale",
    "/corrections/figures/",
    "/corrections/feed.atom",
    "/corrections/feed.json",
    "/sitemap.xml",
    "/articles/gale-0/",
    "/articles/gale-0/?view=comparison",
    "/articles/gale-0/annotations.jsonld",
    "/articles/gale-0/feed.atom",
    "/articles/gale-0/revisions/1/",
)


@pytest.fixture
def gale(import_text, published, at, noon):
    """A function: the next article, with a notice on its headline, one on its body, an amendment and a withheld one."""

    def gale(number):
        front = f"---\ntitle: A gale of 2021, no. {number}\n---\n"
        article = import_text(
            f"gale-{number}", f"{front if number % 2 else '# A gale of 2021'}\n\nIt blew for 3 days in May.\n"
        )
        published(article, at(article, "2021", field="title" if number % 2 else ""), "2019", sources=(("Minutes", ""),))
        first = published(article, "3", "4", when=noon + timedelta(days=number))
        published(article, "3", "5", amends=first, withheld=True, topic="days", when=noon + timedelta(days=number))

    return gale


@pytest.fixture
def asked(client):
    """A function: how many queries each address takes."""

    def count(address):
        cache.clear()
        answers.forget_all()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    return lambda: {address: count(address) for address in ADDRESSES}


def test_more_articles_and_notices_take_no_more_queries(gale, asked):
    for number in range(2):
        gale(number)
    few = asked()
    for number in range(2, 8):
        gale(number)
    assert asked() == few


ON_THE_DESK = (
    "/desk/",
    "/desk/articles/long/",
    "/desk/articles/long/history/",
    "/desk/articles/long/publication/",
    "/desk/articles/long/submission/",
    "/desk/articles/long/notes/new/?exact=gale+0",
    "/desk/articles/long/erratum.md",
    "/desk/review/",
    "/desk/search/?q=gale",
    "/articles/long/",
    "/articles/long/?view=comparison",
    "/articles/long.md",
    "/articles/long.critic.md",
    "/articles/long/annotations.jsonld",
    "/articles/long/feed.json",
)


def test_more_notes_in_one_article_take_no_more_queries(import_text, draft, publish, editor, client):
    article = import_text("long", "\n\n".join(f"The gale {number} blew for {number} days." for number in range(40)))

    def notes(numbers):
        made = [draft(article, f"gale {at}", f"storm {at}", sources=(("Minutes", ""),)) for at in numbers]
        publish(*made[::2])

    def asked():
        client.force_login(editor)
        return {address: count(address) for address in ON_THE_DESK}

    def count(address):
        cache.clear()
        answers.forget_all()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200, address
        return len(captured)

    notes(range(30, 34))
    few = asked()
    notes(range(10, 28))
    assert asked() == few
