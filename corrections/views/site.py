"""Where this site stands on the web: what its absolute addresses begin with."""

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """SITE_URL, else the address that was asked for, without a last slash: https://news.example.org."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"
