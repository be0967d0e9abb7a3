"""A backup: all that is kept, as it was at one moment, in lines that `actions.restore` takes into either database.

docs/formats.md tells the lines.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from corrections.models import (
    BACKUP_FORMAT,
    LedgerHead,
    Table,
    line_of,
    migrations_done,
    one_moment,
    tables_at,
    unknown_to,
)
from corrections.text import Refusal, timestamp


def backup_lines(now: datetime) -> Iterator[bytes]:
    """The lines of a backup; others may write meanwhile. What is in memory does not grow with what is kept.

    Raises Refusal, before the first line, where the database has tables that this version does not know.
    """
    with one_moment():
        loader = MigrationLoader(connection)
        done = migrations_done(loader)
        if not done:
            raise Refusal("There is nothing to back up: the database has no tables. See what DATABASE_URL names.")
        if unknown := unknown_to(loader, done):
            raise Refusal(
                "The database was brought up to date by a newer version, with {migration}. Back it up with that one.",
                migration=unknown[0],
            )
        told, tables = hashlib.sha256(), 0
        head = LedgerHead.now() if "0007_ledger_chain" in done.get("corrections", ()) else None
        begins = {"corrigenda": "backup", "format": BACKUP_FORMAT, "made": timestamp(now), "migrations": done}
        begins["ledger"] = [head.entries, head.hash] if head else None
        line = line_of(begins)
        told.update(line)
        yield line
        for table in tables_at(loader, done):
            if table.is_left_out:
                continue
            for line in _lines_of(table):
                told.update(line)
                yield line
            tables += 1
        yield line_of({"whole": told.hexdigest(), "tables": tables})


def _lines_of(table: Table) -> Iterator[bytes]:
    yield line_of({"table": table.name, "columns": table.columns})
    told, rows = hashlib.sha256(), 0
    for line in table.lines():
        told.update(line)
        rows += 1
        yield line
    yield line_of({"rows": rows, "sha256": told.hexdigest(), "last": table.last()})
