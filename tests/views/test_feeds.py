"""Feeds, as a parser reads them that people use, and to the letter of RFC 4287, RFC 5005 and JSON Feed 1.1."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_article import import_article
from corrections.models import LedgerEntry
from corrections.pages import feed as feed_page

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
SITE = "https://news.example.org"
FORMS = ("atom", "json")


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def atom(client):
    """A function: a feed as an XML tree, after a parser that people use has read it without a complaint."""

    def atom(address="/articles/storm/feed.atom"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml")
        assert not feedparser.parse(response.content)["bozo"]
        return ElementTree.fromstring(response.content)

    return atom


@pytest.fixture
def told(client):
    """A function: a JSON feed."""

    def told(address="/articles/storm/feed.json"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "application/feed+json")
        return json.loads(response.content)

    return told


def texts(element, *path):
    return [found.text for found in element.findall("/".join(f"{ATOM}{name}" for name in path))]


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


# What an entry tells


def test_a_parser_that_people_use_reads_the_notice(storm, published, client, noon):
    note = published(
        storm, "1987", "1986", wording="It was *1986*, not 1987.", severity="serious", sources=(("The mayor", SITE),)
    )
    read = feedparser.parse(client.get("/articles/storm/feed.atom").content)
    assert (read.version, read.bozo, read.feed.author) == ("atom10", False, "Example News")
    (entry,) = read.entries
    assert entry.id == note.uid.urn
    assert entry.title == "Correction no. 1: Storm fells 40 trees in Harwich"
    assert entry.link == f"{SITE}/articles/storm/#correction-1"
    assert entry.published == entry.updated == "2026-11-22T14:05:00Z"
    assert [(tag.term, tag.label) for tag in entry.tags] == [("correction", "Correction"), ("serious", "Serious")]
    assert entry.summary == "It was 1986, not 1987."
    assert "It was <em>1986</em>, not 1987." in entry.content[0].value
    assert f'<a href="{SITE}" rel="noopener nofollow">The mayor</a>' in entry.content[0].value


def test_a_json_feed_tells_the_same_and_our_own_besides(storm, published, told):
    note = published(storm, "1987", "1986", wording="It was *1986*.", apology=True, sources=(("The mayor", SITE),))
    feed = told()
    (item,) = feed.pop("items")
    entry = LedgerEntry.objects.get(note=note)
    ledger = {"entry": entry.sequence, "hash": entry.hash}
    assert feed.pop("_corrections") == {"version": 1, "ledger": ledger}
    assert item["_corrections"].pop("ledger") == ledger
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Example News: corrections to “Storm fells 40 trees in Harwich”",
        "home_page_url": f"{SITE}/articles/storm/",
        "feed_url": f"{SITE}/articles/storm/feed.json",
        "language": "en",
        "authors": [{"name": "Example News", "url": f"{SITE}/"}],
    }
    assert item.pop("content_html").startswith("<p>It was <em>1986</em>. We regret the error.</p>\n<p class=")
    assert item == {
        "id": note.uid.urn,
        "url": f"{SITE}/articles/storm/#correction-1",
        "title": "Correction no. 1: Storm fells 40 trees in Harwich",
        "summary": "It was 1986. We regret the error.",
        "date_published": "2026-11-22T14:05:00Z",
        "date_modified": "2026-11-22T14:05:00Z",
        "tags": ["correction", "standard"],
        "_corrections": {
            "version": 1,
            "number": 1,
            "kind": "correction",
            "severity": "standard",
            "article": {
                "url": f"{SITE}/articles/storm/",
                "title": "Storm fells 40 trees in Harwich",
                "language": "en",
            },
            "places": [{"old": "1987", "right": "1986"}],
            "sources": [{"title": "The mayor", "url": SITE}],
        },
    }


def test_an_amended_notice_is_told_again_under_the_time_of_its_amendment(storm, published, told, atom, noon):
    first = published(storm, "1987", "1986", wording="It was 1986.")
    between = published(storm, "40", "50", when=noon + timedelta(hours=1))
    second = published(storm, "1987", "1985", wording="It was 1985.", amends=first, when=noon + timedelta(hours=2))
    items = told()["items"]
    assert [item["id"] for item in items] == [second.uid.urn, first.uid.urn, between.uid.urn]
    assert [(item["date_published"][11:13], item["date_modified"][11:13]) for item in items] == [
        ("16", "16"),
        ("14", "16"),
        ("15", "15"),
    ]
    assert (items[0]["_corrections"]["amends"], items[1]["_corrections"]["amended_by"]) == (
        items[1]["id"],
        items[0]["id"],
    )
    assert f'<a href="{SITE}/articles/storm/#correction-1">Amends no. 1</a>' in items[0]["content_html"]
    assert f'<a href="{SITE}/articles/storm/#correction-3">Amended by no. 3</a>' in items[1]["content_html"]
    assert texts(atom(), "entry", "updated") == [item["date_modified"] for item in items]


def test_an_amendment_of_an_amendment_leaves_each_notice_in_the_feed_once(storm, published, told, noon):
    first = published(storm, "1987", "1986")
    second = published(storm, "1987", "1985", amends=first, when=noon + timedelta(hours=1))
    third = published(storm, "1987", "1984", amends=second, when=noon + timedelta(hours=2))
    assert [item["id"] for item in told()["items"]] == [third.uid.urn, second.uid.urn, first.uid.urn]


def test_a_notice_whose_words_were_withheld_later_says_no_more(storm, published, told, noon):
    first = published(storm, "1987", "1986", wording="It was not 1987.", sources=(("The 1987 report", ""),))
    published(storm, "1987", "long ago", wording="A year was wrong.", withheld=True, amends=first)
    published(storm, "40", "50", when=noon + timedelta(hours=1))
    feed = told()
    assert "1987" not in re.sub(r"urn:uuid:[0-9a-f-]{36}", "a number by chance", json.dumps(feed))
    assert [item["summary"] for item in feed["items"]][1:] == [
        "A year was wrong.",
        "What this note said is withheld by no. 2.",
    ]
    assert [item["_corrections"]["places"] for item in feed["items"]] == [
        [],  # as long as the article withholds words, which other notes may have put there
        [{"right": "long ago"}],
        [],
    ]


def test_what_an_amended_note_put_there_is_not_told_where_words_are_withheld(storm, published, client):
    first = published(storm, "1987", "the silver year", wording="A year was wrong.", withheld=True)
    published(storm, "1987", "long ago", wording="A year was wrong again.", withheld=True, amends=first)
    for path in ("/corrections/feed", "/articles/storm/feed"):
        for form in FORMS:
            told = client.get(f"{path}.{form}").content.decode()
            assert ("A year was wrong again." in told, "silver" in told) == (True, False)


def test_the_title_is_the_corrected_one(storm, published, at, told):
    published(storm, at(storm, "40 trees", field="title"), "50 trees")
    (item,) = told("/articles/storm/feed.json")["items"]
    assert item["title"] == "Correction no. 1: Storm fells 50 trees in Harwich"
    assert item["_corrections"]["places"] == [{"field": "title", "old": "40 trees", "right": "50 trees"}]


def test_a_notice_keeps_its_name_and_its_words_when_the_article_goes_on(storm, published, told, editor):
    note = published(storm, "1987", "1986")
    import_article(storm.latest_revision.source.replace("1987", "1986").encode(), user=editor, slug="storm")
    (item,) = told()["items"]
    assert (item["id"], item["_corrections"]["places"]) == (note.uid.urn, [{"old": "1987", "right": "1986"}])


def test_a_minor_fix_is_told_as_in_the_log(storm, published, told):
    published(storm, "1987", "1986", kind="minor_fix")
    assert [(item["url"], item["tags"]) for item in told()["items"]] == [
        (f"{SITE}/articles/storm/", ["minor_fix", "standard"])
    ]


# To the letter


def test_a_feed_is_atom_to_the_letter(storm, published, draft, atom, noon):
    published(storm, "1987", "1986", sources=(("A & B", "https://example.org/a b?x=<y>"),))
    published(storm, kind="editors_note", wording="Checked.", when=noon + timedelta(days=1))
    for address, path in (
        ("/corrections/feed.atom", "/corrections/"),
        ("/articles/storm/feed.atom", "/articles/storm/"),
    ):
        feed = atom(address)
        assert feed.tag == f"{ATOM}feed"
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        for name in ("id", "title", "updated"):
            assert len(texts(feed, name)) == 1
        assert texts(feed, "id") == [f"{SITE}{address}"]
        assert texts(feed, "author", "name") == ["Example News"]
        assert links(feed) == {"self": f"{SITE}{address}", "alternate": f"{SITE}{path}"}
        entries = feed.findall(f"{ATOM}entry")
        assert texts(feed, "updated") == texts(entries[0], "updated") == ["2026-11-23T14:05:00Z"]
        ids = texts(feed, "entry", "id")
        assert len(set(ids)) == len(ids) == len(entries)
        for entry in entries:
            names = [child.tag.removeprefix(ATOM) for child in entry]
            assert [names.count(name) for name in ("id", "title", "updated", "published", "content", "summary")] == [
                1
            ] * 6
            assert all(RFC_3339.match(text) for name in ("updated", "published") for text in texts(entry, name))
            assert "alternate" in links(entry)
            assert entry.find(f"{ATOM}content").get("type") == "html"
            assert all(re.match(r"https?://[!-~]+\Z", address) for address in links(entry).values())
    assert links(entries[1])["related"] == "https://example.org/a%20b?x=%3Cy%3E"


def test_characters_that_xml_cannot_hold_break_no_feed(import_text, published, atom):
    article = import_text("bell", "---\ntitle: Ring & <b>ring</b>\n---\nIt rang.\n")
    published(article, "rang", "sang", wording="It\x07 & <script>x</script> ]]> sang\ufffe.", sources=(("A\x1b", ""),))
    feed = atom("/articles/bell/feed.atom")
    (title,) = texts(feed, "entry", "title")
    assert title == "Correction no. 1: Ring & <b>ring</b>"
    (content,) = texts(feed, "entry", "content")
    assert "<script" not in content


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_of_nothing_is_a_feed(storm, client, form, atom, told):
    if form == "atom":
        feed = atom()
        assert (texts(feed, "updated"), texts(feed, "entry", "id")) == (["2026-11-22T14:05:00Z"], [])
    else:
        assert told()["items"] == []


# In pages


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(feed_page, "A_PAGE", 2)


@pytest.mark.usefixtures("short_pages")
def test_the_pages_of_a_feed_hold_each_notice_once(storm, published, draft, publish, told, atom, noon):
    notes = publish(*(draft(storm, words, "x") for words in ("40", "1987", "Jane", "two days", "roof")))
    amendment = published(storm, "Jane", "Mary", amends=notes[4], when=noon + timedelta(hours=1))
    address, found, pages = f"{SITE}/articles/storm/feed.json", [], 0
    while address:
        feed = told(address.removeprefix(SITE))
        assert feed["feed_url"] == address
        found += [item["id"] for item in feed["items"]]
        address, pages = feed.get("next_url"), pages + 1
    assert sorted(found) == sorted(note.uid.urn for note in (*notes, amendment))
    assert (found[:2], pages) == ([amendment.uid.urn, notes[4].uid.urn], 3)
    first = atom()
    assert links(first)["next"].startswith(f"{SITE}/articles/storm/feed.atom?before=")
    second = atom(links(first)["next"].removeprefix(SITE))
    assert (texts(second, "id"), links(second)["first"]) == (texts(first, "id"), links(first)["self"])
    assert links(second)["self"] == links(first)["next"]


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_never_was_is_not_there(storm, published, draft, client, others, form):
    elsewhere = others[0].notes.published().first()
    hidden = others[1].notes.published().first()
    a_draft = draft(storm, "40", "50")
    for before in ("x", "0" * 32, str(hidden.uid), str(a_draft.uid)):
        assert client.get(f"/corrections/feed.{form}?before={before}").status_code == 404
    assert client.get(f"/articles/storm/feed.{form}?before={elsewhere.uid}").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_takes_the_same_queries_for_any_number_of_notices(storm, import_text, published, client, form):
    def queries():
        counts = []
        for address in (f"/corrections/feed.{form}", f"/articles/storm/feed.{form}"):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        return counts

    first = published(storm, "40", "50", sources=(("A", ""),))
    published(storm, "40", "60", amends=first)
    few = queries()
    for number in range(3):
        other = import_text(f"other-{number}", "It rained in 2021 on Monday.\n")
        published(other, "Monday", "Tuesday", amends=published(other, "Monday", "Sunday"))
        published(storm, ("1987", "Jane", "roof")[number], "x", sources=(("A", ""), ("B", "")))
    assert queries() == few


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_tells_what_is_public_and_nothing_else(storm, published, draft, client, form):
    published(storm, "40", "50", memo="Ask the mayor’s wife.", error_type="number")
    draft(storm, "1987", "1986", wording="A draft of a note.")
    pages = [client.get(f"{path}feed.{form}").content.decode() for path in ("/corrections/", "/articles/storm/")]
    for secret in ("A draft", "wife", ">ada<", '"ada"', "clerk", "secret-plans"):
        assert [page for page in pages if secret in page] == []
    assert "harbour" in pages[0]
    assert "harbour" not in pages[1]


def test_the_newest_publication_stands_first_whatever_was_written_first(storm, draft, publish, told):
    old, new = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    publish(new, when=datetime(2026, 1, 1, tzinfo=UTC))
    publish(old, when=datetime(2026, 2, 1, tzinfo=UTC))
    assert [item["id"] for item in told()["items"]] == [old.uid.urn, new.uid.urn]
