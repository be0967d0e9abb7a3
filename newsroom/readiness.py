"""Refuses to serve the public with settings that are only fit for trying things out."""

import sys
from collections.abc import Iterator, Sequence

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

LEAST_SECRET = 50  # characters, as many as Django's own check asks for
_LEAST_DIFFERENT = 5
_MAKES_ONE = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
_THIS_MACHINE = {"localhost", ".localhost", "127.0.0.1", "[::1]"}


def require() -> None:
    """Ends this process with a sentence on stderr for each thing that is to be done before the server may start.

    No traceback: whoever reads it set a variable, and wrote no code.
    """
    try:
        found = list(faults())
    except ImproperlyConfigured as error:
        found = [str(error)]
    if found:
        sys.exit("\n".join(found))
    if settings.ON_TRIAL and not _THIS_MACHINE.issuperset(settings.ALLOWED_HOSTS):
        which = "DEBUG=1" if settings.DEBUG else "DEMO=1"
        sys.stderr.write(
            f"{which} is for trying things out on this machine, but ALLOWED_HOSTS names others. Unset {which[:-2]} "
            "before anybody else may come here.\n"
        )


def faults() -> Iterator[str]:
    """Sentences about what stands against serving the public, each with what to do."""
    if settings.ON_TRIAL:
        return
    if not settings.FIT_FOR_THE_PUBLIC:
        yield (
            "Set SECRET_KEY (a long random text) and ALLOWED_HOSTS (this site's names, with commas between) to serve "
            "the public, or DEBUG=1 to try things out on this machine."
        )
    elif is_weak(settings.SECRET_KEY):
        yield f"SECRET_KEY is easy to guess, and whoever has it can sign in as anybody. Make a new one: {_MAKES_ONE}"
    if "*" in settings.ALLOWED_HOSTS:
        yield (
            "ALLOWED_HOSTS=* lets whoever asks choose the name that this site's addresses begin with. Name its own "
            "names instead."
        )
    if not getattr(staticfiles_storage, "manifest_hash", ""):
        yield "Run `manage.py collectstatic --noinput` first: the pages' styles are not collected."


def is_weak(secret: str) -> bool:
    return (
        len(secret) < LEAST_SECRET
        or len(set(secret)) < _LEAST_DIFFERENT
        or secret.lower().startswith("django-insecure")
    )


def told_on_check(app_configs: Sequence[AppConfig] | None, **_: object) -> list[checks.Error]:
    return [checks.Error(sentence, id="newsroom.E001") for sentence in faults()]


class Readiness(AppConfig):
    """Lets `manage.py check --deploy` tell the same as a server that does not start."""

    name = "newsroom"

    def ready(self) -> None:
        checks.register(told_on_check, checks.Tags.security, deploy=True)
