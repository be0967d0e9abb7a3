"""manage.py import_corrections SLUG FILE.json [--publish] [--user NAME]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from corrections.actions import Refusal
from corrections.actions.accounts import account_named
from corrections.actions.import_corrections import import_corrections
from corrections.models import Article
from corrections.pages.warnings import warnings_of


class Command(BaseCommand):
    help = "Import notes from Web Annotations: all of them or none."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("file", metavar="FILE.json")
        parser.add_argument("--publish", action="store_true", help="Publish the notes.")
        parser.add_argument("--user", metavar="NAME", help="The account that imports; else a built-in one.")

    def handle(self, *args, slug, file, publish, user, **options) -> None:
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            raise CommandError(f"There is no article “{slug}”. Import it first.")
        try:
            content = Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({error.strerror}). Check its name.") from error
        try:
            imported = import_corrections(
                article, content, user=account_named(user), publish=publish, now=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for told in imported.told:
            self.stderr.write(told)
        for note in imported.notes:
            for warning in warnings_of(note):
                self.stderr.write(f"{note.spans.first() or 'The whole article'}: {warning}")
        done = "published" if publish else "kept as drafts"
        self.stderr.write(f"{len(imported.notes)} notes {done}; {imported.known} were here already.")
