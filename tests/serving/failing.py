"""Addresses that fail, each as a mistake in the code could."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from corrections import bounded

WITHHELD = "the mayor took the money"


def quote(request: HttpRequest) -> HttpResponse:
    """An exception that quotes what was typed."""
    int(WITHHELD)


def row(request: HttpRequest) -> HttpResponse:
    """The database's own, which quotes the row."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE twice (word text UNIQUE)")
        cursor.execute("INSERT INTO twice VALUES (%s), (%s)", [WITHHELD, WITHHELD])


def beyond(request: HttpRequest) -> HttpResponse:
    """One in a process of its own, handled, and then another."""
    try:
        bounded.call(int, WITHHELD)
    except ValueError:
        None.upper()


urlpatterns = [path("quote/", quote), path("row/", row), path("beyond/", beyond), path("", include("corrections.urls"))]
handler500 = "newsroom.faults.fault"
