"""What was published before there was a ledger is entered when the database is brought up to date."""

import pytest
from django.core.management import call_command
from django.db import connection

from corrections.models import LedgerEntry, lifted, verify


@pytest.mark.django_db(transaction=True)
def test_an_older_desk_gets_its_entries_in_the_order_of_publication(filled):
    call_command("migrate", "corrections", "0004", verbosity=0)
    assert "corrections_ledgerentry" not in connection.introspection.table_names()
    call_command("migrate", "corrections", verbosity=0)
    assert list(LedgerEntry.objects.values_list("what", "article__slug", "note__number")) == [
        ("page", "storm", None),
        ("note", "storm", 1),
        ("note", "storm", 2),
        ("page", "harbour", None),
        ("note", "plan", 1),
        ("note", "storm", 3),
        ("note", "harbour", 1),
    ]
    found = verify()
    assert (found.entries, found.fault) == (7, None)


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_from_there(filled, draft, publish):
    call_command("migrate", "corrections", "0004", verbosity=0)
    call_command("migrate", "corrections", verbosity=0)
    publish(draft(filled, "25", "26"))
    assert (verify().entries, verify().fault) == (8, None)
    with lifted(connection):
        type(filled).objects.filter(slug="harbour").update(slug="port")
    assert verify().fault == "Entry 4, the page of harbour: the article has another slug than was entered."
