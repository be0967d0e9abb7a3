"""Addresses that fail, each as a mistake in the code could."""

from django.db import DataError, connection
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


def value(request: HttpRequest) -> HttpResponse:
    """PostgreSQL's, which quotes a value in its first line."""
    raise DataError(f'invalid input syntax for type integer: "{WITHHELD}"')


def beyond(request: HttpRequest) -> HttpResponse:
    """One in a process of its own, handled, and then another."""
    try:
        bounded.call(int, WITHHELD)
    except ValueError:
        None.upper()


urlpatterns = [
    path("quote/", quote),
    path("row/", row),
    path("value/", value),
    path("beyond/", beyond),
    path("", include("corrections.urls")),
]
handler500 = "newsroom.faults.fault"
