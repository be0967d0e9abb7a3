"""manage.py verify_ledger, as a script runs it: one line to be kept, a sentence where something is wrong."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_article import import_article
from corrections.exports import corrected_markdown
from corrections.models import CorrectionNote, LedgerEntry, LedgerHead, Rendering, verify
from corrections.text import BEFORE_THE_FIRST, SafeHtml


@pytest.fixture
def verify_ledger():
    """A function: runs the command; returns what it told on stdout and on stderr."""

    def verify_ledger(*arguments):
        out, err = StringIO(), StringIO()
        call_command("verify_ledger", *arguments, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return verify_ledger


def test_it_prints_how_many_entries_there_are_and_the_head(filled, verify_ledger):
    assert verify_ledger() == (f"9 {LedgerHead.now().hash}\n", "")


def test_an_empty_ledger_is_whole(db, verify_ledger):
    assert verify_ledger() == (f"0 {BEFORE_THE_FIRST}\n", "")


def test_a_saved_head_is_found_again(filled, verify_ledger, draft, publish):
    saved = verify_ledger()[0].split()[1]
    assert verify_ledger("--head", saved)[1] == "The saved head is that of entry 9; 0 entries have been added since.\n"
    publish(draft(filled, "25", "26"))
    out, err = verify_ledger("--head", f" {saved[:32].upper()} {saved[32:]}")
    assert out.startswith("10 ")
    assert err == "The saved head is that of entry 9; 1 entry has been added since.\n"
    assert verify_ledger("--head", BEFORE_THE_FIRST)[1].startswith("The saved head is that of entry 0; 10 entries")


def test_a_head_that_is_not_in_the_ledger_is_told(filled, verify_ledger):
    with pytest.raises(CommandError) as told:
        verify_ledger("--head", "ab" * 32)
    assert str(told.value).startswith(f"The saved head {'ab' * 32} is not in the ledger")
    assert told.value.returncode == 1


def test_what_is_no_head_is_refused(filled, verify_ledger):
    with pytest.raises(CommandError, match="“17” is no head") as told:
        verify_ledger("--head", "17")
    assert told.value.returncode == 2


def test_a_fault_ends_with_its_sentence_and_no_line(filled, tampered, verify_ledger):
    with tampered():
        CorrectionNote.objects.filter(number=1).update(wording="All was well.")
        with pytest.raises(CommandError) as told:
            verify_ledger()
    assert str(told.value) == "Entry 3, note no. 1 of storm: the note has another wording than was entered."


def test_what_readers_are_shown_is_rendered_anew_where_that_is_asked(filled, storm, verify_ledger):
    assert verify_ledger("--renderings")[0].startswith("9 ")
    rendering = storm.revisions.get(number=1).rendering
    assert "It was the worst since" in rendering.html
    for change in (
        {"html": SafeHtml(rendering.html.replace("the worst", "not the worst"))},
        {"fields": [["title", "Storm fells no trees"]]},
    ):
        before = {name: getattr(rendering, name) for name in change}
        Rendering.objects.filter(pk=rendering.pk).update(**change)
        assert verify_ledger()[0].startswith("9 ")
        with pytest.raises(CommandError) as told:
            verify_ledger("--renderings")
        assert str(told.value) == "What readers get of revision 1 of storm is not what its file says."
        Rendering.objects.filter(pk=rendering.pk).update(**before)


def test_an_export_that_came_back_is_rendered_anew_without_its_block(filled, storm, editor, verify_ledger):
    back = import_article(corrected_markdown(storm).encode(), user=editor, slug="storm").revision
    assert back.own_erratum
    assert verify_ledger("--renderings")[1] == ""
    Rendering.objects.filter(revision=back).update(html=SafeHtml("<p>All was well.</p>"))
    with pytest.raises(CommandError, match=f"^What readers get of revision {back.number} of storm is not what"):
        verify_ledger("--renderings")


OF_ANOTHER = (
    "What readers get of revision {number} of storm was made by another version of the renderer (markdown 3.0, bleach "
    "6.0.0, 1), and is not what its file says by this one. Have that version verify it: if it finds this too, the page "
    "was changed."
)


def test_a_page_that_another_version_made_is_rendered_anew_too(filled, storm, verify_ledger):
    """Whoever forges a page may write beside it whatever version they like."""
    rendering = storm.revisions.get(number=1).rendering
    Rendering.objects.filter(pk=rendering.pk).update(renderer="markdown 3.0, bleach 6.0.0, 1")
    assert verify_ledger("--renderings")[1] == ""
    Rendering.objects.filter(pk=rendering.pk).update(html=SafeHtml(rendering.html.replace("the worst", "the best")))
    with pytest.raises(CommandError) as told:
        verify_ledger("--renderings")
    assert str(told.value) == OF_ANOTHER.format(number=1)


def test_what_pages_show_is_compared_and_nothing_older(filled, storm, verify_ledger):
    shown = storm.revisions.get(number=1).rendering
    older = Rendering.objects.create(
        revision=shown.revision,
        renderer="markdown 3.0, bleach 6.0.0, 1",
        html=SafeHtml("<p>As it was made once.</p>"),
        made_at=shown.made_at.replace(year=2020),
    )
    assert verify_ledger("--renderings")[1] == ""
    Rendering.objects.filter(pk=older.pk).update(made_at=shown.made_at.replace(year=2030))
    with pytest.raises(CommandError) as told:
        verify_ledger("--renderings")
    assert str(told.value) == OF_ANOTHER.format(number=1)


def test_each_page_at_fault_is_told_so_that_an_upgrade_hides_no_forgery(filled, storm, verify_ledger):
    first, second = (storm.revisions.get(number=number).rendering for number in (1, 2))
    Rendering.objects.filter(pk=first.pk).update(
        renderer="markdown 3.0, bleach 6.0.0, 1", html=SafeHtml("<p>As it was made once.</p>")
    )
    Rendering.objects.filter(pk=second.pk).update(html=SafeHtml("<p>All was well.</p>"))
    with pytest.raises(CommandError) as told:
        verify_ledger("--renderings")
    assert str(told.value).split("\n") == [
        OF_ANOTHER.format(number=1),
        "What readers get of revision 2 of storm is not what its file says.",
    ]


def test_a_page_whose_rendering_is_gone_is_told(filled, storm, verify_ledger):
    storm.revisions.get(number=1).renderings.all().delete()
    with pytest.raises(CommandError) as told:
        verify_ledger("--renderings")
    assert str(told.value) == "Readers get nothing of revision 1 of storm: what was rendered of it is gone."


def test_a_batch_asks_so_many_queries_whatever_it_holds(filled, published):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert verify().fault is None
        return len(queries)

    before = asked()
    for words in ("25", "15", "Friday"):
        published(filled, words, "x")
    assert asked() == before


@pytest.mark.django_db(transaction=True)
def test_it_reads_one_moment_and_writes_nothing(filled, verify_ledger):
    """Without a transaction around it, as on the command line."""
    before = list(LedgerEntry.objects.values())
    assert verify_ledger()[0].startswith("9 ")
    assert list(LedgerEntry.objects.values()) == before
    CorrectionNote.objects.drafts().update(memo="Others write again.")
