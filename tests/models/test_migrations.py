"""The tables are what the models say, and the rules come and go with their migration."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import NotSupportedError, connection

from corrections.models import AMEND, DRAFT, IMPORT, PUBLISH, RULES, STANDARDS_EDITOR


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


@pytest.mark.django_db(transaction=True)
def test_who_could_work_at_the_desk_before_there_were_roles_still_can():
    try:
        call_command("migrate", "corrections", "0004", verbosity=0)
        for name, is_active in (("old-hand", True), ("gone", False)):
            User.objects.create_user(name, is_active=is_active)
        Group.objects.all().delete()
    finally:
        call_command("migrate", "corrections", verbosity=0)
    hand, gone = User.objects.get(username="old-hand"), User.objects.get(username="gone")
    assert [hand.has_perm(right) for right in (IMPORT, DRAFT, PUBLISH, AMEND)] == [True] * 4
    assert not hand.has_perm("auth.change_user")
    assert not gone.groups.exists()


@pytest.mark.django_db(transaction=True)
def test_the_groups_are_there_again_after_the_tables_were_emptied():
    call_command("flush", interactive=False, verbosity=0)
    assert Group.objects.get(name=STANDARDS_EDITOR).permissions.count() == 4
