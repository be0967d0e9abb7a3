"""Numbers are given one at a time, whoever publishes or imports at the same moment."""

import threading

import pytest
from django.db import connection, transaction

from corrections.models import Article, CorrectionNote, Revision, Source, Status


def test_the_first_note_of_an_article_is_number_one(storm, draft, others):
    with transaction.atomic():
        assert storm.article.next_number() == 1
        assert others.next_number() == 3


def test_drafts_do_not_use_up_numbers(published, draft):
    draft.delete()
    assert published.article.next_number() == 2


def test_the_next_revision_follows_the_latest(storm, others):
    assert storm.article.next_revision_number() == 2
    assert others.next_revision_number() == 3


def test_a_locked_article_is_read_anew(storm):
    stale = Article.objects.get(pk=storm.article_id)
    Article.objects.filter(pk=stale.pk).update(language="de")
    assert stale.lock().language == "de"
    assert stale.language == "en"


def test_an_article_that_was_deleted_cannot_be_locked(others):
    article = Article.objects.create(slug="empty")
    Article.objects.filter(pk=article.pk).delete()
    with pytest.raises(Article.DoesNotExist):
        article.lock()


@pytest.mark.django_db(transaction=True)
def test_an_article_is_locked_inside_a_transaction_only(storm):
    for number in (storm.article.lock, storm.article.next_number, storm.article.next_revision_number):
        with pytest.raises(transaction.TransactionManagementError, match="only inside a transaction"):
            number()


def at_the_same_time(*works):
    """Runs each in a thread of its own, all from the same moment; returns what each returned or raised."""
    gate, told = threading.Barrier(len(works), timeout=20), [None] * len(works)

    def run(place, work):
        try:
            gate.wait()
            told[place] = work()
        except Exception as error:
            told[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=both) for both in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


@pytest.mark.django_db(transaction=True)
def test_eight_editors_who_publish_at_once_are_given_eight_numbers(storm, write_note, grace, publish):
    notes = [write_note(storm.article) for _ in range(8)]

    def publishing(note):
        def work():
            with transaction.atomic():
                number = Article.objects.get(slug="storm").next_number()
                CorrectionNote.objects.filter(pk=note.pk).update(
                    status=Status.PUBLISHED, number=number, publisher=grace, published_at=note.created_at
                )
            return number

        return work

    assert sorted(at_the_same_time(*map(publishing, notes)), key=str) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_eight_imports_at_once_are_eight_revisions(storm, ada):
    def importing():
        with transaction.atomic():
            number = storm.article.next_revision_number()
            return Revision.objects.create(
                article_id=storm.article_id, number=number, source=f"{number}\n", imported_by=ada
            ).number

    assert sorted(at_the_same_time(*[importing] * 8), key=str) == list(range(2, 10))


@pytest.mark.django_db(transaction=True)
def test_nothing_slips_into_a_note_while_it_is_published(storm, draft, grace, publish):
    """The publication is still open when the source is added: the source waits, and is then refused."""
    updated, told = threading.Event(), []

    def add_source():
        updated.wait(20)
        try:
            Source.objects.create(note_id=draft.pk, title="Late news")
        except Exception as error:
            told.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=add_source)
    thread.start()
    with transaction.atomic():
        publish(draft)
        updated.set()
        thread.join(timeout=1)
        assert thread.is_alive()
    thread.join(timeout=30)
    assert [line.split(":")[0] for line in told] == ["source_is_never_added_to_a_published_note"]
    assert draft.sources.count() == 2
