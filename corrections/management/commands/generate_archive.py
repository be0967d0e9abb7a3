"""manage.py generate_archive --into DATABASE [--articles 10000] [--notices 100000] [--seed 0] [--beside]"""

import sys
import time

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from corrections.actions.archive import write_archive
from corrections.models import Article

_WIDTH = 30  # characters of the bar


class Command(BaseCommand):
    help = "Fill a database with invented articles and notices, to see how the product does with many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--into",
            metavar="DATABASE",
            default="",
            help="The name of the database in use, said once more, since what is published can never be removed.",
        )
        parser.add_argument("--articles", type=int, default=10_000)
        parser.add_argument("--notices", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=0, help="Another number makes another archive.")
        parser.add_argument("--beside", action="store_true", help="Even though there are articles already.")

    def handle(
        self, *args: object, into: str, articles: int, notices: int, seed: int, beside: bool, **options: object
    ) -> None:
        if articles < 1 or notices < 0:
            raise CommandError("There must be one article at least, and no fewer than no notices.")
        self._check(into, beside)
        begun = time.monotonic()
        for done in write_archive(articles, notices, seed=seed):
            self._show(done, articles, time.monotonic() - begun)
        if sys.stderr.isatty():
            self.stderr.write("")
        self.stderr.write(
            f"{articles:,} articles with {notices:,} notices written in {time.monotonic() - begun:,.0f} seconds."
        )

    def _check(self, into: str, beside: bool) -> None:
        name = str(connection.settings_dict["NAME"])
        if into not in (name, name.rsplit("/", 1)[-1]) or not into:
            raise CommandError(
                "Invented articles and their published notices can never be removed again. The database in use is "
                f"{name}. If it is the one that you mean, say so: --into {name.rsplit('/', 1)[-1]}"
            )
        if not beside and Article.objects.exists():
            raise CommandError(
                f"There are articles in {name} already, and invented ones would stand among them for good. Choose an "
                "empty database by DATABASE_URL, or add --beside."
            )

    def _show(self, done: int, of: int, seconds: float) -> None:
        """A bar on a terminal; a file gets the last line alone."""
        if sys.stderr.isatty():
            bar = ("#" * (_WIDTH * done // of)).ljust(_WIDTH, ".")
            left = f", {seconds / done * (of - done):,.0f} s left" if done else ""
            self.stderr.write(f"\r[{bar}] {done:,} of {of:,} articles{left}   ", ending="")
            self.stderr.flush()
