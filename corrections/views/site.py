"""Where this site stands on the web: what its absolute addresses begin with, and what the query of one says."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path


def origin(request: HttpRequest) -> str:
    """SITE_URL, else the address that was asked for, without a last slash: https://news.example.org."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def canonical(request: HttpRequest, *kept: str) -> str:
    """The one address of what is shown. kept: what of a query says which page it is; anything else changes nothing."""
    query = urlencode([(name, request.GET[name]) for name in kept if request.GET.get(name)])
    return origin(request) + escape_uri_path(request.path) + (f"?{query}" if query else "")


def page_number(told: str) -> int:
    """The number of a page; 0, which no page has, where it is none."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
