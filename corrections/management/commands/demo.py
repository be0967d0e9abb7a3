"""manage.py demo: samples, an editor, the address; then serves on $PORT."""

import os
import secrets
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from corrections import samples
from corrections.actions.accounts import desk_account
from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.actions.publish import publish_page
from corrections.models import EDITOR as ROLE
from corrections.models import STANDARDS_EDITOR, Article

EDITOR = "editor"


class Command(BaseCommand):
    help = "Load the samples, make an editor, print the address, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-server", action="store_true", help="Prepare everything, but do not serve.")

    def handle(self, *args: object, no_server: bool, **options: object) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        self._load_samples()
        password = self._editor()
        address = f"http://localhost:{settings.PORT}"
        self.stdout.write(f"Readers:  {address}{reverse('home')}")
        self.stdout.write(f"The desk: {address}{reverse('desk')}")
        self.stdout.write(f"Sign in as {EDITOR} with the password {password}")
        self.stdout.write("Stop with Ctrl+C.")
        self.stdout.flush()
        if no_server:
            return
        arguments = f"-m granian --interface wsgi --host 127.0.0.1 --port {settings.PORT} --blocking-threads 4"
        arguments += " --log-level warning --no-ws newsroom.wsgi:application"
        os.execv(sys.executable, [sys.executable, *arguments.split()])  # noqa: S606 - this program itself, anew

    def _load_samples(self) -> None:
        """Only what is missing: a second run keeps what was done with the samples since."""
        desk = desk_account()
        for sample in samples.SAMPLES:
            if Article.objects.filter(slug=sample.slug).exists():
                continue
            with transaction.atomic():
                article = import_article(samples.read(sample.file).encode(), user=desk, slug=sample.slug).article
                publish_page(article, user=desk, now=timezone.now())
                for name, publish in (("published", True), ("drafts", False)):
                    notes = samples.read(f"{sample.slug}.{name}.json").encode()
                    import_corrections(article, notes, user=desk, publish=publish, now=timezone.now())

    def _editor(self) -> str:
        """An editor with a password of its own on this machine, kept where the database is not."""
        path = settings.VAR_DIR / "demo-password"
        users = get_user_model().objects
        account = users.filter(username=EDITOR).first()
        password = path.read_text().strip() if path.exists() else ""
        if not password:
            password = secrets.token_urlsafe(9)
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"{password}\n")
            path.chmod(0o600)
        if account is None:
            account = users.create_user(EDITOR, password=password)
            account.groups.set(Group.objects.filter(name__in=(ROLE, STANDARDS_EDITOR)))
        elif not account.check_password(password):
            account.set_password(password)
            account.save()
        return password
