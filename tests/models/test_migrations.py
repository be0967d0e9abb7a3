"""The tables are what the models say, and the rules come and go with their migration."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import NotSupportedError, connection

from corrections.models import RULES


@pytest.fixture(autouse=True)
def others():
    """Nobody else is in the newsroom: these tests take the tables away."""


RULES_LAID = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    " UNION SELECT proname FROM pg_proc WHERE prorettype = 'trigger'::regtype"
    " AND pronamespace = current_schema()::regnamespace",
}


def rules_laid():
    with connection.cursor() as cursor:
        cursor.execute(RULES_LAID[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_no_migration_is_missing(db):
    call_command("makemigrations", "corrections", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("back_to", ["0001", "zero"])
def test_the_migrations_run_backwards_and_forwards_again(back_to):
    before = rules_laid()
    try:
        call_command("migrate", "corrections", back_to, verbosity=0)
        assert rules_laid() == set()
    finally:
        call_command("migrate", "corrections", verbosity=0)
    assert rules_laid() == before
    assert all(any(name.startswith(rule) for name in before) for rule in RULES)


def test_no_other_database_is_taken():
    elsewhere = SimpleNamespace(connection=SimpleNamespace(vendor="oracle"))
    with pytest.raises(NotSupportedError, match="SQLite and PostgreSQL only, not on oracle"):
        import_module("corrections.migrations.0002_frozen_rows").lay(None, elsewhere)
