"""manage.py import_corrections SLUG FILE.json [--publish] [--user NAME]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from corrections.actions import Refusal
from corrections.actions.accounts import account_named
from corrections.actions.import_corrections import ImportedNotes, import_corrections
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
        texts, published = article.latest_revision.rendering.texts(), article.notes.effective()
        for note in imported.notes:
            words = next((f"“{span.quote_exact[:60]}”" for span in note.spans.all()), "The whole article")
            for warning in warnings_of(note, texts, published):
                self.stderr.write(f"{words}: {warning}")
        self._tell(imported, publish)

    def _tell(self, imported: ImportedNotes, publish: bool) -> None:
        added, known = len(imported.notes), imported.known
        told = f"{added} note{'' if added == 1 else 's'} {'published' if publish else 'kept as drafts'}"
        if known:
            told += f"; {known} {'was' if known == 1 else 'were'} here already, and added nothing"
        self.stderr.write(f"{told}.")
