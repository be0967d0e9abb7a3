"""Measures the search for exact words among 10,000 articles against three desk pages of articles, in turn.

python -m tests.bench.search [FOLDER]    a folder keeps the archive for the next time; else it is thrown away

With DATABASE_URL=postgres://… the archive is made there, where there is none yet, and measured.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import django

ARTICLES, NOTICES = 10_000, 100_000
ROUNDS = 15
DESK_PAGES = ("cup-00005", "storm-00008", "qiao-00013")  # with 10, 14 and 4 notices
SEARCHES = {
    "a common word": "the",
    "a common word, in any case": "The&any_case=1",
    "a common word, in the middle": "the&before=5000",
    "a rare word": "A04711",
    "a common phrase": "the council said",
    "a sentence": "The storm of Tuesday night felled 140 trees in Norwich, the council said",
    "common words, together nowhere": "the said of",
    "capitals that stand nowhere": "The Storm Of Tuesday",
    "pairs of words that stand, but not in a row": "the pier lost its roof",
    "one Chinese character": "桥",
    "two Chinese characters": "大桥",
    "Chinese characters, together nowhere": "桥大",
    "nothing that stands anywhere": "zeppelin",
}


def make(folder: Path) -> None:
    """The archive, where there is none yet."""
    from django.core.management import call_command
    from django.db import connection

    from corrections.models import Article
    from tests.bench.archive import use

    if connection.vendor == "sqlite":
        use(folder, "large")
    call_command("migrate", verbosity=0)
    if not Article.objects.exists():
        name = Path(str(connection.settings_dict["NAME"])).name
        call_command("generate_archive", into=name, articles=ARTICLES, notices=NOTICES)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def measure() -> list[str]:
    """Prints the table; returns which aims are missed."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(User.objects.get_or_create(username="measurer")[0])
    pages = {slug: f"/desk/articles/{slug}/" for slug in DESK_PAGES}
    pages |= {name: f"/desk/search/?q={asked.replace(' ', '+')}" for name, asked in SEARCHES.items()}
    queries, hits, times = {}, {}, {}
    for name, address in pages.items():  # which also warms up
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        queries[name] = len(captured)
        found = re.search(r'class="status counted"[^>]*>(\d+)', answer.content.decode())
        hits[name] = int(found[1]) if found else 0
    for _ in range(ROUNDS):
        for name, address in pages.items():
            begun = time.perf_counter()
            client.get(address)
            times.setdefault(name, []).append(1000 * (time.perf_counter() - begun))
    aim = sum(median(times[slug]) for slug in DESK_PAGES)
    title = f"search among {ARTICLES:,} articles, {connection.vendor}"
    print(f"{title:46}{'places':>8}{'ms':>8}{'of aim':>8}{'queries':>9}")
    print(f"{'three desk pages: the aim':46}{'':8}{aim:8.1f}{1:8.2f}")
    for name in SEARCHES:
        taken = median(times[name])
        print(f"{name:46}{hits[name]:8}{taken:8.1f}{taken / aim:8.2f}{queries[name]:9}")
    return [name for name in SEARCHES if median(times[name]) > aim]


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ["DEMO"] = "1"
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["DATABASE_URL"] = "sqlite://:memory:"
    django.setup()
    from django.test.utils import override_settings

    with tempfile.TemporaryDirectory() as made, override_settings(ALLOWED_HOSTS=["*"]):
        folder = Path(arguments[0] if arguments else made)
        folder.mkdir(exist_ok=True)
        make(folder)
        missed = measure()
    print("\n".join(["all aims are met", ""] if not missed else ["missed:", *(f"  {one}" for one in missed), ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
