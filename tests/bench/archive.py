"""Measures every public page among 100 articles with 1,000 notices and among 10,000 with 100,000, caches off, in turn.

python -m tests.bench.archive [FOLDER]    a folder keeps both archives for the next time; else they are thrown away
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import django
from django.urls import reverse

SIZES = {"small": (100, 1_000), "large": (10_000, 100_000)}
ROUNDS, ASKED = 7, 3  # rounds of both archives in turn; how often each page is asked in a round
PAGE, SEARCH = 1.2, 3.0  # aims: at most so many times the time of the small archive
SITEMAP = 12.0  # a file of it holds 1,000 articles, where there are so many
AN_ARTICLE = "cup-00005"  # the same in both archives, with ten notices
FULL = 50  # notices, articles on a page


@dataclass(frozen=True)
class Page:
    """A page to measure. address: made in each archive, so that both have the same to show."""

    name: str
    address: str | Callable[[], str]
    aim: float = PAGE


def pages() -> list[Page]:
    """Every public page; what is added to the product is added here."""
    return [
        Page("front page", "/"),
        Page("front page, in the middle", _middle_of_the_articles),
        Page("article", _an_article),
        Page("article as corrected", lambda: f"{_an_article()}?view=corrected"),
        Page("article as first published", lambda: f"{_an_article()}?view=original"),
        Page("article compared", lambda: f"{_an_article()}?view=comparison"),
        Page("article, first revision", lambda: f"{_an_article()}revisions/1/"),
        Page("article in Markdown", lambda: f"{_an_article().rstrip('/')}.md"),
        Page("article in CriticMarkup", lambda: f"{_an_article().rstrip('/')}.critic.md"),
        Page("article’s annotations", lambda: f"{_an_article()}annotations.jsonld"),
        Page("article’s annotations, a page", lambda: f"{_an_article()}annotations.jsonld?page=1"),
        Page("article’s feed, Atom", lambda: reverse("article-feed-atom", args=[AN_ARTICLE])),
        Page("article’s feed, JSON", lambda: reverse("article-feed-json", args=[AN_ARTICLE])),
        Page("log", "/corrections/"),
        Page("log, in the middle", lambda: f"/corrections/?before={_place(1 / 2)}"),
        Page("log, turned back", lambda: f"/corrections/?after={_place(1 / 2)}"),
        Page("log, the end", lambda: f"/corrections/?before={_place(-FULL)}"),
        Page("log by kind", "/corrections/?kind=clarification"),
        Page("log by severity", "/corrections/?severity=serious"),
        Page("log by both", "/corrections/?kind=correction&severity=serious"),
        Page("log by month", lambda: _month("")),
        Page("log by month and kind", lambda: _month("correction")),
        Page("search: a word", "/corrections/?q=storm", SEARCH),
        Page("search: in nearly all", "/corrections/?q=earlier+version", SEARCH),
        Page("search: nowhere", "/corrections/?q=zeppelin", SEARCH),
        Page("search: both, but apart", "/corrections/?q=earlier+%E5%AE%9E", SEARCH),
        Page("search: two Chinese words", "/corrections/?q=%E5%A4%A7%E6%A1%A5+%E9%80%A0%E4%BB%B7", SEARCH),
        Page("search: one character", "/corrections/?q=%E6%A1%A5", SEARCH),
        Page("search by kind", "/corrections/?q=article&kind=clarification", SEARCH),
        Page("figures", "/corrections/figures/", SEARCH),
        Page("feed, Atom", "/corrections/feed.atom"),
        Page("feed, JSON", "/corrections/feed.json"),
        Page("sitemap, its first file", "/sitemap.xml?page=1", SITEMAP),
    ]


def _an_article() -> str:
    return f"/articles/{AN_ARTICLE}/"


def _middle_of_the_articles() -> str:
    from corrections.models import Article
    from corrections.pages.lists import _key

    articles = Article.objects.order_by("published_at", "pk")
    return f"/?before={_key(articles[articles.count() // 2])}"


def _place(at: float) -> int:
    """A place in the log: a share of it; or a negative number, that many notices before its end."""
    from corrections.models import LogEntry

    entries = LogEntry.objects.order_by("place")
    return entries[-at if at < 0 else int(entries.count() * at)].place


def _month(kind: str) -> str:
    """The first ten notices of a month, as the small archive may have no more."""
    from corrections.models import LogEntry, place_at

    begins, ends = (place_at(datetime(2026, month, 1, tzinfo=UTC)) for month in (5, 6))
    entries = LogEntry.objects.filter(place__gte=begins, place__lt=ends, **({"kind": kind} if kind else {}))
    return f"/corrections/?month=2026-05&kind={kind}&before={entries.order_by('place')[5].place}"


def make(folder: Path) -> None:
    """Both archives, where the folder has none yet."""
    from django.core.management import call_command

    for name, (articles, notices) in SIZES.items():
        if not (folder / f"{name}.sqlite3").exists():
            use(folder, name)
            call_command("migrate", verbosity=0)
            call_command("generate_archive", into=f"{name}.sqlite3", articles=articles, notices=notices)


def use(folder: Path, name: str) -> None:
    """From here on, the product stands on this archive."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = folder / f"{name}.sqlite3"


def measure(folder: Path, asked: list[Page]) -> list[str]:
    """Prints the table; returns which aims are missed."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from corrections import answers

    client = Client()
    addresses, queries, times = {}, {}, {}
    for _ in range(ROUNDS):
        for page in asked:
            for size in SIZES:
                use(folder, size)
                if (page, size) not in addresses:
                    addresses[page, size] = page.address if isinstance(page.address, str) else page.address()
                    client.get("/healthz")
                    answers.forget_memory()
                    with CaptureQueriesContext(connection) as captured:
                        answer = client.get(addresses[page, size])
                    assert answer.status_code == 200, f"{addresses[page, size]}: {answer.status_code}"
                    queries[page, size] = len(captured)
                client.get("/healthz")
                for _ in range(ASKED):
                    # The processor's time, which neighbours on the machine change least; nothing waits for a disk here.
                    answers.forget_memory()
                    begun = time.thread_time()
                    client.get(addresses[page, size])
                    times.setdefault((page, size), []).append(time.thread_time() - begun)
    missed = []
    print(f"{'public pages, 1,000 and 100,000 notices':42}{'ms':>8}{'ms':>8}{'ratio':>8}{'aim':>6}{'queries':>10}")
    for page in asked:
        small, large = (1000 * median(times[page, size]) for size in SIZES)
        count = tuple(queries[page, size] for size in SIZES)
        same = count[0] == count[1]
        print(
            f"{page.name:42}{small:8.1f}{large:8.1f}{large / small:8.2f}{page.aim:6.1f}"
            f"{count[0] if same else f'{count[0]} → {count[1]}':>10}"
        )
        if large / small > page.aim:
            missed.append(f"{page.name}: {large / small:.2f} times the time, at most {page.aim} is aimed at")
        if not same:
            missed.append(f"{page.name}: {count[0]} queries became {count[1]}")
    return missed


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ |= {"DEMO": "1", "DATABASE_URL": "sqlite://:memory:"}
    django.setup()
    from django.test.utils import override_settings

    dummy = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    with tempfile.TemporaryDirectory() as made, override_settings(CACHES=dummy, ALLOWED_HOSTS=["*"]):
        folder = Path(arguments[0] if arguments else made)
        folder.mkdir(exist_ok=True)
        make(folder)
        missed = measure(folder, pages())
    print("\n".join(["all aims are met", ""] if not missed else ["missed:", *(f"  {one}" for one in missed), ""]))


if __name__ == "__main__":
    main(sys.argv[1:])
