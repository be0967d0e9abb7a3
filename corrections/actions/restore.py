"""Take a backup back, into either database: all of it in one transaction, proved before it is there for anybody; one of
an older version is proved once it was brought up to date.

The file is read twice: once to its end, to see that it is whole, before anything is changed; and once to write it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from corrections import answers
from corrections.models import (
    BACKUP_FORMAT,
    Migrations,
    PublicState,
    Table,
    Verified,
    last_of_each,
    lifted,
    migrations_done,
    migrations_of_today,
    tables_at,
    unknown_to,
    verify,
)
from corrections.text import Refusal, Sentence

_LONGEST_LINE = 64 * 1024 * 1024  # bytes; the longest text that the desk takes has one mebibyte
_MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError)  # what JSON of another shape raises
_BEYOND_KEYS = 2**63  # more than a column holds; the log’s keys come near
_ROWS, _BYTES = 200, 4 * 1024 * 1024  # written at once
_KEY_TABLE = "corrections_deskkey"  # which a backup of before there was a key does not have
# What makes a database one that holds something.
_COUNTED = {"articles": "corrections_article", "notes": "corrections_correctionnote", "accounts": "auth_user"}


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup's file holds. made: when, ISO 8601. rows: by the names of the tables. head: the ledger's entries
    and the hash of the last; None of a desk that had no ledger yet."""

    path: Path
    made: str
    migrations: Migrations
    head: tuple[int, str] | None
    rows: dict[str, int]
    digests: dict[str, str] = field(repr=False)

    def counted(self) -> dict[str, int]:
        """How many articles, notes and accounts."""
        return {name: self.rows.get(table, 0) for name, table in _COUNTED.items()}


def read_backup(path: Path) -> Backup:
    """Read a backup to its end. Raises Refusal where it is damaged, cut off, lacks a table, or of a newer version;
    OSError."""
    try:
        backup = _read(path)
    except Refusal:
        raise
    except (EOFError, zlib.error, gzip.BadGzipFile, RecursionError, *_MISSHAPEN) as error:
        raise _damaged(path) from error
    _refuse_without_tables(backup)
    return backup


def restore(backup: Backup, *, replace: bool = False, unproved: bool = False) -> Verified:
    """Write all that a backup holds into the database, and return what the ledger's verification found.

    replace: although the database holds something, which is lost. unproved: although the ledger does not fit the rows,
    or the desk's key is not there.
    Raises Refusal, and then the database is as it was: but for one that was empty, which may have got its tables.
    """
    loader = MigrationLoader(connection)
    if unknown := unknown_to(loader, backup.migrations):
        raise Refusal(
            "This backup is of a newer version, with {migration}. Update to that version, then restore it.",
            migration=unknown[0],
        )
    if backup.rows.get(_KEY_TABLE) == 0 and not unproved:
        raise Refusal(
            "This backup lacks the desk’s key, without which receipts that were given before are not known again. "
            "Nothing was changed. Take another one. To have this one all the same, with a new key, add --unproved."
        )
    done, is_todays = migrations_done(loader), backup.migrations == migrations_of_today(loader)
    if unknown := unknown_to(loader, done):
        raise Refusal(
            "The database was brought up to date by a newer version, with {migration}. Restore with that one.",
            migration=unknown[0],
        )
    held = _held() if done else {}
    if any(held.values()) and not replace:
        raise Refusal(
            "The database holds something already: articles {articles}, notes {notes}, accounts {accounts}. All of it "
            "would be lost. Name an empty database by DATABASE_URL, or add --replace.",
            **held,
        )
    if any(held.values()) and not (is_todays and done == backup.migrations):
        raise Refusal(
            "This backup was made by another version than the one that the database is of, so that it cannot take "
            "its place. Name an empty database by DATABASE_URL, and restore it there."
        )
    if done != backup.migrations:
        _bring_to(backup.migrations)
    before = _pages()
    try:
        with transaction.atomic():
            if any(_held().values()) and not replace:
                raise Refusal("Somebody has written into the database meanwhile. Stop the server, then try again.")
            state = PublicState.now() if held else 0
            _write(backup)
            if any(held.values()):
                # What was made at a state of the old rows is not taken for that of a new one.
                PublicState.objects.update_or_create(pk=1, defaults={"number": max(state, PublicState.now()) + 1})
            found = _proved(backup, unproved) if is_todays else None
    except (Refusal, OperationalError):  # a database that is full, locked or away is told as that
        raise
    except (DatabaseError, ValidationError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise Refusal(
            "The database does not take what the backup holds, so nothing was changed: {fault}",
            fault=" ".join(str(error).split())[:300],
        ) from error
    call_command("migrate", interactive=False, verbosity=0)
    if found is None:
        try:
            found = _proved(backup, unproved)
        except Refusal:
            # It held nothing before, and holds nothing again.
            with lifted(connection):
                call_command("flush", interactive=False, verbosity=0)
            raise
    for slug, revisions in {*before, *_pages()}:
        answers.forget_article(slug, revisions)
    return found


# -- The file ----------------------------------------------------------------------------------------------------------


def _read(path: Path) -> Backup:
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    whole, begins = hashlib.sha256(), None
    table, counted, told_rows = "", 0, hashlib.sha256()
    lines = _lines(path)
    for line in lines:
        if line.startswith(b"["):
            counted += 1
            told_rows.update(line)
            whole.update(line)
            continue
        said = json.loads(line)
        if begins is None:
            begins = said
            _refuse_strangers(path, begins)
        elif "whole" in said:
            # Read on to the end of the file, where gzip has its own sum.
            if said["whole"] != whole.hexdigest() or said["tables"] != len(rows) or table or any(lines):
                raise _damaged(path)
            head = tuple(begins["ledger"]) if begins["ledger"] else None
            migrations = {app: [str(name) for name in names] for app, names in begins["migrations"].items()}
            return Backup(path, begins["made"], migrations, head, rows, digests)
        elif "table" in said:
            table, counted, told_rows = said["table"], 0, hashlib.sha256()
        else:
            if (said["rows"], said["sha256"]) != (counted, told_rows.hexdigest()) or not _is_a_key(said["last"]):
                raise _damaged(path)
            rows[table], digests[table], table = counted, said["sha256"], ""
        whole.update(line)
    raise _damaged(path)


def _lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while line := file.readline(_LONGEST_LINE):
            yield line


def _refuse_strangers(path: Path, begins: Any) -> None:
    if not isinstance(begins, dict) or begins.get("corrigenda") != "backup":
        raise Refusal("{file} is no backup of Corrigenda. Name the file that `backup` wrote.", file=str(path))
    if begins["format"] != BACKUP_FORMAT:
        raise Refusal(
            "This backup is of a newer version, in format {format}. Update to that version, then restore it.",
            format=str(begins["format"]),
        )


def _is_a_key(last: Any) -> bool:
    """Whether this may be the highest key of a table; None: of one that gives none."""
    return last is None or (type(last) is int and 0 <= last < _BEYOND_KEYS)


def _refuse_without_tables(backup: Backup) -> None:
    """Whoever takes a table out of the file can make its sums fit again; which tables there are, the migrations say."""
    loader = MigrationLoader(None)
    if unknown_to(loader, backup.migrations):
        return  # it is refused by the name of the migration when it is restored
    for table in tables_at(loader, backup.migrations):
        if not table.is_left_out and table.name not in backup.rows:
            raise Refusal(
                "This backup is not whole: its table {table} is not in it. Nothing was changed. Take another copy.",
                table=table.name,
            )


def _damaged(path: Path) -> Refusal:
    return Refusal(
        "{file} is no whole backup: it is damaged, cut off or something else. Nothing was changed. Take another copy.",
        file=str(path),
    )


# -- The database ------------------------------------------------------------------------------------------------------


def _held() -> dict[str, int]:
    tables = connection.introspection.table_names()
    held = {}
    with connection.cursor() as cursor:
        for name, table in _COUNTED.items():
            held[name] = 0
            if table in tables:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                held[name] = cursor.fetchone()[0]
    return held


def _pages() -> set[tuple[str, int]]:
    """The articles that pages may be kept of: (slug, number of revisions)."""
    if "corrections_revision" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug, COUNT(*) FROM corrections_article JOIN corrections_revision"
            " ON article_id = corrections_article.id GROUP BY slug"
        )
        return set(cursor.fetchall())


def _bring_to(migrations: Migrations) -> None:
    """Bring a database without content to the tables that a backup has, forwards or backwards."""
    executor = MigrationExecutor(connection)
    gone = [(app, None) for app in executor.loader.migrated_apps if app not in migrations]
    executor.migrate([*last_of_each(executor.loader, migrations), *gone])


def _write(backup: Backup) -> None:
    tables = {table.name: table for table in tables_at(MigrationLoader(connection), backup.migrations)}
    with lifted(connection):
        for table in tables.values():
            table.empty()
        rows: list[list[Any]] = []
        size, lines = 0, _lines(backup.path)
        next(lines)
        table = _table_of(json.loads(next(lines)), tables)
        for line in lines:
            if line.startswith(b"["):
                rows.append(table.values(line))
                size += len(line)
            if rows and (size > _BYTES or len(rows) >= _ROWS or not line.startswith(b"[")):
                table.insert(rows)
                rows, size = [], 0
            if not line.startswith(b"["):
                said = json.loads(line)
                if "table" in said:
                    table = _table_of(said, tables)
                elif said.get("last"):
                    table.go_on_from(said["last"])
    for name, digest in backup.digests.items():
        if tables[name].digest() != digest:
            raise ValueError(f"{name} came out otherwise than it went in.")


def _table_of(said: dict[str, Any], tables: dict[str, Table]) -> Table:
    table = tables[said["table"]]
    if table.columns != said["columns"]:
        raise ValueError(f"{table.name} has other columns.")
    return table


def _proved(backup: Backup, unproved: bool) -> Verified:
    found = verify()
    is_the_head = backup.head is None or backup.head == (found.entries, found.head)
    if unproved or (found.fault is None and is_the_head):
        return found
    fault = found.fault or Sentence("The ledger ends elsewhere than the backup says.")
    raise Refusal(
        "What this backup holds was changed before it was made, or in the file: {fault} Take an earlier one. To have "
        "this one all the same, add --unproved.",
        fault=fault,
    )
