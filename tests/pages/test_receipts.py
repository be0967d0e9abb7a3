"""Receipts of exports: for readers, for the desk, and when one is brought back."""

import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions import Refusal
from corrections.actions.import_article import import_article
from corrections.exports import check_receipt, corrected_markdown, public_receipt, with_receipt
from corrections.models import DeskKey
from corrections.text import RENDERER
from tests.text.test_receipt import resealed

LIBEL, PLAIN = "stole the silver", "did nothing wrong"
SILVER = "---\ntitle: The silver\n---\n\nJane Smith {} on Monday, he said.\n\nIt was 2021.\n"


@pytest.fixture
def silver(import_text, published):
    """A function: an article that tells a libel; a note withholds it, another puts a year right."""

    def silver(libel=LIBEL, slug="silver", right=PLAIN):
        article = import_text(slug, SILVER.format(libel))
        published(article, "2021", "2019", wording="It was 2019.")
        published(article, libel, right, wording="A statement was wrong.", withheld=True)
        return article

    return silver


def test_a_receipt_tells_the_notes_and_their_entries(storm, published):
    published(storm, "40", "50")
    both = with_receipt(storm)
    told = json.loads(both.receipt)
    entry = storm.ledger_entries.order_by("-sequence").first()
    sealed = {"entry": entry.sequence, "hash": entry.hash}
    assert both.exported == corrected_markdown(storm)
    assert (told["article"], told["revision"], told["renderer"], told["drafts"]) == ("storm", 1, RENDERER, False)
    assert told["notes"] == [
        {"number": 1, "kind": "correction", "published_at": "2026-11-22T14:05:00Z", "ledger": sealed}
    ]
    assert (told["ledger"], told["withheld"], both.tells_withheld) == (sealed, "none", False)
    assert [one.get("notes", one["what"]) for one in told["splices"]] == [["keys"], [1], ["erratum"]]


def test_readers_receipt_undoes_what_readers_download(storm, published, client):
    published(storm, "40", "50")
    exported, receipt = (client.get(f"/articles/storm{rest}") for rest in (".md", ".receipt.json"))
    checked = check_receipt(exported.content, receipt.content)
    assert (checked.imported, checked.is_ours) == (storm.latest_revision.source.encode(), True)
    assert 'href="/articles/storm.receipt.json"' in client.get("/articles/storm/").content.decode()


def test_the_same_export_has_the_same_receipt_whoever_asks(storm, published):
    published(storm, "40", "50")
    assert with_receipt(storm).receipt == public_receipt(storm) == public_receipt(storm)


def test_an_article_without_notes_has_a_receipt_that_changes_nothing(storm):
    assert json.loads(public_receipt(storm))["splices"] == []
    assert check_receipt(storm.latest_revision.source.encode(), public_receipt(storm).encode()).is_ours


def test_a_draft_is_told_as_one(storm, draft):
    draft(storm, "40", "50")
    told = json.loads(with_receipt(storm, drafts=True).receipt)
    assert (told["drafts"], told["splices"][0]["draft"], told["splices"][0]["notes"]) == (True, True, [])
    assert json.loads(public_receipt(storm))["splices"] == []


def test_readers_receipt_holds_no_withheld_word_and_the_desk_s_does(silver, client, editor):
    silver()
    told = client.get("/articles/silver.receipt.json").content.decode()
    assert LIBEL not in told
    assert json.loads(told)["withheld"] == "kept back"
    client.force_login(editor)
    full = client.get("/desk/articles/silver/receipt.json")
    assert '"old": "stole' in full.content.decode()
    assert json.loads(full.content)["withheld"] == "told"
    assert full["Content-Disposition"] == 'attachment; filename="silver.in-house.receipt.json"'


@pytest.mark.parametrize("libel", ["burned it", "took all of the silver and the gold"])
@pytest.mark.parametrize("right", [PLAIN, "stole nothing", ""])
def test_readers_receipts_of_articles_that_differ_in_withheld_words_are_equal(silver, libel, right):
    one, other = silver(slug="one", right=right), silver(libel, slug="other", right=right)
    assert _plain(public_receipt(one)) == _plain(public_receipt(other))
    assert corrected_markdown(one) == corrected_markdown(other)


def _plain(receipt):
    """Without keyed hashes, and without what the slug, the ledger and the import have of their own."""
    told = re.sub(r'"(hmac_sha256|hash)": "[0-9a-f]{64}"', "", receipt.split('"seal"')[0])
    return re.sub(r'"entry": \d+|"article": "\w+"|"as_of": "[^"]+"', "", told)


def test_the_desk_checks_readers_receipt_in_full(silver):
    article = silver()
    exported, receipt = corrected_markdown(article).encode(), public_receipt(article).encode()
    checked = check_receipt(exported, receipt)
    assert (checked.imported, checked.is_ours) == (article.latest_revision.source.encode(), True)


def test_a_receipt_is_checked_whatever_came_after_it(silver, published, editor):
    article = silver()
    exported, receipt = corrected_markdown(article).encode(), public_receipt(article).encode()
    published(article, "Monday", "Tuesday")
    source = article.latest_revision.source
    import_article(f"{source}\nAnd more.\n".encode(), user=editor, slug="silver")
    assert check_receipt(exported, receipt).imported == source.encode()


def test_an_amended_note_that_withheld_still_keeps_back(silver, published):
    article = silver()
    second = article.notes.get(number=2)
    published(article, LIBEL, "was there", wording="She was there.", withheld=True, amends=second)
    assert LIBEL not in public_receipt(article)
    assert json.loads(public_receipt(article))["withheld"] == "kept back"


def test_words_put_right_in_the_file_and_an_earlier_block_are_kept_back_all_the_same(silver, published, editor):
    article = silver()
    import_article(corrected_markdown(article).encode(), user=editor, slug="silver")
    published(article, "Monday", "Tuesday")
    assert ["erratum"] in [one["what"] for one in json.loads(public_receipt(article))["splices"]]
    assert '"old"' not in public_receipt(article)
    assert json.loads(public_receipt(article))["withheld"] == "kept back"
    assert check_receipt(corrected_markdown(article).encode(), public_receipt(article).encode()).is_ours


def test_withheld_words_that_stand_openly_have_no_receipt(silver, client, editor):
    article = silver()
    told_twice = f"A gale, and Jane {LIBEL} on Monday.\n\nA gale, and Jane {LIBEL} on Monday."
    source = article.latest_revision.source.replace(f"Jane Smith {LIBEL} on Monday, he said.", told_twice)
    import_article(source.encode(), user=editor, slug="silver")
    for receipt in (public_receipt, with_receipt):
        with pytest.raises(Refusal, match="its place in it is lost"):
            receipt(article)
    response = client.get("/articles/silver.receipt.json")
    assert (response.status_code, LIBEL in response.content.decode()) == (503, False)


def test_another_desk_s_receipt_is_checked_without_its_key(silver):
    article = silver()
    exported, receipt = corrected_markdown(article).encode(), public_receipt(article).encode()
    DeskKey.objects.update(key="1" * 64)
    checked = check_receipt(exported, receipt)
    assert (checked.imported, checked.is_ours) == (None, None)


def test_a_forged_receipt_is_found_out_by_the_desk(storm, published):
    published(storm, "40", "50")
    receipt = json.loads(public_receipt(storm))
    receipt["notes"][0]["kind"] = "retraction"
    with pytest.raises(Refusal, match="not sealed with its key"):
        check_receipt(corrected_markdown(storm).encode(), resealed(json.dumps(receipt)))


def test_the_key_is_made_once_and_stands_in_no_receipt(silver):
    key = DeskKey.objects.get().key
    call_command("migrate", "corrections", verbosity=0)
    assert DeskKey.objects.get().key == key
    article = silver()
    assert key not in public_receipt(article) + with_receipt(article).receipt


def test_without_its_key_a_desk_gives_no_receipt(storm):
    DeskKey.objects.all().delete()
    with pytest.raises(Refusal, match=r"Run manage.py migrate"):
        public_receipt(storm)


def test_the_queries_of_a_receipt_do_not_grow_with_notes(storm, draft, publish):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            public_receipt(storm)
        return len(asked)

    publish(draft(storm, "40", "50"))
    once = queries()
    publish(*(draft(storm, words, "x") for words in ("1987", "Jane", "two days")))
    assert queries() == once
