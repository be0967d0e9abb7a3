"""Whoever only says to be here keeps nobody waiting, and is kept once the others are done."""

import sqlite3
from datetime import timedelta

import pytest
from django.db import connection

from corrections.actions.presence import be_here, leave
from corrections.models import Presence


@pytest.fixture
def say(storm, editor, noon):
    """A function: a tab says that it is here, so many seconds after noon."""

    def say(seconds=0, **said):
        said = {"note": None, "words": "", "is_hidden": False} | said
        be_here(storm, editor, "t1", now=noon + timedelta(seconds=seconds), **said)

    return say


@pytest.mark.django_db(transaction=True)
def test_while_another_writes_it_is_left_for_the_next_time(say, storm, editor):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite has one writer at a time.")
    say()
    another = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
    another.execute("BEGIN IMMEDIATE")
    say(words="the mayor")
    leave(storm, editor, "t1")
    another.execute("ROLLBACK")
    another.close()
    assert Presence.objects.get().words == ""
    say(words="the mayor")
    assert Presence.objects.get().words == "the mayor"
    with connection.cursor() as cursor:
        assert (
            cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 1000 * connection.settings_dict["OPTIONS"]["timeout"]
        )


def test_a_card_that_opens_is_written_at_once_and_the_rest_now_and_then(say):
    say()
    first = Presence.objects.get().until
    say(5)
    assert Presence.objects.get().until == first
    say(6, note=7)
    assert (Presence.objects.get().note, Presence.objects.get().until) == (7, first + timedelta(seconds=6))
    say(14, note=7)
    assert Presence.objects.get().until == first + timedelta(seconds=14)


def test_a_tab_that_comes_to_the_front_holds_no_longer_than_others(say, noon):
    say(is_hidden=True)
    assert Presence.objects.get().until == noon + timedelta(seconds=150)
    say(1)
    assert Presence.objects.get().until == noon + timedelta(seconds=16)
