"""What is kept for readers: each page is made once for each public state, and nobody gets an older one for long."""

import gzip
import threading
import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections import answers
from corrections.actions.import_article import import_article
from corrections.actions.place import place_span
from corrections.actions.publish import publish_page
from corrections.models import PublicState, Span
from tests.pages.reading import read

ARTICLE = (
    "/articles/storm/",
    "/articles/storm/?view=corrected",
    "/articles/storm/?view=original",
    "/articles/storm.md",
)
ARTICLE += ("/articles/storm/?view=comparison",)
ARTICLE += ("/articles/storm.critic.md", "/articles/storm/annotations.jsonld")
ARTICLE += ("/articles/storm/feed.atom", "/articles/storm/feed.json")
ARTICLE += ("/articles/storm/revisions/1/", "/articles/storm.receipt.json")
LISTS = (
    "/",
    "/corrections/",
    "/corrections/figures/",
    "/corrections/feed.atom",
    "/corrections/feed.json",
    "/sitemap.xml",
)
KEPT = (*ARTICLE, *LISTS)


@pytest.fixture
def queries(client):
    """A function: how many queries an address takes."""

    def queries(address):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return queries


def telling(words):
    """The keys of all that the cache holds with these words in it."""
    held = {key: cache.get(key.partition(":1:")[2]) for key in list(cache._cache)}
    bodies = {key: one.answer.body.decode() if hasattr(one, "answer") else repr(one) for key, one in held.items()}
    return [key for key, body in bodies.items() if words in body]


def told(client, address, **headers):
    return client.get(address, headers=headers)


@pytest.mark.parametrize("address", KEPT)
def test_a_page_is_made_once(storm, published, queries, address):
    published(storm, "Jane", "Mary")
    assert queries(address) > 2
    assert queries(address) == 1


@pytest.mark.parametrize("address", KEPT)
def test_for_a_second_nothing_is_asked_at_all(storm, published, queries, settings, address):
    published(storm, "Jane", "Mary")
    settings.PUBLIC_PAGE_SECONDS = 60
    assert queries(address) > 2
    assert queries(address) == 0


def test_what_others_published_is_seen_after_a_second(settings):
    settings.PUBLIC_PAGE_SECONDS = 1
    number = 1

    def asked():
        return answers.kept("page", "", lambda: number, lambda: answers.Answer.of(b"%d" % number, "text/plain")).body

    assert asked() == b"1"
    number = 2
    assert asked() == b"1"
    time.sleep(1.05)
    assert asked() == b"2"


def test_whoever_publishes_serves_nothing_old(storm, published, client, settings, django_capture_on_commit_callbacks):
    settings.PUBLIC_PAGE_SECONDS = 60
    for address in KEPT:
        client.get(address)
    with django_capture_on_commit_callbacks(execute=True):
        published(storm, "Jane", "Mary", wording="The mayor is Mary Smith.")
    before = [address for address in KEPT if b"Mary" not in client.get(address).content]
    # An earlier text, and what tells only how many corrections there are, and when the last one came.
    assert before == ["/articles/storm/revisions/1/", "/", "/corrections/figures/", "/sitemap.xml"]
    assert b"1 correction" in client.get("/").content


@pytest.mark.parametrize(
    "change",
    ["publish a note", "publish a page", "import a revision", "place a lost note"],
)
def test_every_change_that_readers_can_see_is_told(storm, published, import_text, client, editor, at, change):
    published(storm, "felled 40 trees", "felled 50 trees")
    hidden = import_text("hidden", "It rained.\n", public=False)
    if change == "place a lost note":
        import_article(
            storm.latest_revision.source.replace("felled 40", "bent some thirty").encode(), user=editor, slug="storm"
        )
    pages = {address: client.get(address).content for address in KEPT}
    before = PublicState.now()
    if change == "publish a note":
        published(storm, "Jane", "Mary")
    elif change == "publish a page":
        publish_page(hidden, user=editor, now=hidden.created_at)
    elif change == "import a revision":
        import_article(storm.latest_revision.source.replace("1987", "1986").encode(), user=editor, slug="storm")
    else:
        lost = Span.objects.lost().get(note__article=storm)
        place_span(lost, at(storm, "bent some thirty trees"), user=editor)
    assert PublicState.now() == before + 1
    assert {address: client.get(address).content for address in KEPT} != pages


@pytest.mark.parametrize("change", ["draft", "hidden article", "hidden note", "same bytes"])
def test_what_readers_cannot_see_changes_no_page(storm, published, draft, import_text, queries, editor, change):
    hidden = import_text("hidden", "It rained in 2021.\n", public=False)
    before = PublicState.now()
    for address in KEPT:
        queries(address)
    if change == "draft":
        draft(storm, "Jane", "Mary")
    elif change == "hidden article":
        import_text("more", "It rained.\n", public=False)
    elif change == "hidden note":
        published(hidden, "2021", "2019")
    else:
        import_article(storm.latest_revision.source.encode(), user=editor, slug="storm")
    assert PublicState.now() == before
    assert {queries(address) for address in KEPT} == {1}


def test_a_page_that_becomes_public_is_there_at_once(import_text, editor, client, settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    hidden = import_text("hidden", "It rained.\n", public=False)
    assert client.get("/articles/hidden/").status_code == 404
    publish_page(hidden, user=editor, now=hidden.created_at)
    assert client.get("/articles/hidden/").status_code == 200


def test_words_that_are_withheld_stand_in_no_cache(storm, published, client, django_capture_on_commit_callbacks):
    for address in KEPT:
        client.get(address)
    assert telling("felled 40 trees")
    with django_capture_on_commit_callbacks(execute=True):
        published(storm, "felled 40 trees", "did harm", withheld=True)
    assert telling("felled 40 trees") == []
    for address in KEPT:
        client.get(address)
    assert telling("felled 40 trees") == []
    assert telling("did harm")


def test_a_browser_that_has_the_page_is_told_so(storm, published, client):
    for address in KEPT:
        first = client.get(address)
        again = told(client, address, if_none_match=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
    published(storm, "Jane", "Mary")
    assert told(client, "/articles/storm/", if_none_match=first["ETag"]).status_code == 200


def test_a_page_comes_packed_for_those_who_unpack(storm, client):
    for address in KEPT:
        plain, packed = client.get(address), told(client, address, accept_encoding="br, gzip")
        assert "Content-Encoding" not in plain
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
        assert plain["ETag"] == packed["ETag"]
        for refused in ("identity", "gzip;q=0", "br, gzip; q=0.0, identity"):
            assert told(client, address, accept_encoding=refused).content == plain.content


def test_any_cache_may_keep_a_page_but_asks_each_second(storm, client):
    assert {client.get(address)["Cache-Control"] for address in KEPT} == {
        "public, max-age=0, s-maxage=1, must-revalidate"
    }


def test_editors_get_the_page_that_readers_get(storm, client, editor):
    as_reader = client.get("/articles/storm/")
    answers.forget_all()
    cache.clear()
    client.force_login(editor)
    as_editor = client.get("/articles/storm/")
    assert as_editor.content == as_reader.content
    assert not as_editor.cookies


def test_what_is_not_meant_for_us_in_an_address_makes_no_page_of_its_own(storm, queries):
    for address in ("/articles/storm/", "/", "/corrections/"):
        queries(address)
        assert queries(f"{address}?utm_source=elsewhere") == 1


def test_each_name_of_the_site_gets_its_own_addresses(storm, client, settings):
    settings.ALLOWED_HOSTS = hosts = ["news.example.org", "testserver"]
    settings.PUBLIC_PAGE_SECONDS = 60
    for host in hosts * 2:
        page = read(client.get("/articles/storm/", headers={"host": host}).content)
        assert page.one("link", rel="canonical").attributes["href"] == f"http://{host}/articles/storm/"


def test_many_who_ask_at_once_wait_for_one():
    made, ready = [], threading.Barrier(8)

    def make():
        made.append(1)
        time.sleep(0.05)
        return answers.Answer.of(b"page", "text/plain")

    def ask():
        ready.wait()
        answers.kept("many", "", lambda: 1, make)

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len(made) == 1


def test_what_changed_while_it_was_made_is_not_left_to_others():
    states = iter([1, 2])
    answer = answers.kept("changed", "", lambda: next(states), lambda: answers.Answer.of(b"page", "text/plain"))
    assert answer.body == b"page"
    assert cache.get("changed") is None


@pytest.mark.parametrize("location", ["redis://127.0.0.1:1", "redis://user:secret@127.0.0.1:1/x"])
def test_a_shared_cache_that_is_away_keeps_nobody_waiting(
    storm, published, client, settings, django_capture_on_commit_callbacks, location
):
    backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}
    settings.CACHES = {"default": backend}
    assert {client.get(address).status_code for address in KEPT} == {200}
    with django_capture_on_commit_callbacks(execute=True):
        published(storm, "Jane", "Mary")
    assert b"Mary" in client.get("/articles/storm/").content


def test_what_nobody_can_read_in_the_cache_is_made_anew(storm, client):
    cache.set(answers.of_article("storm", "annotated"), "something else")
    assert client.get("/articles/storm/").status_code == 200
