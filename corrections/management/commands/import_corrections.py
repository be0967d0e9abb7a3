"""manage.py import_corrections SLUG FILE.json [--publish] [--user NAME]"""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.actions import Refusal
from corrections.actions.accounts import account_named
from corrections.actions.import_corrections import MOST_BYTES, ImportedNotes, import_corrections
from corrections.management import named_files
from corrections.models import Article
from corrections.pages.warnings import warnings_of
from corrections.telling import told
from corrections.text import Sentence


class Command(BaseCommand):
    help = "Import notes from Web Annotations: all of them or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("file", metavar="FILE.json")
        parser.add_argument("--publish", action="store_true", help="Publish the notes.")
        parser.add_argument("--user", metavar="NAME", help="The account that imports; else a built-in one.")

    def handle(
        self, *args: object, slug: str | None, file: str, publish: bool, user: str | None, **options: object
    ) -> None:
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            raise CommandError(_("There is no article “%(slug)s”. Import it first.") % {"slug": slug})
        content = named_files.read(file, MOST_BYTES)
        try:
            imported = import_corrections(
                article, content, user=account_named(user), publish=publish, now=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        for warning in imported.told:
            self.stderr.write(told(warning))
        texts, published = article.latest_revision.rendering.texts(), article.notes.effective()
        for note in imported.notes:
            words = next((f"“{span.quote_exact[:60]}”" for span in note.spans.all()), _("The whole article"))
            for caution in warnings_of(note, texts, published, article.dated):
                self.stderr.write(told(Sentence("{name}: {sentence}", name=words, sentence=caution.sentence)))
        self._tell(imported, publish)

    def _tell(self, imported: ImportedNotes, publish: bool) -> None:
        added, known = len(imported.notes), imported.known
        if publish:
            said = ngettext("%(count)s note published.", "%(count)s notes published.", added)
        else:
            said = ngettext("%(count)s note kept as a draft.", "%(count)s notes kept as drafts.", added)
        self.stderr.write(said % {"count": added})
        if known:
            stale = ngettext(
                "%(known)s note was here already, and added nothing.",
                "%(known)s notes were here already, and added nothing.",
                known,
            )
            self.stderr.write(stale % {"known": known})
