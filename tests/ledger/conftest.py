"""A ledger to be tampered with: two articles with all that can be entered, by the front door."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from corrections.actions.import_article import import_article
from corrections.actions.place import place_span
from corrections.models import Span, frozen


@pytest.fixture
def filled(import_text, storm, draft, publish, published, at, editor, other_editor, noon):
    """The storm: published notes, one amended, a revision that carries, one that loses, a place given again; a draft.

    Entries: 1 the storm's page, 2 the harbour's, 3 and 4 notes, 5 an amendment, 6 the harbour's note, 7 the storm's
    second revision, 8 a place, 9 a note on a plan that is not public yet.
    """
    harbour = import_text("harbour", "# The harbour\n\nBuilt in 1921, it is deep.\n")
    sources = (("The council’s minutes", "https://example.org/minutes"), ("The mayor", ""))
    first, second = publish(
        draft(storm, "40", "50", sources=sources, memo="The clerk rang.", reported_on=date(2026, 11, 21)),
        draft(storm, "1987", "1986", withheld=True, topic="the year"),
    )
    assert (first.number, second.number) == (1, 2)
    published(storm, "40", "55", amends=first, user=other_editor, when=noon + timedelta(hours=1))
    published(harbour, "1921", "1922", when=noon + timedelta(hours=2))
    source = storm.latest_revision.source.replace("since 1987, and", "since the eighties, which").replace("£2", "£3")
    import_article(source.encode(), user=other_editor, slug="storm", reason="The bill came.")
    (lost,) = Span.objects.lost().filter(note=second)
    place_span(lost, at(storm, "eighties"), user=editor)
    published(import_text("plan", "# The plan\n\nIt opens in May.\n", public=False), "May", "June")
    draft(storm, "Jane", "Mary")
    return storm


@pytest.fixture
def tampered():
    """A context: the triggers are lifted in it, and all that was done is undone at its end."""

    @contextmanager
    def tampered():
        with transaction.atomic():
            _at_once()
            lift, _ = (frozen._postgresql if connection.vendor == "postgresql" else frozen._sqlite)(connection)
            run(*lift)
            yield
            transaction.set_rollback(True)

    return tampered


def _at_once():
    """PostgreSQL alters no table while its foreign keys are still to be checked."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")


def run(*statements, values=()):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
