"""Refuses to serve the public with settings that are only fit for trying things out."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured


def require() -> None:
    """Raises ImproperlyConfigured, with one sentence that says what to do, unless the server may start."""
    if settings.ON_TRIAL:
        return
    if not settings.FIT_FOR_THE_PUBLIC:
        raise ImproperlyConfigured(
            "Set SECRET_KEY (a long random text) and ALLOWED_HOSTS (this site's names, with commas between) to serve "
            "the public, or DEBUG=1 to try things out on this machine."
        )
    if not getattr(staticfiles_storage, "manifest_hash", ""):
        raise ImproperlyConfigured(
            "Run `manage.py collectstatic --noinput` first: the pages' styles are not collected."
        )
