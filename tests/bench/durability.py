"""Measures what it costs that each save is on the disk before it is acknowledged: synchronous FULL against NORMAL.

Notes are drafted, one after the other and by four editors at once, through the action that the desk calls, into the
same SQLite file in turn with the one and with the other. How fast the disk syncs is told beside it: on a disk in memory
the two are alike.

python -m tests.bench.durability [ROUNDS]
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from uuid import uuid4

ROUNDS, SAVES, EDITORS = 7, 25, 4
FOLDER = Path(tempfile.mkdtemp(dir=os.environ.get("BENCH_DISK")))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    "DEMO": "1",
    "DATABASE_URL": f"sqlite:///{FOLDER / 'newsroom.sqlite3'}",
}


def syncs_a_second() -> float:
    """Of a page of 4 KiB at the end of a file, as SQLite's log writes it."""
    with (FOLDER / "probe").open("wb") as file:
        began = time.monotonic()
        for _ in range(100):
            file.write(bytes(4096))
            file.flush()
            os.fdatasync(file.fileno())
    return 100 / (time.monotonic() - began)


def save(articles, user) -> None:
    """SAVES notes on the articles, each on the whole of one."""
    from django.db import connection

    from corrections.actions.annotate import draft_note
    from corrections.actions.content import Content

    for number in range(SAVES):
        content = Content(wording=f"Note {uuid4()} tells what was wrong about this article.", kind="editors_note")
        draft_note(articles[number % len(articles)], [], content, user=user)
    if threading.current_thread() is not threading.main_thread():
        connection.close()


def timed(synchronous: str, articles, user, editors: int) -> float:
    """Saves a second."""
    from django.db import connection, connections

    # For the connections that threads open, and for this one.
    command = connections.settings["default"]["OPTIONS"]["init_command"]
    for found in (connections.settings["default"], connection.settings_dict):
        found["OPTIONS"]["init_command"] = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous};"
    connection.close()
    threads = [threading.Thread(target=save, args=[articles, user]) for _ in range(editors)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    connections.settings["default"]["OPTIONS"]["init_command"] = command
    return editors * SAVES / took


def main(rounds: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from corrections import bounded
    from corrections.actions.accounts import desk_account
    from corrections.actions.import_article import import_article

    # Work on texts touches no file.
    bounded.call = lambda function, *arguments, seconds=None: function(*arguments)
    call_command("migrate", verbosity=0)
    user = desk_account()
    articles = [
        import_article(f"# Article {n}\n\nThe mill stood there in 1921.\n".encode(), user=user, slug=f"a{n}").article
        for n in range(8)
    ]
    print(f"The disk syncs {syncs_a_second():,.0f} times a second.\n")
    print("| editors | saves a second, NORMAL | saves a second, FULL | ratio |")
    print("|---|---|---|---|")
    for editors in (1, EDITORS):
        found = {"NORMAL": [], "FULL": []}
        for _ in range(rounds):
            for synchronous in found:
                found[synchronous].append(timed(synchronous, articles, user, editors))
        ratio = median(full / normal for normal, full in zip(*found.values(), strict=True))
        print(f"| {editors} | {median(found['NORMAL']):,.0f} | {median(found['FULL']):,.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
