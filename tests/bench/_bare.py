"""A bare view that gives back the bytes of a readers' page, for the benchmark to compare that page with.

Its address stands beside the product's own, so that a request to either goes through the same server and middleware.
"""

import json
import os
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

import corrections.urls
import newsroom.urls

PAGES = Path(os.environ["BENCH_FOLDER"])


@cache
def _page(slug: str) -> tuple[bytes, dict[str, str]]:
    """A page as it went over the wire, with the headers that its view gave it."""
    return (PAGES / f"{slug}.body").read_bytes(), json.loads((PAGES / f"{slug}.headers").read_text())


def bare(request: HttpRequest, slug: str) -> HttpResponse:
    body, headers = _page(slug)
    return HttpResponse(body, headers=headers)


# Right behind the page's own address, so that the one is found as fast as the other.
_names = [one.name for one in corrections.urls.urlpatterns]
corrections.urls.urlpatterns.insert(_names.index("article") + 1, path("bare/<slug:slug>/", bare))
urlpatterns = newsroom.urls.urlpatterns
