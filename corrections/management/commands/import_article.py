"""manage.py import_article FILE [FILE ...] [--slug SLUG] [--publish] [--user NAME]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from corrections.actions import Refusal
from corrections.actions.accounts import account_named
from corrections.actions.import_article import import_article
from corrections.actions.publish import publish_page
from corrections.exports import export_trouble


class Command(BaseCommand):
    help = "Import Markdown files as articles, or as new revisions of known ones. Prints their slugs, one a line."

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--slug", default="", help="The article's name in addresses; else made of the file's name.")
        parser.add_argument("--publish", action="store_true", help="Publish the article's page as well.")
        parser.add_argument("--user", metavar="NAME", help="The account that imports; else a built-in one.")

    def handle(self, *args, files, slug, publish, user, **options) -> None:
        if slug and len(files) > 1:
            raise CommandError("--slug names one article, but there are several files. Import them one by one.")
        try:
            account = account_named(user)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        refused = 0
        for file in files:
            try:
                imported = import_article(self._read(file), user=account, slug=slug, file_name=Path(file).name)
            except Refusal as refusal:
                if len(files) == 1:
                    raise CommandError(f"{file}: {refusal}") from refusal
                refused += 1
                self.stderr.write(f"{file}: {refusal}")
                continue
            if publish:
                publish_page(imported.article, user=account, now=timezone.now())
            self._tell(file, imported)
            if trouble := export_trouble(imported.article):
                self.stderr.write(f"{file}: {trouble}")
            self.stdout.write(imported.article.slug)
        if refused:
            raise CommandError(f"{refused} of {len(files)} files could not be imported; the others were.")

    def _read(self, file: str) -> bytes:
        try:
            with Path(file).open("rb") as opened:
                return opened.read(8 * 1024 * 1024)
        except OSError as error:
            raise Refusal(f"The file cannot be read ({error.strerror}). Check its name.") from error

    def _tell(self, file: str, imported) -> None:
        number = imported.revision.number
        if not imported.is_new:
            self.stderr.write(f"{file}: the same bytes are there already as revision {number}; nothing was added.")
        elif number > 1:
            self.stderr.write(
                f"{file}: revision {number}; {imported.carried} places of notes carried, "
                f"{imported.incorporated} put right already, {imported.lost} lost."
            )
