"""What is published is entered as it happens: once, in one row, whoever publishes at the same moment."""

import json
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.actions import Refusal
from corrections.actions.import_article import import_article
from corrections.actions.publish import publish_notes, publish_page
from corrections.models import LedgerEntry, LedgerHead, verify
from corrections.text import BEFORE_THE_FIRST


def told(**which):
    return [json.loads(entry.content) for entry in LedgerEntry.objects.filter(**which).order_by("sequence")]


def test_each_publication_is_an_entry(filled):
    assert list(LedgerEntry.objects.values_list("sequence", "what", "article__slug", "note__number")) == [
        (1, "page", "storm", None),
        (2, "page", "harbour", None),
        (3, "note", "storm", 1),
        (4, "note", "storm", 2),
        (5, "note", "storm", 3),
        (6, "note", "harbour", 1),
        (7, "revision", "storm", None),
        (8, "place", "storm", 2),
        (9, "note", "plan", 1),
    ]


def test_an_entry_tells_all_that_the_notice_stands_on(filled, noon):
    (entry,) = told(note__number=1, what="note", article=filled)
    note, (span,), revision = entry["note"], entry["spans"], filled.revisions.get(number=1)
    assert (note["number"], note["wording"], note["published_at"]) == (
        1,
        "An earlier version was wrong about this, and is right now.",
        "2026-11-22T14:05:00.000000+00:00",
    )
    assert [(source["title"], source["url"]) for source in entry["sources"]] == [
        ("The council’s minutes", "https://example.org/minutes"),
        ("The mayor", ""),
    ]
    assert (span["quote_exact"], span["replacement"], span["revision"]) == ("40", "50", revision.pk)
    assert [(one["number"], one["sha256"]) for one in entry["revisions"]] == [(1, revision.sha256)]
    assert [event["state"] for event in entry["events"]] == ["drafted", "published"]
    assert entry["people"] == {str(note["author"]): "ada"}


def test_an_amendment_names_the_note_that_it_amends(filled):
    (entry,) = told(note__number=3, what="note")
    assert entry["note"]["amends"] == 1
    assert [event["state"] for event in entry["events"]] == ["drafted", "published", "amended"]


def test_a_next_revision_tells_where_published_notes_stand_in_it_and_no_drafts(filled):
    (entry,) = told(what="revision")
    assert [span["quote_exact"] for span in entry["spans"]] == ["40", "40"]
    assert [one["number"] for one in entry["revisions"]] == [2]


def test_what_is_refused_enters_nothing(storm, draft, publish):
    before = LedgerHead.now().entries
    with pytest.raises(Refusal):
        publish(draft(storm, "40", "50"), draft(storm, "1987", "1986", wording="It is {right}."))
    assert (LedgerHead.now().entries, verify().fault) == (before, None)


def test_what_is_not_published_enters_nothing(import_text, draft, editor):
    article = import_text("rain", "It rained.\n", public=False)
    draft(article, "rained", "snowed")
    import_article(b"It rained twice.\n", user=editor, slug="rain")
    assert (LedgerHead.now().entries, LedgerHead.now().hash) == (0, BEFORE_THE_FIRST)


def test_a_page_is_entered_once_with_all_revisions_until_then(import_text, editor, noon):
    article = import_text("rain", "It rained.\n", public=False)
    import_article(b"It rained twice.\n", user=editor, slug="rain")
    publish_page(article, user=editor, now=noon)
    publish_page(article, user=editor, now=noon)
    (entry,) = told()
    assert [one["number"] for one in entry["revisions"]] == [1, 2]
    assert verify().fault is None


def test_an_account_can_be_renamed(filled, editor):
    editor.username = "lovelace"
    editor.save()
    assert verify().fault is None


def test_publishing_many_asks_no_more_for_the_ledger(storm, draft, editor, noon, django_assert_max_num_queries):
    notes = [draft(storm, words, "x") for words in ("40", "1987", "Jane", "25", "15", "Friday")]

    def asked(*chosen):
        with django_assert_max_num_queries(500) as queries:
            publish_notes(storm, [note.pk for note in chosen], user=editor, now=noon)
        return sum("ledger" in query["sql"] for query in queries.captured_queries)

    assert asked(notes[0]) == asked(*notes[1:])


# What the database refuses


def test_an_entry_stays_as_it_was_written(filled):
    for change in ({"content": "{}"}, {"hash": "ab" * 32}, {"sequence": 12}, {"nonce": "ab" * 32}):
        with pytest.raises(IntegrityError, match="ledger_entry_never_changes"), transaction.atomic():
            LedgerEntry.objects.filter(sequence=4).update(**change)
    with pytest.raises(IntegrityError, match="ledger_entry_is_never_deleted"), transaction.atomic():
        LedgerEntry.objects.filter(sequence=9).delete()


def test_an_entry_follows_the_last(filled):
    last = LedgerEntry.objects.get(sequence=9)
    for sequence, previous in ((11, last.hash), (10, last.previous)):
        more = {"article": filled, "what": "place", "at": last.at, "content": "{}", "nonce": "", "hash": "ab" * 32}
        with pytest.raises(IntegrityError, match="ledger_entry_follows_the_last"), transaction.atomic():
            LedgerEntry.objects.create(sequence=sequence, previous=previous, **more)


def test_the_head_only_goes_on(filled):
    for change in ({"entries": 8}, {"entries": 9, "hash": "ab" * 32}):
        with pytest.raises(IntegrityError, match="ledger_head_only_goes_on"), transaction.atomic():
            LedgerHead.objects.update(**change)
    with pytest.raises(IntegrityError, match="ledger_head_is_never_deleted"), transaction.atomic():
        LedgerHead.objects.all().delete()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE")
def test_the_ledger_cannot_be_emptied(filled):
    for table, rule in (("ledgerentry", "ledger_entry"), ("ledgerhead", "ledger_head")):
        with (
            pytest.raises(IntegrityError, match=f"{rule}_is_never_deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE corrections_{table}")


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_publications_at_once_make_one_chain_without_gaps(import_text, draft, editor, noon):
    apart = "which stands in a sentence long enough to keep it apart from what follows"
    articles = [import_text(f"rain-{n}", f"It rained {n} times, {apart}.\n\nOnce.\n") for n in range(4)]
    notes = [draft(article, "rained", "snowed") for article in articles]
    gate, troubles = threading.Barrier(8, timeout=20), []

    def run(work):
        try:
            gate.wait()
            work()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    works = [lambda n=note: publish_notes(n.article, [n.pk], user=editor, now=noon) for note in notes]
    works += [
        lambda n=n: import_article(f"It rained {n} times, {apart}.\n\nTwice.\n".encode(), user=editor, slug=f"rain-{n}")
        for n in range(4)
    ]
    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert troubles == []
    found = verify()
    assert (found.entries, found.fault) == (12, None)
    assert list(LedgerEntry.objects.values_list("sequence", flat=True)) == list(range(1, 13))
