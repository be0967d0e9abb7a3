"""The history of an article: all that happened to it, on one page of the desk, with who, when, and its seal."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_corrections import import_corrections
from corrections.models import LedgerEntry
from corrections.pages import history
from corrections.pages.history import history_page


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def said(article, number="1"):
    """What a page says, the first first."""
    happenings = [one for day in history_page(article, number).days for one in day.happenings]
    return [one.said for one in sorted(happenings, key=lambda one: one.at)]


def test_everything_that_happened_is_told_with_who_did_it(filled):
    told = said(filled)
    for sentence in (
        "ada imported revision 1.",
        "ada made the page public.",
        "ada drafted Correction no. 1.",
        "ada published Correction no. 1.",
        "ada published Correction no. 2.",
        "ada published Correction no. 3.",
        "ada amended Correction no. 1 by no. 3.",
        "grace imported revision 2.",
        "ada gave Correction no. 2 its place again, in revision 2.",
        "ada drafted a note on “Jane” (Correction).",
    ):
        assert told.count(sentence) == 1, sentence
    assert not [sentence for sentence in told if "harbour" in sentence or "1921" in sentence]


def test_a_revision_tells_why_it_came_and_what_became_of_the_places(filled):
    (imported,) = [
        one for day in history_page(filled).days for one in day.happenings if one.said == "grace imported revision 2."
    ]
    assert imported.words == "The bill came."
    assert imported.counted == "Places of notes: 2 carried, 0 put right already, 1 left to a decision."
    assert imported.href == "/articles/storm/revisions/2/"
    assert imported.sealed.number == 7


def test_what_was_entered_shows_its_entry(filled):
    entries = {one.said: one.sealed for day in history_page(filled).days for one in day.happenings if one.sealed}
    assert {sentence: entry.number for sentence, entry in entries.items()} == {
        "ada made the page public.": 1,
        "ada published Correction no. 1.": 3,
        "ada published Correction no. 2.": 4,
        "ada published Correction no. 3.": 5,
        "grace imported revision 2.": 7,
        "ada gave Correction no. 2 its place again, in revision 2.": 8,
    }
    assert entries["ada made the page public."].hash == LedgerEntry.objects.get(sequence=1).hash


def test_the_desk_leads_to_the_page(desk, filled):
    assert 'href="/desk/articles/storm/history/"' in desk.get("/desk/articles/storm/").content.decode()
    page = desk.get("/desk/articles/storm/history/").content.decode()
    assert "The bill came." in page
    assert LedgerEntry.objects.get(sequence=8).hash in page
    assert LedgerEntry.objects.get(sequence=6).hash not in page


def test_nobody_reads_it_who_is_not_signed_in(client, filled):
    assert client.get("/desk/articles/storm/history/").status_code == 302
    assert client.get("/desk/articles/nowhere/history/").status_code == 302


def test_what_does_not_exist_has_no_history(desk, filled):
    assert desk.get("/desk/articles/nowhere/history/").status_code == 404
    assert desk.post("/desk/articles/storm/history/").status_code == 405


def test_a_long_history_is_turned(filled, monkeypatch):
    monkeypatch.setattr(history, "A_PAGE", 5)
    pages = [history_page(filled, str(number)) for number in (1, 2, 3)]
    assert [page.previous_href for page in pages] == [None, "?page=1", "?page=2"]
    assert [sum(len(day.happenings) for day in page.days) for page in pages] == [5, 5, pages[0].count - 10]
    assert pages[2].next_href is None


def test_its_queries_do_not_grow(desk, filled, published):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/desk/articles/storm/history/").status_code == 200
        return len(queries)

    before = asked()
    for words in ("25", "15", "Friday"):
        published(filled, words, "x")
    assert asked() == before


# What readers get


def test_an_articles_page_shows_its_own_last_entry(client, filled):
    page = client.get("/articles/storm/").content.decode()
    assert re.search(r"Ledger entry 8 · <data", page)
    assert LedgerEntry.objects.get(sequence=8).hash in page
    assert LedgerEntry.objects.get(sequence=9).hash not in page
    assert "Ledger entry" not in client.get("/articles/storm/revisions/1/").content.decode()


def test_feeds_tell_the_head_and_each_notice_its_entry(client, filled):
    hashes = dict(LedgerEntry.objects.values_list("sequence", "hash"))
    everything = client.get("/corrections/feed.json").json()
    assert everything["_corrections"] == {"version": 1, "ledger": {"entries": 9, "head": hashes[9]}}
    one = client.get("/articles/storm/feed.json").json()
    assert one["_corrections"] == {"version": 1, "ledger": {"entry": 8, "hash": hashes[8]}}
    assert {item["_corrections"]["number"]: item["_corrections"]["ledger"] for item in one["items"]} == {
        number: {"entry": entry, "hash": hashes[entry]} for number, entry in ((1, 3), (2, 4), (3, 5))
    }
    atom = client.get("/corrections/feed.atom").content.decode()
    assert f'<ledger:head number="9">{hashes[9]}</ledger:head>' in atom
    assert f'<ledger:entry number="6">{hashes[6]}</ledger:entry>' in atom
    atom = client.get("/articles/storm/feed.atom").content.decode()
    assert f'<ledger:last number="8">{hashes[8]}</ledger:last>' in atom


def test_neither_contents_nor_nonces_are_public(client, filled):
    entries = list(LedgerEntry.objects.all())
    for address in ("/articles/storm/", "/articles/storm/feed.json", "/corrections/feed.atom"):
        body = client.get(address).content.decode()
        assert not [entry for entry in entries if entry.nonce in body or entry.content in body]


def test_what_a_file_brings_is_drafted_before_it_is_published(storm, editor, noon):
    selector = {"type": "TextQuoteSelector", "exact": "1987"}
    body = [{"type": "TextualBody", "purpose": "commenting", "value": "It was another year, which nobody knew."}]
    note = {"type": "Annotation", "body": body, "target": {"source": "x", "selector": selector}}
    import_corrections(storm, json.dumps([note]).encode(), user=editor, publish=True, now=noon)
    said = [one.said for day in history_page(storm).days for one in day.happenings]
    told = [sentence for sentence in said if "Correction no. 1" in sentence]
    assert told == ["ada published Correction no. 1.", "ada drafted Correction no. 1."]
