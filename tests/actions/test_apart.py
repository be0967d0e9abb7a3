"""Texts are worked through before anything is locked: who saves in a long article keeps nobody else waiting."""

import threading
import time

import pytest
from django.db import connection, transaction

from corrections import bounded
from corrections.actions.annotate import draft_note
from corrections.actions.apart import call, worked_apart
from corrections.actions.content import Content
from corrections.models import Source
from corrections.text import Refusal
from tests import jobs

WORDING = "An earlier version of this article was wrong about the year."


@pytest.fixture
def named(draft, storm, elsewhere):
    """A function that keeps a source under a name, in a note of the storm."""
    note = draft(storm, "2021", "2019")
    return lambda title: Source.objects.create(note=note, title=title)


def names():
    return set(Source.objects.exclude(title__startswith="Elsewhere").values_list("title", flat=True))


def test_an_action_begins_anew_once_its_work_is_done_and_keeps_what_it_kept_the_last_time(named):
    begun = []

    @worked_apart
    def act():
        begun.append(True)
        with transaction.atomic():
            named("once")
            return call(jobs.same, 3)

    assert act() == 3
    assert len(begun) == 2
    assert names() == {"once"}


def test_a_refusal_is_raised_where_the_work_was_asked_for(named):
    @worked_apart
    def act():
        with transaction.atomic():
            try:
                call(jobs.refuse)
            except Refusal as refusal:
                named(f"refused: {refusal}")

    act()
    assert names() == {"refused: The words are not there."}


def test_work_counts_for_the_same_arguments_only(named):
    begun = []

    @worked_apart
    def act():
        begun.append(True)
        return call(jobs.same, len(begun))

    # Each time something else has changed: in the end it is worked out with the lock held.
    assert act() == len(begun) == 7


def test_another_failure_goes_through_at_once(named):
    @worked_apart
    def act():
        with transaction.atomic():
            named("never")
            call(jobs.fail_unspeakably)

    with pytest.raises(RuntimeError, match="this and that"):
        act()
    assert names() == set()
    with transaction.atomic():
        assert call(jobs.same, 4) == 4  # and what comes after is in no action


def test_an_action_within_another_is_a_part_of_it(named):
    begun = []

    @worked_apart
    def inner():
        with transaction.atomic():
            named("inner")
            return call(jobs.same, "worked out")

    @worked_apart
    def outer():
        begun.append(True)
        with transaction.atomic():
            named("outer")
            return inner()

    assert outer() == "worked out"
    assert len(begun) == 2
    assert names() == {"outer", "inner"}


@pytest.mark.django_db(transaction=True)
def test_while_one_proof_waits_others_save(storm, editor, at):
    place, done = at(storm, "2021"), []

    def save():
        try:
            done.append(draft_note(storm, [place], Content(WORDING, "2019"), user=editor)[0].pk)
        finally:
            connection.close()

    busy = [threading.Thread(target=bounded.call, args=(time.sleep, 3)) for _ in range(bounded.WORKERS)]
    saving = threading.Thread(target=save)
    for thread in busy:
        thread.start()
    time.sleep(0.5)  # until every process that could prove is taken
    saving.start()
    time.sleep(0.5)  # until the proof waits for one of them
    with connection.cursor() as cursor:
        # Whoever finds a lock now gives up at once.
        cursor.execute("PRAGMA busy_timeout=0" if connection.vendor == "sqlite" else "SET lock_timeout='1ms'")
    try:
        with transaction.atomic():
            storm.lock()
        assert not done
    finally:
        connection.close()
        for thread in (*busy, saving):
            thread.join()
    assert storm.notes.count() == len(done) == 1
